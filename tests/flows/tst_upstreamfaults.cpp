// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/flows/house.h"

#include <QElapsedTimer>
#include <QTcpServer>

using namespace keyswitch;
using namespace keyswitch::test;
using namespace std::chrono_literals;

// An upstream that fails: the client gets one clear answer, the POST went out at most once, and the row tells.
class tst_UpstreamFaults : public QObject
{
    Q_OBJECT

private:
    static void check(House &house, const Answer &answer, int status, const char *code, Outcome outcome)
    {
        QCOMPARE(answer.status, status);
        QCOMPARE(answer.errorCode(), QByteArray(code));
        QVERIFY(answer.whole);
        QVERIFY(!answer.body.contains("127.0.0.1") && !answer.body.contains("sk-maria"));
        const RequestRow row = house.onlyRow();
        QCOMPARE(row.requestId.toUtf8(), answer.field("x-request-id"));
        QCOMPARE(row.status, status);
        QCOMPARE(row.outcome, outcome);
        QCOMPARE(row.failureCode, QLatin1String(code));
        QCOMPARE(row.userName, QStringLiteral("maria"));
        QVERIFY(!row.cost.amount);
    }

private Q_SLOTS:
    void oneThatRefusesIs502()
    {
        QByteArray nobody;
        {
            QTcpServer server;
            QVERIFY(server.listen(QHostAddress::LocalHost));
            nobody = "http://127.0.0.1:" + QByteArray::number(server.serverPort());
        }
        House house([](UpstreamConnection &, const RecordedRequest &) {}, {{"upstream.base_url", nobody}});
        house.addUser("maria");
        check(house, house.ask("maria-agent", chat(false)), 502, "upstream_refused", Outcome::UpstreamFailed);
    }

    void oneThatDoesNotBeginIs504()
    {
        House house([](UpstreamConnection &connection, const RecordedRequest &) { connection.waitForClose(5s); },
                    {{"upstream.first_byte_time", "300ms"}});
        house.addUser("maria");
        QElapsedTimer clock;
        clock.start();
        check(house, house.ask("maria-agent", chat(false)), 504, "upstream_timeout", Outcome::UpstreamFailed);
        QVERIFY2(clock.elapsed() >= 250, qPrintable(QString::number(clock.elapsed())));
        QCOMPARE(house.posts(), 1);
        QTRY_VERIFY(house.upstream().closedByPeer() >= 1);
    }

    void oneThatClosesWithoutAnAnswerIsNotAskedAgain_data()
    {
        QTest::addColumn<bool>("reset");
        QTest::addColumn<bool>("reused");
        QTest::newRow("closed") << false << false;
        QTest::newRow("reset") << true << false;
        QTest::newRow("closed, on a connection used before") << false << true;
        QTest::newRow("reset, on a connection used before") << true << true;
    }
    void oneThatClosesWithoutAnAnswerIsNotAskedAgain()
    {
        QFETCH(bool, reset);
        QFETCH(bool, reused);
        std::atomic_int calls = 0;
        House house([&](UpstreamConnection &connection, const RecordedRequest &) {
            if (++calls == 1 && reused) {
                connection.answer(200, plainAnswer(), JsonLine);
                return;
            }
            reset ? connection.reset() : connection.close();
        });
        house.addUser("maria");
        if (reused)
            QCOMPARE(house.ask("maria-agent", chat(false)).status, 200);
        const Answer answer = house.ask("maria-agent", chat(false));
        QCOMPARE(answer.status, 502);
        QCOMPARE(answer.errorCode(), QByteArray("upstream_closed"));
        QCOMPARE(house.rows(reused ? 2 : 1).size(), reused ? 2 : 1);
        QCOMPARE(house.rowOf(answer).outcome, Outcome::UpstreamFailed);
        QTest::qWait(100); // a second attempt would come at once
        if (House::hasStockEngine())
            QEXPECT_FAIL("", "the stock engine sends a call twice when the upstream closes without an answer",
                         Continue);
        QCOMPARE(int(calls), reused ? 2 : 1);
    }

    void aStreamThatIsCutDoesNotLookWhole_data()
    {
        QTest::addColumn<bool>("reset");
        QTest::newRow("closed") << false;
        QTest::newRow("reset") << true;
    }
    void aStreamThatIsCutDoesNotLookWhole()
    {
        QFETCH(bool, reset);
        std::atomic_bool cut = false;
        House house([&](UpstreamConnection &connection, const RecordedRequest &) {
            connection.send(StreamHead);
            connection.chunk(streamEvent("one"));
            while (!cut && connection.isOpen())
                connection.sleep(1ms);
            connection.send("40\r\ndata: {\"half");
            reset ? connection.reset() : connection.close();
        });
        house.addUser("maria");
        RawClient client(house.port());
        client.send(House::request("maria-agent", chat(true)));
        QByteArray bytes = client.receiveUntil("one");
        cut = true;
        bytes += client.receiveAll();
        QVERIFY(client.end() != RawClient::End::Timeout); // it closes: there is no other way to say so in HTTP/1.1
        const Answer answer = Answer::parse(bytes);
        QCOMPARE(answer.status, 200);
        QVERIFY(!answer.whole);
        QVERIFY(answer.body.startsWith(streamEvent("one")));
        QVERIFY2(answer.body.contains("\"code\":\"upstream_cut\""), answer.body.constData());
        QVERIFY(answer.body.contains("data: {\"error\":{") && answer.body.endsWith("}}\n\n"));
        QVERIFY(!answer.body.contains("[DONE]") && !answer.body.contains("half"));
        const RequestRow row = house.onlyRow();
        QCOMPARE(row.outcome, Outcome::UpstreamCut);
        QCOMPARE(row.status, 200);
        QCOMPARE(row.failureCode, QStringLiteral("upstream_cut"));
        QVERIFY(row.tokens.estimated);
        QVERIFY(!row.tokens.prompt);
    }

    void aPlainAnswerThatIsCutDoesNotLookWhole()
    {
        House house([](UpstreamConnection &connection, const RecordedRequest &) {
            connection.send(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"id\":");
            connection.close();
        });
        house.addUser("maria");
        const Answer answer = house.ask("maria-agent", chat(false));
        QCOMPARE(answer.status, 200);
        QVERIFY(!answer.whole);
        QCOMPARE(house.onlyRow().outcome, Outcome::UpstreamCut);
    }

    void aStreamThatFallsSilentIsEnded()
    {
        House house(
            [](UpstreamConnection &connection, const RecordedRequest &) {
                connection.send(StreamHead);
                connection.chunk(streamEvent("one"));
                connection.waitForClose(5s);
            },
            {{"upstream.silence_time", "300ms"}});
        house.addUser("maria");
        const Answer answer = house.ask("maria-agent", chat(true));
        QVERIFY(!answer.whole);
        QVERIFY2(answer.body.contains("upstream_stalled"), answer.body.constData());
        QCOMPARE(house.onlyRow().failureCode, QStringLiteral("upstream_stalled"));
    }

    void aRedirectIsNotFollowed()
    {
        House house([](UpstreamConnection &connection, const RecordedRequest &request) {
            connection.answer(307, "{}", JsonLine + "Location: http://" + request.field("host") + "/elsewhere\r\n");
        });
        house.addUser("maria");
        check(house, house.ask("maria-agent", chat(false)), 502, "upstream_redirect", Outcome::UpstreamError);
        QTest::qWait(50);
        QCOMPARE(house.posts(), 1);
    }

    void aPageIsNotAnAnswer()
    {
        House house([](UpstreamConnection &connection, const RecordedRequest &) {
            connection.answer(200, "<html>Please log in</html>", "Content-Type: text/html; charset=utf-8\r\n");
        });
        house.addUser("maria");
        check(house, house.ask("maria-agent", chat(false)), 502, "upstream_not_json", Outcome::UpstreamError);
    }

    void theUpstreamsOwnErrorGoesOnWithoutTheKey()
    {
        const QByteArray body = R"({"error":{"message":"Invalid key sk-maria","type":"auth_error","code":"401"}})";
        House house([&](UpstreamConnection &connection, const RecordedRequest &) {
            connection.answer(429, body, JsonLine + "Retry-After: 7\r\n");
        });
        house.addUser("maria");
        const Answer answer = house.ask("maria-agent", chat(true));
        QCOMPARE(answer.status, 429);
        QCOMPARE(answer.field("retry-after"), QByteArray("7"));
        QCOMPARE(answer.body, QByteArray(body).replace("sk-maria", "[key]"));
        const RequestRow row = house.onlyRow();
        QCOMPARE(row.outcome, Outcome::UpstreamError);
        QCOMPARE(row.status, 429);
        QCOMPARE(row.failureCode, QStringLiteral("401"));
    }

    void anAnswerThatIsNotHttpIs502()
    {
        House house([](UpstreamConnection &connection, const RecordedRequest &) {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!");
            connection.close();
        });
        house.addUser("maria");
        const Answer answer = house.ask("maria-agent", chat(false));
        if (House::hasStockEngine())
            QEXPECT_FAIL("", "the stock engine takes an answer with two lengths", Abort);
        QCOMPARE(answer.status, 502);
        QCOMPARE(house.onlyRow().outcome, Outcome::UpstreamFailed);
        QCOMPARE(house.posts(), 1);
    }
};

QTEST_GUILESS_MAIN(tst_UpstreamFaults)
#include "tst_upstreamfaults.moc"
