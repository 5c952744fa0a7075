// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/proxy/accept/servedthread.h"
#include "tests/support/testcertificates.h"
#include "tests/support/tlsclient.h"

#include <QElapsedTimer>
#include <QTest>

#include <openssl/ssl.h>

using namespace keyswitch;
using namespace keyswitch::test;
using namespace std::chrono_literals;

// What only a listener with TLS does. What it does like a plain one: tst_guardedsockettls.
class tst_TlsListener : public QObject
{
    Q_OBJECT

private:
    using End = RawClient::End;
    static inline const QByteArray Get = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n";

    std::shared_ptr<const TlsAcceptor> acceptorFor(const QByteArray &name) const
    {
        const auto files = m_certificates->asFiles(name, m_certificates->issue("IP:127.0.0.1"));
        const auto identity = TlsIdentity::read(files.certificate, files.key);
        return identity ? TlsAcceptor::make(*identity) : nullptr;
    }
    void serve(const AcceptLimits &limits = {})
    {
        m_served = std::make_unique<ServedThread>(limits, -1, std::make_shared<ConnectionTable>(), m_tls);
    }
    quint16 port() const { return m_served->port(); }
    EchoHandler &handler() { return m_served->handler(); }
    static bool answers(RawClient &client)
    {
        return client.send(Get) && client.receiveUntil("end\n").startsWith("HTTP/1.1 200 OK\r\n");
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_certificates = TestCertificates::make();
        if (!m_certificates)
            QSKIP("no openssl program to make certificates with");
        m_tls = acceptorFor("server");
        QVERIFY(m_tls);
    }
    void init() { serve(); }
    void cleanup() { m_served.reset(); }

    void speaksTls12AndTls13_data()
    {
        QTest::addColumn<int>("version");
        QTest::addColumn<QByteArray>("name");
        QTest::newRow("1.2") << TLS1_2_VERSION << QByteArray("TLSv1.2");
        QTest::newRow("1.3") << TLS1_3_VERSION << QByteArray("TLSv1.3");
    }
    void speaksTls12AndTls13()
    {
        QFETCH(int, version);
        QFETCH(QByteArray, name);
        TlsClient::Options options;
        options.trust = m_certificates->authorityFile();
        options.lowest = options.highest = version;
        TlsClient client(port(), options);
        QVERIFY2(client.isSecure(), client.problem().constData());
        QCOMPARE(client.version(), name);
        QVERIFY(answers(client));
        QVERIFY(answers(client));
        QCOMPARE(handler().handled.load(), 2);
    }

    void refusesOlderVersions_data()
    {
        QTest::addColumn<int>("version");
        QTest::newRow("1.0") << TLS1_VERSION;
        QTest::newRow("1.1") << TLS1_1_VERSION;
    }
    void refusesOlderVersions()
    {
        QFETCH(int, version);
        TlsClient::Options options;
        options.lowest = options.highest = version;
        TlsClient client(port(), options);
        QVERIFY(!client.isSecure());
        QVERIFY2(client.problem().contains("alert protocol version"), client.problem().constData());
        QTRY_COMPARE(handler().refused.load(), 1);
        QCOMPARE(handler().lastCode.load(), "tls_version");
        QCOMPARE(handler().lastRefusal.load(), 0); // no answer could be given
        TlsClient other(port());
        QVERIFY(answers(other));
    }

    void choosesHttp11AmongProtocols_data()
    {
        QTest::addColumn<QByteArray>("offered");
        QTest::addColumn<bool>("taken");
        QTest::addColumn<QByteArray>("chosen");
        QTest::newRow("none") << QByteArray() << true << QByteArray();
        QTest::newRow("http/1.1") << QByteArray("\x08http/1.1") << true << QByteArray("http/1.1");
        QTest::newRow("h2 first") << QByteArray("\x02h2\x08http/1.1") << true << QByteArray("http/1.1");
        QTest::newRow("h2 only") << QByteArray("\x02h2") << false << QByteArray();
    }
    void choosesHttp11AmongProtocols()
    {
        QFETCH(QByteArray, offered);
        QFETCH(bool, taken);
        QFETCH(QByteArray, chosen);
        TlsClient::Options options;
        options.protocols = offered;
        TlsClient client(port(), options);
        QCOMPARE(client.isSecure(), taken);
        if (!taken) {
            QVERIFY2(client.problem().contains("no application protocol"), client.problem().constData());
            return;
        }
        QCOMPARE(client.protocol(), chosen);
        QVERIFY(answers(client));
    }

    void tellsInPlainWhoSpeaksNoTls_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("GET") << Get;
        QTest::newRow("PATCH") << QByteArray("PATCH /x HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nabcd");
        QTest::newRow("SSH") << QByteArray("SSH-2.0-OpenSSH_9.2\r\n");
        QTest::newRow("HTTP/2") << QByteArray("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        QTest::newRow("binary") << QByteArray("\x00\x01\x02\xff", 4);
        QTest::newRow("one byte") << QByteArray("x");
        QTest::newRow("much") << QByteArray(3'000'000, 'x');
    }
    void tellsInPlainWhoSpeaksNoTls()
    {
        QFETCH(QByteArray, bytes);
        QElapsedTimer time;
        time.start();
        RawClient client(port());
        client.send(bytes);
        const QByteArray answer = client.receiveAll();
        QVERIFY2(answer.startsWith("HTTP/1.1 400 Bad Request\r\n"), answer.constData());
        QVERIFY(answer.contains("https://") && answer.contains("\r\nconnection: close\r\n"));
        QCOMPARE(client.end(), End::Fin);
        QVERIFY(time.elapsed() < 5000); // its deadline would be 10 s
        QCOMPARE(handler().handled.load(), 0);
        QTRY_COMPARE(handler().refused.load(), 1);
        client.close();
        QTRY_COMPARE(m_served->connections(), 0);
    }

    void closesAtOnceOnABrokenHandshake()
    {
        QElapsedTimer time;
        time.start();
        RawClient client(port());
        client.send(QByteArray("\x16\x03\x01\x00\x05garbage that is no ClientHello", 36));
        const QByteArray answer = client.receiveAll();
        QVERIFY2(!answer.contains("HTTP"), answer.constData()); // an alert, if anything
        QCOMPARE(client.end(), End::Fin);
        QVERIFY(time.elapsed() < 5000);
        QTRY_COMPARE(handler().refused.load(), 1);
        QCOMPARE(handler().lastCode.load(), "tls_handshake_failed");
    }

    void noticesAClientThatDoesNotTrustIt()
    {
        const auto stranger = TestCertificates::make();
        TlsClient::Options options;
        options.trust = stranger->authorityFile();
        TlsClient client(port(), options);
        QVERIFY(!client.isSecure());
        QTRY_COMPARE(handler().refused.load(), 1);
        QCOMPARE(handler().lastCode.load(), "tls_certificate_not_trusted");
    }

    void aProbeWithoutAByteIsNoRefusal()
    {
        {
            RawClient client(port());
            QVERIFY(client.isConnected());
        }
        TlsClient other(port());
        QVERIFY(answers(other));
        QCOMPARE(handler().refused.load(), 0);
    }

    void closesAHandshakeThatDoesNotEnd()
    {
        AcceptLimits limits;
        limits.headTime = 500ms;
        serve(limits);
        RawClient client(port());
        QElapsedTimer time;
        time.start();
        const QByteArray begin("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11); // of a ClientHello of 512 bytes
        client.send(begin);
        for (int i = 0; i < 10 && time.elapsed() < 400; ++i) { // no byte prolongs it
            client.send("\x01");
            QTest::qWait(50);
        }
        QCOMPARE(client.receiveAll(5s), QByteArray());
        QVERIFY(client.end() != End::Timeout);
        QTRY_COMPARE(m_served->connections(), 0);
        QVERIFY(time.elapsed() >= 400);
    }

    void countsTheHandshakeInTheTimeOfTheFirstHead()
    {
        AcceptLimits limits;
        limits.headTime = 1000ms;
        serve(limits);
        QElapsedTimer time;
        time.start();
        TlsClient client(port());
        QTest::qWait(700);
        client.send("GET /x HTTP/1.1\r\n");
        const QByteArray answer = client.receiveAll(5s);
        QVERIFY2(answer.startsWith("HTTP/1.1 408 "), answer.constData());
        QVERIFY2(time.elapsed() < 1650, QByteArray::number(time.elapsed()).constData()); // from its first byte: 1700
    }

    void closesWithoutAWordWhatIsBeyondTheCap() // a handshake, only to say so, would cost the most
    {
        AcceptLimits limits;
        limits.connections = 1;
        serve(limits);
        TlsClient only(port());
        QVERIFY(answers(only));
        RawClient beyond(port());
        QCOMPARE(beyond.receiveAll(), QByteArray());
        QCOMPARE(beyond.end(), End::Fin);
        QVERIFY(answers(only));
    }

    void answersAClientThatSaidGoodbye_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::newRow("at once") << QByteArray("/x");
        QTest::newRow("later") << QByteArray("/slow");
    }
    void answersAClientThatSaidGoodbye() // close_notify ends one direction only (RFC 8446, 6.1)
    {
        QFETCH(QByteArray, path);
        TlsClient client(port());
        client.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
        QVERIFY(client.sayGoodbye());
        const QByteArray answer = client.receiveAll();
        QVERIFY2(answer.startsWith("HTTP/1.1 200 OK\r\n") && answer.endsWith("end\n"), answer.constData());
        QCOMPARE(client.end(), End::Fin);
        QCOMPARE(handler().gone.load(), 0);
    }

    void showsARenewedCertificateToNewConnectionsOnly()
    {
        TlsClient old(port());
        QVERIFY(answers(old));
        const QByteArray serial = old.serial();
        m_served->inThread([tls = acceptorFor("renewed")](GuardServer &server) { server.setTls(tls); });
        TlsClient::Options options;
        options.trust = m_certificates->authorityFile();
        TlsClient fresh(port(), options);
        QVERIFY2(fresh.isSecure(), fresh.problem().constData());
        QVERIFY(fresh.serial() != serial);
        QVERIFY(answers(fresh));
        QVERIFY(answers(old));
        QCOMPARE(old.serial(), serial);
    }

private:
    std::optional<TestCertificates> m_certificates;
    std::shared_ptr<const TlsAcceptor> m_tls;
    std::unique_ptr<ServedThread> m_served;
};

QTEST_GUILESS_MAIN(tst_TlsListener)
#include "tst_tlslistener.moc"
