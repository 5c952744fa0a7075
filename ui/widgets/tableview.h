// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>

class QTimer;

namespace keyswitch
{

// The table of every page: rows of 28 px without a grid, the row under the pointer and the row with the focus shown
// whole, widths from the content. Roles: ui/theme/tableroles.h; align numbers right in data and headerData both.
//
// Widths come from the head and the first 200 rows. Numbers (right-aligned heads) get their natural width, text at
// least 96 px; when that does not fit, whole columns leave in the drop order and come back with the room. Widths set by
// the user win until the columns change.
class TableView : public QTableView
{
    Q_OBJECT
public:
    // The name is what a screen reader says: "Agents".
    explicit TableView(const QString &accessibleName, QWidget *parent = nullptr);

    void setModel(QAbstractItemModel *model) override;

    // First to leave first. Columns not named never leave.
    void setDropOrder(const QList<int> &columns);
    // Takes what is left over; the first column by default.
    void setStretchColumn(int column);
    // How narrow a column may get. Makes a column of meters soft too.
    void setColumnMinimum(int column, int width);
    // The column of check boxes, -1 for none.
    void setCheckColumn(int column);

    int hoveredRow() const { return m_hovered; }
    bool isTicked(int row) const;

    // Widths set by the user and the sort order. What does not fit this model is ignored.
    QByteArray saveColumns() const;
    bool restoreColumns(const QByteArray &state);
    void forgetUserWidths();

    QSize minimumSizeHint() const override { return {160, 120}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void measure(bool fresh);
    void fit();
    void copySelection() const;
    int headWidth(int column) const;
    bool isNumber(int column) const;

    QList<int> m_natural; // widest seen since the last reset: live rows must not make columns jitter
    QList<int> m_dropOrder;
    QHash<int, int> m_minimums;
    QHash<int, int> m_userWidths;
    int m_stretch = 0;
    int m_checkColumn = -1;
    int m_hovered = -1;
    bool m_fitting = false;
    QTimer *m_remeasure;
};

} // namespace keyswitch
