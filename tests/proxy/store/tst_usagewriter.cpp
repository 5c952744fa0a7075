// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/store/migrations.h"
#include "proxy/store/requestkey.h"
#include "tests/proxy/store/storefixture.h"

#include <QSet>

#include <thread>

using namespace keyswitch;
using namespace keyswitch::store;
using namespace Qt::StringLiterals;

static constexpr qint64 start = 1'790'000'000'000;

class tst_UsageWriter : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_place.emplace();
        QVERIFY(createDatabase(file()));
    }

    void keepsEveryRowOfManyThreadsExactlyOnce()
    {
        constexpr int threads = 4;
        constexpr int rows = 2500;
        const auto store = openStore(m_place->path());
        QVERIFY(store);
        std::vector<std::thread> workers;
        std::array<std::vector<RequestId>, threads> ids;
        for (size_t t = 0; t < threads; ++t) {
            workers.emplace_back([&, t] {
                for (int i = 0; i < rows; i += 5) {
                    std::vector<UsageRecord> records;
                    for (int k = 0; k < 5; ++k) {
                        records.push_back(okRecord(start + i, UserId(qint64(t)), AgentId(1)));
                        ids[t].push_back(records.back().id);
                    }
                    store->push(std::move(records));
                }
            });
        }
        for (std::thread &worker : workers)
            worker.join();
        QSet<QByteArray> expected;
        for (const auto &some : ids) {
            for (const RequestId &id : some)
                expected.insert(id.bytes());
        }
        QCOMPARE(expected.size(), qsizetype(threads * rows));
        QVERIFY(store->settle().result());
        QCOMPARE(store->writerState().written, qint64(threads * rows));
        QCOMPARE(store->writerState().queued, 0);
        QCOMPARE(store->writerState().dropped, 0);
        QSet<QByteArray> found;
        RequestFilter filter;
        filter.limit = 1000;
        for (;;) {
            const auto page = wait(store->requests(filter));
            QVERIFY(page);
            if (page->isEmpty())
                break;
            for (const RequestRow &row : *page) {
                QVERIFY(!found.contains(row.id.bytes()));
                found.insert(row.id.bytes());
            }
            filter.before = page->last().id;
        }
        QCOMPARE(found, expected);
        QVERIFY(store->check().result());
    }
    void writesWithinTheInterval()
    {
        const auto store = openStore(m_place->path());
        store->push(one(okRecord(start)));
        QTRY_COMPARE_WITH_TIMEOUT(store->writerState().written, 1, 2000);
    }
    void writesAFullBatchAtOnce()
    {
        UsageWriter::Limits limits;
        limits.batch = 10;
        limits.interval = std::chrono::hours(1);
        const auto store = openStore(m_place->path(), limits);
        for (int i = 0; i < 9; ++i)
            store->push(one(okRecord(start + i)));
        QCOMPARE(store->writerState().written, 0);
        store->push(one(okRecord(start + 9)));
        QTRY_COMPARE_WITH_TIMEOUT(store->writerState().written, 10, 2000);
    }
    void writesTheRestWhenItCloses()
    {
        UsageWriter::Limits limits;
        limits.interval = std::chrono::hours(1);
        {
            const auto store = openStore(m_place->path(), limits);
            for (int i = 0; i < 10; ++i)
                store->push(one(okRecord(start + i)));
        }
        QCOMPARE(wait(openStore(m_place->path())->requests({}))->size(), 10);
    }
    void storesARetriedRowOnce()
    {
        const auto store = openStore(m_place->path());
        UsageRecord record = okRecord(start);
        for (int i = 0; i < 3; ++i) {
            store->push(one(record));
            QVERIFY(store->settle().result());
        }
        store->push({record, record});
        QVERIFY(store->settle().result());
        QCOMPARE(wait(store->requests({}))->size(), 1);
        QCOMPARE(wait(store->usage({}))->first().figures.requests, 1);
    }
    void findsRoomForManyRequestsOfOneMillisecond() // as when the wall clock was set back
    {
        const auto store = openStore(m_place->path());
        std::vector<UsageRecord> records;
        std::vector<RequestId> ids;
        for (int i = 0; i < 5'000; ++i) { // a millisecond has 256 numbers
            records.push_back(okRecord(start));
            ids.push_back(records.back().id);
        }
        store->push(std::vector<UsageRecord>(records));
        QVERIFY(store->settle().result());
        store->push(std::move(records)); // and they are found again
        QVERIFY(store->settle().result());
        QCOMPARE(wait(store->usage({}))->first().figures.requests, 5'000);
        for (size_t i = 0; i < ids.size(); i += 97)
            QCOMPARE((*wait(store->request(ids[i])))->id, ids[i]);
        QVERIFY(store->check().result());
    }
    void losesNothingWhileAnotherProgramHoldsTheLock()
    {
        const auto store = openStore(m_place->path());
        // Another program's connection, in a thread of its own.
        DatabaseThread neighbour(u"neighbour"_s);
        QVERIFY(neighbour.open(file(), Connection::Role::Writer).result());
        QVERIFY(neighbour.run([](const Connection &c) { return c.execute(u"BEGIN IMMEDIATE"_s); }).result());
        std::vector<UsageRecord> records;
        for (int i = 0; i < 500; ++i)
            records.push_back(okRecord(start + i));
        store->push(std::move(records));
        QTRY_VERIFY_WITH_TIMEOUT(store->writerState().problem.has_value(), 15'000); // beyond the busy timeout
        QVERIFY(store->writerState().problem->title.contains("locked"_L1));
        QCOMPARE(store->writerState().queued, 500);
        QCOMPARE(wait(store->requests({}))->size(), 0); // a query is answered all the same
        store->push(one(okRecord(start + 1000)));
        QVERIFY(neighbour.run([](const Connection &c) { return c.execute(u"ROLLBACK"_s); }).result());
        QTRY_COMPARE_WITH_TIMEOUT(store->writerState().queued, 0, 15'000);
        QVERIFY(!store->writerState().problem);
        QCOMPARE(store->writerState().dropped, 0);
        QCOMPARE(wait(store->usage({}))->first().figures.requests, 501);
    }
    void keepsTheBatchWhileTheDiskIsFull()
    {
        UsageWriter::Limits limits;
        limits.rows = 3000;
        UsageWriter writer(limits);
        DatabaseThread thread(u"writer"_s, &writer);
        writer.attach(&thread);
        QVERIFY(thread.open(file(), Connection::Role::Writer).result());
        QVERIFY(thread.run([](const Connection &c) { return c.execute(u"PRAGMA max_page_count=1"_s); }).result());
        std::vector<UsageRecord> records;
        for (int i = 0; i < 2000; ++i)
            records.push_back(okRecord(start + i));
        std::vector<UsageRecord> more(records);
        writer.push(std::move(records));
        QTRY_VERIFY_WITH_TIMEOUT(writer.state().problem.has_value(), 5000);
        QVERIFY2(writer.state().problem->title.contains("full"_L1), qPrintable(writer.state().problem->title));
        QCOMPARE(writer.state().queued, 2000);
        const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(50);
        QVERIFY(!thread.run([&writer, until](const Connection &c) { return writer.flushNow(c, until); }).result());
        for (UsageRecord &record : more)
            record.id = idAt(start + 5000);
        writer.push(std::move(more)); // only 1,000 find room
        QCOMPARE(writer.state().queued, 3000);
        QCOMPARE(writer.state().dropped, 1000);
        QVERIFY(thread.run([](const Connection &c) { return c.execute(u"PRAGMA max_page_count=1000000"_s); }).result());
        QTRY_COMPARE_WITH_TIMEOUT(writer.state().written, 3000, 10'000);
        const auto count = thread.run([](const Connection &c) { return c.number(u"SELECT count(*) FROM requests"_s); });
        QCOMPARE(*count.result(), 3000);
        const auto differing = thread.run([](const Connection &c) { return differingRollUps(c); });
        QCOMPARE(*differing.result(), 0);
    }
    void saysWhenItIsFullAndKeepsRoomForWhatRuns()
    {
        UsageWriter::Limits limits;
        limits.rows = 1000; // full at 750
        UsageWriter writer(limits);
        DatabaseThread thread(u"writer"_s, &writer);
        writer.attach(&thread);
        QVERIFY(thread.open(file(), Connection::Role::Writer).result());
        QVERIFY(thread.run([](const Connection &c) { return c.execute(u"PRAGMA max_page_count=1"_s); }).result());
        const auto pushed = [&writer](int rows, Outcome outcome) {
            std::vector<UsageRecord> records;
            for (int i = 0; i < rows; ++i) {
                records.push_back(okRecord(start + i));
                records.back().outcome = outcome;
                if (outcome == Outcome::Refused)
                    records.back().cost = {};
            }
            writer.push(std::move(records));
        };
        pushed(749, Outcome::Ok);
        QVERIFY(writer.hasRoom() && !writer.state().full);
        pushed(1, Outcome::Ok);
        QVERIFY(!writer.hasRoom() && writer.state().full);
        pushed(20, Outcome::Refused); // cost nothing: not at the expense of those that do
        QCOMPARE(writer.state().queued, 750);
        QCOMPARE(writer.state().unaccounted.refused, 20);
        pushed(250, Outcome::ClientCancelled);
        QCOMPARE(writer.state().queued, 1000);
        QCOMPARE(writer.state().unaccounted.requests, 0);
        pushed(3, Outcome::Ok);
        const AccountingGap gap = writer.state().unaccounted;
        QCOMPARE(gap.requests, 3);
        QCOMPARE(gap.refused, 20);
        QCOMPARE(gap.cost, NanoDollars(4'500));
        QCOMPARE(gap.withoutCost, 0);
        QCOMPARE(writer.state().dropped, 23);

        QVERIFY(thread.run([](const Connection &c) { return c.execute(u"PRAGMA max_page_count=1000000"_s); }).result());
        QTRY_COMPARE_WITH_TIMEOUT(writer.state().queued, 0, 10'000);
        QVERIFY(writer.hasRoom());
        QTRY_VERIFY(writer.state().pendingGap.isEmpty());
        const auto kept = thread.run([](const Connection &c) { return readGaps(c); }).result();
        QVERIFY(kept);
        QCOMPARE(*kept, QList<AccountingGap>{gap});
    }
    void hasRoomAgainOnlyWhenHalfOfItIsWritten()
    {
        UsageWriter::Limits limits;
        limits.rows = 1000;
        limits.batch = 300;
        limits.firstRetry = std::chrono::hours(1); // written below, by hand
        limits.interval = std::chrono::hours(1);
        UsageWriter writer(limits);
        DatabaseThread thread(u"writer"_s, &writer);
        writer.attach(&thread);
        QVERIFY(thread.open(file(), Connection::Role::Writer).result());
        QVERIFY(thread.run([](const Connection &c) { return c.execute(u"PRAGMA max_page_count=1"_s); }).result());
        std::vector<UsageRecord> records;
        for (int i = 0; i < 800; ++i)
            records.push_back(okRecord(start + i));
        writer.push(std::move(records));
        QTRY_VERIFY(writer.state().problem);
        QVERIFY(thread.run([](const Connection &c) { return c.execute(u"PRAGMA max_page_count=1000000"_s); }).result());
        const auto oneBatch = [&] {
            return thread.run([&writer](const Connection &c) -> Done {
                writer.perform(c);
                return {};
            });
        };
        QVERIFY(oneBatch().result()); // 500 left
        QVERIFY(!writer.hasRoom());
        QVERIFY(oneBatch().result()); // 200
        QVERIFY(writer.hasRoom());
    }
    void takesAnyBytesFromOutside()
    {
        const auto store = openStore(m_place->path());
        UsageRecord record = okRecord(start);
        record.model = QByteArray("\xff\xfe\0x\r\n", 6) + QByteArray(10'000, 'm');
        record.failureCode = QByteArray(5'000, '\xc3');
        record.upstreamId = QByteArray("\0'--", 4) + QByteArray(1'000'000, 'u');
        record.callId = "not the request's id";
        store->push(one(std::move(record)));
        const auto rows = wait(store->requests({}));
        QCOMPARE(rows->size(), 1);
        QVERIFY(rows->first().model.size() <= 200);
        QVERIFY(rows->first().upstreamId.size() <= 200);
        QCOMPARE(rows->first().callId, u"not the request's id"_s);
        QVERIFY(!store->writerState().problem);
    }
    void capsTheNumberOfWords()
    {
        const auto store = openStore(m_place->path());
        std::vector<UsageRecord> records;
        for (int i = 0; i < Dimension::mostWords + 500; ++i) {
            records.push_back(okRecord(start + i));
            records.back().model = "made-up-" + QByteArray::number(i);
        }
        store->push(std::move(records));
        QVERIFY(store->settle().result());
        const auto usage = wait(store->usage({UsageGroup::Model, {}, {}, {}}));
        QCOMPARE(usage->size(), Dimension::mostWords + 1);
        const auto other =
            std::find_if(usage->begin(), usage->end(), [](const UsageRow &row) { return row.key == "(other)"_L1; });
        QVERIFY(other != usage->end());
        QCOMPARE(other->figures.requests, 500);
    }

private:
    QString file() const { return m_place->filePath(u"keyswitch.db"_s); }
    std::optional<QTemporaryDir> m_place;
};

QTEST_GUILESS_MAIN(tst_UsageWriter)
#include "tst_usagewriter.moc"
