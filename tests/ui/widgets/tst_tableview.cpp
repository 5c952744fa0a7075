// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/look.h"
#include "ui/theme/metrics.h"
#include "ui/theme/tableroles.h"
#include "ui/widgets/tableview.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QLineEdit>
#include <QStandardItemModel>
#include <QTest>
#include <QVBoxLayout>

using namespace keyswitch;

class tst_TableView : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { installLook(*qApp, Theme::Choice::Light); }
    void init();
    void cleanup() { m_window.reset(); }

    void rowsAreWholePixelsHigh();
    void numbersKeepTheirWidthAndTextGivesWay();
    void columnsLeaveAndComeBack();
    void theWholeRowIsHovered();
    void tabLeavesTheTable();
    void spaceAndClickTick();
    void copiesRowsAsText();
    void widthsOfTheUserWinAndAreKept();
    void garbageIsIgnored_data();
    void garbageIsIgnored();
    void newRowsWidenButNeverNarrow();

private:
    void addRow(const QString &name, const QString &cost);

    std::unique_ptr<QWidget> m_window;
    TableView *m_table = nullptr;
    QStandardItemModel *m_model = nullptr;
};

void tst_TableView::init()
{
    m_window = std::make_unique<QWidget>();
    auto *column = new QVBoxLayout(m_window.get());
    column->setContentsMargins(0, 0, 0, 0);
    m_table = new TableView(QStringLiteral("Agents"));
    m_model = new QStandardItemModel(0, 4, m_table);
    m_model->setHorizontalHeaderLabels({{}, QStringLiteral("Agent"), QStringLiteral("Model"), QStringLiteral("Cost")});
    m_model->setHeaderData(3, Qt::Horizontal, int(Qt::AlignRight | Qt::AlignVCenter), Qt::TextAlignmentRole);
    addRow(QStringLiteral("maria-research"), QStringLiteral("$9.81"));
    addRow(QStringLiteral("support-desk-eu"), QStringLiteral("$1,006.44"));
    addRow(QStringLiteral("code-review"), QStringLiteral("unknown"));
    m_table->setModel(m_model);
    m_table->setCheckColumn(0);
    m_table->setStretchColumn(1);
    m_table->setDropOrder({2});
    column->addWidget(m_table);
    m_window->resize(600, 300);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void tst_TableView::addRow(const QString &name, const QString &cost)
{
    auto *tick = new QStandardItem;
    tick->setCheckable(true);
    auto *costItem = new QStandardItem(cost);
    costItem->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_model->appendRow({tick, new QStandardItem(name), new QStandardItem(QStringLiteral("claude-sonnet-4")), costItem});
}

void tst_TableView::rowsAreWholePixelsHigh()
{
    QCOMPARE(m_table->rowHeight(0), metrics::row);
    QCOMPARE(m_table->horizontalHeader()->height(), metrics::tableHead);
}

void tst_TableView::numbersKeepTheirWidthAndTextGivesWay()
{
    const int needed = QFontMetrics(m_table->font()).horizontalAdvance(QStringLiteral("$1,006.44"));
    for (const int width : {600, 400, 330}) {
        m_window->resize(width, 300);
        QVERIFY2(m_table->columnWidth(3) > needed, qPrintable(QString::number(width)));
        int sum = 0;
        for (int column = 0; column < 4; ++column)
            sum += m_table->columnWidth(column);
        QCOMPARE(sum, m_table->viewport()->width());
    }
}

void tst_TableView::columnsLeaveAndComeBack()
{
    m_window->resize(240, 300);
    QVERIFY(m_table->isColumnHidden(2));
    QVERIFY(!m_table->isColumnHidden(3));
    m_window->resize(600, 300);
    QVERIFY(!m_table->isColumnHidden(2));
}

void tst_TableView::theWholeRowIsHovered()
{
    QTest::mouseMove(m_table->viewport(), QPoint(100, metrics::row + 10));
    QTRY_COMPARE(m_table->hoveredRow(), 1);
    const QImage shot = m_table->viewport()->grab().toImage();
    QCOMPARE(shot.pixelColor(shot.width() - 3, metrics::row + 3), color(Token::Hover));
    QCOMPARE(shot.pixelColor(3, metrics::row + 3), color(Token::Hover));
    QCOMPARE(shot.pixelColor(3, 3), color(Token::Surface));
}

void tst_TableView::tabLeavesTheTable()
{
    auto *after = new QLineEdit(m_window.get());
    m_window->layout()->addWidget(after);
    after->show();
    m_table->setFocus();
    m_table->setCurrentIndex(m_model->index(0, 1));
    QTest::keyClick(m_table, Qt::Key_Tab);
    QVERIFY(after->hasFocus());
}

void tst_TableView::spaceAndClickTick()
{
    m_table->setFocus();
    m_table->setCurrentIndex(m_model->index(1, 0));
    QTest::keyClick(m_table, Qt::Key_Space);
    QVERIFY(m_table->isTicked(1));
    QTest::mouseClick(m_table->viewport(), Qt::LeftButton, {}, m_table->visualRect(m_model->index(0, 0)).center());
    QVERIFY(m_table->isTicked(0));
    QTest::mouseClick(m_table->viewport(), Qt::LeftButton, {}, m_table->visualRect(m_model->index(0, 0)).center());
    QVERIFY(!m_table->isTicked(0));
}

void tst_TableView::copiesRowsAsText()
{
    m_table->setFocus();
    m_table->selectAll();
    QTest::keySequence(m_table, QKeySequence::Copy);
    const QStringList lines = QGuiApplication::clipboard()->text().split(QLatin1Char('\n'));
    QCOMPARE(lines.size(), 3);
    QCOMPARE(lines.at(1), QStringLiteral("support-desk-eu\tclaude-sonnet-4\t$1,006.44"));
}

void tst_TableView::widthsOfTheUserWinAndAreKept()
{
    m_table->horizontalHeader()->resizeSection(2, 210);
    m_window->resize(900, 300);
    QCOMPARE(m_table->columnWidth(2), 210);
    const QByteArray state = m_table->saveColumns();
    m_table->forgetUserWidths();
    QVERIFY(m_table->columnWidth(2) < 190);
    QVERIFY(m_table->restoreColumns(state));
    QCOMPARE(m_table->columnWidth(2), 210);
}

void tst_TableView::garbageIsIgnored_data()
{
    QTest::addColumn<QByteArray>("state");
    init(); // Qt Test asks for the rows before it calls init()
    m_table->horizontalHeader()->resizeSection(2, 210);
    const QByteArray good = m_table->saveColumns();
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("text") << QByteArray("@ByteArray(not ours)");
    QTest::newRow("cut") << good.left(good.size() - 5);
    QTest::newRow("cut early") << good.left(9);
    QByteArray newer = good;
    newer[7] = 2;
    QTest::newRow("another version") << newer;
    QByteArray columns = good;
    columns[11] = 5;
    QTest::newRow("another set of columns") << columns;
}

void tst_TableView::garbageIsIgnored()
{
    QFETCH(QByteArray, state);
    const int before = m_table->columnWidth(2);
    QVERIFY(!m_table->restoreColumns(state));
    QCOMPARE(m_table->columnWidth(2), before);
}

void tst_TableView::newRowsWidenButNeverNarrow()
{
    const int before = m_table->columnWidth(3);
    addRow(QStringLiteral("spender"), QStringLiteral("$1,000,000,000.00"));
    QTRY_VERIFY(m_table->columnWidth(3) > before);
    const int wide = m_table->columnWidth(3);
    m_model->removeRow(3);
    addRow(QStringLiteral("saver"), QStringLiteral("$0"));
    QTest::qWait(150); // longer than the table takes to measure anew: nothing must happen
    QCOMPARE(m_table->columnWidth(3), wide);
}

QTEST_MAIN(tst_TableView)
#include "tst_tableview.moc"
