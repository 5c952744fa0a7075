// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/state.h"
#include "ui/theme/tokens.h"

#include <QPainterPath>
#include <QPen>

class QPainter;
class QWidget;

namespace keyswitch
{

// A line of whole device pixels at every scale: fractions look uneven from row to row.
QPen hairline(const QPainter *painter, const QColor &color);
void drawHairline(QPainter *painter, const QLineF &line, const QColor &color);
// Along one edge, inside the rectangle.
void drawEdge(QPainter *painter, const QRectF &rect, Qt::Edge edge, const QColor &color);

QPainterPath roundedRect(const QRectF &rect, qreal radius);
// Filled, with a 1 px edge inside the rectangle.
void drawBox(QPainter *painter, const QRectF &rect, const QColor &ground, const QColor &edge, qreal radius);

// 2 px, inside the rectangle: outside it would be clipped by layouts and scroll areas. The gap tells the ring from a
// ground of the same colour.
void drawFocusRing(QPainter *painter, const QRectF &rect, qreal radius, bool gap = false);
// True when the widget has the focus and got it, or kept it, by the keyboard.
bool showsKeyboardFocus(const QWidget *widget);

// Many faint rounded rectangles; QGraphicsDropShadowEffect would render the whole widget tree through a pixmap.
void drawSoftShadow(QPainter *painter, const QRectF &rect, qreal radius, int size);

Token stateTone(State state);
// Disc, ring, triangle, diamond or arc, in the middle of the rectangle; drawn for 14 px.
void drawStateMark(QPainter *painter, const QRectF &rect, State state);

// Soft ground, caption, optional 12 px icon. Elides when the rectangle is too small.
int badgeWidth(const QString &text, bool withIcon);
void drawBadge(QPainter *painter, const QRectF &rect, const QString &text, Token tone, const QString &icon = {});

} // namespace keyswitch
