// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/resolve/bodypreparation.h"

#include <QTest>

using namespace keyswitch;

class tst_BodyPreparation : public QObject
{
    Q_OBJECT

    static Exchange exchangeWith(const QByteArray &body, const AgentEntry &agent,
                                 Endpoint endpoint = Endpoint::ChatCompletions)
    {
        Exchange exchange;
        auto config = std::make_shared<ConfigSnapshot>();
        config->defaultModel = "default-model";
        exchange.config = config;
        exchange.endpoint = endpoint;
        exchange.agent = &agent;
        exchange.body = body;
        return exchange;
    }

private Q_SLOTS:
    void whatNeedsNothingGoesOnAsItIs()
    {
        const AgentEntry agent;
        const QByteArray body = R"({ "model":"m",  "messages":[{"role":"user","content":"\u00e9 1e400"}], "x":1e400 })";
        Exchange exchange = exchangeWith(body, agent);
        QVERIFY(!BodyPreparation::apply(exchange));
        QVERIFY(exchange.upstreamBody.isSharedWith(exchange.body));
        QCOMPARE(exchange.model, QByteArray("m"));
        QVERIFY(!exchange.stream);
    }
    void theAgentsModelIsFilledInThenTheDefault()
    {
        AgentEntry agent;
        agent.model = "agent-model";
        Exchange exchange = exchangeWith(R"({"messages":[1]})", agent);
        QVERIFY(!BodyPreparation::apply(exchange));
        QCOMPARE(exchange.upstreamBody, QByteArray(R"({"model":"agent-model","messages":[1]})"));
        agent.model.clear();
        exchange = exchangeWith(R"({"messages":[1]})", agent);
        QVERIFY(!BodyPreparation::apply(exchange));
        QCOMPARE(exchange.model, QByteArray("default-model"));
    }
    void aStreamIsAskedForItsUsage()
    {
        const AgentEntry agent;
        Exchange exchange = exchangeWith(R"({"model":"m","messages":[1],"stream":true})", agent);
        QVERIFY(!BodyPreparation::apply(exchange));
        QVERIFY(exchange.stream);
        QVERIFY(!exchange.clientAskedForUsage);
        QVERIFY(exchange.upstreamBody.contains(R"("stream_options":{"include_usage":true})"));
        exchange = exchangeWith(R"({"model":"m","messages":[1],"stream":true,"stream_options":{"include_usage":true}})",
                                agent);
        QVERIFY(!BodyPreparation::apply(exchange));
        QVERIFY(exchange.clientAskedForUsage);
        QVERIFY(exchange.upstreamBody.isSharedWith(exchange.body));
    }
    void withoutAnyModelItIsRefused()
    {
        const AgentEntry agent;
        Exchange exchange = exchangeWith(R"({"messages":[1]})", agent);
        exchange.config = std::make_shared<ConfigSnapshot>();
        QCOMPARE(*BodyPreparation::apply(exchange), (Failure{FailureKind::MissingParameter, "model"}));
    }
    void modelsHaveNoBody()
    {
        const AgentEntry agent;
        Exchange exchange = exchangeWith("anything", agent, Endpoint::Models);
        QVERIFY(!BodyPreparation::apply(exchange));
    }
};

QTEST_GUILESS_MAIN(tst_BodyPreparation)
#include "tst_bodypreparation.moc"
