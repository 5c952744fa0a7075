// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/proxy/store/storefixture.h"

#include <QSet>

using namespace keyswitch;
using namespace keyswitch::store;
using namespace Qt::StringLiterals;

class tst_RequestReader : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_store = openStore(m_place.path());
        QVERIFY(m_store);
        std::mt19937_64 random(11);
        std::vector<UsageRecord> records;
        for (int i = 0; i < 2500; ++i) // many in one millisecond, so that numbers collide
            records.push_back(randomRecord(random, 1'790'000'000'000, 1'790'000'000'020));
        m_records = records;
        m_store->push(std::move(records));
        QVERIFY(m_store->settle().result());
    }
    void cleanupTestCase() { m_store.reset(); }

    void pagesCompletelyWithoutRepeats_data()
    {
        QTest::addColumn<int>("limit");
        QTest::addColumn<qint64>("user");
        QTest::addColumn<qint64>("agent");
        QTest::newRow("all by 7") << 7 << qint64(-1) << qint64(-1);
        QTest::newRow("all by 1000") << 1000 << qint64(-1) << qint64(-1);
        QTest::newRow("user") << 13 << qint64(2) << qint64(-1);
        QTest::newRow("agent") << 50 << qint64(-1) << qint64(3);
        QTest::newRow("both") << 5 << qint64(1) << qint64(2);
        QTest::newRow("nothing matches") << 5 << qint64(77) << qint64(-1);
    }
    void pagesCompletelyWithoutRepeats()
    {
        QFETCH(int, limit);
        QFETCH(qint64, user);
        QFETCH(qint64, agent);
        RequestFilter filter;
        filter.limit = limit;
        if (user >= 0)
            filter.user = UserId(user);
        if (agent >= 0)
            filter.agent = AgentId(agent);
        QSet<QByteArray> expected;
        for (const UsageRecord &record : m_records) {
            if ((user < 0 || record.user == UserId(user)) && (agent < 0 || record.agent == AgentId(agent)))
                expected.insert(record.id.bytes());
        }
        QSet<QByteArray> found;
        qint64 lastMs = std::numeric_limits<qint64>::max() / 2;
        for (;;) {
            const auto page = wait(m_store->requests(filter));
            QVERIFY(page);
            if (page->isEmpty())
                break;
            QVERIFY(page->size() <= limit);
            for (const RequestRow &row : *page) {
                QVERIFY(!found.contains(row.id.bytes()));
                found.insert(row.id.bytes());
                // A collision may have pushed a row past its millisecond.
                QVERIFY(row.id.milliseconds() <= lastMs + 256);
                lastMs = row.id.milliseconds();
            }
            filter.before = page->last().id;
        }
        QCOMPARE(found, expected);
    }
    void startsAtAnIdThatIsNotThere()
    {
        RequestFilter filter;
        filter.before = idAt(1'790'000'000'000 + 5000);
        QCOMPARE(wait(m_store->requests(filter))->size(), 100);
        filter.before = idAt(1'000'000'000'000);
        QCOMPARE(wait(m_store->requests(filter))->size(), 0);
    }
    void keepsTheLimitInBounds()
    {
        RequestFilter filter;
        filter.limit = 1'000'000;
        QCOMPARE(wait(m_store->requests(filter))->size(), 1000);
        filter.limit = -1;
        QCOMPARE(wait(m_store->requests(filter))->size(), 1);
    }
    void givesBackWhatWasPut()
    {
        for (size_t i = 0; i < m_records.size(); i += 51) {
            const UsageRecord &record = m_records[i];
            const auto row = *wait(m_store->request(record.id));
            QVERIFY(row);
            QCOMPARE(row->user, record.user);
            QCOMPARE(row->agent, record.agent);
            QCOMPARE(row->model.toUtf8(), record.model);
            QCOMPARE(row->kind, record.kind);
            QCOMPARE(row->status, record.status);
            QCOMPARE(row->outcome, record.outcome);
            QCOMPARE(row->failureCode.toUtf8(), record.failureCode);
            QCOMPARE(row->tokens, record.tokens);
            QCOMPARE(row->cost, record.cost);
        }
    }

private:
    QTemporaryDir m_place;
    std::shared_ptr<Store> m_store;
    std::vector<UsageRecord> m_records;
};

QTEST_GUILESS_MAIN(tst_RequestReader)
#include "tst_requestreader.moc"
