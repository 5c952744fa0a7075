// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/base/threadcall.h"
#include "proxy/letta/agentcreator.h"
#include "proxy/letta/lettaclient.h"
#include "tests/support/jsonserver.h"
#ifdef TEST_ENGINE_CURL
#include "proxy/forward/upstreamaccessmanager.h"
#endif

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QMap>
#include <QNetworkAccessManager>
#include <QTest>

using namespace keyswitch;
using keyswitch::test::JsonServer;
using namespace Qt::StringLiterals;

#ifdef TEST_ENGINE_CURL
using Manager = UpstreamAccessManager;
#else
using Manager = QNetworkAccessManager;
#endif

namespace
{

// Letta's agents as far as the creator meets them; one method may be made to fail.
class FakeLetta : public JsonServer
{
public:
    FakeLetta()
        : JsonServer([this](const Asked &asked) { return take(asked); })
    {
        QFile file(QStringLiteral(TEST_DATA "/agent.json"));
        if (!file.open(QIODevice::ReadOnly))
            qFatal("no agent.json");
        m_template = QJsonDocument::fromJson(file.readAll()).object();
    }

    QMap<QByteArray, Answer> failing; // by method; the answer instead
    bool failsAfterDoing = false; // does it and loses the answer
    bool ignoresChanges = false;
    std::function<void(const QByteArray &method)> arrived;
    QMap<QString, QJsonObject> agents;

private:
    Answer take(const Asked &asked)
    {
        if (arrived)
            arrived(asked.method);
        const bool fails = failing.contains(asked.method);
        if (fails && !failsAfterDoing)
            return failing.value(asked.method);
        const Answer answer = carryOut(asked);
        return fails ? failing.value(asked.method) : answer;
    }

    Answer carryOut(const Asked &asked)
    {
        if (asked.method == "POST") {
            QJsonObject agent = m_template;
            const QString id = QStringLiteral("agent-new-%1").arg(agents.size() + 1);
            agent.insert("id"_L1, id);
            agent.insert("name"_L1, asked.json()["name"_L1]);
            agent.insert("tags"_L1, asked.json()["tags"_L1]);
            if (!asked.json().contains("embedding_config"_L1))
                agent.insert("embedding_config"_L1, QJsonValue());
            agents.insert(id, agent);
            return json(agent);
        }
        if (asked.method == "GET") {
            QJsonArray all;
            for (const QJsonObject &agent : agents)
                all.append(agent);
            return {200, QJsonDocument(all).toJson()};
        }
        const QString id = QString::fromLatin1(asked.target.mid(asked.target.lastIndexOf('/') + 1));
        if (!agents.contains(id))
            return {404, "{\"detail\":\"no such agent\"}"};
        if (asked.method == "DELETE") {
            agents.remove(id);
            return {200, "null"};
        }
        const QJsonObject change = asked.json();
        if (!ignoresChanges)
            for (auto field = change.begin(); field != change.end(); ++field)
                agents[id].insert(field.key(), field.value());
        return json(agents.value(id));
    }

    static Answer json(const QJsonObject &object) { return {200, QJsonDocument(object).toJson()}; }

    QJsonObject m_template;
};

} // namespace

class tst_AgentCreator : public QObject
{
    Q_OBJECT

    using Step = AgentCreator::Step;
    Manager m_manager;
    std::unique_ptr<FakeLetta> m_letta;
    std::unique_ptr<LettaClient> m_client;
    QList<Step> m_steps;
    QList<Problem> m_orphans;
    QList<LettaAgent> m_saved;
    Done m_saving;

    static AgentCreator::Plan plan()
    {
        AgentCreator::Plan plan;
        plan.name = QStringLiteral("Maria's helper");
        plan.model = QStringLiteral("mock-small");
        plan.publicUrl = "http://keys.example:8484";
        plan.tags = {QStringLiteral("team")};
        return plan;
    }
    QFuture<Result<LettaAgent>> create(const AgentCreator::Plan &plan = tst_AgentCreator::plan())
    {
        return AgentCreator::create(*m_client, plan,
                                    {[this](const LettaAgent &agent) {
                                         m_saved.append(agent);
                                         return readyFuture<Done>(m_saving);
                                     },
                                     [this](Step step) { m_steps.append(step); },
                                     [this](const Problem &problem) { m_orphans.append(problem); }});
    }
    static Result<LettaAgent> wait(QFuture<Result<LettaAgent>> future)
    {
        if (!QTest::qWaitFor([&] { return future.isFinished(); }, 8000))
            qFatal("the creator never ended");
        return future.resultCount()
            ? future.result()
            : Result<LettaAgent>(tl::unexpected(Problem{Problem::Code::Cancelled, {}, {}, {}, {}}));
    }

    void connectWithin(std::chrono::milliseconds deadline)
    {
        LettaSettings settings;
        settings.baseUrl = m_letta->baseUrl();
        settings.token = std::make_shared<const Secret>("letta-password");
        settings.requestTime = deadline;
        m_client = std::make_unique<LettaClient>(m_manager, settings);
    }

private Q_SLOTS:
    void init()
    {
        m_letta = std::make_unique<FakeLetta>();
        connectWithin(std::chrono::seconds(8));
        m_steps.clear();
        m_orphans.clear();
        m_saved.clear();
        m_saving = {};
    }

    void anAgentIsMadePointedAndSaved()
    {
        AgentCreator::Plan wanted = plan();
        wanted.embeddingModel = QStringLiteral("mock-embed");
        const Result<LettaAgent> agent = wait(create(wanted));
        QVERIFY(agent);
        const QString endpoint = "http://keys.example:8484/api/v1/llm-proxy/"_L1 + agent->id;
        QCOMPARE(agent->modelEndpoint(), endpoint);
        QCOMPARE(agent->embeddingConfig["embedding_endpoint"_L1], endpoint);
        QCOMPARE(agent->tags, QStringList{QStringLiteral("team")}); // the creator's own is off again
        QCOMPARE(m_saved.size(), 1);
        QCOMPARE(m_saved.first().id, agent->id);
        QCOMPARE(m_steps, QList<Step>({Step::Create, Step::Point, Step::Save}));
        QCOMPARE(m_letta->agents.size(), 1);

        // Until it points at itself it points at nobody, and the PATCH is the whole configuration.
        const QList<JsonServer::Asked> asked = m_letta->asked();
        QCOMPARE(asked.size(), 2);
        QCOMPARE(asked.at(0).json()["llm_config"_L1]["model_endpoint"_L1],
                 "http://keys.example:8484/api/v1/llm-proxy/being-created"_L1);
        QCOMPARE(asked.at(1).method, QByteArray("PATCH"));
        QCOMPARE(asked.at(1).json()["llm_config"_L1].toObject().size(), 27);
        QCOMPARE(asked.at(1).json()["embedding_config"_L1].toObject().size(),
                 m_letta->agents.first()["embedding_config"_L1].toObject().size());
    }

    void withoutAnEmbeddingModelNothingIsSaidOfEmbeddings()
    {
        QVERIFY(wait(create()));
        QVERIFY(!m_letta->asked().at(0).json().contains("embedding_config"_L1));
        QVERIFY(!m_letta->asked().at(1).json().contains("embedding_config"_L1));
    }

    void aFailingStepLeavesNothingBehind_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<int>("status");
        QTest::addColumn<bool>("afterDoing");
        QTest::addColumn<Problem::Code>("code");
        using Code = Problem::Code;
        for (const bool after : {false, true}) {
            const QByteArray when = after ? ", answer lost" : ", not done";
            for (const char *method : {"POST", "PATCH"}) {
                const QByteArray name = method + when + ": ";
                QTest::newRow(name + "500") << QByteArray(method) << 500 << after << Code::Refused;
                QTest::newRow(name + "closed") << QByteArray(method) << 0 << after << Code::Unreachable;
                QTest::newRow(name + "silent") << QByteArray(method) << -1 << after << Code::Timeout;
                QTest::newRow(name + "page") << QByteArray(method) << 200 << after << Code::Unexpected;
            }
        }
        QTest::newRow("POST 422") << QByteArray("POST") << 422 << false << Code::Refused;
        QTest::newRow("POST 401") << QByteArray("POST") << 401 << false << Code::Unauthorized;
        QTest::newRow("PATCH 404") << QByteArray("PATCH") << 404 << false << Code::NotFound;
    }
    void aFailingStepLeavesNothingBehind()
    {
        QFETCH(QByteArray, method);
        QFETCH(int, status);
        QFETCH(bool, afterDoing);
        QFETCH(Problem::Code, code);
        if (status < 0)
            connectWithin(std::chrono::milliseconds(600));
        m_letta->failing.insert(method, {status, "<html>", "text/html"});
        m_letta->failsAfterDoing = afterDoing;
        const Result<LettaAgent> agent = wait(create());
        QVERIFY(!agent);
        QCOMPARE(word(agent.error().code), word(code));
        QVERIFY(m_letta->agents.isEmpty());
        QVERIFY(m_saved.isEmpty());
        QVERIFY(m_orphans.isEmpty());
        const bool removed = m_letta->lines().last().startsWith("DELETE ");
        QCOMPARE(removed, method == "PATCH" || afterDoing);
        QCOMPARE(agent.error().detail.contains("removed from Letta again"_L1), removed);
        QCOMPARE(m_steps.last() == Step::RollBack, removed);
    }

    // The stock QNetworkAccessManager repeats a POST whose connection closed: both agents have to go.
    void anAgentThatWasMadeTwiceIsRemovedTwice()
    {
        m_letta->failing.insert("POST", {500});
        m_letta->failsAfterDoing = true;
        m_letta->arrived = [this](const QByteArray &method) {
            if (method == "GET" && m_letta->agents.size() == 1) {
                QJsonObject twin = m_letta->agents.first();
                twin.insert("id"_L1, "agent-twin"_L1);
                m_letta->agents.insert(QStringLiteral("agent-twin"), twin);
            }
        };
        QVERIFY(!wait(create()));
        QVERIFY(m_letta->agents.isEmpty());
        QVERIFY(m_orphans.isEmpty());
    }

    void aMappingThatCannotBeSavedIsUndone()
    {
        m_saving = tl::unexpected(Problem{Problem::Code::Storage,
                                          QStringLiteral("The disk is full"),
                                          QStringLiteral("No space."),
                                          {},
                                          QStringLiteral("Make room.")});
        const Result<LettaAgent> agent = wait(create());
        QVERIFY(!agent);
        QCOMPARE(agent.error().code, Problem::Code::Storage);
        QCOMPARE(agent.error().title, QStringLiteral("The disk is full"));
        QVERIFY(agent.error().detail.contains("removed from Letta again"_L1));
        QCOMPARE(m_steps, QList<Step>({Step::Create, Step::Point, Step::Save, Step::RollBack}));
        QVERIFY(m_letta->agents.isEmpty());
    }

    void aChangeThatLettaIgnoresIsUndone()
    {
        m_letta->ignoresChanges = true;
        const Result<LettaAgent> agent = wait(create());
        QVERIFY(!agent);
        QCOMPARE(agent.error().code, Problem::Code::Unexpected);
        QVERIFY(m_saved.isEmpty());
        QVERIFY(m_letta->agents.isEmpty());
    }

    void anOrphanIsNamedWithTheWayToRemoveIt_data()
    {
        QTest::addColumn<int>("status");
        QTest::newRow("500") << 500;
        QTest::newRow("closed") << 0;
        QTest::newRow("silent") << -1;
    }
    void anOrphanIsNamedWithTheWayToRemoveIt()
    {
        QFETCH(int, status);
        if (status < 0)
            connectWithin(std::chrono::milliseconds(600));
        m_letta->failing.insert("PATCH", {422, "{\"detail\":\"no\"}"});
        m_letta->failing.insert("DELETE", {status});
        const Result<LettaAgent> agent = wait(create());
        QVERIFY(!agent);
        QCOMPARE(m_letta->agents.size(), 1);
        const QString id = m_letta->agents.firstKey();
        const Problem problem = agent.error();
        QCOMPARE(problem.code, Problem::Code::Refused); // of the step that failed first
        QVERIFY2(problem.detail.contains(id) && problem.detail.contains("orphan"_L1), qPrintable(problem.detail));
        QVERIFY2(problem.remedy.contains("curl -X DELETE"_L1), qPrintable(problem.remedy));
        QVERIFY(problem.remedy.contains(QString::fromLatin1(m_letta->baseUrl() + "/v1/agents/") + id));
        QVERIFY(!problem.remedy.contains("letta-password"_L1));
        QCOMPARE(m_orphans, QList<Problem>{problem});
    }

    void anAgentThatIsGoneAlreadyIsNoOrphan()
    {
        m_letta->failing.insert("PATCH", {422, "{\"detail\":\"no\"}"});
        m_letta->failing.insert("DELETE", {404, "{\"detail\":\"gone\"}"});
        QVERIFY(!wait(create()));
        QVERIFY(m_orphans.isEmpty());
    }

    void aSlowLettaIsToldOfWithTheTagToLookFor()
    {
        connectWithin(std::chrono::milliseconds(600));
        m_letta->failing.insert("POST", {-1});
        const Result<LettaAgent> agent = wait(create());
        QVERIFY(!agent);
        const QString tag = m_letta->asked().first().json()["tags"_L1].toArray().last().toString();
        QVERIFY(tag.startsWith("keyswitch-"_L1));
        QVERIFY2(agent.error().remedy.contains(tag), qPrintable(agent.error().remedy));
    }

    void cancellingUndoesWhatWasDone_data()
    {
        QTest::addColumn<QByteArray>("during");
        QTest::newRow("create") << QByteArray("POST");
        QTest::newRow("point") << QByteArray("PATCH");
    }
    void cancellingUndoesWhatWasDone()
    {
        QFETCH(QByteArray, during);
        QFuture<Result<LettaAgent>> future;
        m_letta->arrived = [&](const QByteArray &method) {
            if (method == during)
                future.cancel();
        };
        future = create();
        const Result<LettaAgent> agent = wait(future);
        QVERIFY(!agent);
        QVERIFY(future.isCanceled());
        QVERIFY(m_saved.isEmpty());
        QTRY_VERIFY(m_letta->agents.isEmpty());
        QCOMPARE(m_steps.last(), Step::RollBack);
    }

    void anOrphanOfACancelledCreationIsStillTold()
    {
        m_letta->failing.insert("DELETE", {500});
        QFuture<Result<LettaAgent>> future;
        m_letta->arrived = [&](const QByteArray &) { future.cancel(); };
        future = create();
        QTRY_COMPARE(m_orphans.size(), 1);
        QVERIFY(m_orphans.first().detail.contains(m_letta->agents.firstKey()));
    }

    void aSavedMappingIsNotUndoneByALateCancel()
    {
        QFuture<Result<LettaAgent>> future = AgentCreator::create(*m_client, plan(),
                                                                  {[&](const LettaAgent &agent) {
                                                                       m_saved.append(agent);
                                                                       future.cancel();
                                                                       return readyFuture<Done>({});
                                                                   },
                                                                   {},
                                                                   {}});
        QTRY_VERIFY(future.isFinished());
        QCOMPARE(m_letta->agents.size(), 1);
        QCOMPARE(m_saved.size(), 1);
    }

    void aClientThatDiesCancelsTheCreation()
    {
        m_letta->failing.insert("POST", {-1});
        const QFuture<Result<LettaAgent>> future = create();
        QTRY_COMPARE(m_letta->asked().size(), 1);
        m_client.reset();
        QVERIFY(future.isFinished());
        QVERIFY(future.isCanceled());
    }
};

QTEST_GUILESS_MAIN(tst_AgentCreator)
#include "tst_agentcreator.moc"
