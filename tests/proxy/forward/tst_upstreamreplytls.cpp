// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/base/tlsidentity.h"
#include "tests/proxy/forward/eitherengine.h"
#include "tests/proxy/forward/finishedreply.h"
#include "tests/support/testcertificates.h"

#include <QSslConfiguration>
#include <QSslServer>
#include <QSslSocket>
#include <QTest>

#include <sys/socket.h>

using namespace keyswitch;
using namespace keyswitch::test;
using upstream::UpstreamFailure;

namespace
{

// Answers every request with "ok"; lives in the test's thread.
class TlsUpstream : public QSslServer
{
public:
    explicit TlsUpstream(const TestCertificates::Identity &identity, QSsl::SslProtocol protocol = QSsl::TlsV1_2OrLater)
    {
        QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
        configuration.setLocalCertificate(identity.certificate);
        configuration.setPrivateKey(identity.key);
        configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
        configuration.setProtocol(protocol);
        setSslConfiguration(configuration);
        connect(this, &QTcpServer::pendingConnectionAvailable, this, &TlsUpstream::take);
        if (!listen(QHostAddress::LocalHost))
            qFatal("no port");
    }

    void demandClientCertificate(const QSslCertificate &authority)
    {
        QSslConfiguration configuration = sslConfiguration();
        configuration.setCaCertificates({authority});
        configuration.setPeerVerifyMode(QSslSocket::VerifyPeer);
        setSslConfiguration(configuration);
    }

    QUrl url(const QString &host = QStringLiteral("127.0.0.1")) const
    {
        return QUrl(QStringLiteral("https://%1:%2/").arg(host).arg(serverPort()));
    }

    int connections = 0;
    int requests = 0;
    bool cutShort = false; // closes the TCP connection in the middle of a body

private:
    void take()
    {
        while (QTcpSocket *socket = nextPendingConnection()) {
            ++connections;
            auto seen = std::make_shared<QByteArray>();
            connect(socket, &QTcpSocket::readyRead, this, [this, socket, seen] {
                *seen += socket->readAll();
                while (seen->contains("\r\n\r\n{}")) {
                    seen->remove(0, seen->indexOf("\r\n\r\n{}") + 6);
                    ++requests;
                    if (!cutShort) {
                        socket->write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                        continue;
                    }
                    socket->write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
                    socket->flush();
                    ::shutdown(int(socket->socketDescriptor()), SHUT_RDWR); // no close_notify
                }
            });
            connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        }
    }
};

} // namespace

class tst_UpstreamReplyTls : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_certificates = TestCertificates::make();
        if (!m_certificates)
            QSKIP("no openssl program to make certificates with");
        m_good = m_certificates->issue("IP:127.0.0.1");
    }

    void trustsAnAuthorityItWasGiven()
    {
        TlsUpstream upstream(m_good);
        const auto manager = managerTrusting(m_certificates->authority());
        for (int i = 0; i < 20; ++i)
            QCOMPARE(post(*manager, upstream.url()).body, "ok");
        QCOMPARE(upstream.connections, 1);
        QCOMPARE(upstream.requests, 20);
    }

    void refusesAnUnknownAuthority()
    {
        TlsUpstream upstream(m_good);
        EitherEngine manager;
        expectRefusal(post(manager, upstream.url()), UpstreamFailure::TlsUnknownAuthority, u"unknown authority");
        QCOMPARE(upstream.requests, 0);
    }

    void refusesASelfSignedCertificate()
    {
        TlsUpstream upstream(m_certificates->selfSigned("IP:127.0.0.1"));
        const auto manager = managerTrusting(m_certificates->authority());
        expectRefusal(post(*manager, upstream.url()), UpstreamFailure::TlsSelfSigned, u"self-signed");
    }

    void refusesAnotherName()
    {
        TlsUpstream upstream(m_certificates->issue("DNS:elsewhere.example"));
        const auto manager = managerTrusting(m_certificates->authority());
        expectRefusal(post(*manager, upstream.url()), UpstreamFailure::TlsWrongName, u"another name");
        QCOMPARE(upstream.requests, 0);
    }

    void refusesAnExpiredCertificate()
    {
        TlsUpstream upstream(m_certificates->issue("IP:127.0.0.1", -10, -5));
        const auto manager = managerTrusting(m_certificates->authority());
        expectRefusal(post(*manager, upstream.url()), UpstreamFailure::TlsExpired, u"expired");
    }

    void refusesACertificateOfTheFuture()
    {
        TlsUpstream upstream(m_certificates->issue("IP:127.0.0.1", 5, 10));
        const auto manager = managerTrusting(m_certificates->authority());
        expectRefusal(post(*manager, upstream.url()), UpstreamFailure::TlsNotYetValid, u"not valid yet");
    }

    void tellsWhenThereIsNoTls()
    {
        QTcpServer plain;
        QVERIFY(plain.listen(QHostAddress::LocalHost));
        connect(&plain, &QTcpServer::newConnection, this, [&plain] {
            QTcpSocket *socket = plain.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [socket] { socket->write("HTTP/1.1 400 Bad\r\n\r\n"); });
        });
        EitherEngine manager;
        const QUrl url(QStringLiteral("https://127.0.0.1:%1/").arg(plain.serverPort()));
        expectRefusal(post(manager, url), UpstreamFailure::TlsMissing, u"no TLS at all");
    }

    void takesACutWithoutCloseNotifyForACut()
    {
        TlsUpstream upstream(m_good);
        upstream.cutShort = true;
        const auto manager = managerTrusting(m_certificates->authority());
        const FinishedReply reply = post(*manager, upstream.url());
        QCOMPARE(reply.body, "half");
        QCOMPARE(reply.failure, UpstreamFailure::Cut);
    }

    void showsItsOwnCertificateOnlyWhereItWasGiven()
    {
        TlsUpstream upstream(m_good, QSsl::TlsV1_2);
        upstream.demandClientCertificate(m_certificates->authority());
        const TestCertificates::Identity own = m_certificates->issue("DNS:client.example");

        EitherEngine with;
        QSslConfiguration configuration;
        configuration.setCaCertificates({m_certificates->authority()});
        configuration.setLocalCertificateChain({own.certificate});
        configuration.setPrivateKey(own.key);
        with.setTls(configuration);
        QCOMPARE(post(with, upstream.url()).body, "ok");

        // The same thread, so the same engine and pool: its connection must not be shared.
        const auto without = managerTrusting(m_certificates->authority());
        const FinishedReply reply = post(*without, upstream.url());
        QCOMPARE(reply.failure, UpstreamFailure::TlsCertificateWanted);
        QCOMPARE(upstream.requests, 1);
    }

    void checksAlthoughToldNotTo_data()
    {
        QTest::addColumn<QSslSocket::PeerVerifyMode>("mode");
        QTest::newRow("none") << QSslSocket::VerifyNone;
        QTest::newRow("query") << QSslSocket::QueryPeer;
    }
    void checksAlthoughToldNotTo()
    {
        QFETCH(QSslSocket::PeerVerifyMode, mode);
        TlsUpstream upstream(m_good);
        EitherEngine careless;
        QSslConfiguration configuration;
        configuration.setPeerVerifyMode(mode);
        careless.setTls(configuration);
        QCOMPARE(post(careless, upstream.url()).failure, UpstreamFailure::TlsUnknownAuthority);
        QCOMPARE(upstream.requests, 0);
    }

    void takesThePinnedKeyAndNoOther()
    {
        const TestCertificates::Identity self = m_certificates->selfSigned("DNS:elsewhere.example");
        const auto files = m_certificates->asFiles("pinned", self);
        const auto identity = TlsIdentity::read(files.certificate, files.key);
        QVERIFY(identity);
        EitherEngine manager;
        manager.setTls(QSslConfiguration(), (*identity)->publicKeyDigest());
        TlsUpstream pinned(self);
        QCOMPARE(post(manager, pinned.url()).body, "ok");
        TlsUpstream other(m_good);
        QCOMPARE(post(manager, other.url()).failure, UpstreamFailure::TlsUnknownAuthority);
        QCOMPARE(other.requests, 0);
        // The same thread, so the same pool: a connection that was only pinned is none for others.
        EitherEngine careful;
        QCOMPARE(post(careful, pinned.url()).failure, UpstreamFailure::TlsSelfSigned);
        QCOMPARE(pinned.requests, 1);
    }

private:
    static std::unique_ptr<EitherEngine> managerTrusting(const QSslCertificate &authority)
    {
        auto manager = std::make_unique<EitherEngine>();
        QSslConfiguration configuration;
        configuration.setCaCertificates({authority});
        manager->setTls(configuration);
        return manager;
    }

    static FinishedReply post(EitherEngine &manager, const QUrl &url)
    {
        return finish(manager.post(QNetworkRequest(url), QByteArray("{}")));
    }

    static void expectRefusal(const FinishedReply &reply, UpstreamFailure failure, QStringView reason)
    {
        QCOMPARE(reply.failure, failure);
        QCOMPARE(reply.error, QNetworkReply::SslHandshakeFailedError);
        QVERIFY2(reply.text.contains(reason), qPrintable(reply.text));
        QCOMPARE(reply.status, 0);
    }

    std::optional<TestCertificates> m_certificates;
    TestCertificates::Identity m_good;
};

QTEST_GUILESS_MAIN(tst_UpstreamReplyTls)
#include "tst_upstreamreplytls.moc"
