// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/paint.h"

#include "ui/theme/icons.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/theme/typography.h"

#include <QFontMetrics>
#include <QPainter>
#include <QWidget>

#include <cmath>

namespace keyswitch
{

QPen hairline(const QPainter *painter, const QColor &color)
{
    QPen pen(color, std::max(1.0, std::floor(painter->device()->devicePixelRatioF())));
    pen.setCosmetic(true);
    pen.setCapStyle(Qt::FlatCap);
    return pen;
}

void drawHairline(QPainter *painter, const QLineF &line, const QColor &color)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing, false);
    painter->setPen(hairline(painter, color));
    painter->drawLine(line);
    painter->restore();
}

void drawEdge(QPainter *painter, const QRectF &rect, Qt::Edge edge, const QColor &color)
{
    const QRectF inner = rect.adjusted(0.5, 0.5, -0.5, -0.5);
    switch (edge) {
    case Qt::TopEdge:
        return drawHairline(painter, {rect.left(), inner.top(), rect.right(), inner.top()}, color);
    case Qt::BottomEdge:
        return drawHairline(painter, {rect.left(), inner.bottom(), rect.right(), inner.bottom()}, color);
    case Qt::LeftEdge:
        return drawHairline(painter, {inner.left(), rect.top(), inner.left(), rect.bottom()}, color);
    case Qt::RightEdge:
        return drawHairline(painter, {inner.right(), rect.top(), inner.right(), rect.bottom()}, color);
    }
}

QPainterPath roundedRect(const QRectF &rect, qreal radius)
{
    QPainterPath path;
    path.addRoundedRect(rect, radius, radius);
    return path;
}

void drawBox(QPainter *painter, const QRectF &rect, const QColor &ground, const QColor &edge, qreal radius)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(edge, 1));
    painter->setBrush(ground);
    painter->drawPath(roundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius));
    painter->restore();
}

void drawFocusRing(QPainter *painter, const QRectF &rect, qreal radius, bool gap)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(Qt::NoBrush);
    painter->setPen(QPen(color(Token::Focus), 2));
    painter->drawPath(roundedRect(rect.adjusted(1, 1, -1, -1), radius));
    if (gap) {
        painter->setPen(QPen(color(Token::Surface), 1));
        painter->drawPath(roundedRect(rect.adjusted(2.5, 2.5, -2.5, -2.5), std::max(0.0, radius - 2)));
    }
    painter->restore();
}

bool showsKeyboardFocus(const QWidget *widget)
{
    return widget->hasFocus() && widget->window()->testAttribute(Qt::WA_KeyboardFocusChange);
}

void drawSoftShadow(QPainter *painter, const QRectF &rect, qreal radius, int size)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    const QColor shadow = color(Token::Shadow);
    for (int i = size; i > 0; --i) {
        const double part = 2.0 * (size - i + 1) / (double(size) * size);
        painter->setBrush(withAlpha(shadow, shadow.alphaF() * part));
        painter->drawPath(roundedRect(rect.adjusted(-i, -i + size / 4.0, i, i + size / 4.0), radius + i));
    }
    painter->restore();
}

Token stateTone(State state)
{
    switch (state) {
    case State::Ok:
        return Token::Ok;
    case State::Off:
        return Token::Faint;
    case State::Warn:
        return Token::Warn;
    case State::Error:
        return Token::Danger;
    case State::Running:
        return Token::Info;
    }
    return Token::Faint;
}

void drawStateMark(QPainter *painter, const QRectF &rect, State state)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QColor ink = color(stateTone(state));
    painter->translate(rect.center());
    painter->setPen(Qt::NoPen);
    painter->setBrush(ink);
    switch (state) {
    case State::Ok:
        painter->drawEllipse(QPointF(), 3.5, 3.5);
        break;
    case State::Off:
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(ink, 1.6));
        painter->drawEllipse(QPointF(), 3.2, 3.2);
        break;
    case State::Warn:
        painter->setPen(QPen(ink, 1.2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter->drawPolygon(QPolygonF{{0, -4.4}, {4.8, 3.8}, {-4.8, 3.8}});
        break;
    case State::Error:
        painter->rotate(45);
        painter->drawRoundedRect(QRectF(-3.7, -3.7, 7.4, 7.4), 1.2, 1.2);
        break;
    case State::Running:
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(withAlpha(ink, 0.35), 2));
        painter->drawEllipse(QPointF(), 4.2, 4.2);
        painter->setPen(QPen(ink, 2, Qt::SolidLine, Qt::RoundCap));
        painter->drawArc(QRectF(-4.2, -4.2, 8.4, 8.4), 90 * 16, -130 * 16);
        painter->setPen(Qt::NoPen);
        painter->setBrush(ink);
        painter->drawEllipse(QPointF(), 1.5, 1.5);
        break;
    }
    painter->restore();
}

int badgeWidth(const QString &text, bool withIcon)
{
    return QFontMetrics(textFont(TextStyle::Caption)).horizontalAdvance(text) + 14 + (withIcon ? 16 : 0);
}

void drawBadge(QPainter *painter, const QRectF &rect, const QString &text, Token tone, const QString &icon)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(color(softGround(tone)));
    painter->drawPath(roundedRect(rect, metrics::radiusSmall));
    qreal x = rect.left() + 7;
    if (!icon.isEmpty()) {
        drawIcon(painter, QRect(int(x) - 1, int(rect.center().y() - 6), 12, 12), icon, tone);
        x += 15;
    }
    const QFont font = textFont(TextStyle::Caption);
    const QRectF inner(x, rect.top(), rect.right() - x - 5, rect.height());
    painter->setFont(font);
    painter->setPen(color(tone));
    painter->drawText(inner, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                      QFontMetrics(font).elidedText(text, Qt::ElideRight, int(std::ceil(inner.width()))));
    painter->restore();
}

} // namespace keyswitch
