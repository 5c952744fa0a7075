// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/flows/house.h"
#include "tests/support/testcertificates.h"
#include "tests/support/tlsclient.h"

#include <QRegularExpression>

using namespace keyswitch;
using namespace keyswitch::test;
using namespace std::chrono_literals;

// The proxy with a certificate of its own in front: same calls, same honesty about clients that leave, certificates
// that are renewed under it.
class tst_TlsFront : public QObject
{
    Q_OBJECT

private:
    using Time = std::chrono::steady_clock::time_point;

    static House::Flags flagsFor(const TestCertificates::Files &files)
    {
        return {{"listen.tls_certificate", files.certificate.toUtf8()}, {"listen.tls_key", files.key.toUtf8()}};
    }
    TlsClient::Options trusting() const
    {
        TlsClient::Options options;
        options.trust = m_certificates->authorityFile();
        return options;
    }
    QByteArray serialShown(quint16 port) const { return TlsClient(port, trusting()).serial(); }
    static QByteArray serialOf(const TestCertificates::Identity &identity)
    {
        return identity.certificate.serialNumber().replace(":", "").toUpper();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_certificates = TestCertificates::make();
        if (!m_certificates)
            QSKIP("no openssl program to make certificates with");
        m_files = m_certificates->asFiles("server", m_certificates->issue("IP:127.0.0.1"));
    }

    void callsAndStreamsGoThrough()
    {
        House house(
            [](UpstreamConnection &connection, const RecordedRequest &request) {
                if (!request.body.contains("\"stream\":true")) {
                    connection.answer(200, plainAnswer(), JsonLine);
                    return;
                }
                connection.send(StreamHead);
                connection.chunk(streamEvent("one") + usageEvent() + DoneEvent);
                connection.chunk({});
            },
            flagsFor(m_files));
        house.addUser("maria");
        TlsClient client(house.port(), trusting());
        QVERIFY2(client.isSecure(), client.problem().constData());
        client.send(House::request("maria-agent", chat(false)));
        const QByteArray first = client.receiveUntil(plainAnswer());
        QVERIFY2(first.startsWith("HTTP/1.1 200 "), first.constData());
        client.send(House::request("maria-agent", chat(true), "Connection: close\r\n")); // on the same connection
        const Answer answer = Answer::parse(client.receiveAll());
        QVERIFY(answer.whole);
        QVERIFY(answer.body.endsWith(DoneEvent));
        QCOMPARE(client.end(), RawClient::End::Fin); // with close_notify
        QCOMPARE(house.rows(2).size(), 2);

        const auto status = House::waited(house.service().status());
        QVERIFY(status);
        QCOMPARE(status->url, QStringLiteral("https://127.0.0.1:%1").arg(house.port()));
        const auto agents = House::waited(house.service().agents());
        QVERIFY(agents && agents->constFirst().endpoint.startsWith(QLatin1String("https://")));
    }

    void aLargeBodyAndALargeAnswerGoThrough()
    {
        const QByteArray large(5'000'000, 'a');
        std::atomic<qint64> received = 0;
        House house(
            [&](UpstreamConnection &connection, const RecordedRequest &request) {
                received = request.body.size();
                connection.answer(200, "{\"x\":\"" + large + "\"}", JsonLine);
            },
            flagsFor(m_files));
        house.addUser("maria");
        TlsClient client(house.port(), trusting());
        const QByteArray body = chat(false, ",\"user\":\"" + large + '"');
        client.send(House::request("maria-agent", body, "Connection: close\r\n"));
        const Answer answer = Answer::parse(client.receiveAll(20s));
        QVERIFY(answer.whole);
        QCOMPARE(answer.body, "{\"x\":\"" + large + "\"}");
        QCOMPARE(received.load(), body.size());
    }

    // The figure to reach is 100 ms; what fails the test is a second, since the machine may be busy.
    void theUpstreamIsLetGoAtOnceWhenTheClientLeaves_data()
    {
        QTest::addColumn<QByteArray>("phase");
        QTest::addColumn<bool>("reset");
        for (const char *phase : {"connecting", "waiting", "streaming", "paused"}) {
            QTest::addRow("%s, closed", phase) << QByteArray(phase) << false;
            QTest::addRow("%s, reset", phase) << QByteArray(phase) << true;
        }
    }
    void theUpstreamIsLetGoAtOnceWhenTheClientLeaves()
    {
        QFETCH(QByteArray, phase);
        QFETCH(bool, reset);
        std::atomic<Time> closed{Time{}};
        std::atomic_bool asked = false;
        const auto noteClose = [&](UpstreamConnection &connection) {
            asked = true;
            if (connection.waitForClose(8s))
                closed = std::chrono::steady_clock::now();
        };
        // For a connection that never gets beyond TCP: takes it, and never answers the ClientHello.
        ScriptedUpstream mute([&](UpstreamConnection &connection, const RecordedRequest &) { noteClose(connection); },
                              ScriptedUpstream::Options{.runAtConnect = true});
        House::Flags flags = flagsFor(m_files);
        if (phase == "connecting")
            flags.insert({{"upstream.base_url", "https" + mute.baseUrl().mid(4)}, {"upstream.connect_time", "8s"}});
        House house(
            [&](UpstreamConnection &connection, const RecordedRequest &) {
                if (phase == "streaming") {
                    connection.send(StreamHead);
                    connection.chunk(streamEvent("one"));
                } else if (phase == "paused") {
                    asked = true;
                    connection.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                                    "Content-Length: 100000000\r\n\r\n");
                    while (connection.send(QByteArray(100'000, 'x'))) { }
                    closed = std::chrono::steady_clock::now();
                    return;
                }
                noteClose(connection);
            },
            flags);
        house.addUser("maria");
        TlsClient client(house.port(), trusting(), phase == "paused" ? 4096 : 0);
        client.send(House::request("maria-agent", chat(phase == "streaming")));
        if (phase == "streaming")
            client.receiveUntil("one");
        QTRY_VERIFY(bool(asked));
        if (phase == "connecting")
            QTRY_VERIFY(mute.connections() >= 2); // the first one asks whether LiteLLM is well
        if (phase == "paused")
            QTest::qWait(300); // until nothing moves any more
        const Time left = std::chrono::steady_clock::now();
        reset ? client.reset() : client.close();
        QTRY_VERIFY(closed.load() != Time{});
        const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(closed.load() - left);
        qInfo("the upstream's connection was closed after %lld ms", static_cast<long long>(took.count()));
        QVERIFY(took < 1s);
        QCOMPARE(house.onlyRow().outcome, Outcome::ClientCancelled);
    }

    void aStreamThatIsCutDoesNotLookWhole()
    {
        House house(
            [](UpstreamConnection &connection, const RecordedRequest &) {
                connection.send(StreamHead);
                connection.chunk(streamEvent("one"));
                connection.reset();
            },
            flagsFor(m_files));
        house.addUser("maria");
        TlsClient client(house.port(), trusting());
        client.send(House::request("maria-agent", chat(true)));
        const Answer answer = Answer::parse(client.receiveAll());
        QVERIFY(client.end() != RawClient::End::Timeout);
        QVERIFY(!answer.whole);
        QVERIFY(!answer.body.contains("[DONE]"));
    }

    void aRenewedCertificateIsShownWhileStreamsGoOn()
    {
        std::atomic_bool finish = false;
        House house(
            [&](UpstreamConnection &connection, const RecordedRequest &) {
                connection.send(StreamHead);
                connection.chunk(streamEvent("one"));
                while (!finish && connection.isOpen())
                    connection.sleep(1ms);
                connection.chunk(streamEvent("two") + DoneEvent);
                connection.chunk({});
            },
            [&] {
                House::Flags flags =
                    flagsFor(m_certificates->asFiles("renewed", m_first = m_certificates->issue("IP:127.0.0.1")));
                flags.insert("listen.workers", "2");
                return flags;
            }());
        house.addUser("maria");
        QCOMPARE(serialShown(house.port()), serialOf(m_first));
        TlsClient stays(house.port(), trusting());
        stays.send(House::request("maria-agent", chat(true), "Connection: close\r\n"));
        QByteArray bytes = stays.receiveUntil("one");

        // A key that does not fit: the old one stays, and the log says so.
        const auto other = m_certificates->asFiles("other", m_certificates->issue("IP:127.0.0.1"));
        QFile::remove(m_certificates->asFiles("unused", m_first).key);
        QTest::ignoreMessage(QtWarningMsg,
                             QRegularExpression(QStringLiteral("^The new certificate is not used, .*"
                                                               "renewed.key does not belong to")));
        const QString key = m_certificates->asFiles("renewed", m_first).key;
        QVERIFY(QFile::remove(key) && QFile::copy(other.key, key));
        QTest::qWait(3500); // more than two looks
        QCOMPARE(serialShown(house.port()), serialOf(m_first));

        const TestCertificates::Identity second = m_certificates->issue("IP:127.0.0.1");
        QTest::ignoreMessage(QtInfoMsg, QRegularExpression(QStringLiteral("^The listener's certificate was renewed")));
        m_certificates->asFiles("renewed", second);
        for (int i = 0; i < 4; ++i) // whichever worker takes it
            QTRY_COMPARE_WITH_TIMEOUT(serialShown(house.port()), serialOf(second), 10'000);

        finish = true;
        bytes += stays.receiveAll();
        const Answer answer = Answer::parse(bytes);
        QVERIFY(answer.whole);
        QCOMPARE(answer.body, streamEvent("one") + streamEvent("two") + DoneEvent);
        QCOMPARE(stays.serial(), serialOf(m_first));
    }

    void aStartIsRefusedWithASentence_data()
    {
        QTest::addColumn<TestCertificates::Files>("files");
        QTest::addColumn<QString>("words");
        const auto old = m_certificates->asFiles("old", m_certificates->issue("IP:127.0.0.1", -10, -5));
        const auto other = m_certificates->asFiles("stranger", m_certificates->issue("IP:127.0.0.1"));
        QTest::newRow("no key file") << TestCertificates::Files{m_files.certificate, QStringLiteral("/nowhere/a.key")}
                                     << QStringLiteral("/nowhere/a.key cannot be read");
        QTest::newRow("another's key") << TestCertificates::Files{m_files.certificate, other.key}
                                       << QStringLiteral("does not belong to the certificate");
        QTest::newRow("expired") << old << QStringLiteral("expired on");
    }
    void aStartIsRefusedWithASentence()
    {
        QFETCH(TestCertificates::Files, files);
        QFETCH(QString, words);
        QTemporaryDir folder;
        House::Flags flags = flagsFor(files);
        flags.insert("listen.port", "0");
        const auto opened =
            House::waited(LocalGatewayService::open({folder.filePath(QStringLiteral("data")), {}, flags}));
        QVERIFY(opened);
        const auto url = House::waited((*opened)->serve());
        QVERIFY(!url);
        QCOMPARE(url.error().title, QStringLiteral("The proxy cannot listen with TLS"));
        QVERIFY2(url.error().detail.contains(words), qPrintable(url.error().detail));
        QVERIFY(url.error().remedy.contains(QLatin1String("listen.tls_key")));
    }

    void oneFileWithoutTheOtherIsRefused()
    {
        QTemporaryDir folder;
        const auto opened = House::waited(LocalGatewayService::open(
            {folder.filePath(QStringLiteral("data")), {}, {{"listen.tls_certificate", m_files.certificate.toUtf8()}}}));
        QVERIFY(!opened);
        QVERIFY2(opened.error().detail.contains(QLatin1String("listen.tls_key")), qPrintable(opened.error().detail));
    }

    // The proxy's own test call does not know the name the certificate is for, nor who signed it: it knows the key.
    void theMappingTestReachesItsOwnListener()
    {
        const auto files = m_certificates->asFiles("elsewhere", m_certificates->selfSigned("DNS:keyswitch.example"));
        House::Flags flags = flagsFor(files);
        flags.insert("agents.default_model", "gpt-flow");
        House house([](UpstreamConnection &connection,
                       const RecordedRequest &) { connection.answer(200, plainAnswer(), JsonLine); },
                    flags);
        house.addUser("maria");
        MappingTest test;
        test.agentExternalId = QStringLiteral("maria-agent");
        test.call = true;
        const QFuture<CheckStep> steps = house.service().testMapping(test);
        QTRY_VERIFY_WITH_TIMEOUT(steps.isFinished(), 10'000);
        const CheckStep last = steps.resultAt(steps.resultCount() - 1);
        QVERIFY2(last.verdict == CheckStep::Verdict::Ok, qPrintable(last.detail));
        QCOMPARE(last.text, QStringLiteral("hello"));
    }

private:
    std::optional<TestCertificates> m_certificates;
    TestCertificates::Files m_files;
    TestCertificates::Identity m_first;
};

QTEST_GUILESS_MAIN(tst_TlsFront)
#include "tst_tlsfront.moc"
