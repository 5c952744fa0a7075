// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/proxy/forward/eitherengine.h"
#include "tests/proxy/forward/finishedreply.h"
#include "tests/support/scriptedupstream.h"

#include <QBuffer>
#include <QHostInfo>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <sys/socket.h>

using namespace keyswitch;
using namespace keyswitch::test;
using upstream::UpstreamFailure;
using namespace std::chrono_literals;

namespace
{

const QByteArray json = QByteArrayLiteral("{\"a\":1}");
const QByteArray okHead = QByteArrayLiteral("HTTP/1.1 200 OK\r\n");

} // namespace

class tst_UpstreamReplyFaults : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void neverSendsARequestTwice_data()
    {
        QTest::addColumn<QByteArray>("verb");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<bool>("reused");
        QTest::addColumn<bool>("reset");
        QTest::addColumn<bool>("atHead");
        const QByteArray large(900'000, 'x');
        QTest::newRow("fresh, closed") << QByteArray("POST") << json << false << false << false;
        QTest::newRow("fresh, reset") << QByteArray("POST") << json << false << true << false;
        QTest::newRow("reused, closed") << QByteArray("POST") << json << true << false << false;
        QTest::newRow("reused, reset") << QByteArray("POST") << json << true << true << false;
        QTest::newRow("reused, empty POST") << QByteArray("POST") << QByteArray() << true << false << false;
        QTest::newRow("reused, empty POST, reset") << QByteArray("POST") << QByteArray() << true << true << false;
        QTest::newRow("reused, large") << QByteArray("POST") << large << true << false << false;
        QTest::newRow("reused, closed after the head") << QByteArray("POST") << json << true << false << true;
        QTest::newRow("reused, large, closed after the head") << QByteArray("POST") << large << true << false << true;
        QTest::newRow("reused, large, reset after the head") << QByteArray("POST") << large << true << true << true;
        QTest::newRow("reused, PATCH") << QByteArray("PATCH") << json << true << false << false;
        QTest::newRow("reused, PUT") << QByteArray("PUT") << json << true << false << false;
        QTest::newRow("reused, DELETE") << QByteArray("DELETE") << QByteArray() << true << false << false;
    }
    void neverSendsARequestTwice()
    {
        QFETCH(QByteArray, verb);
        QFETCH(QByteArray, body);
        QFETCH(bool, reused);
        QFETCH(bool, reset);
        QFETCH(bool, atHead);
        ScriptedUpstream upstream(
            [=](UpstreamConnection &c, const RecordedRequest &request) {
                RecordedRequest rest = request;
                if (request.target == "/good") {
                    if (atHead)
                        c.readBody(rest);
                    c.answer(200, "ok");
                } else if (reset) {
                    c.reset();
                } else {
                    c.close();
                }
            },
            {.runAtHead = atHead});
        if (reused)
            QCOMPARE(finish(m_manager.post(QNetworkRequest(upstream.url("/good")), json)).body, "ok");
        const FinishedReply reply =
            finish(m_manager.sendCustomRequest(QNetworkRequest(upstream.url("/dies")), verb, body));
        QTest::qWait(50); // a second one would come now
        QCOMPARE(upstream.requestCount(verb, "/dies"), 1);
        QCOMPARE(reply.error, QNetworkReply::RemoteHostClosedError);
        QCOMPARE(reply.failure, UpstreamFailure::ClosedBeforeAnswer);
        // And what comes next works again.
        QCOMPARE(finish(m_manager.post(QNetworkRequest(upstream.url("/good")), json)).body, "ok");
    }

    void noticesAnIdleConnectionThatWasClosed()
    {
        ScriptedUpstream upstream([](UpstreamConnection &c, const RecordedRequest &) {
            c.answer(200, "ok");
            c.close();
        });
        for (int i = 0; i < 5; ++i) {
            QCOMPARE(finish(m_manager.post(QNetworkRequest(upstream.url()), json)).body, "ok");
            QTest::qWait(50);
        }
        QCOMPARE(upstream.connections(), 5);
    }

    void takesNoAnswerThatNobodyAskedFor()
    {
        ScriptedUpstream upstream([](UpstreamConnection &c, const RecordedRequest &request) {
            c.answer(200, request.target);
            if (request.target == "/first") {
                c.sleep(50ms);
                c.answer(200, "poison");
            }
        });
        QCOMPARE(finish(m_manager.post(QNetworkRequest(upstream.url("/first")), json)).body, "/first");
        QTest::qWait(200);
        QCOMPARE(finish(m_manager.post(QNetworkRequest(upstream.url("/second")), json)).body, "/second");
        QCOMPARE(upstream.connections(), 2);
    }

    void takesNoMoreThanTheAnswer()
    {
        ScriptedUpstream upstream([](UpstreamConnection &c, const RecordedRequest &request) {
            c.send(okHead + "Content-Length: 2\r\n\r\n" + request.target + okHead + "Content-Length: 6\r\n\r\npoison");
        });
        QCOMPARE(finish(m_manager.post(QNetworkRequest(upstream.url("/1")), json)).body, "/1");
        QCOMPARE(finish(m_manager.post(QNetworkRequest(upstream.url("/2")), json)).body, "/2");
    }

    void tellsABrokenAnswerFromNone_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("reset");
        QTest::addColumn<int>("failure");
        QTest::addColumn<QByteArray>("body");
        const auto row = [](const char *name, QByteArray bytes, bool reset, UpstreamFailure failure,
                            QByteArray body = {}) { QTest::newRow(name) << bytes << reset << int(failure) << body; };
        const auto cut = UpstreamFailure::Cut;
        const auto closed = UpstreamFailure::ClosedBeforeAnswer;
        const auto malformed = UpstreamFailure::Malformed;
        const auto tooLarge = UpstreamFailure::HeadTooLarge;
        row("length short", okHead + "Content-Length: 100\r\n\r\nhalf", false, cut, "half");
        row("length short, nothing of it", okHead + "Content-Length: 100\r\n\r\n", false, cut);
        row("no last chunk", okHead + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", false, cut, "hello");
        row("inside a chunk", okHead + "Transfer-Encoding: chunked\r\n\r\n5\r\nhel", false, cut, "hel");
        row("after the last chunk's size", okHead + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n", false, cut,
            "hello");
        const auto framing = UpstreamFailure::BrokenFraming;
        const QByteArray chunked = okHead + "Transfer-Encoding: chunked\r\n\r\n";
        row("bad chunk size", chunked + "xyz\r\n", false, framing);
        row("bad size of a later chunk", chunked + "5\r\nhello\r\n-1\r\n", false, framing, "hello");
        row("chunk longer than it said", chunked + "5\r\nhelloX\r\n0\r\n\r\n", false, framing, "hello");
        row("chunk size beyond 64 bits", chunked + "fffffffffffffffff\r\nx", false, framing);
        row("nothing", "", false, closed);
        row("half a status line", "HTTP/1.1 20", false, closed);
        row("half a head", okHead + "Content-Le", false, closed);
        row("head without its end", okHead + "Content-Length: 0\r\n", false, closed);
        row("only a 100", "HTTP/1.1 100 Continue\r\n\r\n", false, closed);
        row("garbage", "SSH-2.0-x\r\n\r\n", false, malformed);
        row("HTTP/0.9", "<html>hello</html>", false, malformed);
        row("HTTP/2 in clear", "HTTP/2 200\r\n\r\n", false, malformed);
        row("NUL in a header", okHead + QByteArray("A: b\0c\r\n\r\n", 10), false, malformed);
        row("bare CR in a header", okHead + "A: b\rX: c\r\n\r\n", false, malformed);
        row("obs-fold", okHead + "A: b\r\n c\r\nContent-Length: 0\r\n\r\n", false, malformed);
        row("two lengths", okHead + "Content-Length: 2\r\nContent-Length: 3\r\n\r\nokk", false, malformed);
        row("length and chunked", okHead + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", false,
            malformed);
        row("gzip, chunked", okHead + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", false, malformed);
        row("upgrade", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", false, malformed);
        row("no colon", okHead + "nonsense\r\nContent-Length: 0\r\n\r\n", false, malformed);
        QByteArray many = okHead;
        for (int i = 0; i < 70; ++i)
            many += "X-" + QByteArray::number(i) + ": " + QByteArray(1000, 'v') + "\r\n";
        row("70 KB of headers", many + "\r\n", false, tooLarge);
        row("one header of 200 KB", okHead + "X: " + QByteArray(200'000, 'v') + "\r\n\r\n", false, tooLarge);
        row("endless status line", "HTTP/1.1 200 " + QByteArray(200'000, 'v'), false, tooLarge);
        row("endless 1xx", QByteArray("HTTP/1.1 102 Processing\r\n\r\n").repeated(4000), false, tooLarge);
    }
    void tellsABrokenAnswerFromNone()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(bool, reset);
        QFETCH(int, failure);
        QFETCH(QByteArray, body);
        ScriptedUpstream upstream([=](UpstreamConnection &c, const RecordedRequest &request) {
            if (request.target == "/good") {
                c.answer(200, "ok");
                return;
            }
            c.send(bytes);
            if (reset)
                c.reset();
            else
                c.close();
        });
        const FinishedReply reply = finish(m_manager.post(QNetworkRequest(upstream.url("/bad")), json));
        QCOMPARE(int(reply.failure), failure);
        QVERIFY(reply.error != QNetworkReply::NoError);
        QVERIFY(!reply.text.isEmpty());
        QCOMPARE(reply.body, body);
        const bool begun = UpstreamFailure(failure) == UpstreamFailure::Cut
            || UpstreamFailure(failure) == UpstreamFailure::BrokenFraming;
        QCOMPARE(reply.status, begun ? 200 : 0);
        QCOMPARE(upstream.requestCount("POST", "/bad"), 1);
        QCOMPARE(finish(m_manager.post(QNetworkRequest(upstream.url("/good")), json)).body, "ok");
    }

    void closesTheConnectionAfterAMalformedAnswer_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("failure");
        const int malformed = int(UpstreamFailure::Malformed);
        QTest::newRow("two lengths") << okHead + "Content-Length: 2\r\nContent-Length: 3\r\n\r\nokk" << malformed;
        QTest::newRow("length and chunked")
            << okHead + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
            << malformed;
        QTest::newRow("NUL") << okHead + QByteArray("A: b\0c\r\nContent-Length: 0\r\n\r\n", 29) << malformed;
        QTest::newRow("bad chunk") << okHead + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n"
                                   << int(UpstreamFailure::BrokenFraming);
        QTest::newRow("101 heads of 1xx")
            << QByteArray("HTTP/1.1 102 Wait\r\n\r\n").repeated(101) + okHead + "Content-Length: 0\r\n\r\n"
            << int(UpstreamFailure::HeadTooLarge);
    }
    void closesTheConnectionAfterAMalformedAnswer()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, failure);
        ScriptedUpstream upstream([=](UpstreamConnection &c, const RecordedRequest &request) {
            if (request.target == "/bad")
                c.send(bytes); // and stays open
            else
                c.answer(200, "ok");
        });
        QCOMPARE(int(finish(m_manager.get(QNetworkRequest(upstream.url("/bad")))).failure), failure);
        QTRY_COMPARE(upstream.closedByPeer(), 1);
        QCOMPARE(finish(m_manager.get(QNetworkRequest(upstream.url("/good")))).body, "ok");
        QCOMPARE(upstream.connections(), 2);
    }

    void takes60KilobytesOfHeaders()
    {
        QByteArray lines;
        for (int i = 0; i < 60; ++i)
            lines += "X-" + QByteArray::number(i) + ": " + QByteArray(1000, 'v') + "\r\n";
        ScriptedUpstream upstream([=](UpstreamConnection &c, const RecordedRequest &) { c.answer(200, "ok", lines); });
        const FinishedReply reply = finish(m_manager.get(QNetworkRequest(upstream.url())));
        QCOMPARE(reply.body, "ok");
        QCOMPARE(reply.pairs.size(), 61);
    }

    void tellsAResetInTheMiddleOfABody()
    {
        ScriptedUpstream upstream([](UpstreamConnection &c, const RecordedRequest &) {
            c.send(okHead + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
            c.sleep(100ms); // so that the bytes are read before the reset discards them
            c.reset();
        });
        const FinishedReply reply = finish(m_manager.post(QNetworkRequest(upstream.url()), json));
        QCOMPARE(reply.failure, UpstreamFailure::Cut);
        QCOMPARE(reply.body, "hello");
    }

    void readsAnAnswerThatComesBeforeTheUploadEnds()
    {
        ScriptedUpstream upstream(
            [](UpstreamConnection &c, const RecordedRequest &) {
                c.answer(413, "too large", "Connection: close\r\n");
                c.waitForClose(5s);
            },
            {.runAtHead = true});
        const FinishedReply reply =
            finish(m_manager.post(QNetworkRequest(upstream.url()), QByteArray(30'000'000, 'x')));
        QCOMPARE(reply.status, 413);
        QCOMPARE(reply.body, "too large");
        QCOMPARE(reply.failure, UpstreamFailure::None);
    }

    void tellsWhyThereIsNoConnection()
    {
        QTcpServer taken;
        QVERIFY(taken.listen(QHostAddress::LocalHost));
        const quint16 port = taken.serverPort();
        taken.close();
        FinishedReply reply =
            finish(m_manager.post(QNetworkRequest(QUrl(QStringLiteral("http://127.0.0.1:%1/").arg(port))), json));
        QCOMPARE(reply.failure, UpstreamFailure::Refused);
        QCOMPARE(reply.error, QNetworkReply::ConnectionRefusedError);
        reply =
            finish(m_manager.post(QNetworkRequest(QUrl(QStringLiteral("http://no-such-host.invalid/"))), json), 30'000);
        QCOMPARE(reply.failure, UpstreamFailure::Unresolved);
        QCOMPARE(reply.error, QNetworkReply::HostNotFoundError);
    }

    // Whatever the settings' own check let pass: a name that leads there comes to the same place.
    void neverCallsAMetadataAddress_data()
    {
        QTest::addColumn<QString>("host");
        for (const char *host : {"169.254.169.254", "169.254.0.1", "[::ffff:169.254.169.254]", "[fd00:ec2::254]",
                                 "100.100.100.200", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376"})
            QTest::newRow(host) << QString::fromLatin1(host);
    }
    void neverCallsAMetadataAddress()
    {
        QFETCH(QString, host);
        QNetworkRequest request(QUrl(QStringLiteral("http://%1/latest/meta-data/").arg(host)));
        request.setAttribute(upstream::ConnectTimeout, 2000);
        const FinishedReply reply = finish(m_manager.post(request, json));
        QCOMPARE(reply.failure, UpstreamFailure::ForbiddenAddress);
        QCOMPARE(reply.error, QNetworkReply::ContentAccessDenied);
        QVERIFY2(reply.text.contains(QLatin1String("metadata")), qPrintable(reply.text));
        QVERIFY(!reply.signalOrder.contains('s'));
    }

    void comesToTheAddressThatAnswers()
    {
        const QList<QHostAddress> both = QHostInfo::fromName(QStringLiteral("localhost")).addresses();
        if (!both.contains(QHostAddress(QHostAddress::LocalHostIPv6)))
            QSKIP("localhost has one address only on this machine");
        ScriptedUpstream upstream([](UpstreamConnection &c, const RecordedRequest &) { c.answer(200, "ok"); });
        const QUrl url(QStringLiteral("http://localhost:%1/").arg(upstream.port())); // nobody listens on ::1
        QCOMPARE(finish(m_manager.post(QNetworkRequest(url), json)).body, "ok");
        QCOMPARE(upstream.requests().size(), 1);
    }

    void givesUpConnecting()
    {
        // A backlog that is full: the kernel leaves further SYNs unanswered.
        QTcpServer full;
        QVERIFY(full.listen(QHostAddress::LocalHost));
        ::listen(int(full.socketDescriptor()), 0);
        full.pauseAccepting();
        for (int i = 0; i < 4; ++i)
            (new QTcpSocket(&full))->connectToHost(QHostAddress::LocalHost, full.serverPort());
        QTest::qWait(100);
        QNetworkRequest request(QUrl(QStringLiteral("http://127.0.0.1:%1/").arg(full.serverPort())));
        request.setAttribute(upstream::ConnectTimeout, 400);
        const FinishedReply reply = finish(m_manager.post(request, json));
        QCOMPARE(reply.failure, UpstreamFailure::ConnectTimeout);
        QCOMPARE(reply.error, QNetworkReply::TimeoutError);
        QVERIFY2(reply.milliseconds >= 350 && reply.milliseconds < 2000, QByteArray::number(reply.milliseconds));
    }

    void givesUpWaitingForTheFirstByte()
    {
        ScriptedUpstream upstream([](UpstreamConnection &c, const RecordedRequest &) { c.waitForClose(10s); });
        QNetworkRequest request(upstream.url());
        request.setAttribute(upstream::FirstByteTimeout, 300);
        const FinishedReply reply = finish(m_manager.post(request, json));
        QCOMPARE(reply.failure, UpstreamFailure::FirstByteTimeout);
        QCOMPARE(reply.error, QNetworkReply::TimeoutError);
        QVERIFY2(reply.milliseconds >= 300 && reply.milliseconds < 2000, QByteArray::number(reply.milliseconds));
        QTRY_COMPARE(upstream.closedByPeer(), 1);
        QCOMPARE(upstream.requests().size(), 1);
    }

    void givesUpOnASilentStream()
    {
        ScriptedUpstream upstream([](UpstreamConnection &c, const RecordedRequest &) {
            c.send(okHead + "Content-Length: 100\r\n\r\nhalf");
            c.waitForClose(10s);
        });
        QNetworkRequest request(upstream.url());
        request.setAttribute(upstream::FirstByteTimeout, 5000);
        request.setAttribute(upstream::SilenceTimeout, 300);
        const FinishedReply reply = finish(m_manager.post(request, json));
        QCOMPARE(reply.failure, UpstreamFailure::Stalled);
        QCOMPARE(reply.status, 200);
        QCOMPARE(reply.body, "half");
        QVERIFY2(reply.milliseconds >= 300 && reply.milliseconds < 2000, QByteArray::number(reply.milliseconds));
        QTRY_COMPARE(upstream.closedByPeer(), 1);
    }

    void doesNotCutAStreamThatIsAlive()
    {
        ScriptedUpstream upstream([](UpstreamConnection &c, const RecordedRequest &) {
            c.send(okHead + "Content-Length: 20\r\n\r\n");
            for (int i = 0; i < 20; ++i) {
                c.sleep(50ms);
                c.send("x");
            }
        });
        QNetworkRequest request(upstream.url());
        request.setAttribute(upstream::FirstByteTimeout, 400);
        request.setAttribute(upstream::SilenceTimeout, 400);
        const FinishedReply reply = finish(m_manager.post(request, json));
        QCOMPARE(reply.error, QNetworkReply::NoError);
        QVERIFY(reply.milliseconds > 900);
    }

    void givesUpWaitingInTheQueue()
    {
        ScriptedUpstream upstream([](UpstreamConnection &c, const RecordedRequest &) { c.waitForClose(10s); });
        EngineConfig config;
        config.maxActive = 1;
        m_manager.setEngineConfig(config);
        const std::unique_ptr<QNetworkReply> first(m_manager.post(QNetworkRequest(upstream.url()), json));
        QNetworkRequest request(upstream.url());
        request.setAttribute(upstream::ConnectTimeout, 200);
        const FinishedReply reply = finish(m_manager.post(request, json));
        QCOMPARE(reply.failure, UpstreamFailure::QueueFull);
        QCOMPARE(m_manager.queued(), 0);
        QVERIFY(!first->isFinished());
        m_manager.setEngineConfig({});
    }

private:
    EitherEngine m_manager;
};

QTEST_GUILESS_MAIN(tst_UpstreamReplyFaults)
#include "tst_upstreamreplyfaults.moc"
