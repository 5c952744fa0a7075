// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/keyswitchstyle.h"

#include "ui/theme/metrics.h"
#include "ui/theme/typography.h"

#include <QAbstractButton>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QStyleOption>
#include <QTabBar>
#include <QTextEdit>

namespace keyswitch
{

KeyswitchStyle::KeyswitchStyle()
    : QProxyStyle(QStringLiteral("Fusion"))
{
}

int KeyswitchStyle::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (metric) {
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
    case PM_LineEditIconSize:
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
        return metrics::icon;
    case PM_ScrollBarExtent:
        return 10;
    case PM_ScrollBarSliderMin:
        return 32;
    case PM_ScrollView_ScrollBarSpacing:
    case PM_ScrollView_ScrollBarOverlap:
        return 0;
    case PM_SplitterWidth:
        return 1;
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
        return 0;
    case PM_HeaderMarkSize:
    case PM_HeaderMargin:
        return 0; // QHeaderView elides by these before it asks us to draw: the padding is in drawHeaderLabel()
    case PM_FocusFrameHMargin:
        return metrics::space2;
    case PM_MenuPanelWidth:
        return 1;
    case PM_MenuVMargin:
    case PM_MenuHMargin:
        return metrics::space1;
    case PM_DefaultFrameWidth:
        if (qobject_cast<const QPlainTextEdit *>(widget) || qobject_cast<const QTextEdit *>(widget))
            return 5; // the viewport must stay inside the rounded corners
        return qobject_cast<const QLineEdit *>(widget) ? 2 : 1;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing:
        return metrics::space2;
    case PM_TabBarTabHSpace:
        return metrics::space6;
    case PM_TabBarTabVSpace:
        return metrics::space3;
    case PM_ToolTipLabelFrameWidth:
        return 6;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int KeyswitchStyle::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                              QStyleHintReturn *answer) const
{
    switch (hint) {
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
    case SH_UnderlineShortcut:
    case SH_ScrollBar_ContextMenu:
    case SH_ComboBox_Popup:
    case SH_DialogButtonBox_ButtonsHaveIcons:
    case SH_Widget_Animate:
    case SH_Widget_Animation_Duration:
        return 0;
    case SH_ItemView_ShowDecorationSelected:
        return 1;
    case SH_ToolTip_WakeUpDelay:
        return 400;
    default:
        return QProxyStyle::styleHint(hint, option, widget, answer);
    }
}

QSize KeyswitchStyle::sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &contents,
                                       const QWidget *widget) const
{
    QSize size = QProxyStyle::sizeFromContents(type, option, contents, widget);
    switch (type) {
    case CT_PushButton: {
        const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option);
        if (!button)
            return size;
        int width = button->fontMetrics.horizontalAdvance(button->text) + (button->text.isEmpty() ? 12 : 24);
        if (!button->icon.isNull())
            width += metrics::icon + (button->text.isEmpty() ? 0 : 6);
        if (button->features & QStyleOptionButton::HasMenu)
            width += 18;
        return {width, metrics::control};
    }
    case CT_LineEdit:
    case CT_SpinBox:
        size.setHeight(metrics::control);
        return size;
    case CT_ComboBox:
        return {size.width() + 14, metrics::control};
    case CT_ItemViewItem:
        size.setHeight(std::max(size.height(), metrics::row));
        return size;
    case CT_HeaderSection:
        size.setHeight(metrics::tableHead);
        return size;
    case CT_MenuItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option);
            item && item->menuItemType == QStyleOptionMenuItem::Separator)
            return {size.width(), 9};
        return {size.width() + 16, metrics::control};
    default:
        return size;
    }
}

QRect KeyswitchStyle::subElementRect(SubElement element, const QStyleOption *option, const QWidget *widget) const
{
    if (element == SE_LineEditContents) {
        // Inside a spin or combo box the edit is already placed by the outer control.
        const bool inner = widget
            && (qobject_cast<const QAbstractSpinBox *>(widget->parentWidget())
                || qobject_cast<const QComboBox *>(widget->parentWidget()));
        return inner ? option->rect.adjusted(2, 0, -2, 0) : option->rect.adjusted(8, 1, -8, -1);
    }
    return QProxyStyle::subElementRect(element, option, widget);
}

void KeyswitchStyle::polish(QWidget *widget)
{
    QProxyStyle::polish(widget);
    if (qobject_cast<QAbstractButton *>(widget) || qobject_cast<QComboBox *>(widget) || qobject_cast<QTabBar *>(widget)
        || qobject_cast<QAbstractSpinBox *>(widget))
        widget->setAttribute(Qt::WA_Hover);
}

} // namespace keyswitch
