// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/sparkline.h"

#include "ui/theme/theme.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace keyswitch
{

void drawSparkline(QPainter *painter, const QRectF &rect, const QList<double> &values, const QList<double> &before,
                   int places, Token tone)
{
    if (values.isEmpty() && before.isEmpty())
        return;
    const QRectF inner = rect.adjusted(1, 2.5, -3, -1.5); // room for the dot and half of the line
    double most = 1e-9;
    for (const double value : values)
        most = std::max(most, value);
    for (const double value : before)
        most = std::max(most, value);
    const int steps = std::max<int>({int(values.size()), int(before.size()), places, 2}) - 1;
    const auto point = [&](qsizetype i, double value) {
        return QPointF(inner.left() + inner.width() * double(i) / steps,
                       inner.bottom() - inner.height() * value / most);
    };
    const auto path = [&](const QList<double> &course) {
        QPainterPath line;
        for (qsizetype i = 0; i < course.size(); ++i)
            i == 0 ? line.moveTo(point(i, course.at(i))) : line.lineTo(point(i, course.at(i)));
        return line;
    };
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(Qt::NoBrush);
    if (!before.isEmpty()) {
        QPen dashed(withAlpha(color(Token::Faint), 0.75), 1);
        dashed.setDashPattern({2, 2.5});
        painter->setPen(dashed);
        painter->drawPath(path(before));
    }
    if (!values.isEmpty()) {
        const QPainterPath line = path(values);
        QPainterPath area = line;
        area.lineTo(point(values.size() - 1, 0));
        area.lineTo(point(0, 0));
        area.closeSubpath();
        painter->fillPath(area, withAlpha(color(tone), 0.12));
        painter->setPen(QPen(color(tone), 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter->drawPath(line);
        painter->setPen(Qt::NoPen);
        painter->setBrush(color(tone));
        painter->drawEllipse(point(values.size() - 1, values.last()), 2, 2);
    }
    painter->restore();
}

Sparkline::Sparkline(QWidget *parent)
    : QWidget(parent)
{
    setMinimumSize(40, 16);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void Sparkline::setValues(const QList<double> &values, const QList<double> &before, int places)
{
    m_values = values;
    m_before = before;
    m_places = places;
    update();
}

void Sparkline::setTone(Token tone)
{
    m_tone = tone;
    update();
}

void Sparkline::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    drawSparkline(&painter, rect(), m_values, m_before, m_places, m_tone);
}

} // namespace keyswitch
