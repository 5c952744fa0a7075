// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/proxy/store/storefixture.h"

using namespace keyswitch;
using namespace keyswitch::store;
using namespace Qt::StringLiterals;

static constexpr qint64 from = 1'790'000'000'000;
static constexpr qint64 to = from + 3'600'000;

class tst_RequestSlice : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_store = openStore(m_place.path());
        QVERIFY(m_store);
        std::mt19937_64 random(42);
        std::vector<UsageRecord> records;
        for (int i = 0; i < 3000; ++i)
            records.push_back(randomRecord(random, from, to));
        for (int i = 0; i < 1000; ++i) // and more in one millisecond than it has numbers
            records.push_back(okRecord(from + 1000));
        m_store->push(std::move(records));
        QVERIFY(m_store->settle().result());
    }
    void cleanupTestCase() { m_store.reset(); }

    void slicesAreAllRowsOnceOldestFirst_data()
    {
        QTest::addColumn<int>("limit");
        for (const int limit : {1000, 999, 7, 4000})
            QTest::addRow("%d", limit) << limit;
    }
    void slicesAreAllRowsOnceOldestFirst()
    {
        QFETCH(int, limit);
        SliceOrder order;
        order.limit = limit;
        const QList<RequestRow> rows = all(order);
        QCOMPARE(rows.size(), 4000);
        QSet<QByteArray> ids;
        for (const RequestRow &row : rows)
            ids.insert(row.id.bytes());
        QCOMPARE(ids.size(), 4000);
        QCOMPARE(rows.first().startedAt.toMSecsSinceEpoch() / 60'000, from / 60'000);
    }
    void theRowsOfAWindowAreThoseItsFiguresCount_data()
    {
        QTest::addColumn<qint64>("begin");
        QTest::addColumn<qint64>("end");
        QTest::newRow("all") << from - 1 << to + 100'000;
        QTest::newRow("within an hour") << from + 77'123 << from + 1'900'001;
        QTest::newRow("through the crowded millisecond") << from + 1000 << from + 1001;
        QTest::newRow("nothing") << to + 100'000 << to + 200'000;
    }
    void theRowsOfAWindowAreThoseItsFiguresCount()
    {
        QFETCH(qint64, begin);
        QFETCH(qint64, end);
        SliceOrder order;
        order.from = QDateTime::fromMSecsSinceEpoch(begin, Qt::UTC);
        order.to = QDateTime::fromMSecsSinceEpoch(end, Qt::UTC);
        order.limit = 100;
        qint64 cost = 0;
        const QList<RequestRow> rows = all(order);
        for (const RequestRow &row : rows)
            cost += row.cost.amount ? count(*row.cost.amount) : 0;
        const auto usage = wait(m_store->usage({UsageGroup::Total, order.from, order.to, {}}));
        const Figures figures = usage->isEmpty() ? Figures() : usage->first().figures;
        QCOMPARE(qint64(rows.size()), figures.requests);
        QCOMPARE(cost, count(figures.cost));
    }
    void canBeOfOneUserAndOneAgent()
    {
        SliceOrder order;
        order.user = UserId(2);
        order.agent = AgentId(3);
        order.limit = 50;
        const QList<RequestRow> rows = all(order);
        QVERIFY(rows.size() > 50);
        for (const RequestRow &row : rows)
            QVERIFY(row.user == UserId(2) && row.agent == AgentId(3));
    }
    void tellsHowFarItIs()
    {
        SliceOrder order;
        order.limit = 500;
        int before = -1;
        for (;;) {
            const auto slice = wait(m_store->requestSlice(order));
            QVERIFY(slice->percent >= before && slice->percent <= 100);
            before = slice->percent;
            if (slice->rows.size() < order.limit)
                break;
            order.after = slice->last;
        }
        QCOMPARE(before, 100);
    }

private:
    QList<RequestRow> all(SliceOrder order) const
    {
        QList<RequestRow> rows;
        for (;;) {
            const auto slice = wait(m_store->requestSlice(order));
            if (!slice)
                return {};
            rows += slice->rows;
            if (slice->rows.size() < order.limit)
                return rows;
            order.after = slice->last;
        }
    }
    QTemporaryDir m_place;
    std::shared_ptr<Store> m_store;
};

QTEST_GUILESS_MAIN(tst_RequestSlice)
#include "tst_requestslice.moc"
