// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/accept/connectiontable.h"

#include <QTest>

#include <thread>
#include <vector>

using namespace keyswitch;

class tst_ConnectionTable : public QObject
{
    Q_OBJECT

private:
    using Cap = ConnectionTable::Cap;
    static QHostAddress address(const char *text) { return QHostAddress(QString::fromLatin1(text)); }

private Q_SLOTS:
    void countsInAll()
    {
        const auto table = std::make_shared<ConnectionTable>();
        AcceptLimits limits;
        limits.connections = 2;
        auto first = std::make_unique<tl::expected<ConnectionSlot, Cap>>(
            ConnectionSlot::take(table, address("192.0.2.1"), limits));
        const auto second = ConnectionSlot::take(table, address("192.0.2.2"), limits);
        QVERIFY(*first && second);
        QCOMPARE(table->open(), 2);
        const auto third = ConnectionSlot::take(table, address("192.0.2.3"), limits);
        QVERIFY(!third && third.error() == Cap::InAll);
        first.reset();
        QCOMPARE(table->open(), 1);
        QVERIFY(ConnectionSlot::take(table, address("192.0.2.3"), limits));
        QCOMPARE(table->turnedAway().inAll, 1U);
        QCOMPARE(table->turnedAway().last, address("192.0.2.3"));
    }

    void theSystemMayAllowLess()
    {
        const auto table = std::make_shared<ConnectionTable>(1);
        const auto first = ConnectionSlot::take(table, address("192.0.2.1"), {});
        QVERIFY(first);
        QVERIFY(!ConnectionSlot::take(table, address("192.0.2.1"), {}));
        QCOMPARE(table->most({}), 1);
    }

    void countsByAddress_data()
    {
        QTest::addColumn<QHostAddress>("first");
        QTest::addColumn<QHostAddress>("second");
        QTest::addColumn<bool>("same");
        const auto row = [](const char *first, const char *second, bool same) {
            QTest::addRow("%s, %s", first, second) << address(first) << address(second) << same;
        };
        row("192.0.2.1", "192.0.2.1", true);
        row("192.0.2.1", "192.0.2.2", false);
        row("192.0.2.1", "::ffff:192.0.2.1", true);
        row("::ffff:192.0.2.1", "::ffff:192.0.2.2", false);
        row("2001:db8::1", "2001:db8::ffff:1", true); // one /64
        row("2001:db8::1", "2001:db8:0:1::1", false);
        row("::1", "127.0.0.1", false);
        row("::1", "0.0.0.0", false);
    }
    void countsByAddress()
    {
        QFETCH(const QHostAddress, first);
        QFETCH(const QHostAddress, second);
        QFETCH(const bool, same);
        const auto table = std::make_shared<ConnectionTable>();
        AcceptLimits limits;
        limits.connectionsPerAddress = 1;
        const auto one = ConnectionSlot::take(table, first, limits);
        const auto two = ConnectionSlot::take(table, second, limits);
        QVERIFY(one);
        QCOMPARE(bool(two), !same);
        QCOMPARE(table->open(), same ? 1 : 2);
        QCOMPARE(table->turnedAway().perAddress, same ? 1U : 0U);
    }

    void aMovedSlotIsGivenBackOnce()
    {
        const auto table = std::make_shared<ConnectionTable>();
        {
            auto taken = ConnectionSlot::take(table, address("192.0.2.1"), {});
            const ConnectionSlot moved = std::move(*taken);
            QCOMPARE(table->open(), 1);
        }
        QCOMPARE(table->open(), 0);
    }

    void manyThreadsNeverExceedACap()
    {
        const auto table = std::make_shared<ConnectionTable>();
        AcceptLimits limits;
        limits.connections = 7;
        limits.connectionsPerAddress = 5;
        std::atomic<int> inside[2] = {0, 0};
        std::atomic<bool> exceeded = false;
        std::vector<std::thread> threads;
        for (int t = 0; t < 8; ++t) {
            threads.emplace_back([&, t] {
                const QHostAddress mine = address(t % 2 ? "192.0.2.1" : "192.0.2.2");
                for (int i = 0; i < 20'000; ++i) {
                    const auto slot = ConnectionSlot::take(table, mine, limits);
                    if (!slot)
                        continue;
                    const int here = ++inside[t % 2];
                    if (here > 5 || table->open() > 7)
                        exceeded = true;
                    --inside[t % 2];
                }
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QVERIFY(!exceeded);
        QCOMPARE(table->open(), 0);
    }

    void tellsOfShortage()
    {
        ConnectionTable table;
        table.noteShortage(true);
        table.noteShortage(true); // of two workers
        table.noteShortage(false);
        QCOMPARE(table.workersShort(), 1);
        QCOMPARE(table.shortages(), 2U);
    }
};

QTEST_GUILESS_MAIN(tst_ConnectionTable)
#include "tst_connectiontable.moc"
