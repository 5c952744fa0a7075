// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/letta/lettaclient.h"
#include "tests/support/jsonserver.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QNetworkAccessManager>
#include <QTest>
#include <QUrlQuery>

using namespace keyswitch;
using keyswitch::test::JsonServer;
using namespace Qt::StringLiterals;

// Answers are Letta 0.16.7's own, shortened.
class tst_LettaClient : public QObject
{
    Q_OBJECT

    QNetworkAccessManager m_manager;
    const QString m_id = QStringLiteral("agent-00000000-0000-4000-8000-000000000001");

    static QByteArray recorded()
    {
        QFile file(QStringLiteral(TEST_DATA "/agent.json"));
        if (!file.open(QIODevice::ReadOnly))
            qFatal("no agent.json");
        return file.readAll();
    }
    static QJsonObject agentNumber(int number)
    {
        QJsonObject agent = QJsonDocument::fromJson(recorded()).object();
        agent.insert("id"_L1, QStringLiteral("agent-%1").arg(number));
        return agent;
    }
    template <typename T> static T wait(QFuture<T> future)
    {
        if (!QTest::qWaitFor([&] { return future.isFinished(); }, 8000))
            qFatal("the client never answered");
        return future.result();
    }
    LettaSettings settings(const JsonServer &server) const
    {
        LettaSettings settings;
        settings.baseUrl = server.baseUrl();
        settings.token = std::make_shared<const Secret>("letta-password");
        settings.requestTime = std::chrono::seconds(5);
        return settings;
    }

private Q_SLOTS:
    void theVersionIsAskedForWithoutThePassword()
    {
        JsonServer server;
        server.answer("GET /v1/health/", {200, R"({"version":"0.16.7","status":"ok"})"});
        LettaClient client(m_manager, settings(server));
        const Result<LettaHealth> health = wait(client.health());
        QVERIFY(health);
        QCOMPARE(health->version, QStringLiteral("0.16.7"));
        QVERIFY(!server.asked().first().fields.contains("authorization"));
        server.answer("GET /v1/health/", {200, R"({"status":"ok"})"});
        QVERIFY(!wait(client.health()));
    }

    void anAgentIsCreatedAsLettaWantsIt()
    {
        JsonServer server;
        server.answer("POST /v1/agents/", {200, recorded()});
        LettaClient client(m_manager, settings(server));
        LettaNewAgent wanted;
        wanted.name = QStringLiteral("A1");
        wanted.model = QStringLiteral("mock-model");
        wanted.endpoint = "http://keyswitch.example/x";
        wanted.embeddingModel = QStringLiteral("mock-embed");
        wanted.tags = {QStringLiteral("t")};
        const Result<LettaAgent> agent = wait(client.createAgent(wanted));
        QVERIFY(agent);
        QCOMPARE(agent->id, m_id);
        QCOMPARE(agent->model(), QStringLiteral("mock-model"));
        QCOMPARE(agent->llmConfig.size(), 27); // whole, for the PATCH
        const JsonServer::Asked asked = server.asked().first();
        QCOMPARE(asked.fields.value("authorization"), QByteArray("Bearer letta-password"));
        const QJsonObject expected{{"name"_L1, "A1"_L1},
                                   {"tags"_L1, QJsonArray{"t"_L1}},
                                   {"llm_config"_L1,
                                    QJsonObject{{"model"_L1, "mock-model"_L1},
                                                {"model_endpoint_type"_L1, "openai"_L1},
                                                {"model_endpoint"_L1, "http://keyswitch.example/x"_L1},
                                                {"context_window"_L1, 32000}}},
                                   {"embedding_config"_L1,
                                    QJsonObject{{"embedding_model"_L1, "mock-embed"_L1},
                                                {"embedding_endpoint_type"_L1, "openai"_L1},
                                                {"embedding_endpoint"_L1, "http://keyswitch.example/x"_L1},
                                                {"embedding_dim"_L1, 1536},
                                                {"embedding_chunk_size"_L1, 300}}}};
        QCOMPARE(asked.json(), expected);
        wanted.embeddingModel.clear();
        wanted.tags.clear();
        QVERIFY(!wanted.toJson().contains("embedding_config"_L1));
        QVERIFY(!wanted.toJson().contains("tags"_L1));
    }

    void anAgentIsFetchedChangedAndDeleted()
    {
        JsonServer server;
        const QByteArray target = " /v1/agents/" + m_id.toLatin1();
        server.answer("GET" + target, {200, recorded()});
        server.answer("PATCH" + target, {200, recorded()});
        server.answer("DELETE" + target, {200, R"({"message":"Agent deleted"})"});
        LettaClient client(m_manager, settings(server));
        const Result<LettaAgent> agent = wait(client.agent(m_id));
        QVERIFY(agent);
        QVERIFY(wait(client.changeAgent(m_id, {agent->llmConfig, {}, {}})));
        QCOMPARE(server.asked().last().json(), (QJsonObject{{"llm_config"_L1, agent->llmConfig}}));
        QVERIFY(wait(client.changeAgent(m_id, {{}, agent->embeddingConfig, QStringList()})));
        QCOMPARE(server.asked().last().json(),
                 (QJsonObject{{"embedding_config"_L1, agent->embeddingConfig}, {"tags"_L1, QJsonArray()}}));
        QVERIFY(wait(client.deleteAgent(m_id)));
        const Result<LettaAgent> none = wait(client.agent(QStringLiteral("agent-2")));
        QVERIFY(!none);
        QCOMPARE(none.error().code, Problem::Code::NotFound);
    }

    void anIdCannotLeaveItsPlaceInTheUrl()
    {
        JsonServer server([](const JsonServer::Asked &) { return JsonServer::Answer{404}; });
        LettaClient client(m_manager, settings(server));
        QVERIFY(!wait(client.deleteAgent(QStringLiteral("../x?y#z"))));
        QCOMPARE(server.lines().first(), QByteArray("DELETE /v1/agents/..%2Fx%3Fy%23z"));
    }

    void whatIsNoAgentIsRefused_data()
    {
        QTest::addColumn<QByteArray>("body");
        for (const char *body :
             {"null", "[]", "{}", R"({"id":"agent-1"})", R"({"id":null,"llm_config":{"model":"x"}})",
              R"({"id":"agent-1/../x","llm_config":{"model":"x"}})", R"({"id":"a\r\nb","llm_config":{"model":"x"}})"})
            QTest::newRow(body) << QByteArray(body);
    }
    void whatIsNoAgentIsRefused()
    {
        QFETCH(QByteArray, body);
        JsonServer server([body](const JsonServer::Asked &) { return JsonServer::Answer{200, body}; });
        LettaClient client(m_manager, settings(server));
        const Result<LettaAgent> agent = wait(client.agent(m_id));
        QVERIFY(!agent);
        QCOMPARE(agent.error().code, Problem::Code::Unexpected);
    }

    void allPagesAreRead_data()
    {
        QTest::addColumn<int>("agents");
        QTest::addColumn<int>("requests");
        QTest::newRow("none") << 0 << 1;
        QTest::newRow("one page") << 3 << 1;
        QTest::newRow("exactly one page") << 5 << 2;
        QTest::newRow("three pages") << 12 << 3;
    }
    void allPagesAreRead()
    {
        QFETCH(int, agents);
        QFETCH(int, requests);
        JsonServer server([agents](const JsonServer::Asked &asked) {
            const QUrlQuery query(QString::fromLatin1(asked.target.mid(asked.target.indexOf('?') + 1)));
            const int after = query.queryItemValue(QStringLiteral("after")).section(u'-', 1).toInt();
            QJsonArray page;
            for (int i = after + 1; i <= agents && page.size() < query.queryItemValue(QStringLiteral("limit")).toInt();
                 ++i)
                page.append(agentNumber(i));
            return JsonServer::Answer{200, QJsonDocument(page).toJson()};
        });
        LettaClient client(m_manager, settings(server));
        const Result<LettaAgentList> list = wait(client.agents(5));
        QVERIFY(list);
        QCOMPARE(list->agents.size(), agents);
        QVERIFY(list->complete);
        QCOMPARE(list->unreadable, 0);
        QCOMPARE(server.asked().size(), requests);
    }

    void pagesThatGoRoundInACircleAreCut()
    {
        JsonServer server([](const JsonServer::Asked &) {
            return JsonServer::Answer{200, QJsonDocument(QJsonArray{agentNumber(1), agentNumber(2)}).toJson()};
        });
        LettaClient client(m_manager, settings(server));
        const Result<LettaAgentList> list = wait(client.agents(2));
        QVERIFY(list);
        QCOMPARE(list->agents.size(), 2);
        QVERIFY(!list->complete);
        QCOMPARE(server.asked().size(), 2);
    }

    void pagesThatNeverEndAreCut()
    {
        int next = 0;
        JsonServer server([&next](const JsonServer::Asked &) {
            ++next;
            return JsonServer::Answer{200, QJsonDocument(QJsonArray{agentNumber(next)}).toJson()};
        });
        LettaClient client(m_manager, settings(server));
        const Result<LettaAgentList> list = wait(client.agents(1, 4));
        QVERIFY(list && !list->complete);
        QCOMPARE(list->agents.size(), 4);
    }

    void agentsThatAreNotUnderstoodAreCounted()
    {
        JsonServer server([](const JsonServer::Asked &) {
            return JsonServer::Answer{
                200,
                QJsonDocument(QJsonArray{agentNumber(1), QJsonValue(), QJsonObject{{"id"_L1, "agent-9"_L1}}}).toJson()};
        });
        LettaClient client(m_manager, settings(server));
        const Result<LettaAgentList> list = wait(client.agents());
        QVERIFY(list);
        QCOMPARE(list->agents.size(), 1);
        QCOMPARE(list->unreadable, 2);
    }

    void aFailingPageIsAProblemAndNotAShortList()
    {
        int page = 0;
        JsonServer server([&page](const JsonServer::Asked &) {
            return ++page == 1 ? JsonServer::Answer{200, QJsonDocument(QJsonArray{agentNumber(1)}).toJson()}
                               : JsonServer::Answer{500, "Internal Server Error"};
        });
        LettaClient client(m_manager, settings(server));
        const Result<LettaAgentList> list = wait(client.agents(1));
        QVERIFY(!list);
        QCOMPARE(list.error().code, Problem::Code::Refused);
        JsonServer page2([](const JsonServer::Asked &) { return JsonServer::Answer{200, "<html>login", "text/html"}; });
        LettaClient other(m_manager, settings(page2));
        QCOMPARE(wait(other.agents()).error().code, Problem::Code::Unexpected);
    }

    void cancellingAListEndsItsRequest()
    {
        JsonServer server([](const JsonServer::Asked &) { return JsonServer::Answer{-1}; });
        LettaClient client(m_manager, settings(server));
        QFuture<Result<LettaAgentList>> future = client.agents();
        QTRY_COMPARE(server.asked().size(), 1);
        future.cancel();
        QTRY_COMPARE(server.closedByClient(), 1);
        QTRY_VERIFY(future.isFinished());
    }

    void onlyAnAgentThatCarriesTheTagIsFound()
    {
        QJsonObject tagged = agentNumber(2);
        tagged.insert("tags"_L1, QJsonArray{"a"_L1, "mine"_L1});
        const QByteArray page = QJsonDocument(QJsonArray{agentNumber(1), tagged}).toJson();
        JsonServer server([page](const JsonServer::Asked &) { return JsonServer::Answer{200, page}; });
        LettaClient client(m_manager, settings(server));
        const auto found = wait(client.agentsWithTag(QStringLiteral("mine")));
        QVERIFY(found);
        QCOMPARE(found->size(), 1);
        QCOMPARE(found->first().id, QStringLiteral("agent-2"));
        const auto none = wait(client.agentsWithTag(QStringLiteral("yours")));
        QVERIFY(none && none->isEmpty());
    }

    void theModelRuleIsKnown_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("type");
        QTest::addColumn<bool>("responses");
        for (const char *yes : {"o1", "o3-mini", "o4-mini", "gpt-5", "gpt-5-mini"})
            QTest::newRow(yes) << QString::fromLatin1(yes) << QStringLiteral("letta_v1_agent") << true;
        for (const char *no : {"gpt-4o", "openai/gpt-5-mini", "mock-small", "o2"})
            QTest::newRow(no) << QString::fromLatin1(no) << QStringLiteral("letta_v1_agent") << false;
        QTest::newRow("old type") << QStringLiteral("gpt-5") << QStringLiteral("memgpt_v2_agent") << false;
    }
    void theModelRuleIsKnown()
    {
        QFETCH(QString, model);
        QFETCH(QString, type);
        QFETCH(bool, responses);
        LettaAgent agent;
        agent.type = type;
        agent.llmConfig.insert("model"_L1, model);
        QCOMPARE(agent.usesResponsesApi(), responses);
    }
};

QTEST_GUILESS_MAIN(tst_LettaClient)
#include "tst_lettaclient.moc"
