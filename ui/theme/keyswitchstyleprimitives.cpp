// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/buttonkind.h"
#include "ui/theme/keyswitchstyle.h"
#include "ui/theme/metrics.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

#include <QAbstractItemView>
#include <QAbstractScrollArea>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QPainter>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStyleOption>
#include <QTextEdit>

namespace keyswitch
{

namespace
{

bool keyboardFocus(const QStyleOption *option)
{
    return (option->state & QStyle::State_HasFocus) && (option->state & QStyle::State_KeyboardFocusChange);
}

bool isTextEdit(const QWidget *widget)
{
    return qobject_cast<const QPlainTextEdit *>(widget) || qobject_cast<const QTextEdit *>(widget);
}

bool isInsideControl(const QWidget *widget)
{
    return widget
        && (qobject_cast<const QAbstractSpinBox *>(widget->parentWidget())
            || qobject_cast<const QComboBox *>(widget->parentWidget()));
}

QRectF boxIn(const QRect &rect)
{
    const QPointF middle = QRectF(rect).center();
    return QRectF(middle.x() - 7.5, middle.y() - 7.5, 15, 15);
}

} // namespace

void KeyswitchStyle::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                                   const QWidget *widget) const
{
    switch (element) {
    case PE_PanelButtonCommand:
        return drawButtonGround(option, painter, widget);
    case PE_FrameFocusRect:
        // Buttons and rows draw their own ring.
        if (keyboardFocus(option) && !qobject_cast<const QAbstractItemView *>(widget)
            && !qobject_cast<const QPushButton *>(widget))
            drawFocusRing(painter, option->rect, metrics::radiusSmall);
        return;
    case PE_PanelLineEdit:
        if (!isBareField(widget) && !isInsideControl(widget))
            drawField(option, painter, widget, true);
        return;
    case PE_FrameLineEdit:
        return drawField(option, painter, widget, false);
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
        return drawCheckBox(option, painter);
    case PE_IndicatorRadioButton:
        return drawRadioButton(option, painter);
    case PE_Frame:
        if (isTextEdit(widget))
            drawField(option, painter, widget, true);
        return;
    case PE_PanelMenu:
    case PE_FrameMenu:
    case PE_PanelTipLabel:
        painter->fillRect(option->rect, color(Token::Raised));
        painter->save();
        painter->setPen(hairline(painter, color(Token::BorderStrong)));
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5));
        painter->restore();
        return;
    case PE_PanelItemViewItem: // of plain lists and trees; tables and the sidebar draw their own
        if (option->state & (State_Selected | State_MouseOver))
            painter->fillRect(option->rect, color(option->state & State_Selected ? Token::AccentSoft : Token::Hover));
        return;
    case PE_PanelScrollAreaCorner:
    case PE_IndicatorHeaderArrow: // drawn with the label
    case PE_PanelItemViewRow: // drawn with each item
    case PE_FrameStatusBarItem:
    case PE_FrameTabBarBase:
        return;
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void KeyswitchStyle::drawButtonGround(const QStyleOption *option, QPainter *painter, const QWidget *widget) const
{
    const ButtonKind kind = buttonKind(widget);
    const bool hover = option->state & State_MouseOver;
    const bool down = option->state & (State_Sunken | State_On);
    const bool enabled = option->state & State_Enabled;
    const QRectF rect = option->rect;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    switch (kind) {
    case ButtonKind::Primary:
        painter->setBrush(!enabled ? color(Token::BorderStrong)
                                   : color(hover || down ? Token::AccentHover : Token::AccentFill));
        painter->drawPath(roundedRect(rect, metrics::radius));
        break;
    case ButtonKind::Ghost:
    case ButtonKind::Link:
        if (enabled && (hover || down)) {
            painter->setBrush(color(down ? Token::AccentSoft : Token::Hover));
            painter->drawPath(roundedRect(rect, metrics::radius));
        }
        break;
    case ButtonKind::Plain:
    case ButtonKind::Danger: {
        const Token rest = Theme::instance().isDark() ? Token::Raised : Token::Surface;
        if (!enabled) {
            painter->setBrush(color(Token::Sunken));
            painter->drawPath(roundedRect(rect, metrics::radius));
        } else {
            drawBox(painter, rect,
                    color(down        ? Token::AccentSoft
                              : hover ? Token::Hover
                                      : rest),
                    color(Token::BorderStrong), metrics::radius);
        }
        break;
    }
    }
    painter->restore();
    if (keyboardFocus(option))
        drawFocusRing(painter, rect, metrics::radius, kind == ButtonKind::Primary);
}

void KeyswitchStyle::drawField(const QStyleOption *option, QPainter *painter, const QWidget *widget, bool filled) const
{
    const bool enabled = option->state & State_Enabled;
    const bool focused = (option->state & State_HasFocus) || (widget && isTextEdit(widget) && widget->hasFocus());
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(filled ? QBrush(color(enabled ? Token::Surface : Token::Sunken)) : QBrush(Qt::NoBrush));
    painter->setPen(QPen(color(isRefused(widget) ? Token::Danger : enabled ? Token::Control : Token::Border), 1));
    painter->drawPath(roundedRect(QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5), metrics::radius));
    painter->restore();
    if (focused) // always, with the mouse too: it says where typing goes
        drawFocusRing(painter, option->rect, metrics::radius);
}

void KeyswitchStyle::drawCheckBox(const QStyleOption *option, QPainter *painter) const
{
    const bool on = option->state & State_On;
    const bool partly = option->state & State_NoChange;
    const bool enabled = option->state & State_Enabled;
    const QRectF box = boxIn(option->rect);
    const QPointF middle = box.center();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (on || partly) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(color(enabled ? Token::AccentFill : Token::BorderStrong));
        painter->drawPath(roundedRect(box, metrics::radiusSmall));
        painter->setPen(QPen(color(Token::OnAccent), 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter->setBrush(Qt::NoBrush);
        if (on)
            painter->drawPolyline(
                QPolygonF{middle + QPointF(-3.4, 0.2), middle + QPointF(-0.9, 2.8), middle + QPointF(3.6, -2.6)});
        else
            painter->drawLine(middle + QPointF(-3, 0), middle + QPointF(3, 0));
    } else {
        painter->setPen(QPen(color(enabled ? Token::Control : Token::Border), 1.2));
        painter->setBrush(color(enabled ? Token::Surface : Token::Sunken));
        painter->drawPath(roundedRect(box, metrics::radiusSmall));
    }
    painter->restore();
    if (keyboardFocus(option))
        drawFocusRing(painter, box.adjusted(-3, -3, 3, 3), metrics::radius);
}

void KeyswitchStyle::drawRadioButton(const QStyleOption *option, QPainter *painter) const
{
    const bool on = option->state & State_On;
    const bool enabled = option->state & State_Enabled;
    const QRectF box = boxIn(option->rect);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (on) {
        painter->setPen(QPen(color(enabled ? Token::AccentFill : Token::BorderStrong), 4.5));
        painter->setBrush(color(Token::OnAccent));
        painter->drawEllipse(box.adjusted(2.2, 2.2, -2.2, -2.2));
    } else {
        painter->setPen(QPen(color(enabled ? Token::Control : Token::Border), 1.2));
        painter->setBrush(color(enabled ? Token::Surface : Token::Sunken));
        painter->drawEllipse(box);
    }
    painter->restore();
    if (keyboardFocus(option))
        drawFocusRing(painter, box.adjusted(-3, -3, 3, 3), 9);
}

} // namespace keyswitch
