// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/resolve/resolver.h"

#include <QTest>

using namespace keyswitch;

class tst_Resolver : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void decides_data()
    {
        QTest::addColumn<QByteArray>("agent");
        QTest::addColumn<int>("failure"); // -1: passes
        QTest::addColumn<QByteArray>("param");
        QTest::newRow("mapped") << QByteArray("agent-a") << -1 << QByteArray();
        QTest::newRow("unknown") << QByteArray("agent-x") << int(FailureKind::UnknownAgent) << QByteArray();
        QTest::newRow("other case") << QByteArray("Agent-a") << int(FailureKind::UnknownAgent) << QByteArray();
        QTest::newRow("escaped") << QByteArray("agent%2Da") << int(FailureKind::UnknownAgent) << QByteArray();
        QTest::newRow("off") << QByteArray("agent-off") << int(FailureKind::AgentDisabled) << QByteArray();
        QTest::newRow("user off") << QByteArray("agent-of-off") << int(FailureKind::UserDisabled) << QByteArray("Off");
        QTest::newRow("no key") << QByteArray("agent-no-key") << int(FailureKind::UserWithoutKey) << QByteArray("Poor");
    }
    void decides()
    {
        QFETCH(QByteArray, agent);
        QFETCH(int, failure);
        QFETCH(QByteArray, param);
        const auto key = Secret(QByteArrayView("sk-a")).share();
        std::vector<UserEntry> users{{UserId(1), "Ann", "a@x", true, key},
                                     {UserId(2), "Off", "o@x", false, key},
                                     {UserId(3), "Poor", "p@x", true, nullptr}};
        std::vector<AgentEntry> agents{{AgentId(1), "agent-a", "A", "", UserId(1), true},
                                       {AgentId(2), "agent-off", "B", "", UserId(1), false},
                                       {AgentId(3), "agent-of-off", "C", "", UserId(2), true},
                                       {AgentId(4), "agent-no-key", "D", "", UserId(3), true}};
        Exchange exchange;
        exchange.directory = std::make_shared<DirectorySnapshot>(std::move(users), std::move(agents));
        exchange.endpoint = Endpoint::ChatCompletions;
        exchange.agentId = agent;
        const auto result = Resolver::apply(exchange);
        QCOMPARE(result ? int(result->kind) : -1, failure);
        if (result)
            QCOMPARE(result->param, param);
        else
            QVERIFY(exchange.user->litellmKey->equals("sk-a"));
    }
};

QTEST_GUILESS_MAIN(tst_Resolver)
#include "tst_resolver.moc"
