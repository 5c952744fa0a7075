// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/page.h"
#include "ui/shell/mainwindow.h"
#include "ui/theme/look.h"
#include "ui/widgets/sidebar.h"
#include "ui/widgets/tableview.h"

#include <QAbstractButton>
#include <QApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTemporaryDir>
#include <QTest>
#include <QVBoxLayout>

using namespace keyswitch;

namespace
{

class TestPage : public Page
{
public:
    explicit TestPage(const QString &id)
        : m_id(id)
        , m_filter(new QLineEdit)
        , m_table(new TableView(id))
    {
        auto *column = new QVBoxLayout(this);
        column->addWidget(m_filter);
        column->addWidget(m_table);
        m_table->setObjectName(id);
        auto *model = new QStandardItemModel(1, 2, this);
        m_table->setModel(model);
        setMinimumSize(900, 700); // more than the smallest window has
    }
    QString id() const override { return m_id; }
    QString title() const override { return m_id.toUpper(); }
    QString iconName() const override { return QStringLiteral("bot"); }
    bool focusFilter() override
    {
        m_filter->setFocus();
        return true;
    }
    bool escape() override
    {
        ++escapes;
        return true;
    }
    void activated() override { ++shown; }
    void deactivated() override { ++left; }

    QLineEdit *filter() const { return m_filter; }
    TableView *table() const { return m_table; }

    int shown = 0;
    int left = 0;
    int escapes = 0;

private:
    QString m_id;
    QLineEdit *m_filter;
    TableView *m_table;
};

} // namespace

class tst_MainWindow : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { installLook(*qApp, Theme::Choice::Light); }
    void init();
    void cleanup() { m_window.reset(); }

    void theFirstPageIsInFront();
    void pagesHearWhenTheyComeAndGo();
    void controlAndANumberChoosesAPage();
    void controlFGoesToTheFilter();
    void escapeGoesToThePage();
    void theTitleFollowsThePage();
    void pagesCanAskForOthers();
    void badgesReachTheSidebar();
    void theSmallestWindowStaysSmall();
    void whatIsRememberedComesBack();
    void garbageDoesNotKeepTheWindowFromComingUp();
    void anotherVersionIsIgnored();
    void theThemeIsRemembered();
    void theStripTellsWhatWasClicked();

private:
    std::unique_ptr<QSettings> settings() const
    {
        return std::make_unique<QSettings>(m_folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
    }
    void makeWindow();

    QTemporaryDir m_folder;
    std::unique_ptr<MainWindow> m_window;
    TestPage *m_overview = nullptr;
    TestPage *m_agents = nullptr;
};

void tst_MainWindow::init()
{
    settings()->clear();
    Theme::instance().setChoice(Theme::Choice::Light);
    makeWindow();
}

void tst_MainWindow::makeWindow()
{
    m_window = std::make_unique<MainWindow>(settings());
    m_overview = new TestPage(QStringLiteral("overview"));
    m_agents = new TestPage(QStringLiteral("agents"));
    m_window->addPage(QStringLiteral("Watch"), m_overview);
    m_window->addPage(QStringLiteral("Manage"), m_agents);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void tst_MainWindow::theFirstPageIsInFront()
{
    QCOMPARE(m_window->currentPage(), m_overview);
    QCOMPARE(m_overview->shown, 1);
    QVERIFY(m_overview->isVisible());
    QVERIFY(!m_agents->isVisible());
}

void tst_MainWindow::pagesHearWhenTheyComeAndGo()
{
    QSignalSpy shown(m_window.get(), &MainWindow::pageShown);
    m_window->showPage(QStringLiteral("agents"));
    m_window->showPage(QStringLiteral("no such page"));
    QCOMPARE(shown.count(), 1);
    QCOMPARE(m_overview->left, 1);
    QCOMPARE(m_agents->shown, 1);
    QVERIFY(m_agents->isVisible());
}

void tst_MainWindow::controlAndANumberChoosesAPage()
{
    QTest::keyClick(m_window.get(), Qt::Key_2, Qt::ControlModifier);
    QCOMPARE(m_window->currentPage(), m_agents);
    QTest::keyClick(m_window.get(), Qt::Key_9, Qt::ControlModifier);
    QCOMPARE(m_window->currentPage(), m_agents);
    QTest::keyClick(m_window.get(), Qt::Key_1, Qt::ControlModifier);
    QCOMPARE(m_window->currentPage(), m_overview);
}

void tst_MainWindow::controlFGoesToTheFilter()
{
    QTest::keyClick(m_window.get(), Qt::Key_F, Qt::ControlModifier);
    QVERIFY(m_overview->filter()->hasFocus());
}

void tst_MainWindow::escapeGoesToThePage()
{
    m_overview->table()->setFocus();
    QTest::keyClick(m_overview->table(), Qt::Key_Escape);
    QCOMPARE(m_overview->escapes, 1);
    QCOMPARE(m_agents->escapes, 0);
}

void tst_MainWindow::theTitleFollowsThePage()
{
    Q_EMIT m_agents->subtitleChanged(QStringLiteral("214 agents"));
    QVERIFY(m_window->windowTitle().startsWith(QStringLiteral("OVERVIEW")));
    m_window->showPage(QStringLiteral("agents"));
    QVERIFY(m_window->windowTitle().startsWith(QStringLiteral("AGENTS")));
    const QList<QLabel *> labels = m_window->findChildren<QLabel *>();
    QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel *label) {
        return label->isVisible() && label->text() == QStringLiteral("214 agents");
    }));
}

void tst_MainWindow::pagesCanAskForOthers()
{
    Q_EMIT m_overview->requestPage(QStringLiteral("agents"));
    QCOMPARE(m_window->currentPage(), m_agents);
    QCOMPARE(m_window->findChild<Sidebar *>()->current(), QStringLiteral("agents"));
}

void tst_MainWindow::badgesReachTheSidebar()
{
    Q_EMIT m_overview->navigationBadge(3, State::Error);
    const auto *list = m_window->findChild<QAbstractItemView *>();
    QCOMPARE(list->currentIndex().data(Qt::AccessibleTextRole).toString(), QStringLiteral("OVERVIEW, 3, broken"));
}

void tst_MainWindow::theSmallestWindowStaysSmall()
{
    m_window->setProxyState(State::Ok, QStringLiteral("Running"),
                            QStringLiteral("http://a-rather-long-host-name.example.org:8484/v1"));
    for (int i = 0; i < 9; ++i)
        m_window->setStripItem(StatusStrip::Side::Left,
                               {QString::number(i),
                                State::Ok,
                                QStringLiteral("Upstream"),
                                QStringLiteral("a long sentence"),
                                false,
                                {},
                                {}});
    m_window->resize(640, 480);
    QTest::qWait(0);
    QCOMPARE(m_window->size(), QSize(640, 480));
    QVERIFY(m_window->findChild<Sidebar *>()->isCompact());
    m_window->resize(1200, 800);
    QVERIFY(!m_window->findChild<Sidebar *>()->isCompact());
}

void tst_MainWindow::whatIsRememberedComesBack()
{
    m_window->showPage(QStringLiteral("agents"));
    m_window->resize(1111, 777);
    m_agents->table()->horizontalHeader()->resizeSection(1, 333);
    m_window->close();
    makeWindow();
    m_window->restore();
    QCOMPARE(m_window->currentPage(), m_agents);
    QTRY_COMPARE(m_window->size(), QSize(1111, 777));
    QVERIFY(m_agents->table()->columnWidth(1) >= 333);
}

void tst_MainWindow::garbageDoesNotKeepTheWindowFromComingUp()
{
    const auto stored = settings();
    stored->setValue(QStringLiteral("window/version"), 1);
    stored->setValue(QStringLiteral("window/geometry"), QByteArray("garbage"));
    stored->setValue(QStringLiteral("window/page"), QStringLiteral("../../etc"));
    stored->setValue(QStringLiteral("columns/agents"), QByteArray(100, '\xff'));
    stored->setValue(QStringLiteral("theme"), 42);
    stored->sync();
    makeWindow();
    const QSize before = m_window->size();
    m_window->restore();
    QCOMPARE(m_window->size(), before);
    QCOMPARE(m_window->currentPage(), m_overview);
    QCOMPARE(Theme::instance().choice(), Theme::Choice::System);
}

void tst_MainWindow::anotherVersionIsIgnored()
{
    m_window->resize(1111, 777);
    m_window->close();
    settings()->setValue(QStringLiteral("window/version"), 99);
    makeWindow();
    m_window->restore();
    QVERIFY(m_window->size() != QSize(1111, 777));
}

void tst_MainWindow::theThemeIsRemembered()
{
    settings()->setValue(QStringLiteral("theme"), QStringLiteral("dark"));
    makeWindow();
    m_window->restore();
    QVERIFY(Theme::instance().isDark());
}

void tst_MainWindow::theStripTellsWhatWasClicked()
{
    QSignalSpy clicked(m_window.get(), &MainWindow::stripItemClicked);
    m_window->setStripItem(
        StatusStrip::Side::Left,
        {QStringLiteral("letta"), State::Ok, QStringLiteral("Letta"), QStringLiteral("38 ms"), false, {}, {}});
    const QList<QAbstractButton *> items = m_window->findChild<StatusStrip *>()->findChildren<QAbstractButton *>();
    items.at(0)->click();
    QCOMPARE(clicked.count(), 1);
    m_window->removeStripItem(QStringLiteral("letta"));
    QVERIFY(m_window->findChild<StatusStrip *>()->findChildren<QAbstractButton *>().isEmpty());
}

QTEST_MAIN(tst_MainWindow)
#include "tst_mainwindow.moc"
