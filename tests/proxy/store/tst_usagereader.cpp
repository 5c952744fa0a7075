// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/store/requestkey.h"
#include "proxy/store/usagereader.h"
#include "tests/proxy/store/storefixture.h"

#include <QMap>
#include <QRandomGenerator>

using namespace keyswitch;
using namespace keyswitch::store;
using namespace Qt::StringLiterals;

static constexpr qint64 hour = 3'600'000;
static constexpr qint64 day = 24 * hour;

static QDateTime at(qint64 ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC);
}

class tst_UsageReader : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void bucketsRoundDown()
    {
        QCOMPARE(bucketOf(Bucket::Day, 0), 0);
        QCOMPARE(bucketOf(Bucket::Day, day - 1), 0);
        QCOMPARE(bucketOf(Bucket::Day, -1), -1);
        QCOMPARE(bucketOf(Bucket::Hour, hour), 1);
        const qint64 leap = QDateTime({2028, 2, 29}, {23, 59, 59, 999}, Qt::UTC).toMSecsSinceEpoch();
        QCOMPARE(bucketOf(Bucket::Month, leap), 2028 * 12 + 1);
        QCOMPARE(bucketOf(Bucket::Month, leap + 1), 2028 * 12 + 2);
        QCOMPARE(bucketStart(Bucket::Month, 2028 * 12 + 2), leap + 1);
    }
    void everyBucketStartsItself()
    {
        std::mt19937_64 random(3);
        for (int i = 0; i < 5000; ++i) {
            const qint64 ms = qint64(random() % quint64(200 * 365 * day)) - 50 * 365 * day;
            for (const Bucket bucket : {Bucket::Hour, Bucket::Day, Bucket::Month}) {
                const qint64 number = bucketOf(bucket, ms);
                QVERIFY(bucketStart(bucket, number) <= ms);
                QVERIFY(bucketStart(bucket, number + 1) > ms);
                QCOMPARE(bucketOf(bucket, bucketStart(bucket, number)), number);
            }
        }
    }
    void piecesFitTogether()
    {
        std::mt19937_64 random(4);
        for (int i = 0; i < 2000; ++i) {
            const qint64 from = 1'700'000'000'000 + qint64(random() % quint64(400 * day));
            const qint64 to = from + qint64(random() % quint64(i % 2 ? 400 * day : 3 * day));
            for (const UsageGroup by :
                 {UsageGroup::Total, UsageGroup::User, UsageGroup::Agent, UsageGroup::Model, UsageGroup::Day}) {
                qint64 reached = from;
                qint64 rows = 0;
                for (const WindowPiece &piece : splitWindow(by, false, from, to)) {
                    const qint64 begin = piece.rollUp ? bucketStart(piece.rollUp->bucket, piece.from) : piece.from;
                    const qint64 end = piece.rollUp ? bucketStart(piece.rollUp->bucket, piece.to) : piece.to;
                    QCOMPARE(begin, reached);
                    QVERIFY(end > begin);
                    reached = end;
                    rows += piece.rollUp ? 0 : end - begin;
                }
                QCOMPARE(reached, qMax(from, to));
                QVERIFY2(rows < 2 * day, "rows are read at the edges only");
            }
        }
        QVERIFY(splitWindow(UsageGroup::User, false, 5, 5).empty());
        QVERIFY(splitWindow(UsageGroup::User, false, 6, 5).empty());
    }
    void answersAsTheRowsThemselves()
    {
        QTemporaryDir place;
        const auto store = openStore(place.path());
        QVERIFY(store);
        for (const QString &name : {u"anna"_s, u"boris"_s, u"carla"_s})
            QVERIFY(store->addUser({name + u"@example.org"_s, name, {}}).result());
        for (int i = 1; i <= 4; ++i)
            QVERIFY(store->addAgent({u"agent-%1"_s.arg(i), {}, UserId(1), {}}).result());

        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo() << "seed" << seed;
        std::mt19937_64 random(seed);
        const qint64 from = QDateTime({2026, 1, 20}, {13, 5}, Qt::UTC).toMSecsSinceEpoch();
        const qint64 to = QDateTime({2026, 4, 3}, {7, 45}, Qt::UTC).toMSecsSinceEpoch();
        std::vector<UsageRecord> records;
        for (int i = 0; i < 3000; ++i)
            records.push_back(randomRecord(random, from, to));
        for (size_t i = 0; i < records.size(); i += 700)
            store->push(
                {records.begin() + qsizetype(i), records.begin() + qsizetype(std::min(i + 700, records.size()))});
        QVERIFY(store->check().result());

        for (int round = 0; round < 60; ++round) {
            UsageWindow window;
            window.by = UsageGroup(round % 5);
            qint64 begin = from - day + qint64(random() % quint64(to - from + 2 * day));
            qint64 end = from - day + qint64(random() % quint64(to - from + 2 * day));
            if (begin > end)
                std::swap(begin, end);
            if (round % 4 == 0) { // whole days, and all there is
                begin = begin / day * day;
                end = end / day * day;
            }
            if (round >= 5) {
                window.from = at(begin);
                window.to = at(end);
            }
            if (round % 3 == 1)
                window.user = UserId(qint64(random() % 4));
            QMap<QString, Figures> expected;
            if (window.by == UsageGroup::Total)
                expected[QString()] = {};
            for (const UsageRecord &record : records) {
                const qint64 ms = record.id.milliseconds();
                if ((window.from.isValid() && (ms < begin || ms >= end))
                    || (window.user && record.user != *window.user))
                    continue;
                expected[keyOf(window.by, record)] += figuresOf(record);
            }
            const auto rows = wait(store->usage(window));
            QVERIFY(rows);
            QMap<QString, Figures> found;
            for (const UsageRow &row : *rows) {
                QVERIFY(!found.contains(row.key));
                found[row.key] = row.figures;
            }
            QCOMPARE(found.keys(), expected.keys());
            for (auto it = expected.cbegin(); it != expected.cend(); ++it)
                QVERIFY2(found[it.key()] == it.value(), qPrintable(it.key()));
        }
    }
    void ordersByCostAndDaysByTime()
    {
        QTemporaryDir place;
        const auto store = openStore(place.path());
        for (const auto &[days, model, nano] :
             {std::tuple(3, "cheap", 10), std::tuple(1, "dear", 1000), std::tuple(2, "cheap", 10)}) {
            UsageRecord record = okRecord(1'790'000'000'000 + days * day);
            record.model = model;
            record.cost = {NanoDollars(nano), CostOrigin::PriceList};
            store->push(one(std::move(record)));
        }
        const auto models = wait(store->usage({UsageGroup::Model, {}, {}, {}}));
        QCOMPARE(models->at(0).key, u"dear"_s);
        QCOMPARE(models->at(1).figures.requests, 2);
        const auto days = wait(store->usage({UsageGroup::Day, {}, {}, {}}));
        QCOMPARE(days->size(), 3);
        QVERIFY(days->at(0).key < days->at(1).key && days->at(1).key < days->at(2).key);
        QCOMPARE(days->at(0).key, at(1'790'000'000'000 + day).date().toString(Qt::ISODate));
    }
    void takesAnyWindow()
    {
        QTemporaryDir place;
        const auto store = openStore(place.path());
        store->push(one(okRecord(1'790'000'000'000)));
        const QDateTime first = QDateTime({-4000, 1, 1}, {0, 0}, Qt::UTC);
        const QDateTime last = QDateTime({200'000, 1, 1}, {0, 0}, Qt::UTC);
        for (const UsageGroup by :
             {UsageGroup::Total, UsageGroup::User, UsageGroup::Agent, UsageGroup::Model, UsageGroup::Day}) {
            for (const auto &[from, to, requests] :
                 {std::tuple(QDateTime(), QDateTime(), 1), std::tuple(first, last, 1), std::tuple(last, first, 0),
                  std::tuple(first, first, 0), std::tuple(last, last, 0)}) {
                const auto rows = wait(store->usage({by, from, to, {}}));
                QVERIFY(rows);
                QCOMPARE(rows->isEmpty() ? 0 : rows->first().figures.requests, requests);
            }
        }
    }
    void tellsNothingAsATotalOfNothing()
    {
        QTemporaryDir place;
        const auto store = openStore(place.path());
        QCOMPARE(wait(store->usage({}))->size(), 1);
        QCOMPARE(wait(store->usage({}))->first().figures, Figures());
        QCOMPARE(wait(store->usage({UsageGroup::User, {}, {}, {}}))->size(), 0);
    }

private:
    static QString keyOf(UsageGroup by, const UsageRecord &record)
    {
        static const std::array<QString, 4> users{QString(), u"anna@example.org"_s, u"boris@example.org"_s,
                                                  u"carla@example.org"_s};
        switch (by) {
        case UsageGroup::Total:
            return {};
        case UsageGroup::User:
            return users[size_t(record.user)];
        case UsageGroup::Agent:
            return record.agent == AgentId::None ? QString() : u"agent-%1"_s.arg(qint64(record.agent));
        case UsageGroup::Model:
            return QString::fromUtf8(record.model);
        case UsageGroup::Day:
            return at(record.id.milliseconds()).date().toString(Qt::ISODate);
        }
        Q_UNREACHABLE();
    }
};

QTEST_GUILESS_MAIN(tst_UsageReader)
#include "tst_usagereader.moc"
