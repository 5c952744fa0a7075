// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/columnfit.h"

#include <QTest>

#include <numeric>

using namespace keyswitch;

class tst_ColumnFit : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void allThatFitsIsShownInFull();
    void columnsLeaveInOrderAndOnlyAsManyAsNeeded();
    void theyComeBackWithTheRoom();
    void aLongAddressDoesNotCutTheNames();
    void widthsNeverExceedTheRoomWhileMinimumsFit_data();
    void widthsNeverExceedTheRoomWhileMinimumsFit();
    void strangeOrdersAreHarmless();

private:
    // name, user, endpoint, number, number
    const QList<ColumnWish> m_wishes{{140, 96}, {110, 96}, {600, 120}, {70, 70}, {80, 80}};
};

void tst_ColumnFit::allThatFitsIsShownInFull()
{
    const QList<int> widths = fitColumns(m_wishes, {2}, 0, 1400);
    for (int i = 0; i < int(widths.size()); ++i)
        QVERIFY2(widths.at(i) >= m_wishes.at(i).natural, qPrintable(QString::number(i)));
    QCOMPARE(std::accumulate(widths.begin(), widths.end(), 0), 1400);
}

void tst_ColumnFit::columnsLeaveInOrderAndOnlyAsManyAsNeeded()
{
    // 462 are needed for all, 342 without the endpoint, 272 without the first number too.
    QList<int> widths = fitColumns(m_wishes, {2, 3}, 0, 461);
    QCOMPARE(widths.at(2), 0);
    QVERIFY(widths.at(3) >= 70);
    widths = fitColumns(m_wishes, {2, 3}, 0, 341);
    QCOMPARE(widths.at(2), 0);
    QCOMPARE(widths.at(3), 0);
    QVERIFY(widths.at(4) >= 80);
}

void tst_ColumnFit::theyComeBackWithTheRoom()
{
    QVERIFY(fitColumns(m_wishes, {2, 3}, 0, 462).at(2) >= 120);
}

void tst_ColumnFit::aLongAddressDoesNotCutTheNames()
{
    const QList<int> widths = fitColumns(m_wishes, {2}, 0, 560);
    QVERIFY(widths.at(0) >= 128);
    QVERIFY(widths.at(1) >= 110);
    QVERIFY(widths.at(2) < 600);
}

void tst_ColumnFit::widthsNeverExceedTheRoomWhileMinimumsFit_data()
{
    QTest::addColumn<int>("available");
    for (int available = 272; available <= 2000; available += 27)
        QTest::addRow("%d", available) << available;
}

void tst_ColumnFit::widthsNeverExceedTheRoomWhileMinimumsFit()
{
    QFETCH(int, available);
    const QList<int> widths = fitColumns(m_wishes, {2, 3}, 0, available);
    QCOMPARE(std::accumulate(widths.begin(), widths.end(), 0), available);
    for (int i = 0; i < int(widths.size()); ++i)
        QVERIFY(widths.at(i) == 0 || widths.at(i) >= m_wishes.at(i).minimum);
}

void tst_ColumnFit::strangeOrdersAreHarmless()
{
    QCOMPARE(fitColumns({}, {0, 1}, 0, 100), QList<int>());
    const QList<int> widths = fitColumns(m_wishes, {9, -1, 2, 2}, 17, 100);
    QCOMPARE(widths.size(), m_wishes.size());
    QCOMPARE(widths.at(2), 0);
}

QTEST_GUILESS_MAIN(tst_ColumnFit)
#include "tst_columnfit.moc"
