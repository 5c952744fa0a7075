// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/flows/house.h"

using namespace keyswitch;
using namespace keyswitch::test;
using namespace std::chrono_literals;

// What Keyswitch refuses by itself: said in OpenAI's shape, with a request id and a row, and without the upstream.
class tst_Refusals : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<House> m_house;

    static QByteArray without(QByteArray request, const QByteArray &line)
    {
        const qsizetype at = request.indexOf("\r\n" + line);
        return request.remove(at, request.indexOf("\r\n", at + 2) - at);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_house =
            std::make_unique<House>([](UpstreamConnection &connection,
                                       const RecordedRequest &) { connection.answer(200, plainAnswer(), JsonLine); },
                                    House::Flags{{"limits.body_bytes", "2000"}});
        m_house->addUser("maria");
        m_house->addUser("jonas", false);
    }
    void cleanupTestCase() { m_house.reset(); }

    void refusals_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("code");
        const QByteArray close = "Connection: close\r\n";
        const QByteArray good = House::request("maria-agent", chat(false), close);
        const QByteArray bearer = "Bearer " + QByteArray(House::AgentKey);
        const auto post = [&](const QByteArray &body) { return House::request("maria-agent", body, close); };
        QTest::newRow("no key") << without(good, "Authorization") << 401 << QByteArray("missing_api_key");
        QTest::newRow("another scheme") << QByteArray(good).replace(bearer, "Basic YTpi") << 401
                                        << QByteArray("missing_api_key");
        QTest::newRow("wrong key") << QByteArray(good).replace(bearer, bearer + 'x') << 401
                                   << QByteArray("invalid_api_key");
        QTest::newRow("half a key") << QByteArray(good).replace(bearer, bearer.chopped(1)) << 401
                                    << QByteArray("invalid_api_key");
        QTest::newRow("a user's own key")
            << QByteArray(good).replace(bearer, "Bearer sk-maria") << 401 << QByteArray("invalid_api_key");
        QTest::newRow("unknown agent") << House::request("nobody", chat(false), close) << 404
                                       << QByteArray("agent_not_found");
        QTest::newRow("user without key")
            << House::request("jonas-agent", chat(false), close) << 500 << QByteArray("user_without_key");
        QTest::newRow("unknown path") << QByteArray(good).replace("/chat/completions", "/audio/speech") << 404
                                      << QByteArray("unknown_route");
        QTest::newRow("wrong method") << QByteArray("GET /api/v1/llm-proxy/maria-agent/chat/completions HTTP/1.1\r\n"
                                                    "Host: localhost\r\nConnection: close\r\n\r\n")
                                      << 405 << QByteArray("method_not_allowed");
        QTest::newRow("another host") << QByteArray(good).replace("Host: 127.0.0.1", "Host: evil.example") << 421
                                      << QByteArray("host_not_allowed");
        QTest::newRow("not JSON") << post("moo") << 400 << QByteArray("invalid_json");
        QTest::newRow("no object") << post("[1]") << 400 << QByteArray("invalid_json");
        QTest::newRow("no model") << post(R"({"messages":[]})") << 400 << QByteArray("missing_required_parameter");
        QTest::newRow("another upstream")
            << post(chat(false, ",\"api_base\":\"evil.example\"")) << 400 << QByteArray("forbidden_parameter");
        QTest::newRow("too large") << post(chat(false, ",\"user\":\"" + QByteArray(3000, 'x') + '"')) << 413
                                   << QByteArray("body_too_large");
        QTest::newRow("a form that looks like JSON")
            << QByteArray(good).replace("application/json", "application/x-www-form-urlencoded") << 415
            << QByteArray("unsupported_content_type");
        QTest::newRow("two content types")
            << House::request("maria-agent", chat(false), close + "Content-Type: text/plain\r\n") << 415
            << QByteArray("unsupported_content_type");
        QTest::newRow("compressed") << House::request("maria-agent", chat(false), close + "Content-Encoding: gzip\r\n")
                                    << 415 << QByteArray("unsupported_content_encoding");
    }
    void refusals()
    {
        QFETCH(QByteArray, request);
        QFETCH(int, status);
        QFETCH(QByteArray, code);
        const int before = m_house->rows(0).size();
        const Answer answer = m_house->askRaw(request);
        QCOMPARE(answer.status, status);
        QCOMPARE(answer.errorCode(), code);
        QVERIFY(answer.whole);
        QCOMPARE(answer.field("content-type"), QByteArray("application/json"));
        QVERIFY(!answer.head.contains("sk-maria") && !answer.body.contains("sk-maria"));
        QCOMPARE(m_house->posts(), 0);

        const QList<RequestRow> rows = m_house->rows(before + 1);
        QCOMPARE(rows.size(), before + 1);
        const RequestRow row = m_house->rowOf(answer);
        QCOMPARE(row.status, status);
        QCOMPARE(row.outcome, Outcome::Refused);
        QCOMPARE(row.failureCode.toUtf8(), code);
        QVERIFY(!row.cost.amount);
    }

    void aUserWithoutKeyIsNamed()
    {
        const Answer answer = m_house->ask("jonas-agent", chat(false));
        QVERIFY2(answer.body.contains("'jonas"), answer.body.constData());
        const RequestRow row = m_house->rowOf(answer);
        QCOMPARE(row.userName, QStringLiteral("jonas"));
        QCOMPARE(row.agentExternalId, QStringLiteral("jonas-agent"));
    }

    void malformedRequestsHaveARowToo()
    {
        const int before = m_house->rows(0).size();
        const Answer answer = m_house->askRaw("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n"
                                              "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        QCOMPARE(answer.status, 400);
        QVERIFY(!answer.field("x-request-id").isEmpty());
        const QList<RequestRow> rows = m_house->rows(before + 1);
        QCOMPARE(rows.size(), before + 1);
        QCOMPARE(m_house->rowOf(answer).outcome, Outcome::Refused);
        QVERIFY(!m_house->rowOf(answer).failureCode.isEmpty());
    }

    void aDisabledAgentOrUserIsRefused()
    {
        const auto agents = House::waited(m_house->service().agents());
        for (const AgentSummary &agent : *agents) {
            if (agent.externalId != QLatin1String("maria-agent"))
                continue;
            QVERIFY(House::waited(m_house->service().setAgentEnabled(agent.id, false)));
            const Answer answer = m_house->ask("maria-agent", chat(false));
            QCOMPARE(answer.status, 403);
            QCOMPARE(answer.errorCode(), QByteArray("agent_disabled"));
            QVERIFY(House::waited(m_house->service().setAgentEnabled(agent.id, true)));
            QVERIFY(House::waited(m_house->service().setUserEnabled(agent.user, false)));
            QCOMPARE(m_house->ask("maria-agent", chat(false)).errorCode(), QByteArray("user_disabled"));
            QVERIFY(House::waited(m_house->service().setUserEnabled(agent.user, true)));
        }
        QCOMPARE(m_house->posts(), 0);
        QCOMPARE(m_house->ask("maria-agent", chat(false)).status, 200);
    }
};

QTEST_GUILESS_MAIN(tst_Refusals)
#include "tst_refusals.moc"
