// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/sidebardelegate.h"

#include "ui/theme/icons.h"
#include "ui/theme/metrics.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"
#include "ui/theme/typography.h"

#include <QLocale>
#include <QPainter>

namespace keyswitch
{

namespace
{

constexpr int sectionHeight = 28;
constexpr int firstSectionHeight = 24;
constexpr int sectionGap = 12; // between sections when only icons are shown
constexpr int inset = 18;
constexpr int textStart = 44;
constexpr int markSide = 13;

bool isSection(const QModelIndex &index)
{
    return !(index.flags() & Qt::ItemIsSelectable);
}

} // namespace

QSize SidebarDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    if (!isSection(index))
        return {40, metrics::navigationItem};
    if (m_compact)
        return {40, sectionGap};
    return {100, index.row() == 0 ? firstSectionHeight : sectionHeight};
}

void SidebarDelegate::paintSection(QPainter *painter, const QRect &rect, const QString &title) const
{
    if (m_compact) {
        painter->fillRect(rect.left() + 14, rect.center().y(), rect.width() - 28, 1, color(Token::Border));
        return;
    }
    painter->setFont(textFont(TextStyle::Caption));
    painter->setPen(color(Token::Faint));
    painter->drawText(rect.adjusted(inset, 0, -8, -4), Qt::AlignLeft | Qt::AlignBottom | Qt::TextSingleLine, title);
}

void SidebarDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRect rect = option.rect;
    if (isSection(index)) {
        if (!m_compact || index.row() > 0)
            paintSection(painter, rect, index.data().toString());
        painter->restore();
        return;
    }
    const bool selected = option.state & QStyle::State_Selected;
    const QRectF ground = QRectF(rect).adjusted(8, 1, -8, -1);
    if (selected || (option.state & QStyle::State_MouseOver)) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(color(selected ? Token::AccentSoft : Token::Hover));
        painter->drawPath(roundedRect(ground, metrics::radius));
    }
    const int iconX = m_compact ? rect.center().x() - 7 : rect.left() + inset;
    drawIcon(painter, QRect(iconX, rect.center().y() - 7, 16, 16), index.data(IconRole).toString(),
             selected ? Token::Accent : Token::Muted);

    const int count = index.data(CountRole).toInt();
    const auto state = index.data(StateRole).value<State>();
    if (m_compact) {
        if (state != State::Ok)
            drawStateMark(painter, QRectF(rect.right() - 18, rect.top() + 1, markSide, markSide), state);
    } else {
        int right = rect.right() - inset;
        if (count >= 0) {
            const QString number = QLocale().toString(count);
            const QFont font = textFont(TextStyle::Caption);
            const int width = QFontMetrics(font).horizontalAdvance(number);
            painter->setFont(font);
            painter->setPen(color(Token::Faint));
            painter->drawText(QRect(right - width, rect.top(), width + 2, rect.height()),
                              Qt::AlignVCenter | Qt::AlignLeft, number);
            right -= width + 6;
        }
        if (state != State::Ok) {
            drawStateMark(painter, QRectF(right - markSide, rect.center().y() - 6, markSide, markSide), state);
            right -= markSide + 5;
        }
        const QFont font = textFont(selected ? TextStyle::Medium : TextStyle::Body);
        const QRect words(rect.left() + textStart, rect.top(), right - rect.left() - textStart - 2, rect.height());
        painter->setFont(font);
        painter->setPen(color(Token::Text));
        painter->drawText(words, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                          QFontMetrics(font).elidedText(index.data().toString(), Qt::ElideRight, words.width()));
    }
    if ((option.state & QStyle::State_HasFocus) && (option.state & QStyle::State_KeyboardFocusChange))
        drawFocusRing(painter, ground, metrics::radius - 1);
    painter->restore();
}

} // namespace keyswitch
