// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/flows/house.h"
#include "tests/support/gzip.h"

#include <QFile>

using namespace keyswitch;
using namespace keyswitch::test;
using namespace std::chrono_literals;

namespace
{

const QByteArray ChunkedJson =
    QByteArrayLiteral("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");

// The most this process has held in memory since resetPeak(), in bytes (proc(5)).
void resetPeak()
{
    QFile file(QStringLiteral("/proc/self/clear_refs"));
    if (!file.open(QIODevice::WriteOnly) || file.write("5") != 1)
        qFatal("the peak of the memory cannot be reset");
}
qint64 memory(const QByteArray &name)
{
    QFile file(QStringLiteral("/proc/self/status"));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no /proc/self/status");
    for (const QByteArray &line : file.readAll().split('\n')) {
        if (line.startsWith(name + ':'))
            return line.mid(name.size() + 1).trimmed().split(' ').first().toLongLong() * 1024;
    }
    qFatal("no %s", name.constData());
}

} // namespace

// How an upstream's answer may end, or begin, and what becomes of its connection.
class tst_UpstreamEnds : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void badFramingBeforeTheBodyIs502_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("code");
        QTest::addColumn<bool>("stockToo"); // the stock engine finds it, too
        const auto row = [](const char *name, QByteArray bytes, const char *code, bool stockToo) {
            QTest::newRow(name) << bytes << QByteArray(code) << stockToo;
        };
        const QByteArray ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
        row("bad chunk", ChunkedJson + "zz\r\n{}\r\n0\r\n\r\n", "upstream_framing", false);
        row("two lengths", ok + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} ", "upstream_malformed", false);
        row("length and chunked", ok + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
            "upstream_malformed", false);
        row("NUL in a field", ok + QByteArray("A: b\0c\r\nContent-Length: 2\r\n\r\n{}", 31), "upstream_malformed",
            false);
        row("bare CR in a field", ok + "A: b\rX-Injected: c\r\nContent-Length: 2\r\n\r\n{}", "upstream_malformed",
            false);
        row("a head of 70 KiB", ok + "A: " + QByteArray(70 * 1024, 'a') + "\r\nContent-Length: 2\r\n\r\n{}",
            "upstream_malformed", false);
        row("101 heads of 1xx",
            QByteArray("HTTP/1.1 102 Processing\r\n\r\n").repeated(101) + ok + "Content-Length: 2\r\n\r\n{}",
            "upstream_malformed", true);
        row("no HTTP", "SSH-2.0-OpenSSH_9\r\n\r\n", "upstream_malformed", false);
    }
    void badFramingBeforeTheBodyIs502()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, code);
        QFETCH(bool, stockToo);
        if (House::hasStockEngine() && !stockToo)
            QEXPECT_FAIL("", "the stock engine is lax about an answer's head and framing", Abort);
        std::atomic_int calls = 0;
        House house(
            [&](UpstreamConnection &connection, const RecordedRequest &) {
                if (++calls > 1) {
                    connection.answer(200, plainAnswer(), JsonLine);
                    return;
                }
                connection.send(bytes);
                connection.waitForClose(House::hasStockEngine() ? 100ms : 5s); // and stays open
                connection.close();
            },
            {{"upstream.first_byte_time", "5s"}, {"upstream.silence_time", "5s"}});
        house.addUser("maria");
        const Answer answer = house.ask("maria-agent", chat(false));
        QVERIFY(answer.status == 502 && answer.errorCode() == code && house.posts() == 1
                && !answer.head.contains("X-Injected"));
        QCOMPARE(answer.whole, true);
        QCOMPARE(house.ask("maria-agent", chat(false)).status, 200);
        QVERIFY(house.upstream().requests().constLast().connection > 1); // that connection was not used again
    }

    void aBadChunkInTheMiddleIsToldApartFromACut()
    {
        House house([&](UpstreamConnection &connection, const RecordedRequest &) {
            connection.send(StreamHead);
            connection.chunk(streamEvent("one"));
            connection.sleep(50ms);
            connection.send("xyz\r\n" + streamEvent("two") + "\r\n0\r\n\r\n");
            connection.waitForClose(1s);
            connection.close();
        });
        house.addUser("maria");
        const Answer answer = house.ask("maria-agent", chat(true));
        if (House::hasStockEngine())
            QEXPECT_FAIL("", "the stock engine takes a chunk that is none for the end", Abort);
        QVERIFY(!answer.whole);
        QVERIFY(answer.body.startsWith(streamEvent("one")));
        QVERIFY(!answer.body.contains("two") && !answer.body.contains("[DONE]"));
        QVERIFY(answer.body.contains("data: {\"error\":{"));
        const RequestRow row = house.onlyRow();
        QCOMPARE(row.outcome, Outcome::UpstreamCut);
        QCOMPARE(row.failureCode, QStringLiteral("upstream_framing"));
    }

    void interimAnswersAreDropped()
    {
        House house([](UpstreamConnection &connection, const RecordedRequest &) {
            connection.send("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n");
            connection.sleep(20ms);
            connection.answer(200, plainAnswer(), JsonLine);
        });
        house.addUser("maria");
        const Answer answer = house.ask("maria-agent", chat(false));
        if (House::hasStockEngine())
            QEXPECT_FAIL("", "the stock engine takes 103 for the answer", Abort);
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.body, plainAnswer());
        QVERIFY(!answer.head.contains("103") && !answer.head.toLower().contains("link:"));
    }

    void anErrorPageKeepsItsStatus()
    {
        House house([](UpstreamConnection &connection, const RecordedRequest &) {
            connection.answer(503, "<html>Down for repairs at 10.1.2.3</html>",
                              "Content-Type: text/html\r\nRetry-After: 120\r\nServer: inner/1.0\r\n");
        });
        house.addUser("maria");
        const Answer answer = house.ask("maria-agent", chat(false));
        QCOMPARE(answer.status, 503);
        QCOMPARE(answer.errorCode(), QByteArray("upstream_not_json"));
        QCOMPARE(answer.field("content-type"), QByteArray("application/json"));
        QCOMPARE(answer.field("retry-after"), QByteArray("120"));
        QVERIFY(!answer.body.contains("10.1.2.3") && !answer.head.contains("inner"));
        const RequestRow row = house.onlyRow();
        QCOMPARE(row.status, 503);
        QCOMPARE(row.outcome, Outcome::UpstreamError);
    }

    void aRefusedKeyIsHintedAt()
    {
        House house([](UpstreamConnection &connection, const RecordedRequest &) {
            connection.answer(401, R"({"error":{"message":"no","type":"token_not_found_in_db","code":"401"}})",
                              JsonLine);
        });
        house.addUser("maria");
        const Answer answer = house.ask("maria-agent", chat(false));
        QCOMPARE(answer.status, 401);
        QVERIFY(answer.field("x-keyswitch-hint").contains("under Users"));
        QCOMPARE(house.posts(), 1);
        QCOMPARE(house.onlyRow().failureCode, QStringLiteral("401"));
    }

    void aLimitSaysWhenToComeAgainInItsOwnWords_data()
    {
        QTest::addColumn<QByteArray>("after");
        for (const char *after : {"60", "Sun, 06 Nov 1994 08:49:37 GMT", "soon", "315360000"})
            QTest::newRow(after) << QByteArray(after);
    }
    void aLimitSaysWhenToComeAgainInItsOwnWords()
    {
        QFETCH(QByteArray, after);
        House house([&](UpstreamConnection &connection, const RecordedRequest &) {
            connection.answer(429, R"({"error":{"message":"slow down","type":"throttling_error","code":"429"}})",
                              JsonLine + "Retry-After: " + after + "\r\n");
        });
        house.addUser("maria");
        const Answer answer = house.ask("maria-agent", chat(false));
        QCOMPARE(answer.status, 429);
        QCOMPARE(answer.field("retry-after"), after);
        QVERIFY(answer.field("x-keyswitch-hint").isEmpty());
        QCOMPARE(house.posts(), 1);
    }

    void aBodyMayEndWithItsConnection()
    {
        House house([](UpstreamConnection &connection, const RecordedRequest &) {
            connection.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + plainAnswer());
            connection.close();
        });
        house.addUser("maria");
        const Answer answer = house.ask("maria-agent", chat(false));
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.body, plainAnswer());
        QVERIFY(answer.whole);
        QCOMPARE(house.onlyRow().outcome, Outcome::Ok);
    }

    void compressedAnswersPassUntouchedAndAreMetered_data()
    {
        QTest::addColumn<bool>("stream");
        QTest::newRow("JSON") << false;
        QTest::newRow("stream") << true;
    }
    void compressedAnswersPassUntouchedAndAreMetered()
    {
        QFETCH(bool, stream);
        const QByteArray coded = gzip(stream ? streamEvent("one") + usageEvent() + DoneEvent : plainAnswer());
        House house([&](UpstreamConnection &connection, const RecordedRequest &) {
            connection.answer(200, coded,
                              (stream ? QByteArray("Content-Type: text/event-stream\r\n") : JsonLine)
                                  + "Content-Encoding: gzip\r\n");
        });
        house.addUser("maria");
        const Answer answer = house.ask("maria-agent", chat(stream), "Accept-Encoding: gzip\r\n");
        QCOMPARE(house.upstream().requests().constLast().field("accept-encoding"), QByteArray("identity"));
        QCOMPARE(answer.field("content-encoding"), QByteArray("gzip"));
        QCOMPARE(answer.body, coded);
        QVERIFY(answer.whole);
        const RequestRow row = house.onlyRow();
        QCOMPARE(row.outcome, Outcome::Ok);
        QCOMPARE(row.tokens.prompt, 5);
        QCOMPARE(row.tokens.completion, 7);
        QCOMPARE(row.failureCode, QString());
    }

    void aBombPassesAndSaysWhyItIsNotMetered()
    {
        const QByteArray bomb = gzip(QByteArray(100 << 20, ' '));
        House house([&](UpstreamConnection &connection, const RecordedRequest &) {
            connection.answer(200, bomb, JsonLine + "Content-Encoding: gzip\r\n");
        });
        house.addUser("maria");
        const qint64 before = memory("VmRSS");
        resetPeak();
        const Answer answer = house.ask("maria-agent", chat(false));
        QVERIFY(answer.body == bomb && answer.whole);
        const RequestRow row = house.onlyRow();
        QCOMPARE(row.outcome, Outcome::Ok);
        QCOMPARE(row.failureCode, QStringLiteral("usage_unread_inflation"));
        QVERIFY(!row.tokens.isKnown() && !row.cost.amount);
        const qint64 grown = memory("VmHWM") - before;
        QVERIFY2(grown < 32 << 20, qPrintable(QString::number(grown)));
    }

    void aClientThatLeavesAtDoneCostsNoConnection()
    {
        std::atomic_bool left = false;
        House house(
            [&](UpstreamConnection &connection, const RecordedRequest &) {
                connection.send(StreamHead);
                connection.chunk(streamEvent("one") + usageEvent() + DoneEvent);
                for (int i = 0; i < 2000 && !left; ++i)
                    connection.sleep(1ms);
                connection.sleep(50ms);
                connection.chunk({});
            },
            {{"listen.workers", "1"}});
        house.addUser("maria");
        for (int round = 1; round <= 3; ++round) {
            left = false;
            {
                RawClient client(house.port());
                client.send(House::request("maria-agent", chat(true)));
                QVERIFY(client.receiveUntil("[DONE]").contains("[DONE]"));
            }
            left = true;
            const QList<RequestRow> rows = house.rows(round);
            QCOMPARE(rows.size(), round);
            QCOMPARE(rows.constFirst().outcome, Outcome::Ok);
            QCOMPARE(rows.constFirst().tokens.completion, 7);
            QTest::qWait(300); // the last chunk is on its way
        }
        QSet<int> connections;
        for (const RecordedRequest &request : house.upstream().requests()) {
            if (request.method == "POST")
                connections.insert(request.connection);
        }
        QCOMPARE(connections.size(), 1);
    }

    void aLineWithoutEndCostsNoMemory_data()
    {
        QTest::addColumn<bool>("stream");
        QTest::newRow("an event of 100 MiB") << true;
        QTest::newRow("JSON of 100 MiB") << false;
    }
    void aLineWithoutEndCostsNoMemory()
    {
        QFETCH(bool, stream);
        constexpr int Pieces = 100;
        const QByteArray piece(1 << 20, 'x');
        House house([&](UpstreamConnection &connection, const RecordedRequest &) {
            connection.send(stream ? StreamHead : ChunkedJson);
            connection.chunk(stream ? "data: {\"a\":\"" : "{\"a\":\"");
            for (int i = 0; i < Pieces && connection.isOpen(); ++i)
                connection.chunk(piece);
            connection.chunk(stream ? "\"}\n\n" + usageEvent() + DoneEvent : QByteArray("\"}"));
            connection.chunk({});
        });
        house.addUser("maria");
        const qint64 before = memory("VmRSS");
        resetPeak();
        RawClient client(house.port());
        client.send(House::request("maria-agent", chat(stream), "Connection: close\r\n"));
        const qint64 got = client.receiveSome(qint64(Pieces) * piece.size() * 2, 60s);
        QVERIFY(got > qint64(Pieces) * piece.size());
        QCOMPARE(client.end(), RawClient::End::Fin);
        const qint64 grown = memory("VmHWM") - before;
        // The stock engine takes in what has come, whatever the read buffer's size: how much that is, is up to chance.
        QVERIFY2(grown < 32 << 20 || House::hasStockEngine(), qPrintable(QString::number(grown)));
        const RequestRow row = house.onlyRow();
        QCOMPARE(row.outcome, Outcome::Ok);
        if (stream)
            QCOMPARE(row.tokens.completion, 7); // what comes behind it is read again
        else
            QCOMPARE(row.failureCode, QStringLiteral("usage_unread_size"));
    }

    void aRequestThatComesBackIsRefused()
    {
        QByteArray second;
        std::atomic<quint16> port = 0;
        House house([&](UpstreamConnection &connection, const RecordedRequest &request) {
            // An upstream's URL that leads back to us, through something that hides it from the settings' check.
            RawClient again(port);
            again.send(House::request("maria-agent", request.body,
                                      "Via: " + request.field("via") + "\r\nConnection: close\r\n"));
            second = again.receiveAll();
            const Answer told = Answer::parse(second);
            connection.answer(told.status, told.body, JsonLine);
        });
        house.addUser("maria");
        port = house.port();
        const Answer answer = house.ask("maria-agent", chat(false));
        QCOMPARE(answer.status, 508);
        QCOMPARE(answer.errorCode(), QByteArray("upstream_loop"));
        QCOMPARE(house.posts(), 1);
        QCOMPARE(house.rows(2).size(), 2);
    }
};

QTEST_GUILESS_MAIN(tst_UpstreamEnds)
#include "tst_upstreamends.moc"
