// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/buttonkind.h"
#include "ui/theme/icons.h"
#include "ui/theme/keyswitchstyle.h"
#include "ui/theme/metrics.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"
#include "ui/theme/typography.h"

#include <QPainter>
#include <QStyleOption>
#include <QWidget>

namespace keyswitch
{

void KeyswitchStyle::drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                                 const QWidget *widget) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    switch (element) {
    case CE_PushButtonBevel: // QCommonStyle would add a menu arrow of its own
        proxy()->drawPrimitive(PE_PanelButtonCommand, option, painter, widget);
        break;
    case CE_PushButtonLabel:
        drawButtonLabel(qstyleoption_cast<const QStyleOptionButton *>(option), painter, widget);
        break;
    case CE_HeaderSection:
    case CE_HeaderEmptyArea:
        drawHeaderSection(option, painter);
        break;
    case CE_HeaderLabel:
        drawHeaderLabel(qstyleoption_cast<const QStyleOptionHeader *>(option), painter);
        break;
    case CE_Splitter:
        drawEdge(painter, option->rect, option->rect.width() > option->rect.height() ? Qt::TopEdge : Qt::LeftEdge,
                 color(Token::Border));
        break;
    case CE_TabBarTabShape:
        break; // all of a tab is drawn with its label
    case CE_TabBarTabLabel:
        drawTab(qstyleoption_cast<const QStyleOptionTab *>(option), painter);
        break;
    case CE_ProgressBarGroove:
    case CE_ProgressBarContents: {
        const auto *bar = qstyleoption_cast<const QStyleOptionProgressBar *>(option);
        QRectF track(option->rect.left(), option->rect.center().y() - 2, option->rect.width(), 6);
        painter->setPen(Qt::NoPen);
        painter->setBrush(color(Token::Border));
        if (element == CE_ProgressBarContents && bar && bar->maximum > bar->minimum) {
            const double share = double(bar->progress - bar->minimum) / (bar->maximum - bar->minimum);
            if (share <= 0)
                break;
            track.setWidth(std::max(6.0, track.width() * std::min(1.0, share)));
            painter->setBrush(color(Token::Accent));
        }
        painter->drawPath(roundedRect(track, 3));
        break;
    }
    case CE_MenuItem:
        drawMenuItem(qstyleoption_cast<const QStyleOptionMenuItem *>(option), painter);
        break;
    case CE_MenuEmptyArea:
        break;
    default:
        painter->restore();
        QProxyStyle::drawControl(element, option, painter, widget);
        return;
    }
    painter->restore();
}

void KeyswitchStyle::drawButtonLabel(const QStyleOptionButton *option, QPainter *painter, const QWidget *widget) const
{
    if (!option)
        return;
    const ButtonKind kind = buttonKind(widget);
    const bool enabled = option->state & State_Enabled;
    const bool on = option->state & State_On;
    const bool menu = option->features & QStyleOptionButton::HasMenu;
    const int gap = 6;
    const int arrow = menu ? 18 : 0;
    const int icon = option->icon.isNull() ? 0 : metrics::icon + (option->text.isEmpty() ? 0 : gap);
    const int room = option->rect.width() - (option->text.isEmpty() ? 4 : 12) - arrow - icon;
    // An ampersand is a mnemonic in the text, not a letter.
    const QString text = option->fontMetrics.elidedText(option->text, Qt::ElideRight, room, Qt::TextShowMnemonic);
    const int width = option->fontMetrics.size(Qt::TextShowMnemonic | Qt::TextSingleLine, text).width();

    QColor ink = color(Token::Text);
    if (!enabled)
        ink = mixed(color(Token::Faint), color(Token::Surface), 0.3);
    else if (kind == ButtonKind::Primary)
        ink = color(Token::OnAccent);
    else if (kind == ButtonKind::Danger)
        ink = color(Token::Danger);
    else if (kind == ButtonKind::Link || on)
        ink = color(Token::Accent);

    QRect place = option->rect;
    int x = place.left() + (place.width() - icon - width - arrow) / 2;
    const int middle = place.top() + place.height() / 2;
    if (icon) {
        const QRect iconRect(x, middle - metrics::icon / 2, metrics::icon, metrics::icon);
        option->icon.paint(painter, visualRect(option->direction, place, iconRect), Qt::AlignCenter,
                           enabled ? QIcon::Normal : QIcon::Disabled, on ? QIcon::On : QIcon::Off);
        x += icon;
    }
    painter->setPen(ink);
    painter->drawText(visualRect(option->direction, place, QRect(x, place.top(), width + 2, place.height())),
                      Qt::AlignVCenter | Qt::AlignLeft | Qt::TextHideMnemonic | Qt::TextSingleLine, text);
    if (menu) {
        const QRect arrowRect(x + width + 4, middle - 7, 14, 14);
        drawIcon(painter, visualRect(option->direction, place, arrowRect), QStringLiteral("chevron-down"),
                 kind == ButtonKind::Primary ? Token::OnAccent : Token::Muted);
    }
}

void KeyswitchStyle::drawHeaderSection(const QStyleOption *option, QPainter *painter) const
{
    const QRect rect = option->rect;
    painter->setRenderHint(QPainter::Antialiasing, false);
    painter->fillRect(rect, color(Token::Sunken));
    painter->setPen(hairline(painter, color(Token::Border)));
    painter->drawLine(rect.bottomLeft(), rect.bottomRight() + QPoint(1, 0));
    if (option->state & State_MouseOver) // dividers only while pointed at
        painter->drawLine(rect.topRight() + QPoint(0, 6), rect.bottomRight() - QPoint(0, 6));
}

void KeyswitchStyle::drawHeaderLabel(const QStyleOptionHeader *option, QPainter *painter) const
{
    if (!option)
        return;
    const bool sorted = option->sortIndicator != QStyleOptionHeader::None;
    QRect rect = option->rect.adjusted(metrics::space2, 0, -metrics::space2, 0);
    if (sorted) // QCommonStyle took half of the height off for an arrow that we do not draw there
        rect.setRight(rect.right() + option->rect.height() / 2);
    const int chevron = sorted ? 14 : 0;
    const QFont font = textFont(TextStyle::Caption);
    const QFontMetrics fontMetrics(font);
    const QString text = fontMetrics.elidedText(option->text, Qt::ElideRight, rect.width() - chevron);
    const int width = fontMetrics.horizontalAdvance(text);
    const bool right = option->textAlignment & Qt::AlignRight;
    const QRect textRect(right ? rect.right() - width : rect.left(), rect.top(), width + 2, rect.height());
    painter->setFont(font);
    painter->setPen(color(sorted ? Token::Text : Token::Faint));
    painter->drawText(textRect, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, text);
    if (sorted) {
        // In Qt, ascending is "SortDown".
        const bool ascending = option->sortIndicator == QStyleOptionHeader::SortDown;
        drawIcon(painter, QRect(right ? textRect.left() - 15 : textRect.right() + 2, rect.center().y() - 6, 12, 12),
                 ascending ? QStringLiteral("chevron-up") : QStringLiteral("chevron-down"), Token::Text);
    }
}

void KeyswitchStyle::drawTab(const QStyleOptionTab *option, QPainter *painter) const
{
    if (!option)
        return;
    const bool selected = option->state & State_Selected;
    const QRect rect = option->rect;
    painter->setFont(textFont(selected ? TextStyle::Strong : TextStyle::Body));
    painter->setPen(color(selected || (option->state & State_MouseOver) ? Token::Text : Token::Muted));
    painter->drawText(rect, Qt::AlignCenter | Qt::TextHideMnemonic | Qt::TextSingleLine, option->text);
    if (selected)
        painter->fillRect(QRect(rect.left() + 12, rect.bottom() - 1, rect.width() - 24, 2), color(Token::Accent));
    if ((option->state & State_HasFocus) && (option->state & State_KeyboardFocusChange))
        drawFocusRing(painter, QRectF(rect).adjusted(2, 3, -2, -4), metrics::radiusSmall);
}

void KeyswitchStyle::drawMenuItem(const QStyleOptionMenuItem *option, QPainter *painter) const
{
    if (!option)
        return;
    const QRect rect = option->rect;
    if (option->menuItemType == QStyleOptionMenuItem::Separator) {
        drawEdge(painter, QRect(rect.left() + 8, rect.center().y(), rect.width() - 16, 1), Qt::TopEdge,
                 color(Token::Border));
        return;
    }
    const bool enabled = option->state & State_Enabled;
    if (enabled && (option->state & State_Selected)) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(color(Token::AccentSoft));
        painter->drawPath(roundedRect(rect, metrics::radiusSmall));
    }
    const QRect iconRect(rect.left() + 10, rect.center().y() - 7, metrics::icon, metrics::icon);
    if (option->checkType != QStyleOptionMenuItem::NotCheckable) {
        if (option->checked)
            drawIcon(painter, iconRect, QStringLiteral("check"), Token::Accent);
    } else if (!option->icon.isNull()) {
        option->icon.paint(painter, iconRect, Qt::AlignCenter, enabled ? QIcon::Normal : QIcon::Disabled);
    }
    const QStringList parts = option->text.split(QLatin1Char('\t')); // words, then the shortcut
    painter->setFont(textFont(TextStyle::Body));
    painter->setPen(enabled ? color(Token::Text) : mixed(color(Token::Faint), color(Token::Surface), 0.35));
    const QRect words = rect.adjusted(34, 0, -10, 0);
    painter->drawText(words, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextHideMnemonic | Qt::TextSingleLine, parts.at(0));
    if (parts.size() > 1) {
        painter->setFont(textFont(TextStyle::Small));
        painter->setPen(color(Token::Faint));
        painter->drawText(words, Qt::AlignVCenter | Qt::AlignRight | Qt::TextSingleLine, parts.at(1));
    }
    if (option->menuItemType == QStyleOptionMenuItem::SubMenu)
        drawIcon(painter, QRect(rect.right() - 20, rect.center().y() - 6, 14, 14), QStringLiteral("chevron-right"),
                 Token::Muted);
}

} // namespace keyswitch
