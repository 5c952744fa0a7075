// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/look.h"
#include "ui/widgets/addresspill.h"
#include "ui/widgets/searchfield.h"
#include "ui/widgets/segmentedfilter.h"
#include "ui/widgets/sidebar.h"
#include "ui/widgets/statusstrip.h"

#include <QAbstractButton>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QListView>
#include <QSignalSpy>
#include <QTest>

using namespace keyswitch;

// What takes a person from place to place: sidebar, filters, strip, address.
class tst_Navigation : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { installLook(*qApp, Theme::Choice::Light); }

    void sidebarSkipsSectionsWithTheKeyboard();
    void sidebarSpeaksCountAndState();
    void sidebarIsChosenOncePerChange();
    void segmentsAnnounceOnlyChanges();
    void segmentsBecomeAComboBoxWhereTheyDoNotFit();
    void segmentsTakeArrowKeys();
    void searchFieldClearsWithEscape();
    void addressIsCopied();
    void nothingToCopyWithoutAnAddress();
    void stripKeepsHealthAndDropsFigures();
};

namespace
{

void fill(Sidebar &bar)
{
    bar.addSection(QStringLiteral("Watch"));
    bar.addItem(QStringLiteral("overview"), QStringLiteral("Overview"), QStringLiteral("layout-dashboard"));
    bar.addSection(QStringLiteral("Manage"));
    bar.addItem(QStringLiteral("agents"), QStringLiteral("Agents"), QStringLiteral("bot"));
}

} // namespace

void tst_Navigation::sidebarSkipsSectionsWithTheKeyboard()
{
    Sidebar bar;
    fill(bar);
    bar.resize(208, 400);
    bar.show();
    bar.setCurrent(QStringLiteral("overview"));
    auto *list = bar.findChild<QListView *>();
    QTest::keyClick(list, Qt::Key_Down);
    QCOMPARE(bar.current(), QStringLiteral("agents"));
    QTest::keyClick(list, Qt::Key_Up);
    QCOMPARE(bar.current(), QStringLiteral("overview"));
}

void tst_Navigation::sidebarSpeaksCountAndState()
{
    Sidebar bar;
    fill(bar);
    bar.setBadge(QStringLiteral("agents"), 214, State::Warn);
    bar.setCurrent(QStringLiteral("agents"));
    const QModelIndex index = bar.findChild<QListView *>()->currentIndex();
    QCOMPARE(index.data(Qt::AccessibleTextRole).toString(), QStringLiteral("Agents, 214, needs a look"));
    bar.setBadge(QStringLiteral("agents"), -1, State::Ok);
    QCOMPARE(index.data(Qt::AccessibleTextRole).toString(), QStringLiteral("Agents"));
}

void tst_Navigation::sidebarIsChosenOncePerChange()
{
    Sidebar bar;
    fill(bar);
    bar.setCurrent(QStringLiteral("overview"));
    QSignalSpy chosen(&bar, &Sidebar::chosen);
    bar.setCurrent(QStringLiteral("agents"));
    bar.setCurrent(QStringLiteral("agents"));
    bar.setCurrent(QStringLiteral("no such page"));
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(chosen.at(0).at(0).toString(), QStringLiteral("agents"));
}

namespace
{

const QList<SegmentedFilter::Segment> segments{{QStringLiteral("all"), QStringLiteral("All"), {}, 12},
                                               {QStringLiteral("failed"), QStringLiteral("Failed"), State::Error, 4}};

} // namespace

void tst_Navigation::segmentsAnnounceOnlyChanges()
{
    SegmentedFilter filter(QStringLiteral("State"));
    filter.setSegments(segments);
    filter.resize(filter.sizeHint());
    filter.show();
    QCOMPARE(filter.current(), QStringLiteral("all"));
    QSignalSpy changed(&filter, &SegmentedFilter::currentChanged);
    const QList<QAbstractButton *> buttons = filter.findChildren<QAbstractButton *>();
    QCOMPARE(buttons.size(), 2);
    QTest::mouseClick(buttons.at(1), Qt::LeftButton);
    QTest::mouseClick(buttons.at(1), Qt::LeftButton);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(filter.current(), QStringLiteral("failed"));
    filter.setCount(QStringLiteral("failed"), 5);
    QCOMPARE(buttons.at(1)->accessibleName(), QStringLiteral("Failed 5"));
    QCOMPARE(filter.current(), QStringLiteral("failed"));
}

void tst_Navigation::segmentsBecomeAComboBoxWhereTheyDoNotFit()
{
    SegmentedFilter filter(QStringLiteral("State"));
    filter.setSegments(segments);
    filter.resize(filter.sizeHint().width() - 10, filter.sizeHint().height());
    filter.show();
    auto *combo = filter.findChild<QComboBox *>();
    QVERIFY(combo->isVisible());
    QSignalSpy changed(&filter, &SegmentedFilter::currentChanged);
    QTest::keyClick(combo, Qt::Key_Down);
    QCOMPARE(changed.count(), 1);
    filter.resize(filter.sizeHint());
    QVERIFY(!combo->isVisible());
    QCOMPARE(filter.current(), QStringLiteral("failed"));
}

void tst_Navigation::segmentsTakeArrowKeys()
{
    SegmentedFilter filter(QStringLiteral("State"));
    filter.setSegments(segments);
    filter.resize(filter.sizeHint());
    filter.show();
    filter.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&filter));
    const QList<QAbstractButton *> buttons = filter.findChildren<QAbstractButton *>();
    buttons.at(0)->setFocus();
    QTest::keyClick(buttons.at(0), Qt::Key_Right);
    QCOMPARE(filter.current(), QStringLiteral("failed"));
}

void tst_Navigation::searchFieldClearsWithEscape()
{
    SearchField field(QStringLiteral("Filter agents"));
    QCOMPARE(field.accessibleName(), QStringLiteral("Filter agents"));
    QTest::keyClicks(&field, QStringLiteral("maria"));
    QCOMPARE(field.text(), QStringLiteral("maria"));
    QTest::keyClick(&field, Qt::Key_Escape);
    QVERIFY(field.text().isEmpty());
}

void tst_Navigation::addressIsCopied()
{
    AddressPill pill;
    pill.setAddress(State::Ok, QStringLiteral("Running"), QStringLiteral("http://127.0.0.1:8484/v1"));
    QSignalSpy copied(&pill, &AddressPill::copied);
    pill.click();
    QCOMPARE(copied.count(), 1);
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("http://127.0.0.1:8484/v1"));
    const int wide = pill.sizeHint().width();
    pill.setCompact(true);
    QVERIFY(pill.sizeHint().width() < wide);
    QVERIFY(pill.accessibleName().contains(QStringLiteral("http://127.0.0.1:8484/v1")));
}

void tst_Navigation::nothingToCopyWithoutAnAddress()
{
    AddressPill pill;
    pill.setAddress(State::Off, QStringLiteral("Stopped"), {});
    QVERIFY(!pill.isEnabled());
}

void tst_Navigation::stripKeepsHealthAndDropsFigures()
{
    StatusStrip strip;
    strip.resize(1000, 28);
    StripState letta{QStringLiteral("letta"),
                     State::Error,
                     QStringLiteral("Letta"),
                     QStringLiteral("no answer for 3 min"),
                     false,
                     {},
                     {}};
    strip.setItem(StatusStrip::Side::Left, letta);
    strip.setItem(StatusStrip::Side::Right,
                  {QStringLiteral("rate"), {}, QStringLiteral("req/min"), QStringLiteral("42"), true, {}, {}});
    strip.show();
    QSignalSpy clicked(&strip, &StatusStrip::clicked);
    const QList<QAbstractButton *> items = strip.findChildren<QAbstractButton *>();
    QCOMPARE(items.size(), 2);
    QCOMPARE(items.at(0)->accessibleName(), QStringLiteral("Letta no answer for 3 min"));
    QCOMPARE(items.at(1)->accessibleName(), QStringLiteral("42 req/min"));
    items.at(0)->click();
    QCOMPARE(clicked.at(0).at(0).toString(), QStringLiteral("letta"));
    strip.resize(220, 28);
    QVERIFY(items.at(0)->isVisible());
    QVERIFY(!items.at(1)->isVisible());
    letta.value = QStringLiteral("38 ms");
    letta.state = State::Ok;
    strip.setItem(StatusStrip::Side::Left, letta); // replaced, not added
    QCOMPARE(strip.findChildren<QAbstractButton *>().size(), 2);
    QVERIFY(items.at(1)->isVisible());
}

QTEST_MAIN(tst_Navigation)
#include "tst_navigation.moc"
