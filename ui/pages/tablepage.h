// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/page.h"

class QAbstractItemModel;
class QHBoxLayout;
class QModelIndex;
class QSplitter;

namespace keyswitch
{

class DetailPane;
class PageBody;
class SearchField;
class SegmentedFilter;
class TableView;

// What pages with one table have in common: tool bar with filter and segments, table, detail pane beside it, the faces
// of PageBody. The detail pane is there while a row is selected; Escape closes it, then clears the filter.
class TablePage : public Page
{
    Q_OBJECT
public:
    bool focusFilter() override;
    bool escape() override;

protected:
    struct Words {
        QString table; // accessible name
        QString filter; // placeholder
        QString key; // under which columns are kept: never translated
    };
    explicit TablePage(const Words &words);

    // Once, at the end of the constructor of the page. Takes empty, details and foot (which may be null).
    void build(QAbstractItemModel *model, QWidget *empty, DetailPane *details, QWidget *foot = nullptr);

    QHBoxLayout *toolBar() { return m_toolBar; }
    SearchField *filter() { return m_filter; }
    SegmentedFilter *segments() { return m_segments; }
    TableView *table() { return m_table; }
    PageBody *body() { return m_body; }

    // Rows of the model that was given, in their order; the current one first when it is selected.
    QList<QModelIndex> selectedRows() const;
    void selectRow(const QModelIndex &row);
    // Another row is selected, or none.
    virtual void selectionChanged() = 0;
    void updateDetails();

private:
    SearchField *m_filter;
    SegmentedFilter *m_segments;
    TableView *m_table;
    QHBoxLayout *m_toolBar = nullptr;
    PageBody *m_body = nullptr;
    DetailPane *m_details = nullptr;
    QSplitter *m_splitter = nullptr;
};

} // namespace keyswitch
