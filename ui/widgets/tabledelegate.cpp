// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/tabledelegate.h"

#include "ui/theme/metrics.h"
#include "ui/theme/paint.h"
#include "ui/theme/tableroles.h"
#include "ui/theme/theme.h"
#include "ui/theme/typography.h"
#include "ui/widgets/meter.h"
#include "ui/widgets/tableview.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QStyleOptionButton>

namespace keyswitch
{

namespace
{

constexpr int padding = metrics::space2;
constexpr int markSide = 14;
constexpr int markRoom = 20;
constexpr int badgeHeight = 20;
constexpr int gap = 6;
constexpr int meterNatural = 110;
constexpr int monoWidest = 176; // the tail of an address is enough, the rest is in the details
constexpr int meterNarrowest = 24;

struct Cell {
    QString text;
    CellStyle style = CellStyle::Text;
    bool right = false;
    QFont font;
    QString badge;
    QString badgeIcon;
};

Cell cellOf(const QModelIndex &index)
{
    Cell cell;
    cell.text = index.data().toString();
    cell.right = index.data(Qt::TextAlignmentRole).toInt() & Qt::AlignRight;
    const QVariant style = index.data(TableRole::Style);
    cell.style = style.isValid() ? CellStyle(style.toInt()) : cell.right ? CellStyle::Number : CellStyle::Text;
    cell.right = cell.right || cell.style == CellStyle::Number || cell.style == CellStyle::Meter;
    cell.badge = index.data(TableRole::Badge).toString();
    cell.badgeIcon = index.data(TableRole::BadgeIcon).toString();
    if (index.data(TableRole::Total).toBool())
        cell.font = textFont(TextStyle::Strong);
    else if (cell.style == CellStyle::Name)
        cell.font = textFont(TextStyle::Medium);
    else
        cell.font = textFont(cell.style == CellStyle::Mono ? TextStyle::Mono : TextStyle::Body);
    return cell;
}

Token toneOf(const QModelIndex &index, CellStyle style)
{
    const QVariant tone = index.data(TableRole::Tone);
    if (tone.isValid())
        return Token(tone.toInt());
    if (index.data(TableRole::Dimmed).toBool())
        return Token::Faint;
    return style == CellStyle::Mono ? Token::Muted : Token::Text;
}

Qt::TextElideMode elideOf(const QModelIndex &index, CellStyle style)
{
    const QVariant mode = index.data(TableRole::Elide);
    if (mode.isValid())
        return Qt::TextElideMode(mode.toInt());
    return style == CellStyle::Mono ? Qt::ElideLeft : Qt::ElideRight;
}

} // namespace

TableDelegate::TableDelegate(TableView *table)
    : QStyledItemDelegate(table)
    , m_table(table)
{
}

void TableDelegate::paintGround(QPainter *painter, const QRect &rect, const QModelIndex &index, bool selected) const
{
    if (selected)
        painter->fillRect(rect, color(Token::AccentSoft));
    else if (m_table->isTicked(index.row()))
        painter->fillRect(rect, mixed(color(Token::AccentSoft), color(Token::Surface), 0.45));
    else if (index.row() == m_table->hoveredRow())
        painter->fillRect(rect, color(Token::Hover));
    else if (index.data(TableRole::Total).toBool())
        painter->fillRect(rect, color(Token::Sunken));
    painter->setPen(hairline(painter, mixed(color(Token::Border), color(Token::Surface), 0.35)));
    painter->drawLine(rect.bottomLeft(), rect.bottomRight() + QPoint(1, 0));
}

void TableDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QRect rect = option.rect;
    painter->save();
    painter->setClipRect(rect);
    paintGround(painter, rect, index, option.state & QStyle::State_Selected);

    if (const QVariant check = index.data(Qt::CheckStateRole); check.isValid()) {
        QStyleOptionButton box;
        box.rect = QRect(rect.left() + padding, rect.center().y() - 8, 16, 16);
        box.state = QStyle::State_Enabled | (check.toInt() == Qt::Checked ? QStyle::State_On : QStyle::State_Off);
        m_table->style()->drawPrimitive(QStyle::PE_IndicatorCheckBox, &box, painter, m_table);
        painter->restore();
        return;
    }

    const Cell cell = cellOf(index);
    QRect inner = rect.adjusted(padding, 0, -padding, -1);
    if (const QVariant state = index.data(TableRole::State); state.isValid()) {
        drawStateMark(painter, QRectF(inner.left() - 1, rect.center().y() - markSide / 2 + 0.5, markSide, markSide),
                      state.value<State>());
        inner.setLeft(inner.left() + markRoom);
    }
    const QFontMetrics fontMetrics(cell.font);
    if (cell.style == CellStyle::Meter) {
        const double share = index.data(TableRole::Share).toDouble();
        const int words = fontMetrics.horizontalAdvance(cell.text);
        const QRectF track(inner.left(), rect.center().y() - 2.5, inner.width() - words - 10, 6);
        if (track.width() >= meterNarrowest && share > 0) {
            painter->setRenderHint(QPainter::Antialiasing);
            painter->setPen(Qt::NoPen);
            painter->setBrush(color(Token::Border));
            painter->drawPath(roundedRect(track, 3));
            painter->setBrush(color(Meter::tone(share)));
            const double length = std::max(6.0, track.width() * std::min(1.0, share));
            painter->drawPath(roundedRect(QRectF(track.left(), track.top(), length, 6), 3));
        }
    }
    int room = inner.width();
    if (!cell.badge.isEmpty()) {
        const int wanted = badgeWidth(cell.badge, !cell.badgeIcon.isEmpty());
        // The badge is the news: the text gives way first, down to a third of the cell.
        const int words = cell.text.isEmpty() ? 0 : fontMetrics.horizontalAdvance(cell.text) + gap;
        const int least = cell.text.isEmpty() ? 0 : inner.width() / 3;
        const int start = std::clamp(inner.width() - wanted, std::min(least, words), std::max(least, words));
        room = std::max(0, start - gap);
        const QVariant tone = index.data(TableRole::BadgeTone);
        drawBadge(painter,
                  QRectF(inner.left() + start, rect.center().y() - badgeHeight / 2,
                         std::min(wanted, inner.width() - start), badgeHeight),
                  cell.badge, tone.isValid() ? Token(tone.toInt()) : Token::Muted, cell.badgeIcon);
    }
    painter->setFont(cell.font);
    painter->setPen(color(toneOf(index, cell.style)));
    const QRect words(inner.left(), inner.top(), room, inner.height());
    painter->drawText(words, Qt::AlignVCenter | (cell.right ? Qt::AlignRight : Qt::AlignLeft) | Qt::TextSingleLine,
                      fontMetrics.elidedText(cell.text, elideOf(index, cell.style), words.width()));
    painter->restore();
}

QSize TableDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    if (index.data(Qt::CheckStateRole).isValid())
        return {2 * padding + 16, metrics::row};
    const Cell cell = cellOf(index);
    int words = QFontMetrics(cell.font).horizontalAdvance(cell.text);
    if (cell.style == CellStyle::Mono)
        words = std::min(words, monoWidest);
    int width = 2 * padding + 2 + words;
    if (index.data(TableRole::State).isValid())
        width += markRoom;
    if (!cell.badge.isEmpty())
        width += badgeWidth(cell.badge, !cell.badgeIcon.isEmpty()) + (cell.text.isEmpty() ? 0 : gap);
    if (cell.style == CellStyle::Meter)
        width += meterNatural;
    return {width, metrics::row};
}

bool TableDelegate::editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &,
                                const QModelIndex &index)
{
    const QVariant check = index.data(Qt::CheckStateRole);
    if (!check.isValid() || !(index.flags() & Qt::ItemIsUserCheckable))
        return false;
    if (event->type() == QEvent::MouseButtonRelease) {
        if (static_cast<QMouseEvent *>(event)->button() != Qt::LeftButton)
            return false;
    } else if (event->type() != QEvent::KeyPress || static_cast<QKeyEvent *>(event)->key() != Qt::Key_Space) {
        return false;
    }
    const bool on = check.toInt() == Qt::Checked;
    return model->setData(index, on ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
}

} // namespace keyswitch
