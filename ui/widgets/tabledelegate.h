// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace keyswitch
{

class TableView;

// Draws a cell by the roles of ui/theme/tableroles.h. Text only: no label and no document per cell.
class TableDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    explicit TableDelegate(TableView *table);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    // The natural width: everything shown, with padding.
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

    // The whole cell of a check box is its target.
    bool editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option,
                     const QModelIndex &index) override;

private:
    void paintGround(QPainter *painter, const QRect &rect, const QModelIndex &index, bool selected) const;
    TableView *m_table;
};

} // namespace keyswitch
