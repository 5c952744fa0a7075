// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/selectabletext.h"

#include "ui/theme/metrics.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

#include <QEvent>
#include <QPainter>
#include <QTextLayout>
#include <QWheelEvent>

#include <cmath>

namespace keyswitch
{

SelectableText::SelectableText(TextStyle style, Token tone, QWidget *parent)
    : QPlainTextEdit(parent)
    , m_tone(tone)
{
    setReadOnly(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setTabChangesFocus(true);
    setUndoRedoEnabled(false);
    setFrameShape(QFrame::NoFrame);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFont(textFont(style));
    document()->setDocumentMargin(0);
    viewport()->setAutoFillBackground(false);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    refreshColors();
    connect(&Theme::instance(), &Theme::changed, this, &SelectableText::refreshColors);
}

void SelectableText::setText(const QString &text)
{
    if (text == toPlainText())
        return; // keeps what the user has selected
    setPlainText(text);
    updateGeometry();
}

void SelectableText::setTone(Token tone)
{
    m_tone = tone;
    refreshColors();
}

void SelectableText::refreshColors()
{
    QPalette colors = Theme::instance().palette();
    colors.setColor(QPalette::Text, color(m_tone));
    colors.setColor(QPalette::Base, Qt::transparent);
    setPalette(colors);
}

QSize SelectableText::sizeHint() const
{
    constexpr int preferred = 240;
    const int wanted = std::min(preferred, fontMetrics().horizontalAdvance(toPlainText()) + 4);
    return {std::max(40, wanted), heightForWidth(std::max(40, wanted))};
}

QSize SelectableText::minimumSizeHint() const
{
    return {40, int(std::ceil(QFontMetricsF(font()).lineSpacing()))};
}

int SelectableText::heightForWidth(int width) const
{
    QTextOption option(Qt::AlignLeft);
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    qreal height = 0;
    const QStringList lines = toPlainText().split(QLatin1Char('\n'));
    for (const QString &line : lines) {
        QTextLayout layout(line, font());
        layout.setTextOption(option);
        layout.beginLayout();
        qreal block = 0;
        for (QTextLine row = layout.createLine(); row.isValid(); row = layout.createLine()) {
            row.setLineWidth(width);
            block += row.height();
        }
        layout.endLayout();
        height += std::max(block, QFontMetricsF(font()).lineSpacing());
    }
    return int(std::ceil(height)) + 1;
}

void SelectableText::paintEvent(QPaintEvent *event)
{
    QPlainTextEdit::paintEvent(event);
    if (showsKeyboardFocus(this)) {
        QPainter painter(viewport());
        drawFocusRing(&painter, viewport()->rect(), metrics::radiusSmall);
    }
}

void SelectableText::wheelEvent(QWheelEvent *event)
{
    event->ignore(); // the page scrolls, not the text
}

void SelectableText::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        updateGeometry();
}

} // namespace keyswitch
