// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/proxy/store/storefixture.h"

#include <QDirIterator>

using namespace keyswitch;
using namespace keyswitch::store;
using namespace Qt::StringLiterals;

static constexpr qint64 now = 1'790'000'000'000;

class tst_Store : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_folder.emplace();
        QVERIFY(m_folder->isValid());
    }

    void keepsUsersAgentsAndSettings()
    {
        {
            const auto store = openStore(m_folder->path());
            QVERIFY(store);
            const auto user = wait(store->addUser({u"maria@example.org"_s, u"Maria"_s, Secret("sk-user-maria")}));
            QVERIFY(user);
            QVERIFY(!user->keyFingerprint.isEmpty());
            const auto agent = wait(store->addAgent({u"agent-1"_s, {}, user->id, u"gpt-4o"_s}));
            QVERIFY(agent);
            QCOMPARE(agent->name, u"agent-1"_s);
            QVERIFY(agent->userHasKey);
            QVERIFY(store->setSetting(u"listen.port"_s, u"8484"_s).result());
            QVERIFY(store->setSecretSetting(u"upstream.master_key"_s, Secret("sk-master")).result());
        }
        const auto store = openStore(m_folder->path());
        QVERIFY(store);
        QCOMPARE(wait(store->users())->size(), 1);
        QCOMPARE(wait(store->userByEmail(u"MARIA@example.org"_s))->name, u"Maria"_s);
        const auto loaded = wait(store->loadDirectory());
        QVERIFY(loaded);
        QCOMPARE(loaded->unreadableKeys, 0);
        const AgentEntry *agent = loaded->snapshot->agent("agent-1");
        QVERIFY(agent);
        QCOMPARE(agent->model, "gpt-4o"_ba);
        QVERIFY(loaded->snapshot->user(agent->user)->litellmKey->equals("sk-user-maria"));
        const auto settings = wait(store->settings());
        QCOMPARE(settings->size(), 2);
        QCOMPARE(settings->at(0).value, u"8484"_s);
        QVERIFY(settings->at(1).secret);
        QVERIFY(!settings->at(1).value.contains("sk-master"_L1));
        QVERIFY((*wait(store->secretSetting(u"upstream.master_key"_s)))->equals("sk-master"));
        QVERIFY(!*wait(store->secretSetting(u"none"_s)));
    }

    // Continued in one thread and finished in another, Qt 6.4 may run a continuation twice.
    void finishesFuturesOnlyInTheThreadOfItsContext()
    {
        QObject here;
        OpenOptions options;
        options.folder = m_folder->path();
        options.context = &here;
        auto opening = Store::open(options);
        QThread::msleep(200); // more than it takes
        QVERIFY(!opening.isFinished());
        QTRY_VERIFY(opening.isFinished());
        auto opened = opening.takeResult();
        QVERIFY(opened);
        const std::shared_ptr<Store> store = *opened;
        const QList<QFuture<Done>> asked{store->setSetting(u"listen.port"_s, u"8484"_s), store->settle(),
                                         store->flush(std::chrono::seconds(1)), store->check()};
        const auto settings = store->settings();
        QThread::msleep(200);
        for (const QFuture<Done> &future : asked)
            QVERIFY(!future.isFinished());
        QVERIFY(!settings.isFinished());
        for (const QFuture<Done> &future : asked) {
            QTRY_VERIFY(future.isFinished());
            QVERIFY(future.result());
        }
        QTRY_VERIFY(settings.isFinished());
        QVERIFY(settings.result());
        store->close();
        QVERIFY(store->users().isFinished()); // refused, in the thread that asked
    }

    void answersWithWhatWasPushedBefore()
    {
        const auto store = openStore(m_folder->path());
        QVERIFY(store);
        const auto user = wait(store->addUser({u"a@example.org"_s, u"Anna"_s, {}}));
        const auto agent = wait(store->addAgent({u"agent-a"_s, u"First"_s, user->id, {}}));
        UsageRecord record = okRecord(now, user->id, agent->id);
        record.upstreamId = "chatcmpl-1";
        record.stream = true;
        record.ttft = std::chrono::microseconds(77);
        const RequestId id = record.id;
        store->push(one(std::move(record)));
        const auto rows = wait(store->requests({}));
        QVERIFY(rows);
        QCOMPARE(rows->size(), 1);
        const RequestRow &row = rows->first();
        QCOMPARE(row.id, id);
        QCOMPARE(row.startedAt.toMSecsSinceEpoch(), now);
        QCOMPARE(row.userName, u"Anna"_s);
        QCOMPARE(row.agentExternalId, u"agent-a"_s);
        QCOMPARE(row.model, u"gpt-test"_s);
        QCOMPARE(row.tokens.prompt, std::optional<Tokens>(100));
        QCOMPARE(row.tokens.cached, std::optional<Tokens>());
        QCOMPARE(row.cost.amount, std::optional(NanoDollars(1'500)));
        QCOMPARE(row.ttft, std::optional(std::chrono::microseconds(77)));
        QCOMPARE(row.upstreamId, u"chatcmpl-1"_s);
        QCOMPARE(row.callId, QString::fromLatin1(id.text()));
        QCOMPARE(wait(store->agents())->first().lastRequestAt.toMSecsSinceEpoch(), now);
        QVERIFY((*wait(store->request(id))).has_value());
        QVERIFY(!(*wait(store->request(idAt(now)))).has_value());
        const auto usage = wait(store->usage({UsageGroup::User, {}, {}, {}}));
        QCOMPARE(usage->size(), 1);
        QCOMPARE(usage->first().key, u"a@example.org"_s);
        QCOMPARE(usage->first().figures.cost, NanoDollars(1'500));
        QVERIFY(store->check().result());
    }

    void keepsUnknownCostUnknown()
    {
        const auto store = openStore(m_folder->path());
        QVERIFY(store);
        UsageRecord record = okRecord(now);
        record.cost = {};
        record.tokens = {};
        record.callId.clear();
        store->push(one(std::move(record)));
        const auto rows = wait(store->requests({}));
        QVERIFY(!rows->first().cost.amount.has_value());
        QCOMPARE(rows->first().cost.origin, CostOrigin::Unknown);
        QVERIFY(!rows->first().tokens.isKnown());
        QVERIFY(rows->first().callId.isEmpty());
        const auto total = wait(store->usage({}));
        QCOMPARE(total->first().figures.withoutCost, 1);
        QCOMPARE(total->first().figures.withoutUsage, 1);
    }

    void writesNoKeyInClear()
    {
        const auto store = openStore(m_folder->path());
        QVERIFY(store);
        const QByteArray canary = "sk-canary-7f3a91c05d";
        const auto user = wait(store->addUser({u"a@example.org"_s, {}, Secret(canary)}));
        QVERIFY(user);
        QVERIFY(store->setUserKey(user->id, Secret(canary + "-second")).result());
        QVERIFY(store->setSecretSetting(u"key"_s, Secret(canary + "-third")).result());
        int files = 0;
        QDirIterator it(m_folder->path(), QDir::Files | QDir::Hidden);
        while (it.hasNext()) {
            QFile file(it.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray content = file.readAll();
            QVERIFY2(!content.contains(canary), qPrintable(file.fileName()));
            QVERIFY2(!content.contains(canary.toHex()), qPrintable(file.fileName()));
            QVERIFY2(!content.contains(canary.toBase64().left(20)), qPrintable(file.fileName()));
            if (!file.fileName().endsWith(".lock"_L1))
                QVERIFY2(!(file.permissions() & (QFile::ReadGroup | QFile::ReadOther)), qPrintable(file.fileName()));
            ++files;
        }
        QVERIFY(files >= 4); // database, WAL, shared memory, key file
    }

    void refusesASecondOpener()
    {
        const auto first = openStore(m_folder->path());
        QVERIFY(first);
        QVERIFY(DataFolder::isOwned(m_folder->path()));
        OpenOptions options;
        options.folder = m_folder->path();
        const auto second = Store::open(options).result();
        QVERIFY(!second);
        QCOMPARE(second.error().code, Problem::Code::Conflict);
        QVERIFY(second.error().detail.contains(QString::number(QCoreApplication::applicationPid())));
        QVERIFY(wait(first->users()));
    }

    void refusesQuestionsOnceClosed()
    {
        const auto store = openStore(m_folder->path());
        store->push(one(okRecord(now)));
        store->close();
        store->close();
        QVERIFY(!DataFolder::isOwned(m_folder->path()));
        QCOMPARE(store->users().result().error().code, Problem::Code::Unavailable);
        QCOMPARE(store->requests({}).result().error().code, Problem::Code::Unavailable);
        QCOMPARE(store->addUser({u"a@example.org"_s, {}, {}}).result().error().code, Problem::Code::Unavailable);
        const auto again = openStore(m_folder->path());
        QVERIFY(again);
        QCOMPARE(wait(again->requests({}))->size(), 1);
    }

    void leavesNoWalBehind()
    {
        openStore(m_folder->path());
        QVERIFY(QFile::exists(m_folder->filePath(u"keyswitch.db"_s)));
        QVERIFY(!QFile::exists(m_folder->filePath(u"keyswitch.db-wal"_s)));
        QVERIFY(!DataFolder::isOwned(m_folder->path()));
    }

private:
    std::optional<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(tst_Store)
#include "tst_store.moc"
