// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/route/router.h"

#include <QTest>

using namespace keyswitch;

class tst_Router : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void parses_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<int>("endpoint");
        QTest::addColumn<QByteArray>("agent");
        const auto row = [](const char *path, Endpoint endpoint, const char *agent) {
            QTest::newRow(path) << QByteArray(path) << int(endpoint) << QByteArray(agent);
        };
        const auto none = [&](const char *path) { row(path, Endpoint::None, ""); };
        row("/api/v1/llm-proxy/agent-1/chat/completions", Endpoint::ChatCompletions, "agent-1");
        row("/api/v1/llm-proxy/agent-1/v1/chat/completions", Endpoint::ChatCompletions, "agent-1");
        row("/api/v1/llm-proxy/agent-1/chat/completions/chat/completions", Endpoint::ChatCompletions, "agent-1");
        row("/api/v1/llm-proxy/agent-1/v1/chat/completions/chat/completions", Endpoint::ChatCompletions, "agent-1");
        row("/api/v1/llm-proxy/agent-1/chat/completions/v1/chat/completions", Endpoint::ChatCompletions, "agent-1");
        row("/api/v1/llm-proxy/agent-1/chat/completions/responses", Endpoint::Responses, "agent-1");
        row("/api/v1/llm-proxy/agent-1/chat/completions/models", Endpoint::Models, "agent-1");
        row("/api/v1/llm-proxy/agent-1/embeddings", Endpoint::Embeddings, "agent-1");
        row("/api/v1/llm-proxy/agent-1/v1/embeddings", Endpoint::Embeddings, "agent-1");
        row("/api/v1/llm-proxy/agent-1/responses", Endpoint::Responses, "agent-1");
        row("/api/v1/llm-proxy/agent-1/completions", Endpoint::Completions, "agent-1");
        row("/api/v1/llm-proxy/agent-1/models", Endpoint::Models, "agent-1");
        row("/api/v1/llm-proxy/agent-1/v1/models", Endpoint::Models, "agent-1");
        row("/api/v1/llm-proxy/agent-1/test", Endpoint::MappingTest, "agent-1");
        row("/api/v1/llm-proxy/v1/chat/completions", Endpoint::ChatCompletions, "v1"); // an agent may be called so
        row("/api/v1/llm-proxy/a%2Fb/chat/completions", Endpoint::ChatCompletions, "a%2Fb"); // never decoded
        row("/health", Endpoint::Health, "");
        row("/livez", Endpoint::Live, "");
        row("/readyz", Endpoint::Ready, "");
        none("/");
        none("/health/");
        none("/api/v1/llm-proxy");
        none("/api/v1/llm-proxy/");
        none("/api/v1/llm-proxy/agent-1");
        none("/api/v1/llm-proxy/agent-1/");
        none("/api/v1/llm-proxy//chat/completions");
        none("/api/v1/llm-proxy/agent-1/chat/completions/");
        none("/api/v1/llm-proxy/agent-1/chat/completions/chat/completions/chat/completions");
        none("/api/v1/llm-proxy/agent-1/v1/v1/chat/completions");
        none("/api/v1/llm-proxy/agent-1/Chat/Completions");
        none("/api/v1/llm-proxy/agent-1/v1/test");
        none("/api/v1/llm-proxy/agent-1/key/generate");
        none("/api/v1/llm-proxy/agent-1/../health");
        none("//api/v1/llm-proxy/agent-1/chat/completions");
        none("/v1/chat/completions");
    }
    void parses()
    {
        QFETCH(QByteArray, path);
        QFETCH(int, endpoint);
        QFETCH(QByteArray, agent);
        const Router::Route route = Router::parse(path);
        QCOMPARE(int(route.endpoint), endpoint);
        QCOMPARE(route.agentId.toByteArray(), agent);
    }
    void checksTheMethod_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("allowed"); // empty: passes
        QTest::newRow("chat") << QByteArray("POST") << QByteArray("/api/v1/llm-proxy/a/chat/completions")
                              << QByteArray();
        QTest::newRow("get chat") << QByteArray("GET") << QByteArray("/api/v1/llm-proxy/a/chat/completions")
                                  << QByteArray("POST");
        QTest::newRow("models") << QByteArray("GET") << QByteArray("/api/v1/llm-proxy/a/models") << QByteArray();
        QTest::newRow("post models") << QByteArray("POST") << QByteArray("/api/v1/llm-proxy/a/models")
                                     << QByteArray("GET, HEAD");
        QTest::newRow("head health") << QByteArray("HEAD") << QByteArray("/health") << QByteArray();
        QTest::newRow("delete health") << QByteArray("DELETE") << QByteArray("/health") << QByteArray("GET, HEAD");
    }
    void checksTheMethod()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, allowed);
        Exchange exchange;
        exchange.head.method = method;
        exchange.head.path = path;
        const auto failure = Router::apply(exchange);
        if (allowed.isEmpty())
            QVERIFY(!failure);
        else
            QCOMPARE(*failure, (Failure{FailureKind::MethodNotAllowed, allowed}));
    }
};

QTEST_GUILESS_MAIN(tst_Router)
#include "tst_router.moc"
