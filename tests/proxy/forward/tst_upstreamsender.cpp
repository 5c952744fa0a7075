// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/base/hopmark.h"
#include "proxy/forward/accessmanagers.h"
#include "proxy/forward/upstreamaccessmanager.h"
#include "proxy/forward/upstreamsender.h"
#include "tests/proxy/forward/finishedreply.h"
#include "tests/support/scriptedreply.h"
#include "tests/support/scriptedupstream.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace keyswitch;
using namespace keyswitch::test;

Q_DECLARE_METATYPE(keyswitch::UpstreamSettings::Engine)

// Each case runs on both engines.
class tst_UpstreamSender : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_upstream = std::make_unique<ScriptedUpstream>(
            [](UpstreamConnection &c, const RecordedRequest &) { c.answer(200, "ok"); });
        m_user.litellmKey = std::make_shared<const Secret>("sk-user-1");
        m_agent = {};
        m_agent.externalId = "agent-1";
    }

    void choosesTheEngine()
    {
        UpstreamSettings settings;
        QVERIFY(qobject_cast<UpstreamAccessManager *>(makeAccessManager(settings).get()));
        settings.engine = UpstreamSettings::Engine::Qt;
        const auto stock = makeAccessManager(settings);
        QVERIFY(stock);
        QVERIFY(!qobject_cast<UpstreamAccessManager *>(stock.get()));
    }

    void sendsWhereTheEndpointSays_data()
    {
        QTest::addColumn<UpstreamSettings::Engine>("engine");
        QTest::addColumn<Endpoint>("endpoint");
        QTest::addColumn<QByteArray>("line");
        for (const auto engine : {UpstreamSettings::Engine::Curl, UpstreamSettings::Engine::Qt}) {
            const auto row = [engine](Endpoint endpoint, const char *line) {
                QTest::addRow("%s %s", engine == UpstreamSettings::Engine::Qt ? "qt" : "curl", line)
                    << engine << endpoint << QByteArray(line);
            };
            row(Endpoint::ChatCompletions, "POST /v1/chat/completions");
            row(Endpoint::Completions, "POST /v1/completions");
            row(Endpoint::Responses, "POST /v1/responses");
            row(Endpoint::Embeddings, "POST /v1/embeddings");
            // QUrl, which the stock engine needs, writes it anew
            row(Endpoint::Models,
                engine == UpstreamSettings::Engine::Curl ? "GET /v1/models?a=%20%2f%7e" : "GET /v1/models?a=%20%2F~");
        }
    }
    void sendsWhereTheEndpointSays()
    {
        QFETCH(UpstreamSettings::Engine, engine);
        QFETCH(Endpoint, endpoint);
        QFETCH(QByteArray, line);
        Exchange exchange = exchangeTo(endpoint, engine);
        exchange.head.query = "a=%20%2f%7e";
        const RecordedRequest seen = sendOn(exchange);
        QCOMPARE(seen.method + ' ' + seen.target, line);
        QCOMPARE(seen.body, endpoint == Endpoint::Models ? "" : "{\"b\": 1,\"a\":2}");
    }

    void passesOnWhatIsTheClientsOnly_data() { engines(); }
    void passesOnWhatIsTheClientsOnly()
    {
        QFETCH(UpstreamSettings::Engine, engine);
        Exchange exchange = exchangeTo(Endpoint::ChatCompletions, engine);
        exchange.head.fields =
            "content-type: application/json\r\nuser-agent: OpenAI/Python\r\naccept: text/event-stream\r\n"
            "x-stainless-os: Linux\r\nx-a: 1\r\nx-a: 2\r\n"
            "authorization: Bearer shared-key\r\nx-api-key: k1\r\napi-key: k2\r\nx-goog-api-key: k3\r\n"
            "x-litellm-tags: t\r\nx-litellm-call-id: mine\r\nx-litellm-end-user-id: mine\r\n"
            "cookie: c=1\r\nforwarded: for=1\r\nx-forwarded-for: 1\r\nx-real-ip: 1\r\n"
            "x-request-id: r\r\naccept-encoding: gzip\r\ncontent-length: 99\r\nexpect: 100-continue\r\n"
            "te: trailers\r\nupgrade: h2c\r\nx-guard: 7\r\nproxy-authorization: p\r\n";
        const RecordedRequest seen = sendOn(exchange);
        QCOMPARE(seen.field("content-type"), "application/json");
        QCOMPARE(seen.field("user-agent"), "OpenAI/Python");
        QCOMPARE(seen.field("accept"), "text/event-stream");
        QCOMPARE(seen.field("x-stainless-os"), "Linux");
        if (engine == UpstreamSettings::Engine::Curl)
            QCOMPARE(seen.count("x-a"), 2);
        else
            QCOMPARE(seen.field("x-a"), "1, 2");
        for (const char *name :
             {"x-api-key", "api-key", "x-goog-api-key", "x-litellm-tags", "cookie", "forwarded", "x-forwarded-for",
              "x-real-ip", "x-request-id", "expect", "te", "upgrade", "x-guard", "proxy-authorization"})
            QVERIFY2(seen.count(name) == 0, name);
        for (const char *name : {"authorization", "accept-encoding", "content-length", "host", "x-litellm-call-id",
                                 "x-litellm-end-user-id", "x-litellm-spend-logs-metadata", "content-type"})
            QVERIFY2(seen.count(name) == 1, name);
        QCOMPARE(seen.field("authorization"), "Bearer sk-user-1");
        QCOMPARE(seen.field("accept-encoding"), "identity");
        QCOMPARE(seen.field("via"), "1.1 " + hopMark());
        QCOMPARE(seen.field("content-length"), "14");
        QCOMPARE(seen.field("host"), "127.0.0.1:" + QByteArray::number(m_upstream->port()));
        QVERIFY(!seen.head.contains("shared-key"));
    }

    void tellsLiteLlmWhoseItIs_data() { engines(); }
    void tellsLiteLlmWhoseItIs()
    {
        QFETCH(UpstreamSettings::Engine, engine);
        Exchange exchange = exchangeTo(Endpoint::ChatCompletions, engine);
        const RecordedRequest first = sendOn(exchange);
        QCOMPARE(first.field("x-litellm-call-id"), exchange.callId);
        QVERIFY(RequestId::fromText(exchange.callId));
        QCOMPARE(first.field("x-litellm-end-user-id"), "agent-1");
        QCOMPARE(first.field("x-litellm-spend-logs-metadata"),
                 "{\"keyswitch_agent\":\"agent-1\",\"keyswitch_request\":\"" + exchange.id.text() + "\"}");
        const QByteArray before = exchange.callId;
        QVERIFY(sendOn(exchange).field("x-litellm-call-id") != before); // unique per attempt
    }

    void escapesNames_data()
    {
        QTest::addColumn<UpstreamSettings::Engine>("engine");
        QTest::addColumn<QByteArray>("name");
        for (const auto engine : {UpstreamSettings::Engine::Curl, UpstreamSettings::Engine::Qt}) {
            const auto row = [engine](const char *title, QByteArray name) {
                QTest::addRow("%s %s", engine == UpstreamSettings::Engine::Qt ? "qt" : "curl", title) << engine << name;
            };
            row("line break", "a\r\nx-admin: 1");
            row("quotes", "a\"b\\c");
            row("umlaut and emoji", "J\xc3\xbcrgen \xf0\x9f\xa4\x96");
            row("NUL", QByteArray("a\0b", 3));
            row("DEL", "a\x7f");
        }
    }
    void escapesNames()
    {
        QFETCH(UpstreamSettings::Engine, engine);
        QFETCH(QByteArray, name);
        m_agent.externalId = name;
        Exchange exchange = exchangeTo(Endpoint::ChatCompletions, engine);
        const RecordedRequest seen = sendOn(exchange);
        const QByteArray metadata = seen.field("x-litellm-spend-logs-metadata");
        for (const char c : metadata)
            QVERIFY(c >= 0x20 && c < 0x7f);
        const QJsonObject object = QJsonDocument::fromJson(metadata).object();
        QCOMPARE(object.value(QStringLiteral("keyswitch_agent")).toString(), QString::fromUtf8(name));
        QCOMPARE(seen.count("x-admin"), 0);
        QCOMPARE(seen.count("x-litellm-end-user-id"), name == "a\"b\\c" ? 1 : 0);
    }

    void worksWithoutAgentAndKey_data() { engines(); }
    void worksWithoutAgentAndKey()
    {
        QFETCH(UpstreamSettings::Engine, engine);
        Exchange exchange = exchangeTo(Endpoint::ChatCompletions, engine);
        exchange.agent = nullptr;
        m_user.litellmKey = nullptr;
        const RecordedRequest seen = sendOn(exchange);
        QCOMPARE(seen.count("authorization"), 0);
        QCOMPARE(seen.count("x-litellm-end-user-id"), 0);
        QCOMPARE(seen.field("x-litellm-spend-logs-metadata"), "{\"keyswitch_request\":\"" + exchange.id.text() + "\"}");
    }

    void sendsNoKeyWithALineBreak_data() { engines(); }
    void sendsNoKeyWithALineBreak()
    {
        QFETCH(UpstreamSettings::Engine, engine);
        m_user.litellmKey = std::make_shared<const Secret>("sk\r\nx-admin: 1");
        Exchange exchange = exchangeTo(Endpoint::ChatCompletions, engine);
        const auto manager = makeAccessManager(exchange.config->upstream);
        finish(UpstreamSender(*manager).send(exchange));
        for (const RecordedRequest &seen : m_upstream->requests())
            QCOMPARE(seen.count("x-admin") + seen.count("authorization"), 0);
    }

    void passesATraceOn_data()
    {
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<QByteArray>("expected");
        const QByteArray good = "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n";
        const QByteArray state = "tracestate: a=1\r\n";
        QTest::newRow("good") << good << good;
        QTest::newRow("with state, state first") << state + good << good + state;
        QTest::newRow("two states") << good + state + state << good + state + state;
        QTest::newRow("state alone") << state << QByteArray();
        QTest::newRow("bad parent with state") << "traceparent: 00-1-2-3\r\n" + state << QByteArray();
        QTest::newRow("two parents") << good + good + state << QByteArray();
    }
    void passesATraceOn()
    {
        QFETCH(QByteArray, fields);
        QFETCH(QByteArray, expected);
        Exchange exchange = exchangeTo(Endpoint::ChatCompletions, UpstreamSettings::Engine::Curl);
        exchange.head.fields = fields;
        QByteArray got;
        for (const QByteArray &line : sendOn(exchange).head.split('\n')) {
            if (line.startsWith("trace"))
                got += line + '\n';
        }
        QCOMPARE(got, expected);
    }

    void followsAChangeOfConfiguration_data() { engines(); }
    void followsAChangeOfConfiguration()
    {
        QFETCH(UpstreamSettings::Engine, engine);
        Exchange exchange = exchangeTo(Endpoint::ChatCompletions, engine);
        const auto manager = makeAccessManager(exchange.config->upstream);
        UpstreamSender sender(*manager);
        QCOMPARE(finish(sender.send(exchange)).status, 200);
        auto changed = std::make_shared<ConfigSnapshot>(*exchange.config);
        changed->upstream.baseUrl = m_upstream->baseUrl() + "/other";
        exchange.config = changed;
        QCOMPARE(finish(sender.send(exchange)).status, 200);
        QCOMPARE(m_upstream->requests().value(1).target, "/other/chat/completions");
    }

    void holdsToTheTimeLimits()
    {
        ScriptedUpstream silent(
            [](UpstreamConnection &c, const RecordedRequest &) { c.waitForClose(std::chrono::seconds(10)); });
        Exchange exchange = exchangeTo(Endpoint::ChatCompletions, UpstreamSettings::Engine::Curl);
        auto changed = std::make_shared<ConfigSnapshot>(*exchange.config);
        changed->upstream.baseUrl = silent.baseUrl();
        changed->upstream.firstByteTime = std::chrono::milliseconds(200);
        exchange.config = changed;
        const auto manager = makeAccessManager(changed->upstream);
        QCOMPARE(finish(UpstreamSender(*manager).send(exchange)).failure, upstream::UpstreamFailure::FirstByteTimeout);
    }

    // The stock engine may tell that a request went out after it has told of the answer.
    void limitsTheSilenceOfAnAnswerThatCameAtOnce()
    {
        Exchange exchange = exchangeTo(Endpoint::ChatCompletions, UpstreamSettings::Engine::Qt);
        auto changed = std::make_shared<ConfigSnapshot>(*exchange.config);
        changed->upstream.firstByteTime = std::chrono::minutes(1);
        changed->upstream.silenceTime = std::chrono::milliseconds(50);
        exchange.config = changed;
        ScriptedAccessManager manager;
        const std::unique_ptr<QNetworkReply> reply(UpstreamSender(manager).send(exchange));
        manager.last->head(200, {});
        manager.last->body("data: 1\n\n");
        QCOMPARE(reply->readAll(), "data: 1\n\n");
        manager.last->sent();
        QTRY_COMPARE_WITH_TIMEOUT(manager.last->aborts, 1, 5000);
    }

private:
    class ScriptedAccessManager final : public QNetworkAccessManager
    {
    public:
        ScriptedReply *last = nullptr; // the caller's

    protected:
        QNetworkReply *createRequest(Operation, const QNetworkRequest &, QIODevice *) override
        {
            return last = new ScriptedReply;
        }
    };

    void engines()
    {
        QTest::addColumn<UpstreamSettings::Engine>("engine");
        QTest::newRow("curl") << UpstreamSettings::Engine::Curl;
        QTest::newRow("qt") << UpstreamSettings::Engine::Qt;
    }

    Exchange exchangeTo(Endpoint endpoint, UpstreamSettings::Engine engine)
    {
        auto config = std::make_shared<ConfigSnapshot>();
        config->upstream.baseUrl = m_upstream->baseUrl() + "/v1";
        config->upstream.engine = engine;
        Exchange exchange;
        exchange.id = RequestId::make(std::chrono::system_clock::now());
        exchange.config = config;
        exchange.endpoint = endpoint;
        exchange.agent = &m_agent;
        exchange.user = &m_user;
        exchange.head.fields = "content-type: application/json\r\n";
        exchange.upstreamBody = "{\"b\": 1,\"a\":2}";
        return exchange;
    }

    RecordedRequest sendOn(Exchange &exchange)
    {
        const auto manager = makeAccessManager(exchange.config->upstream);
        const FinishedReply reply = finish(UpstreamSender(*manager).send(exchange));
        if (reply.body != "ok")
            qWarning() << reply.text;
        const QList<RecordedRequest> seen = m_upstream->requests();
        return seen.isEmpty() ? RecordedRequest{} : seen.last();
    }

    std::unique_ptr<ScriptedUpstream> m_upstream;
    AgentEntry m_agent;
    UserEntry m_user;
};

QTEST_GUILESS_MAIN(tst_UpstreamSender)
#include "tst_upstreamsender.moc"
