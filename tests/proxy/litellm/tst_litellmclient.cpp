// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/litellm/litellmclient.h"
#include "tests/support/jsonserver.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QTest>

using namespace keyswitch;
using keyswitch::test::JsonServer;
using namespace Qt::StringLiterals;

// Answers are LiteLLM 1.100.5's own, shortened.
class tst_LiteLlmClient : public QObject
{
    Q_OBJECT

    QNetworkAccessManager m_manager;

    static QByteArray recorded(const char *name)
    {
        QFile file(QStringLiteral(TEST_DATA "/") + QLatin1StringView(name));
        if (!file.open(QIODevice::ReadOnly))
            qFatal("no %s", name);
        return file.readAll();
    }
    template <typename T> static T wait(QFuture<T> future)
    {
        if (!QTest::qWaitFor([&] { return future.isFinished(); }, 8000))
            qFatal("the client never answered");
        return future.result();
    }
    std::unique_ptr<LiteLlmClient> client(const JsonServer &server, const char *path = "",
                                          const char *key = "sk-master")
    {
        return std::make_unique<LiteLlmClient>(m_manager, server.baseUrl() + path,
                                               key ? std::make_shared<const Secret>(key) : nullptr);
    }

private Q_SLOTS:
    void theProbeNeedsNoKeyAndCostsNothing()
    {
        JsonServer server;
        server.answer("GET /health/liveliness", {200, "\"I'm alive!\""});
        QVERIFY(wait(client(server, "", nullptr)->probe()));
        QVERIFY(!server.asked().first().fields.contains("authorization"));
    }

    void theAdminApiStandsBesideTheCallsUrl_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("asked");
        QTest::newRow("root") << QByteArray("") << QByteArray("GET /health/liveliness");
        QTest::newRow("slash") << QByteArray("/") << QByteArray("GET /health/liveliness");
        QTest::newRow("v1") << QByteArray("/v1") << QByteArray("GET /health/liveliness");
        QTest::newRow("prefix") << QByteArray("/llm/v1/") << QByteArray("GET /llm/health/liveliness");
    }
    void theAdminApiStandsBesideTheCallsUrl()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, asked);
        JsonServer server([](const JsonServer::Asked &) { return JsonServer::Answer{200, "1"}; });
        QVERIFY(wait(client(server, path)->probe()));
        QCOMPARE(server.lines(), QByteArrayList{asked});
    }

    void theStateHasVersionAndDatabase()
    {
        JsonServer server;
        server.answer("GET /health/readiness/details", {200, recorded("readiness.json")});
        const Result<LiteLlmState> state = wait(client(server)->state());
        QVERIFY(state);
        QCOMPARE(state->version, QStringLiteral("1.100.5"));
        QCOMPARE(state->advice, LiteLlmAdvice::Fine);
        QVERIFY(state->hasDatabase);
        QCOMPARE(server.asked().first().fields.value("authorization"), QByteArray("Bearer sk-master"));

        server.answer("GET /health/readiness/details",
                      {200, R"({"status":"healthy","db":"Not connected","litellm_version":"1.82.7"})"});
        const Result<LiteLlmState> old = wait(client(server)->state());
        QVERIFY(old && !old->hasDatabase);
        QCOMPARE(old->advice, LiteLlmAdvice::Malware);
    }

    void modelsAreAskedForWithTheUsersKey()
    {
        JsonServer server;
        server.answer("GET /v1/models", {200, recorded("models.json")});
        const Result<LiteLlmModels> models = wait(client(server)->models(std::make_shared<const Secret>("sk-user")));
        QVERIFY(models);
        QCOMPARE(models->names,
                 QStringList({QStringLiteral("mock-small"), QStringLiteral("mock-embed"), QStringLiteral("m-ok")}));
        QCOMPARE(models->unreadable, 0);
        QCOMPARE(server.asked().first().fields.value("authorization"), QByteArray("Bearer sk-user"));
    }

    void aListThatIsNotUnderstoodNeverLooksEmpty()
    {
        JsonServer server;
        for (const char *bad : {"{}", "[]", "null", R"({"data":null})", R"({"data":{}})"}) {
            server.answer("GET /v1/models", {200, bad});
            server.answer("GET /model/info", {200, bad});
            const Result<LiteLlmModels> models = wait(client(server)->models(nullptr));
            QVERIFY2(!models, bad);
            QCOMPARE(models.error().code, Problem::Code::Unexpected);
            QVERIFY2(!wait(client(server)->modelInfo()), bad);
        }
        server.answer("GET /v1/models", {200, R"({"data":[{"id":null},null,{"id":"a"},{"id":"a"},7]})"});
        const Result<LiteLlmModels> models = wait(client(server)->models(nullptr));
        QVERIFY(models);
        QCOMPARE(models->names, QStringList{QStringLiteral("a")});
        QCOMPARE(models->unreadable, 3);
    }

    void pricesAreExactAndUnknownOnesStayUnknown()
    {
        JsonServer server;
        server.answer("GET /model/info", {200, recorded("modelinfo.json")});
        const Result<LiteLlmModelInfos> infos = wait(client(server)->modelInfo());
        QVERIFY(infos);
        QCOMPARE(infos->models.size(), 2);
        QCOMPARE(infos->unreadable, 2);
        const LiteLlmModelInfo &small = infos->models.at(0);
        QCOMPARE(small.name, QStringLiteral("mock-small"));
        QCOMPARE(small.provider, QStringLiteral("openai"));
        QCOMPARE(*small.contextTokens, 128'000);
        QCOMPARE(*small.nanoPerMillionPrompt, 150'000'000);
        QCOMPARE(*small.nanoPerMillionCompletion, 600'000'000);
        QCOMPARE(*small.nanoPerMillionCached, 75'000'000);
        QVERIFY(!infos->models.at(1).nanoPerMillionPrompt);
        QVERIFY(!infos->models.at(1).contextTokens);
    }

    void aUserIsMadeWithoutASpareKey()
    {
        JsonServer server;
        server.answer("POST /user/new", {200, R"({"user_id":"maria","key":""})"});
        QVERIFY(wait(client(server)->newUser({QStringLiteral("maria"), QStringLiteral("maria@example.org"), {}})));
        const QJsonObject sent = server.asked().first().json();
        QCOMPARE(sent["auto_create_key"_L1], QJsonValue(false));
        QCOMPARE(sent["user_id"_L1], "maria"_L1);
        QCOMPARE(sent["user_email"_L1], "maria@example.org"_L1);
        QVERIFY(!sent.contains("user_alias"_L1));

        server.answer(
            "POST /user/new",
            {409,
             R"({"error":{"message":"{'error': 'User with id maria already exists'}","type":"internal_server_error","param":"None","code":"409"}})"});
        const Done twice = wait(client(server)->newUser({QStringLiteral("maria"), {}, {}}));
        QVERIFY(!twice);
        QCOMPARE(twice.error().code, Problem::Code::Conflict);
    }

    void aKeyIsMadeForModelCallsOnly()
    {
        JsonServer server;
        server.answer("POST /key/generate", {200, recorded("key.json")});
        LiteLlmNewKey wanted;
        wanted.userId = QStringLiteral("bob");
        wanted.alias = QStringLiteral("bob-agents");
        wanted.models = {QStringLiteral("mock-small")};
        wanted.maxBudget = 5;
        const Result<LiteLlmKey> key = wait(client(server)->generateKey(wanted));
        QVERIFY(key);
        QVERIFY(key->key->equals("sk-bob-chosen-0001"));
        QVERIFY(key->hash.startsWith("49a659de"_L1));
        QVERIFY(key->callsModelsOnly);
        const QJsonObject sent = server.asked().first().json();
        QCOMPARE(sent["key_type"_L1], "llm_api"_L1);
        QCOMPARE(sent["user_id"_L1], "bob"_L1);
        QCOMPARE(sent["key_alias"_L1], "bob-agents"_L1);
        QCOMPARE(sent["models"_L1], QJsonArray{"mock-small"_L1});
        QCOMPARE(sent["max_budget"_L1], 5);
    }

    void aKeyThatIsNotRestrictedIsTold()
    {
        JsonServer server;
        server.answer("POST /key/generate",
                      {200, recorded("key.json").replace("llm_api_routes", "").replace("llm_api", "default")});
        const Result<LiteLlmKey> key = wait(client(server)->generateKey({QStringLiteral("bob"), {}, {}, {}}));
        QVERIFY(key && !key->callsModelsOnly);
    }

    void anAnswerWithoutAKeyIsAProblem()
    {
        JsonServer server;
        server.answer("POST /key/generate", {200, R"({"key":null,"token_id":"x"})"});
        const Result<LiteLlmKey> key = wait(client(server)->generateKey({QStringLiteral("bob"), {}, {}, {}}));
        QVERIFY(!key);
        QCOMPARE(key.error().code, Problem::Code::Unexpected);
    }

    void withoutAMasterKeyNothingIsAsked()
    {
        JsonServer server;
        const auto poor = client(server, "", nullptr);
        QCOMPARE(wait(poor->state()).error().code, Problem::Code::Unavailable);
        QCOMPARE(wait(poor->modelInfo()).error().code, Problem::Code::Unavailable);
        QCOMPARE(wait(poor->newUser({QStringLiteral("x"), {}, {}})).error().code, Problem::Code::Unavailable);
        QCOMPARE(wait(poor->generateKey({})).error().code, Problem::Code::Unavailable);
        QVERIFY(server.asked().isEmpty());
    }

    void aWrongMasterKeyIsToldWithoutIt()
    {
        JsonServer server;
        server.answer(
            "GET /model/info",
            {401,
             R"({"error":{"message":"Authentication Error, Invalid proxy server token passed. Received API Key = sk-wrong-master, Key Hash (Token) =5416e2a4.","type":"token_not_found_in_db","param":"key","code":"401"}})"});
        const Result<LiteLlmModelInfos> infos = wait(client(server, "", "sk-wrong-master")->modelInfo());
        QVERIFY(!infos);
        QCOMPARE(infos.error().code, Problem::Code::Unauthorized);
        QVERIFY(infos.error().detail.contains("[key]"_L1));
        QVERIFY(!infos.error().detail.contains("wrong-master"_L1));
    }
};

QTEST_GUILESS_MAIN(tst_LiteLlmClient)
#include "tst_litellmclient.moc"
