// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/proxy/accept/servedthread.h"
#include "tests/support/testcertificates.h"
#include "tests/support/tlsclient.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTest>

using namespace keyswitch;
using namespace keyswitch::test;
using namespace std::chrono_literals;

namespace
{

// The same behaviours on either listener: this file is built twice.
#ifdef KEYSWITCH_OVER_TLS
constexpr bool OverTls = true;
using Client = TlsClient;
#else
constexpr bool OverTls = false;
using Client = RawClient;
#endif
using End = RawClient::End;

const QByteArray Host = "Host: a\r\n";

QByteArray get(const QByteArray &path, const QByteArray &more = {})
{
    return "GET " + path + " HTTP/1.1\r\n" + Host + more + "\r\n";
}

QByteArray post(const QByteArray &path, const QByteArray &body, const QByteArray &more = {})
{
    return "POST " + path + " HTTP/1.1\r\n" + Host + more + "Content-Length: " + QByteArray::number(body.size())
        + "\r\n\r\n" + body;
}

AcceptLimits testLimits()
{
    AcceptLimits limits;
    limits.bodyBytes = 1024 * 1024;
    limits.headTime = 600ms;
    limits.bodyTime = 600ms;
    limits.bodyBytesPerSecond = 50'000;
    limits.idleTime = 600ms;
    limits.stallTime = 900ms;
    limits.lingerTime = 800ms;
    return limits;
}

} // namespace

class tst_GuardedSocket : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        if (!OverTls)
            return;
        const std::optional<TestCertificates> certificates = TestCertificates::make();
        if (!certificates)
            QSKIP("no openssl program to make certificates with");
        const auto files = certificates->asFiles("server", certificates->issue("IP:127.0.0.1"));
        const auto identity = TlsIdentity::read(files.certificate, files.key);
        QVERIFY2(identity, qPrintable(identity ? QString() : identity.error()));
        m_tls = TlsAcceptor::make(*identity);
        QVERIFY(m_tls);
    }
    void init()
    {
        QTest::failOnWarning(QRegularExpression(QStringLiteral("socket notifier")));
        m_limits = testLimits();
        m_served = serve(-1);
    }
    void cleanup() { m_served.reset(); }

    void answersAndKeepsTheConnection();
    void answersRequestsThatComeByteByByte();
    void answersRefusalsInOpenAiShape();
    void answersPipelinedRequestsInOrder();
    void answersTwoThousandPipelinedRequestsInOrder();
    void answersTheGoodOneBeforeABadOne();
    void executesNothingBehindASmuggledRequest();
    void answersHeadWithoutBody();
    void closesAfterHttp10();
    void keepsHttp10AliveWhenAsked();
    void showsQHttpServerOddTargets_data();
    void showsQHttpServerOddTargets();

    void sends100OnlyWhenTheBodyIsWanted();
    void refusesFromTheHeadAloneInsteadOf100();
    void refusesATooLargeBodyInsteadOf100();
    void does100NotWhenTheBodyIsThereAlready();
    void asksNotForRequestsThatCameWhole();

    void answersAHalfClosedClient_data();
    void answersAHalfClosedClient();
    void streamsToAHalfClosedClient();
    void refusesAnIncompleteRequest();
    void noticesAClientThatLeaves_data();
    void noticesAClientThatLeaves();

    void lets413ArriveAlthoughTheClientSendsOn();
    void closesASilentConnection();
    void closesAnIdleConnection();
    void refusesASlowHeader();
    void refusesAStuckBody();
    void takesABodyThatIsSlowButSteady();
    void cutsAReaderThatStalls();
    void holdsBackForASlowReaderAndLosesNothing();

    void breaksAnAnswerThatIsCut_data();
    void breaksAnAnswerThatIsCut();
    void survivesManyAborts();
    void tellsRunningExchangesWhenTheServerStops();
    void closesIdleConnectionsWhenDraining();
    void sharesOnePortBetweenWorkers();

private:
    std::unique_ptr<ServedThread> serve(int listening)
    {
        return std::make_unique<ServedThread>(m_limits, listening, std::make_shared<ConnectionTable>(), m_tls);
    }
    EchoHandler &handler() { return m_served->handler(); }
    quint16 port() const { return m_served->port(); }
    AcceptLimits m_limits;
    std::shared_ptr<const TlsAcceptor> m_tls; // null: plain
    std::unique_ptr<ServedThread> m_served;
};

void tst_GuardedSocket::answersAndKeepsTheConnection()
{
    Client client(port());
    for (int i = 0; i < 3; ++i) {
        QVERIFY(client.send(post("/echo?q=1", "hello")));
        const QByteArray answer = client.receiveUntil("end\n");
        QVERIFY2(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer.constData());
        QVERIFY2(answer.contains("path=/echo query=q=1 host=a len=5 body=hello end"), answer.constData());
        QVERIFY(answer.contains("\r\ndate: "));
        QVERIFY(!answer.contains("connection:"));
    }
    QCOMPARE(handler().handled.load(), 3);
}

void tst_GuardedSocket::answersRequestsThatComeByteByByte()
{
    Client client(port());
    const QByteArray chunked = "POST /echo HTTP/1.1\r\n" + Host
        + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x\r\nde\r\n0\r\nT: 1\r\n\r\n";
    QVERIFY(client.sendSlowly(chunked + post("/echo", "hello"), 1, 0ms));
    const QByteArray answer = client.receiveUntil("end\n", 2);
    QVERIFY2(answer.contains("len=5 body=abcde end"), answer.constData());
    QVERIFY2(answer.contains("len=5 body=hello end"), answer.constData());
}

void tst_GuardedSocket::answersRefusalsInOpenAiShape()
{
    Client client(port());
    client.send("GET / HTTP/1.1\r\n\r\n");
    const QByteArray answer = client.receiveAll();
    QCOMPARE(client.end(), End::Fin);
    QVERIFY2(answer.startsWith("HTTP/1.1 400 Bad Request\r\n"), answer.constData());
    QVERIFY(answer.contains("\r\nconnection: close\r\n"));
    QVERIFY(answer.contains("\r\ncontent-type: application/json\r\n"));
    QVERIFY(answer.contains("\r\nx-request-id: "));
    const QJsonObject error =
        QJsonDocument::fromJson(answer.mid(answer.indexOf("\r\n\r\n") + 4)).object().value(u"error").toObject();
    QCOMPARE(error.value(u"type").toString(), QStringLiteral("invalid_request_error"));
    QCOMPARE(error.value(u"code").toString(), QStringLiteral("malformed_request"));
    QVERIFY(error.contains(u"param") && error.value(u"param").isNull());
    QVERIFY(!error.value(u"message").toString().isEmpty());
    QCOMPARE(handler().refused.load(), 1);
    QCOMPARE(handler().lastRefusal.load(), 400);
    QCOMPARE(handler().handled.load(), 0);
}

void tst_GuardedSocket::answersPipelinedRequestsInOrder()
{
    Client client(port());
    const QByteArray chunked =
        "POST /3 HTTP/1.1\r\n" + Host + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
    client.send(get("/slow/1") + post("/2", "abc") + chunked + get("/slow/4") + get("/5", "Connection: close\r\n")
                + get("/6"));
    const QByteArray answer = client.receiveAll();
    QCOMPARE(client.end(), End::Fin);
    qsizetype at = -1;
    for (const char *path : {"path=/slow/1 ", "path=/2 ", "path=/3 ", "path=/slow/4 ", "path=/5 "}) {
        const qsizetype next = answer.indexOf(path);
        QVERIFY2(next > at, path);
        at = next;
    }
    QCOMPARE(answer.count("HTTP/1.1 200"), 5); // the sixth came behind a close
    QCOMPARE(handler().handled.load(), 5);
}

void tst_GuardedSocket::answersTwoThousandPipelinedRequestsInOrder()
{
    Client client(port());
    QByteArray requests;
    for (int i = 0; i < 2000; ++i)
        requests += get("/" + QByteArray::number(i));
    QVERIFY(client.send(requests));
    const QByteArray answer = client.receiveUntil("end\n", 2000);
    qsizetype at = 0;
    for (int i = 0; i < 2000; ++i) {
        at = answer.indexOf("path=/" + QByteArray::number(i) + ' ', at);
        QVERIFY2(at > 0, QByteArray::number(i).constData());
    }
    QCOMPARE(answer.count("path="), 2000);
}

void tst_GuardedSocket::answersTheGoodOneBeforeABadOne()
{
    Client client(port());
    client.send(get("/slow/1") + "BAD\r\n\r\n");
    const QByteArray answer = client.receiveAll();
    QVERIFY(answer.startsWith("HTTP/1.1 200"));
    QCOMPARE(answer.count("HTTP/1.1 400"), 1);
    QCOMPARE(client.end(), End::Fin);
}

void tst_GuardedSocket::executesNothingBehindASmuggledRequest()
{
    Client client(port());
    client.send("POST /x HTTP/1.1\r\n" + Host + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                + get("/smuggled"));
    const QByteArray answer = client.receiveAll();
    QVERIFY(answer.startsWith("HTTP/1.1 400"));
    QCOMPARE(answer.count("HTTP/1.1"), 1);
    QCOMPARE(handler().handled.load(), 0);
}

void tst_GuardedSocket::answersHeadWithoutBody()
{
    Client client(port());
    client.send("HEAD /x HTTP/1.1\r\n" + Host + "\r\n" + "HEAD /x HTTP/1.1\r\n\r\n");
    const QByteArray answer = client.receiveAll();
    QVERIFY2(answer.contains("\r\ncontent-length: "), answer.constData());
    QVERIFY2(!answer.contains("path=") && answer.count("\r\n\r\n") == 2 && answer.endsWith("\r\n\r\n"),
             answer.constData());
    QVERIFY(answer.contains("HTTP/1.1 400"));
}

void tst_GuardedSocket::closesAfterHttp10()
{
    Client client(port());
    client.send("GET /chunked HTTP/1.0\r\n\r\n");
    const QByteArray answer = client.receiveAll();
    QCOMPARE(client.end(), End::Fin);
    QVERIFY(answer.contains("\r\nconnection: close\r\n") && !answer.contains("chunked"));
    QVERIFY2(answer.endsWith("\r\n\r\nonetwothree"), answer.constData());
}

void tst_GuardedSocket::keepsHttp10AliveWhenAsked()
{
    Client client(port());
    for (int i = 0; i < 2; ++i) {
        client.send("GET /x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        QVERIFY(client.receiveUntil("end\n").contains("\r\nconnection: keep-alive\r\n"));
    }
}

void tst_GuardedSocket::showsQHttpServerOddTargets_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("seen");
    QTest::newRow("two slashes") << QByteArray("//evil/x") << QByteArray("path=//evil/x query= host=a ");
    QTest::newRow("absolute") << QByteArray("http://b:8/p?q") << QByteArray("path=/p query=q host=b:8 ");
    QTest::newRow("colon") << QByteArray("/a:b@c") << QByteArray("path=/a:b@c query= host=a ");
    QTest::newRow("colon first") << QByteArray("/:80") << QByteArray("path=/:80 query= host=a ");
    QTest::newRow("percent") << QByteArray("/%2F%c3%a4%ff") << QByteArray("path=/%2F%c3%a4%ff query= host=a ");
    QTest::newRow("all that is allowed") << QByteArray("/-._~!$&'()*+,;=:@?/?[]")
                                         << QByteArray("path=/-._~!$&'()*+,;=:@ query=/?[] ");
    QTest::newRow("IPv6") << QByteArray("http://[::1]:8/p") << QByteArray("path=/p query= host=[::1]:8 ");
    QTest::newRow("dots") << QByteArray("/a/../../b/.") << QByteArray("path=/a/../../b/. ");
    QTest::newRow("host with underscore") << QByteArray("http://my_host/") << QByteArray("path=/ query= host=my_host ");
    QTest::newRow("host of dots") << QByteArray("http://../") << QByteArray("path=/ query= host=.. ");
    QTest::newRow("no IPv6") << QByteArray("http://[:::::]/") << QByteArray("HTTP/1.1 400");
}

void tst_GuardedSocket::showsQHttpServerOddTargets()
{
    QFETCH(const QByteArray, target);
    QFETCH(const QByteArray, seen);
    Client client(port());
    client.send(get(target, "Connection: close\r\n"));
    const QByteArray answer = client.receiveAll();
    QVERIFY2(answer.contains(seen), answer.constData());
    QCOMPARE(client.end(), End::Fin);
}

void tst_GuardedSocket::sends100OnlyWhenTheBodyIsWanted()
{
    Client client(port());
    client.send("POST /x HTTP/1.1\r\n" + Host + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    QCOMPARE(client.receiveUntil("\r\n\r\n"), QByteArray("HTTP/1.1 100 Continue\r\n\r\n"));
    QCOMPARE(handler().inspected.load(), 1);
    client.send("hello");
    QVERIFY(client.receiveUntil("end\n").contains("body=hello"));
    client.send("POST /x HTTP/1.1\r\n" + Host + "Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n");
    QCOMPARE(client.receiveUntil("\r\n\r\n"), QByteArray("HTTP/1.1 100 Continue\r\n\r\n"));
    client.send("2\r\nhi\r\n0\r\n\r\n");
    QVERIFY(client.receiveUntil("end\n").contains("body=hi"));
}

void tst_GuardedSocket::refusesFromTheHeadAloneInsteadOf100()
{
    Client client(port());
    client.send("POST /deny HTTP/1.1\r\n" + Host + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    const QByteArray answer = client.receiveAll();
    QVERIFY2(answer.startsWith("HTTP/1.1 401"), answer.constData());
    QVERIFY(answer.contains("\r\nconnection: close\r\n") && answer.endsWith("denied"));
    QCOMPARE(client.end(), End::Fin);
    QCOMPARE(handler().handled.load(), 0);
}

void tst_GuardedSocket::refusesATooLargeBodyInsteadOf100()
{
    Client client(port());
    client.send("POST /x HTTP/1.1\r\n" + Host + "Expect: 100-continue\r\nContent-Length: 50000000\r\n\r\n");
    const QByteArray answer = client.receiveAll();
    QVERIFY2(answer.startsWith("HTTP/1.1 413"), answer.constData());
    QCOMPARE(client.end(), End::Fin);
}

void tst_GuardedSocket::does100NotWhenTheBodyIsThereAlready()
{
    Client client(port());
    client.send(post("/x", "hello", "Expect: 100-continue\r\n"));
    QVERIFY(client.receiveUntil("end\n").startsWith("HTTP/1.1 200"));
}

void tst_GuardedSocket::asksNotForRequestsThatCameWhole()
{
    Client client(port());
    client.send(post("/deny", "hello"));
    QVERIFY(client.receiveUntil("end\n").contains("path=/deny"));
    QCOMPARE(handler().inspected.load(), 0);
}

void tst_GuardedSocket::answersAHalfClosedClient_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::newRow("at once") << QByteArray("/x");
    QTest::newRow("later") << QByteArray("/slow");
    QTest::newRow("in chunks") << QByteArray("/chunked");
    QTest::newRow("much") << QByteArray("/big?3000000");
}

void tst_GuardedSocket::answersAHalfClosedClient()
{
    QFETCH(const QByteArray, path);
    Client client(port());
    client.send(get(path));
    client.finish();
    const QByteArray answer = client.receiveAll();
    QCOMPARE(client.end(), End::Fin);
    QVERIFY2(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer.left(200).constData());
    if (path.startsWith("/big"))
        QCOMPARE(answer.size() - answer.indexOf("\r\n\r\n") - 4, 3'000'000);
    else
        QVERIFY2(answer.endsWith("end\n") || answer.endsWith("0\r\n\r\n"), answer.constData());
    QCOMPARE(handler().gone.load(), 0);
    QTRY_COMPARE(m_served->connections(), 0);
}

void tst_GuardedSocket::streamsToAHalfClosedClient()
{
    Client client(port());
    client.send(get("/open"));
    QVERIFY(client.receiveUntil("5\r\nhello\r\n").contains("hello"));
    client.finish();
    QCOMPARE(client.receiveUntil("0"), QByteArray("0")); // the probe: a chunk's size may begin with zeros
    QTest::qWait(50);
    QCOMPARE(handler().gone.load(), 0);
    client.close();
}

void tst_GuardedSocket::refusesAnIncompleteRequest()
{
    for (const QByteArray &request :
         {QByteArray("GET /x HT"), QByteArray("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhell"),
          QByteArray("POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhell")}) {
        Client client(port());
        client.send(request);
        client.finish();
        QVERIFY(client.receiveAll().startsWith("HTTP/1.1 400"));
        QCOMPARE(client.end(), End::Fin);
    }
    QCOMPARE(handler().handled.load(), 0);
}

void tst_GuardedSocket::noticesAClientThatLeaves_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<bool>("byReset");
    QTest::newRow("closed while waiting") << QByteArray("/wait") << false;
    QTest::newRow("reset while waiting") << QByteArray("/wait") << true;
    QTest::newRow("closed within a stream") << QByteArray("/open") << false;
    QTest::newRow("reset within a stream") << QByteArray("/open") << true;
    QTest::newRow("closed while we are paused") << QByteArray("/big?100000000") << false;
    QTest::newRow("reset while we are paused") << QByteArray("/big?100000000") << true;
}

void tst_GuardedSocket::noticesAClientThatLeaves()
{
    QFETCH(const QByteArray, path);
    QFETCH(const bool, byReset);
    Client client(port(), path.startsWith("/big") ? 4096 : 0);
    client.send(get(path));
    QTRY_COMPARE(handler().handled.load(), 1);
    if (path == "/open")
        client.receiveUntil("hello\r\n");
    if (path.startsWith("/big"))
        QTRY_VERIFY(handler().congested.load() > 0);
    QTest::qWait(30);
    QElapsedTimer time;
    time.start();
    byReset ? client.reset() : client.close();
    while (handler().gone.load() == 0 && time.elapsed() < 2000)
        QTest::qWait(1);
    QCOMPARE(handler().gone.load(), 1);
    QVERIFY2(time.elapsed() <= 100, QByteArray::number(time.elapsed()).constData());
    QTRY_COMPARE(m_served->connections(), 0);
}

void tst_GuardedSocket::lets413ArriveAlthoughTheClientSendsOn()
{
    Client client(port());
    client.send("POST /x HTTP/1.1\r\n" + Host + "Content-Length: 20000000\r\n\r\n");
    client.send(QByteArray(20'000'000, 'z')); // all of it, before reading
    const QByteArray answer = client.receiveAll();
    QVERIFY2(answer.startsWith("HTTP/1.1 413 Content Too Large\r\n"), answer.constData());
    QVERIFY(answer.contains("body_too_large"));
}

void tst_GuardedSocket::closesASilentConnection()
{
    Client client(port());
    QElapsedTimer time;
    time.start();
    QCOMPARE(client.receiveAll(), QByteArray());
    QCOMPARE(client.end(), End::Fin);
    QVERIFY(time.elapsed() >= 550 && time.elapsed() < 1200);
}

void tst_GuardedSocket::closesAnIdleConnection()
{
    Client client(port());
    client.send(get("/x"));
    client.receiveUntil("end\n");
    QCOMPARE(client.receiveAll(), QByteArray());
    QCOMPARE(client.end(), End::Fin);
}

void tst_GuardedSocket::refusesASlowHeader()
{
    Client client(port());
    QElapsedTimer time;
    time.start();
    client.send("GET /x HTTP/1.1\r\nX: ");
    QVERIFY(client.sendSlowly(QByteArray(11, 'a'), 1, 50ms)); // each byte in time, the whole is not
    const QByteArray answer = client.receiveAll();
    QVERIFY2(answer.startsWith("HTTP/1.1 408"), answer.constData());
    QVERIFY(time.elapsed() < 1200 + 800);
}

void tst_GuardedSocket::refusesAStuckBody()
{
    Client client(port());
    client.send("POST /x HTTP/1.1\r\n" + Host + "Content-Length: 500\r\n\r\nab");
    QVERIFY(client.receiveAll().startsWith("HTTP/1.1 408"));
    QCOMPARE(client.end(), End::Fin);
}

void tst_GuardedSocket::takesABodyThatIsSlowButSteady()
{
    Client client(port());
    client.send("POST /x HTTP/1.1\r\n" + Host + "Content-Length: 200000\r\n\r\n");
    QVERIFY(client.sendSlowly(QByteArray(200'000, 'z'), 5000, 40ms)); // 1.6 s, above the minimum rate
    QVERIFY(client.receiveUntil("end\n").contains("len=200000 "));
}

void tst_GuardedSocket::cutsAReaderThatStalls()
{
    Client client(port(), 4096);
    client.send(get("/big?200000000"));
    QTRY_VERIFY(handler().congested.load() > 0);
    QTRY_COMPARE(handler().gone.load(), 1);
    QVERIFY(handler().mostPending.load() < m_limits.highWatermark + 64 * 1024);
    client.receiveAll();
    QCOMPARE(client.end(), End::Reset);
}

void tst_GuardedSocket::holdsBackForASlowReaderAndLosesNothing()
{
    constexpr qint64 Size = 30'000'000;
    Client client(port(), 4096);
    client.send(get("/big?" + QByteArray::number(Size)));
    QTRY_VERIFY(handler().congested.load() > 0);
    const QByteArray head = client.receiveUntil("\r\n\r\n");
    const qint64 got = head.size() - head.indexOf("\r\n\r\n") - 4;
    QCOMPARE(got + client.receiveSome(Size - got, 20s), Size);
    QVERIFY(handler().drained.load() > 0);
    QVERIFY(handler().mostPending.load() < m_limits.highWatermark + 64 * 1024);
    client.send(get("/x"));
    QVERIFY(client.receiveUntil("end\n").startsWith("HTTP/1.1 200"));
}

void tst_GuardedSocket::breaksAnAnswerThatIsCut_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<bool>("byReset");
    QTest::newRow("length") << get("/short") << false;
    QTest::newRow("chunks") << get("/cut") << false;
    QTest::newRow("HTTP/1.0") << QByteArray("GET /torn HTTP/1.0\r\n\r\n") << true;
}

void tst_GuardedSocket::breaksAnAnswerThatIsCut()
{
    QFETCH(const QByteArray, request);
    QFETCH(const bool, byReset);
    Client client(port());
    client.send(request);
    const QByteArray answer = client.receiveAll();
    QCOMPARE(client.end(), byReset ? End::Reset : End::Fin);
    QVERIFY2(!answer.endsWith("0\r\n\r\n"), answer.constData());
}

void tst_GuardedSocket::survivesManyAborts()
{
    for (int i = 0; i < 200; ++i) {
        Client client(port());
        client.send(i % 3 ? get("/slow") : post("/x", QByteArray(500, 'z')).chopped(100));
        if (i % 2)
            client.reset();
    }
    QTRY_COMPARE(m_served->connections(), 0);
    Client client(port());
    client.send(get("/x"));
    QVERIFY(client.receiveUntil("end\n").startsWith("HTTP/1.1 200"));
}

void tst_GuardedSocket::tellsRunningExchangesWhenTheServerStops()
{
    Client waiting(port());
    waiting.send(get("/wait"));
    QTRY_COMPARE(handler().handled.load(), 1);
    m_served->inThread([](GuardServer &server) { server.cutAll(); });
    QCOMPARE(handler().gone.load(), 1);
    waiting.receiveAll();
    QCOMPARE(waiting.end(), End::Reset);
}

void tst_GuardedSocket::closesIdleConnectionsWhenDraining()
{
    Client idle(port());
    Client slow(port());
    idle.send(get("/x"));
    idle.receiveUntil("end\n");
    slow.send(get("/slow"));
    QTRY_COMPARE(handler().handled.load(), 2);
    m_served->inThread([](GuardServer &server) { server.closeIdle(); });
    QCOMPARE(idle.receiveAll(100ms), QByteArray());
    QCOMPARE(idle.end(), End::Fin);
    const QByteArray answer = slow.receiveAll();
    QVERIFY(answer.contains("path=/slow") && answer.contains("\r\nconnection: close\r\n"));
    QCOMPARE(slow.end(), End::Fin);
}

void tst_GuardedSocket::sharesOnePortBetweenWorkers()
{
    QTcpServer listening;
    QVERIFY(listening.listen(QHostAddress::LocalHost));
    listening.pauseAccepting();
    const auto first = serve(int(listening.socketDescriptor()));
    auto second = serve(int(listening.socketDescriptor()));
    const quint16 shared = listening.serverPort();
    listening.close(); // the workers' duplicates keep the port
    const auto askAll = [shared] {
        int answered = 0;
        for (int i = 0; i < 50; ++i) {
            Client client(shared);
            client.send(get("/x"));
            answered += client.receiveUntil("end\n").startsWith("HTTP/1.1 200");
        }
        return answered;
    };
    QCOMPARE(askAll(), 50);
    QCOMPARE(first->handler().handled + second->handler().handled, 50);
    second.reset();
    QCOMPARE(askAll(), 50);
}

QTEST_GUILESS_MAIN(tst_GuardedSocket)
#include "tst_guardedsocket.moc"
