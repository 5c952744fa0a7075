// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/csv/csvreader.h"
#include "proxy/service/dataexport.h"
#include "tests/proxy/store/storefixture.h"

#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>

using namespace keyswitch;
using namespace Qt::StringLiterals;
using What = ExportOrder::What;
using Format = ExportOrder::Format;

static constexpr qint64 start = 1'790'000'000'000;

class tst_DataExport : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_place;
    std::shared_ptr<store::Store> m_store;
    std::unique_ptr<QTemporaryDir> m_out;
    int m_files = 0;

    static bool always(int) { return true; }
    QByteArray exported(ExportOrder order, qint64 *rows = nullptr)
    {
        order.file = m_out->filePath(QString::number(++m_files));
        const auto done = exportData(*m_store, order, always);
        if (!done) {
            QTest::qFail(qPrintable(done.error().title), __FILE__, __LINE__);
            return {};
        }
        if (rows)
            *rows = *done;
        QFile file(order.file);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    static QList<QStringList> linesOf(QByteArray csv)
    {
        QList<QStringList> lines;
        CsvReader reader({csv.data(), size_t(csv.size())});
        for (;;) {
            const auto line = reader.next();
            if (!line || !*line)
                return lines;
            QStringList cells;
            for (const QByteArrayView cell : (*line)->cells)
                cells << QString::fromUtf8(cell);
            lines << cells;
        }
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_store = store::openStore(m_place.path());
        QVERIFY(m_store);
        const auto user =
            store::wait(m_store->addUser({u"ann@example.org"_s, u"=cmd|' /C calc'!A0"_s, Secret("sk-canary-5c1d90")}));
        QVERIFY(user);
        QVERIFY(m_store->addAgent({u"agent-1"_s, u"@evil"_s, user->id, u"gpt"_s}).result());
        std::mt19937_64 random(11);
        std::vector<UsageRecord> records;
        for (int i = 0; i < 2500; ++i)
            records.push_back(store::randomRecord(random, start, start + 3'600'000));
        m_store->push(std::move(records));
        QVERIFY(m_store->settle().result());
    }
    void init() { m_out = std::make_unique<QTemporaryDir>(); }
    void cleanupTestCase() { m_store.reset(); }

    void theSumsOverTheLinesAreTheFigures()
    {
        qint64 rows = 0;
        const auto lines = linesOf(exported({}, &rows));
        QCOMPARE(rows, 2500);
        QCOMPARE(lines.size(), 2501);
        const qsizetype cost = lines[0].indexOf(u"cost_usd"_s);
        const qsizetype prompt = lines[0].indexOf(u"prompt_tokens"_s);
        store::Figures sum;
        int unknown = 0;
        for (const QStringList &line : lines.mid(1)) {
            QCOMPARE(line.size(), lines[0].size());
            unknown += line[cost].isEmpty() ? 1 : 0;
            if (!line[cost].isEmpty())
                sum.cost = sum.cost + parseDollars(line[cost].toLatin1()).value_or(NanoDollars(-1));
            sum.prompt += line[prompt].toLongLong();
        }
        const auto figures = store::wait(m_store->usage({}))->first().figures;
        QCOMPARE(count(sum.cost), count(figures.cost));
        QCOMPARE(sum.prompt, figures.prompt);
        QVERIFY(unknown > 100);
    }
    void linesOfJsonSayTheSame()
    {
        ExportOrder order;
        order.format = Format::JsonLines;
        const QList<QByteArray> lines = exported(order).split('\n');
        QCOMPARE(lines.size(), 2501); // with the empty piece after the last
        qint64 cost = 0;
        for (const QByteArray &line : lines.mid(0, 2500)) {
            const QJsonObject row = QJsonDocument::fromJson(line).object();
            QVERIFY(!row.isEmpty());
            cost += row[u"cost"][u"nano_usd"].toInteger(0);
        }
        QCOMPARE(cost, count(store::wait(m_store->usage({}))->first().figures.cost));
    }
    void usageOfWhichNothingIsKnownIsEmpty()
    {
        UsageRecord record = store::okRecord(start + 40LL * 86'400'000);
        record.cost = {};
        record.tokens = {};
        m_store->push(store::one(std::move(record)));
        ExportOrder order;
        order.what = What::Usage;
        order.by = UsageGroup::Day;
        const auto lines = linesOf(exported(order));
        QCOMPARE(lines.size(), 3);
        const QStringList &last = lines.last();
        QCOMPARE(last[lines[0].indexOf(u"requests"_s)], u"1"_s);
        QCOMPARE(last[lines[0].indexOf(u"cost_usd"_s)], QString());
        QCOMPARE(last[lines[0].indexOf(u"prompt_tokens"_s)], QString());
        QCOMPARE(last[lines[0].indexOf(u"requests_without_cost"_s)], u"1"_s);
        order.format = Format::JsonLines;
        const auto json = QJsonDocument::fromJson(exported(order).trimmed().split('\n').last()).object();
        QVERIFY(json[u"cost_nano_usd"].isNull() && json[u"prompt_tokens"].isNull());
    }
    void usersAndAgentsComeWithoutKeysAndWithoutFormulas()
    {
        ExportOrder users;
        users.what = What::Users;
        ExportOrder agents;
        agents.what = What::Agents;
        for (const Format format : {Format::Csv, Format::JsonLines}) {
            users.format = agents.format = format;
            const QByteArray all = exported(users) + exported(agents);
            QVERIFY(all.contains("ann@example.org") && all.contains("agent-1"));
            QVERIFY(!all.contains("sk-canary"));
            QCOMPARE(all.contains("'=cmd"), format == Format::Csv);
            QCOMPARE(all.contains("'@evil"), format == Format::Csv);
        }
    }
    void takesAWindowAUserAndAnAgent()
    {
        ExportOrder order;
        order.from = QDateTime::fromMSecsSinceEpoch(start + 600'000, Qt::UTC);
        order.to = order.from.addSecs(600);
        qint64 rows = 0;
        exported(order, &rows);
        QVERIFY(rows > 300 && rows < 600);
        order.user = u"ann@example.org"_s;
        order.agent = u"agent-1"_s;
        qint64 few = 0;
        exported(order, &few);
        QVERIFY(few > 0 && few < rows);
        order.user = u"nobody@example.org"_s;
        order.file = m_out->filePath(u"x"_s);
        const auto nobody = exportData(*m_store, order, always);
        QVERIFY(!nobody);
        QCOMPARE(nobody.error().code, Problem::Code::NotFound);
        QVERIFY(!QFile::exists(order.file) && !QFile::exists(order.file + u".part"_s));
    }
    void writesOverNothingAndLeavesNothingHalf()
    {
        ExportOrder order;
        order.file = m_out->filePath(u"there"_s);
        QFile there(order.file);
        QVERIFY(there.open(QIODevice::WriteOnly) && there.write("mine") == 4);
        there.close();
        QCOMPARE(exportData(*m_store, order, always).error().code, Problem::Code::Conflict);
        order.file = m_out->filePath(u"none/x"_s);
        QCOMPARE(exportData(*m_store, order, always).error().code, Problem::Code::Storage);
        order.file = m_out->filePath(u"broken off"_s);
        order.to = QDateTime::fromMSecsSinceEpoch(start + 3'600'000, Qt::UTC);
        QList<int> told;
        const auto broken = exportData(*m_store, order, [&](int percent) {
            told << percent;
            return told.size() < 2;
        });
        QCOMPARE(broken.error().code, Problem::Code::Cancelled);
        QVERIFY(told.size() == 2 && told[0] < told[1] && told[1] < 100);
        QCOMPARE(QDir(m_out->path()).entryList(QDir::Files), QStringList{u"there"_s});
        QVERIFY(!(QFile::permissions(m_out->filePath(u"there"_s)) & QFile::ExeOther));
    }
    void isForItsOwnerOnly()
    {
        exported({});
        QVERIFY(
            !(QFile::permissions(m_out->filePath(QString::number(m_files))) & (QFile::ReadGroup | QFile::ReadOther)));
    }
};

QTEST_GUILESS_MAIN(tst_DataExport)
#include "tst_dataexport.moc"
