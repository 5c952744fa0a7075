// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/label.h"

#include "ui/theme/theme.h"

#include <QPainter>

namespace keyswitch
{

Label::Label(const QString &text, TextStyle style, Token tone, QWidget *parent)
    : QLabel(parent)
    , m_tone(tone)
{
    setTextFormat(Qt::PlainText);
    setFont(textFont(style));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setText(text);
}

void Label::setTone(Token tone)
{
    m_tone = tone;
    update();
}

void Label::setTextStyle(TextStyle style)
{
    setFont(textFont(style));
    updateGeometry();
}

void Label::setElideMode(Qt::TextElideMode mode)
{
    m_elide = mode;
    update();
}

void Label::setWrapped(bool wrapped)
{
    setWordWrap(wrapped);
    // With a fixed vertical policy a layout would not ask for the height of the second line.
    QSizePolicy policy(QSizePolicy::Preferred, wrapped ? QSizePolicy::Preferred : QSizePolicy::Fixed);
    policy.setHeightForWidth(wrapped);
    setSizePolicy(policy);
}

QSize Label::sizeHint() const
{
    if (wordWrap()) {
        const int width = std::min(fontMetrics().horizontalAdvance(text()) + 2, 320);
        return {width, heightForWidth(width)};
    }
    return {fontMetrics().horizontalAdvance(text()) + 2, fontMetrics().height()};
}

QSize Label::minimumSizeHint() const
{
    if (wordWrap())
        return {60, fontMetrics().height()};
    return {std::min(24, fontMetrics().horizontalAdvance(text()) + 2), fontMetrics().height()};
}

int Label::heightForWidth(int width) const
{
    if (!wordWrap())
        return fontMetrics().height();
    return fontMetrics().boundingRect(QRect(0, 0, width, 100'000), Qt::TextWordWrap, text()).height() + 2;
}

void Label::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setFont(font());
    painter.setPen(isEnabled() ? color(m_tone) : palette().color(QPalette::Disabled, QPalette::WindowText));
    if (wordWrap()) {
        painter.drawText(rect(), Qt::TextWordWrap | int(alignment()), text());
        return;
    }
    const QString shown = fontMetrics().elidedText(text(), m_elide, width());
    const bool cut = shown != text();
    if (cut && (toolTip().isEmpty() || m_tipIsOurs)) {
        m_tipIsOurs = true;
        setToolTip(text());
    } else if (!cut && m_tipIsOurs) {
        m_tipIsOurs = false;
        setToolTip({});
    }
    painter.drawText(rect(), int(alignment()) | Qt::TextSingleLine, shown);
}

} // namespace keyswitch
