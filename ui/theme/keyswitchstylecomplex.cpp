// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/icons.h"
#include "ui/theme/keyswitchstyle.h"
#include "ui/theme/metrics.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <QStyleOption>
#include <QWidget>

namespace keyswitch
{

namespace
{

constexpr int sliderMinimum = 32;
constexpr int spinButtonWidth = 22;

bool keyboardFocus(const QStyleOption *option)
{
    return (option->state & QStyle::State_HasFocus) && (option->state & QStyle::State_KeyboardFocusChange);
}

} // namespace

QRect KeyswitchStyle::scrollBarPart(const QStyleOptionSlider *option, SubControl part) const
{
    const bool vertical = option->orientation == Qt::Vertical;
    const int length = vertical ? option->rect.height() : option->rect.width();
    const int breadth = vertical ? option->rect.width() : option->rect.height();
    const double range = double(option->maximum) - option->minimum;
    int slider = length;
    int start = 0;
    if (range > 0) {
        slider = std::max(sliderMinimum, int(length * double(option->pageStep) / (range + option->pageStep)));
        slider = std::min(slider, length);
        start = int((length - slider) * (double(option->sliderPosition) - option->minimum) / range);
    }
    const auto along = [&](int from, int size) {
        const QPoint corner = option->rect.topLeft();
        return vertical ? QRect(corner.x(), corner.y() + from, breadth, size)
                        : QRect(corner.x() + from, corner.y(), size, breadth);
    };
    switch (part) {
    case SC_ScrollBarSlider:
        return along(start, slider);
    case SC_ScrollBarGroove:
        return option->rect;
    case SC_ScrollBarSubPage:
        return along(0, start);
    case SC_ScrollBarAddPage:
        return along(start + slider, length - start - slider);
    default:
        return {}; // no arrows at the ends
    }
}

QRect KeyswitchStyle::subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl part,
                                     const QWidget *widget) const
{
    const QRect rect = option->rect;
    switch (control) {
    case CC_ScrollBar:
        if (const auto *slider = qstyleoption_cast<const QStyleOptionSlider *>(option))
            return scrollBarPart(slider, part);
        break;
    case CC_ComboBox:
        if (part == SC_ComboBoxEditField)
            return visualRect(option->direction, rect, rect.adjusted(8, 1, -24, -1));
        if (part == SC_ComboBoxArrow)
            return visualRect(option->direction, rect, QRect(rect.right() - 23, rect.top(), 24, rect.height()));
        break;
    case CC_SpinBox: {
        const auto *spin = qstyleoption_cast<const QStyleOptionSpinBox *>(option);
        const bool buttons = spin && spin->buttonSymbols != QAbstractSpinBox::NoButtons;
        const int width = buttons ? spinButtonWidth : 0;
        const int half = rect.height() / 2;
        QRect place;
        if (part == SC_SpinBoxEditField)
            place = rect.adjusted(6, 1, -width - 2, -1);
        else if (part == SC_SpinBoxUp && buttons)
            place = QRect(rect.right() - width, rect.top() + 1, width, half - 1);
        else if (part == SC_SpinBoxDown && buttons)
            place = QRect(rect.right() - width, rect.top() + half, width, half - 1);
        else if (part == SC_SpinBoxFrame)
            place = rect;
        return visualRect(option->direction, rect, place);
    }
    default:
        break;
    }
    return QProxyStyle::subControlRect(control, option, part, widget);
}

void KeyswitchStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
                                        const QWidget *widget) const
{
    switch (control) {
    case CC_ScrollBar:
        if (const auto *slider = qstyleoption_cast<const QStyleOptionSlider *>(option))
            drawScrollBar(slider, painter);
        return;
    case CC_ComboBox:
        drawComboBox(option, painter);
        return;
    case CC_SpinBox:
        drawSpinBox(option, painter, widget);
        return;
    default:
        QProxyStyle::drawComplexControl(control, option, painter, widget);
    }
}

void KeyswitchStyle::drawScrollBar(const QStyleOptionSlider *option, QPainter *painter) const
{
    if (option->maximum <= option->minimum)
        return;
    const QRectF slider = scrollBarPart(option, SC_ScrollBarSlider);
    const bool active = option->state & (State_MouseOver | State_Sunken);
    const QRectF bar = option->orientation == Qt::Vertical
        ? QRectF(slider.center().x() - 2.5, slider.top() + 2, 5, slider.height() - 4)
        : QRectF(slider.left() + 2, slider.center().y() - 2.5, slider.width() - 4, 5);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(withAlpha(color(Token::Muted), active ? 0.6 : 0.3));
    painter->drawPath(roundedRect(bar, 2.5));
    painter->restore();
}

void KeyswitchStyle::drawComboBox(const QStyleOptionComplex *option, QPainter *painter) const
{
    const bool enabled = option->state & State_Enabled;
    const bool hover = option->state & State_MouseOver;
    const QRect rect = option->rect;
    const Token rest = Theme::instance().isDark() ? Token::Raised : Token::Surface;
    drawBox(painter, rect,
            color(!enabled    ? Token::Sunken
                      : hover ? Token::Hover
                              : rest),
            color(enabled ? Token::BorderStrong : Token::Border), metrics::radius);
    drawIcon(painter, visualRect(option->direction, rect, QRect(rect.right() - 21, rect.center().y() - 6, 14, 14)),
             QStringLiteral("chevron-down"), Token::Muted);
    if (keyboardFocus(option))
        drawFocusRing(painter, rect, metrics::radius);
}

void KeyswitchStyle::drawSpinBox(const QStyleOptionComplex *option, QPainter *painter, const QWidget *widget) const
{
    drawField(option, painter, widget, true);
    const auto *spin = qstyleoption_cast<const QStyleOptionSpinBox *>(option);
    if (!spin || spin->buttonSymbols == QAbstractSpinBox::NoButtons)
        return;
    const auto arrow = [&](SubControl part, const QString &icon, QAbstractSpinBox::StepEnabledFlag can) {
        const QRect place = subControlRect(CC_SpinBox, option, part, widget);
        const bool pointed = (option->activeSubControls & part) && (option->state & State_MouseOver);
        const Token tone = !(spin->stepEnabled & can) ? Token::BorderStrong : pointed ? Token::Text : Token::Muted;
        drawIcon(painter, QRect(place.center().x() - 5, place.center().y() - 5, 12, 12), icon, tone);
    };
    arrow(SC_SpinBoxUp, QStringLiteral("chevron-up"), QAbstractSpinBox::StepUpEnabled);
    arrow(SC_SpinBoxDown, QStringLiteral("chevron-down"), QAbstractSpinBox::StepDownEnabled);
}

} // namespace keyswitch
