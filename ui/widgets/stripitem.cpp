// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/stripitem.h"

#include "ui/theme/metrics.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"
#include "ui/theme/typography.h"
#include "ui/widgets/meter.h"

#include <QPainter>

namespace keyswitch
{

namespace
{

constexpr int padding = 8;
constexpr int markRoom = 18;
constexpr int gap = 6;
constexpr int meterWidth = 64;
constexpr int itemHeight = 24;

} // namespace

StripItem::StripItem(QWidget *parent)
    : QAbstractButton(parent)
{
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void StripItem::setItem(const StripState &item)
{
    if (item == m_item)
        return;
    m_item = item;
    setText(item.valueFirst ? item.value + QLatin1Char(' ') + item.word : item.word + QLatin1Char(' ') + item.value);
    setAccessibleName(text());
    setToolTip(item.toolTip.isEmpty() ? text() : item.toolTip);
    updateGeometry();
    update();
}

int StripItem::wordWidth() const
{
    const QString &strong = m_item.valueFirst ? m_item.value : m_item.word;
    return QFontMetrics(textFont(TextStyle::SmallMedium)).horizontalAdvance(strong);
}

QSize StripItem::sizeHint() const
{
    const QString &calm = m_item.valueFirst ? m_item.word : m_item.value;
    int width = 2 * padding + wordWidth() + (m_item.state ? markRoom : 0);
    if (!calm.isEmpty())
        width += gap + QFontMetrics(textFont(TextStyle::Small)).horizontalAdvance(calm) + 2;
    if (m_item.meter)
        width += meterWidth + gap;
    return {width, itemHeight};
}

QSize StripItem::minimumSizeHint() const
{
    if (m_item.valueFirst || m_item.meter)
        return sizeHint(); // numbers never elide
    return {2 * padding + wordWidth() + (m_item.state ? markRoom : 0), itemHeight};
}

void StripItem::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    if (underMouse()) {
        painter.setBrush(color(Token::Hover));
        painter.drawPath(roundedRect(rect(), metrics::radiusSmall));
    }
    int x = padding;
    if (m_item.state) {
        drawStateMark(&painter, QRectF(x - 1, (height() - 14) / 2.0, 14, 14), *m_item.state);
        x += markRoom;
    }
    const auto draw = [&](const QString &text, TextStyle style, Token tone) {
        const QFont font = textFont(style);
        const int room = width() - x - padding - (m_item.meter ? meterWidth + gap : 0);
        painter.setFont(font);
        painter.setPen(color(tone));
        painter.drawText(QRect(x, 0, room + 2, height()), Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                         QFontMetrics(font).elidedText(text, Qt::ElideRight, room + 1));
        x += QFontMetrics(font).horizontalAdvance(text) + gap;
    };
    const bool quiet = !m_item.state || *m_item.state == State::Ok || *m_item.state == State::Off;
    draw(m_item.valueFirst ? m_item.value : m_item.word, TextStyle::SmallMedium, Token::Text);
    if (width() - x > 2 * padding)
        draw(m_item.valueFirst ? m_item.word : m_item.value, TextStyle::Small,
             quiet ? Token::Muted : stateTone(*m_item.state));
    if (m_item.meter) {
        painter.setPen(Qt::NoPen);
        const QRectF track(width() - padding - meterWidth, height() / 2.0 - 2, meterWidth, 4);
        painter.setBrush(color(Token::Border));
        painter.drawPath(roundedRect(track, 2));
        if (*m_item.meter > 0) {
            painter.setBrush(color(Meter::tone(*m_item.meter)));
            const double length = std::max(4.0, track.width() * std::min(1.0, *m_item.meter));
            painter.drawPath(roundedRect(QRectF(track.left(), track.top(), length, 4), 2));
        }
    }
    if (showsKeyboardFocus(this))
        drawFocusRing(&painter, rect(), metrics::radiusSmall);
}

} // namespace keyswitch
