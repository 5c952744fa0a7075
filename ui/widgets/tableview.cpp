// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/tableview.h"

#include "ui/theme/metrics.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"
#include "ui/theme/typography.h"
#include "ui/widgets/columnfit.h"
#include "ui/widgets/tabledelegate.h"

#include <QClipboard>
#include <QDataStream>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QTimer>

#include <chrono>

namespace keyswitch
{

namespace
{

constexpr int measuredRows = 200;
constexpr int textMinimum = 96;
constexpr int headPadding = 2 * metrics::space2 + 2;
constexpr int chevronRoom = 16;
constexpr quint32 columnsMagic = 0x4b53434c; // "KSCL"
constexpr quint32 columnsVersion = 1;
constexpr auto settle = std::chrono::milliseconds(100);

} // namespace

TableView::TableView(const QString &accessibleName, QWidget *parent)
    : QTableView(parent)
    , m_remeasure(new QTimer(this))
{
    setAccessibleName(accessibleName);
    setItemDelegate(new TableDelegate(this));
    setShowGrid(false);
    setFrameShape(NoFrame);
    setWordWrap(false);
    setCornerButtonEnabled(false);
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded); // only when even the drop order could not make room
    setTabKeyNavigation(false); // else Tab never leaves the table
    setMouseTracking(true);

    QHeaderView *rows = verticalHeader();
    rows->hide();
    rows->setMinimumSectionSize(20); // first, or the default is silently raised to the font's minimum
    rows->setSectionResizeMode(QHeaderView::Fixed);
    rows->setDefaultSectionSize(metrics::row);

    QHeaderView *head = horizontalHeader();
    head->setHighlightSections(false);
    head->setMinimumSectionSize(28);
    head->setFixedHeight(metrics::tableHead);
    head->setFont(textFont(TextStyle::Caption));
    head->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    head->setSectionsMovable(true);
    head->setMouseTracking(true);
    head->setAttribute(Qt::WA_Hover);
    connect(head, &QHeaderView::sectionResized, this, [this](int column, int, int width) {
        if (!m_fitting && width > 0)
            m_userWidths[column] = width;
    });
    connect(head, &QHeaderView::sortIndicatorChanged, this, [this] { fit(); });

    m_remeasure->setSingleShot(true);
    m_remeasure->setInterval(settle);
    connect(m_remeasure, &QTimer::timeout, this, [this] { measure(false); });
}

void TableView::setModel(QAbstractItemModel *model)
{
    if (this->model())
        disconnect(this->model(), nullptr, this, nullptr);
    QTableView::setModel(model); // connects what it needs itself
    if (!model)
        return;
    const auto afresh = [this] { measure(true); };
    const auto soon = [this] {
        if (!m_remeasure->isActive())
            m_remeasure->start();
    };
    connect(model, &QAbstractItemModel::modelReset, this, afresh);
    connect(model, &QAbstractItemModel::columnsInserted, this, afresh);
    connect(model, &QAbstractItemModel::columnsRemoved, this, afresh);
    connect(model, &QAbstractItemModel::headerDataChanged, this, afresh);
    connect(model, &QAbstractItemModel::rowsInserted, this, soon);
    connect(model, &QAbstractItemModel::dataChanged, this, soon);
    measure(true);
}

void TableView::setDropOrder(const QList<int> &columns)
{
    m_dropOrder = columns;
    fit();
}

void TableView::setStretchColumn(int column)
{
    m_stretch = column;
    fit();
}

void TableView::setColumnMinimum(int column, int width)
{
    m_minimums[column] = width;
    fit();
}

void TableView::setCheckColumn(int column)
{
    m_checkColumn = column;
}

bool TableView::isTicked(int row) const
{
    return m_checkColumn >= 0 && model()
        && model()->index(row, m_checkColumn).data(Qt::CheckStateRole).toInt() == Qt::Checked;
}

int TableView::headWidth(int column) const
{
    const QString text = model()->headerData(column, Qt::Horizontal).toString();
    const QHeaderView *head = horizontalHeader();
    const bool sorted = head->isSortIndicatorShown() && head->sortIndicatorSection() == column;
    return QFontMetrics(textFont(TextStyle::Caption)).horizontalAdvance(text) + headPadding
        + (sorted ? chevronRoom : 0);
}

bool TableView::isNumber(int column) const
{
    return model()->headerData(column, Qt::Horizontal, Qt::TextAlignmentRole).toInt() & Qt::AlignRight;
}

void TableView::measure(bool fresh)
{
    if (!model())
        return;
    const int columns = model()->columnCount();
    if (fresh || m_natural.size() != columns) {
        m_natural = QList<int>(columns, 0);
        erase_if(m_userWidths, [columns](auto it) { return it.key() >= columns; });
    }
    const int rows = std::min(measuredRows, model()->rowCount());
    QStyleOptionViewItem option;
    bool wider = fresh;
    for (int column = 0; column < columns; ++column) {
        for (int row = 0; row < rows; ++row) {
            const int width = itemDelegate()->sizeHint(option, model()->index(row, column)).width();
            if (width > m_natural.at(column)) {
                m_natural[column] = width;
                wider = true;
            }
        }
    }
    if (wider)
        fit();
}

void TableView::fit()
{
    const int available = viewport()->width();
    if (!model() || m_natural.size() != model()->columnCount() || available < 60)
        return;
    QList<ColumnWish> wishes;
    for (int column = 0; column < int(m_natural.size()); ++column) {
        const int head = headWidth(column);
        ColumnWish wish{std::max(head, m_natural.at(column)), 0};
        if (const auto user = m_userWidths.constFind(column); user != m_userWidths.constEnd())
            wish = {*user, *user, true};
        else if (column == m_checkColumn)
            wish = {wish.natural, wish.natural, true};
        else if (isNumber(column) && !m_minimums.contains(column))
            wish.minimum = wish.natural;
        else
            wish.minimum = std::min(wish.natural, std::max(head, m_minimums.value(column, textMinimum)));
        wishes << wish;
    }
    int stretch = m_stretch == m_checkColumn ? m_stretch + 1 : m_stretch;
    const QList<int> widths = fitColumns(wishes, m_dropOrder, stretch, available);
    m_fitting = true;
    for (int column = 0; column < int(widths.size()); ++column) {
        setColumnHidden(column, widths.at(column) == 0);
        if (widths.at(column) > 0)
            setColumnWidth(column, widths.at(column));
    }
    m_fitting = false;
}

QByteArray TableView::saveColumns() const
{
    QByteArray state;
    QDataStream out(&state, QIODevice::WriteOnly);
    out.setVersion(QDataStream::Qt_6_0);
    const QHeaderView *head = horizontalHeader();
    out << columnsMagic << columnsVersion << qint32(m_natural.size()) << m_userWidths
        << qint32(head->isSortIndicatorShown() ? head->sortIndicatorSection() : -1)
        << qint32(head->sortIndicatorOrder());
    return state;
}

bool TableView::restoreColumns(const QByteArray &state)
{
    QDataStream in(state);
    in.setVersion(QDataStream::Qt_6_0);
    quint32 magic = 0;
    quint32 version = 0;
    qint32 columns = 0;
    in >> magic >> version >> columns;
    if (magic != columnsMagic || version != columnsVersion || columns != m_natural.size())
        return false;
    QHash<int, int> widths;
    qint32 sorted = -1;
    qint32 order = 0;
    in >> widths >> sorted >> order;
    if (in.status() != QDataStream::Ok || sorted >= columns)
        return false;
    for (auto it = widths.cbegin(); it != widths.cend(); ++it) {
        if (it.key() < 0 || it.key() >= columns || it.value() < 16 || it.value() > 4000)
            return false;
    }
    m_userWidths = widths;
    if (sorted >= 0 && isSortingEnabled())
        sortByColumn(sorted, order == Qt::DescendingOrder ? Qt::DescendingOrder : Qt::AscendingOrder);
    fit();
    return true;
}

void TableView::forgetUserWidths()
{
    m_userWidths.clear();
    fit();
}

void TableView::paintEvent(QPaintEvent *event)
{
    QTableView::paintEvent(event);
    if (!showsKeyboardFocus(this) || !currentIndex().isValid())
        return;
    QPainter painter(viewport());
    QRect row = visualRect(currentIndex());
    row.setLeft(0);
    row.setRight(viewport()->width() - 1);
    drawFocusRing(&painter, row, 3);
}

void TableView::mouseMoveEvent(QMouseEvent *event)
{
    const int row = indexAt(event->position().toPoint()).row();
    if (row != m_hovered) {
        m_hovered = row;
        viewport()->update(); // Qt repaints the cell; we show the whole row
    }
    QTableView::mouseMoveEvent(event);
}

void TableView::leaveEvent(QEvent *event)
{
    m_hovered = -1;
    viewport()->update();
    QTableView::leaveEvent(event);
}

void TableView::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    fit();
}

void TableView::showEvent(QShowEvent *event)
{
    QTableView::showEvent(event);
    fit();
}

void TableView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        copySelection();
        return;
    }
    QTableView::keyPressEvent(event);
    viewport()->update(); // the ring is around the row, Qt repaints the cell
}

// Rows as lines, cells separated by tabs, as spreadsheets take them. Columns that had to leave are in it too.
void TableView::copySelection() const
{
    if (!selectionModel())
        return;
    QModelIndexList rows = selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end(), [](const auto &a, const auto &b) { return a.row() < b.row(); });
    QStringList lines;
    for (const QModelIndex &row : std::as_const(rows)) {
        QStringList cells;
        for (int column = 0; column < model()->columnCount(); ++column) {
            if (column != m_checkColumn)
                cells << row.siblingAtColumn(column).data().toString();
        }
        lines << cells.join(QLatin1Char('\t'));
    }
    if (!lines.isEmpty())
        QGuiApplication::clipboard()->setText(lines.join(QLatin1Char('\n')));
}

} // namespace keyswitch
