// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/tablepage.h"

#include "ui/pages/detailpane.h"
#include "ui/pages/pagebody.h"
#include "ui/widgets/bars.h"
#include "ui/widgets/searchfield.h"
#include "ui/widgets/segmentedfilter.h"
#include "ui/widgets/tableview.h"

#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>

namespace keyswitch
{

namespace
{

constexpr int detailsWidth = 340;

} // namespace

TablePage::TablePage(const Words &words)
    : m_filter(new SearchField(words.filter))
    , m_segments(new SegmentedFilter(tr("State")))
    , m_table(new TableView(words.table))
{
    m_table->setObjectName(words.key);
    m_filter->setMinimumWidth(120);
    m_filter->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    auto *bar = new ToolBar;
    m_toolBar = static_cast<QHBoxLayout *>(bar->layout());
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(bar);
}

void TablePage::build(QAbstractItemModel *model, QWidget *empty, DetailPane *details, QWidget *foot)
{
    m_table->setModel(model);
    m_details = details;
    m_details->hide();
    auto *left = new QWidget;
    auto *leftColumn = new QVBoxLayout(left);
    leftColumn->setContentsMargins(0, 0, 0, 0);
    leftColumn->setSpacing(0);
    leftColumn->addWidget(m_table, 1);
    if (foot)
        leftColumn->addWidget(foot);
    m_splitter = new QSplitter;
    m_splitter->addWidget(left);
    m_splitter->addWidget(m_details);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 0);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setSizes({1000, detailsWidth});
    m_body = new PageBody(m_splitter, empty);
    static_cast<QVBoxLayout *>(layout())->addWidget(m_body, 1);

    connect(m_details, &DetailPane::closeRequested, this, &TablePage::escape);
    connect(m_body, &PageBody::clearFilterRequested, this, [this] {
        m_filter->clear();
        m_segments->setCurrent(QStringLiteral("all"));
        m_filter->setFocus(Qt::OtherFocusReason);
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &TablePage::updateDetails);
    connect(model, &QAbstractItemModel::modelReset, this, &TablePage::updateDetails);
}

void TablePage::updateDetails()
{
    m_details->setVisible(!selectedRows().isEmpty());
    selectionChanged();
}

QList<QModelIndex> TablePage::selectedRows() const
{
    QList<QModelIndex> rows = m_table->selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end(), [](const QModelIndex &a, const QModelIndex &b) { return a.row() < b.row(); });
    const auto current = std::find_if(rows.begin(), rows.end(), [this](const QModelIndex &row) {
        return row.row() == m_table->currentIndex().row();
    });
    if (current != rows.end())
        std::rotate(rows.begin(), current, current + 1);
    return rows;
}

void TablePage::selectRow(const QModelIndex &row)
{
    if (!row.isValid())
        return;
    m_table->selectionModel()->setCurrentIndex(row, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    m_table->scrollTo(row);
}

bool TablePage::focusFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
    return true;
}

bool TablePage::escape()
{
    if (m_table->selectionModel()->hasSelection()) {
        const bool wasInside = m_details->isAncestorOf(focusWidget());
        m_table->clearSelection();
        if (wasInside)
            m_table->setFocus(Qt::OtherFocusReason);
        return true;
    }
    if (!m_filter->text().isEmpty()) {
        m_filter->clear();
        return true;
    }
    return false;
}

} // namespace keyswitch
