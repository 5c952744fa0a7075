// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/proxy/forward/eitherengine.h"
#include "tests/proxy/forward/finishedreply.h"
#include "tests/support/scriptedupstream.h"

#include <QBuffer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace keyswitch;
using namespace keyswitch::test;
using upstream::UpstreamFailure;

namespace
{

constexpr int crowd = 500;
const QByteArray json = QByteArrayLiteral("{\"a\":1}");

// A device that does not know its size, and has nothing to say now and then.
class Trickle : public QIODevice
{
public:
    explicit Trickle(QByteArray data)
        : m_data(std::move(data))
    {
        open(ReadOnly | Unbuffered);
    }
    bool isSequential() const override { return true; }

protected:
    qint64 readData(char *data, qint64 maxSize) override
    {
        if (m_offset == m_data.size())
            return -1;
        if (++m_round % 5 == 0) {
            QTimer::singleShot(1, this, [this] { Q_EMIT readyRead(); });
            return 0;
        }
        const qint64 size = std::min<qint64>({maxSize, 30'000, m_data.size() - m_offset});
        memcpy(data, m_data.constData() + m_offset, size_t(size));
        m_offset += size;
        return size;
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    QByteArray m_data;
    qsizetype m_offset = 0;
    int m_round = 0;
};

QByteArray pattern(qsizetype size)
{
    QByteArray data(size, Qt::Uninitialized);
    for (qsizetype i = 0; i < size; ++i)
        data[i] = char('a' + (i * 7 + i / 1000) % 26);
    return data;
}

} // namespace

class tst_UpstreamReply : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        // Must make no difference.
        qputenv("http_proxy", "http://127.0.0.1:1");
        qputenv("all_proxy", "http://127.0.0.1:1");
    }

    void postsAndReportsInOrder()
    {
        ScriptedUpstream upstream([](UpstreamConnection &c, const RecordedRequest &) { c.answer(200, "ok"); });
        const FinishedReply reply = finish(m_manager.post(QNetworkRequest(upstream.url("/a?b=c")), json));
        QCOMPARE(reply.status, 200);
        QCOMPARE(reply.reason, "Scripted");
        QCOMPARE(reply.error, QNetworkReply::NoError);
        QCOMPARE(reply.failure, UpstreamFailure::None);
        QCOMPARE(reply.body, "ok");
        QVERIFY2(reply.signalOrder.startsWith("s") && reply.signalOrder.endsWith("mrf"), reply.signalOrder);
        const RecordedRequest request = upstream.requests().value(0);
        QCOMPARE(request.head,
                 "POST /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:" + QByteArray::number(upstream.port())
                     + "\r\nContent-Length: 7\r\n\r\n");
        QCOMPARE(request.body, json);
    }

    void readsAChunkedStreamPieceByPiece()
    {
        ScriptedUpstream upstream([](UpstreamConnection &c, const RecordedRequest &) {
            c.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: x-t\r\n\r\n");
            for (int i = 0; i < 10; ++i) {
                c.chunk("data: " + QByteArray::number(i) + "\n\n");
                c.sleep(std::chrono::milliseconds(10));
            }
            c.send("0\r\nX-T: 1\r\n\r\n");
        });
        QNetworkReply *reply = m_manager.post(QNetworkRequest(upstream.url()), json);
        int pieces = 0;
        connect(reply, &QNetworkReply::readyRead, this, [&] { ++pieces; });
        const FinishedReply seen = finish(reply);
        QCOMPARE(seen.body.count("data: "), 10);
        QCOMPARE(seen.error, QNetworkReply::NoError);
        QVERIFY(pieces >= 5);
        QCOMPARE(seen.header("X-T"), ""); // trailers are dropped
    }

    void readsUntilTheUpstreamCloses()
    {
        ScriptedUpstream upstream([](UpstreamConnection &c, const RecordedRequest &) {
            c.send("HTTP/1.1 200 OK\r\n\r\nall of it");
            c.close();
        });
        const FinishedReply reply = finish(m_manager.get(QNetworkRequest(upstream.url())));
        QCOMPARE(reply.error, QNetworkReply::NoError);
        QCOMPARE(reply.body, "all of it");
    }

    void speaksEveryVerb()
    {
        ScriptedUpstream upstream([](UpstreamConnection &c, const RecordedRequest &request) {
            c.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n");
            if (request.method != "HEAD")
                c.send("body");
        });
        const QNetworkRequest request(upstream.url());
        QCOMPARE(finish(m_manager.get(request)).body, "body");
        QCOMPARE(finish(m_manager.head(request)).body, "");
        QCOMPARE(finish(m_manager.post(request, json)).body, "body");
        QCOMPARE(finish(m_manager.put(request, json)).body, "body");
        QCOMPARE(finish(m_manager.deleteResource(request)).body, "body");
        QCOMPARE(finish(m_manager.sendCustomRequest(request, "DELETE", json)).body, "body");
        QCOMPARE(finish(m_manager.sendCustomRequest(request, "PATCH", json)).body, "body");
        QCOMPARE(finish(m_manager.sendCustomRequest(request, "OPTIONS")).body, "body");
        QCOMPARE(finish(m_manager.get(request)).body, "body");
        QByteArray lines;
        for (const RecordedRequest &seen : upstream.requests())
            lines += seen.method + ' ' + seen.field("Content-Length") + ' ' + seen.body + '\n';
        QCOMPARE(lines,
                 "GET  \nHEAD  \nPOST 7 {\"a\":1}\nPUT 7 {\"a\":1}\nDELETE  \nDELETE 7 {\"a\":1}\nPATCH 7 {\"a\":1}\n"
                 "OPTIONS  \nGET  \n");
        QCOMPARE(upstream.connections(), 1);
    }

    void finishesAnswersWithoutABody()
    {
        ScriptedUpstream upstream([](UpstreamConnection &c, const RecordedRequest &request) {
            if (request.target == "/204")
                c.send("HTTP/1.1 204 No Content\r\n\r\n");
            else
                c.send("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n");
        });
        for (const QByteArray target : {"/204", "/304"}) {
            const FinishedReply reply = finish(m_manager.get(QNetworkRequest(upstream.url(target))));
            QCOMPARE(reply.status, target.mid(1).toInt());
            QCOMPARE(reply.error, QNetworkReply::NoError);
            QVERIFY(reply.milliseconds < 2000);
        }
    }

    void reportsAnErrorStatusWithItsBody_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<int>("error");
        QTest::newRow("400") << 400 << int(QNetworkReply::ProtocolInvalidOperationError);
        QTest::newRow("401") << 401 << int(QNetworkReply::AuthenticationRequiredError);
        QTest::newRow("404") << 404 << int(QNetworkReply::ContentNotFoundError);
        QTest::newRow("429") << 429 << int(QNetworkReply::UnknownContentError);
        QTest::newRow("500") << 500 << int(QNetworkReply::InternalServerError);
        QTest::newRow("502") << 502 << int(QNetworkReply::UnknownServerError);
        QTest::newRow("503") << 503 << int(QNetworkReply::ServiceUnavailableError);
    }
    void reportsAnErrorStatusWithItsBody()
    {
        QFETCH(int, status);
        QFETCH(int, error);
        ScriptedUpstream upstream(
            [status](UpstreamConnection &c, const RecordedRequest &) { c.answer(status, "why"); });
        const FinishedReply reply = finish(m_manager.post(QNetworkRequest(upstream.url()), json));
        QCOMPARE(reply.status, status);
        QCOMPARE(int(reply.error), error);
        QCOMPARE(reply.failure, UpstreamFailure::None);
        QCOMPARE(reply.body, "why");
        QCOMPARE(upstream.requests().size(), 1);
    }

    void followsNoRedirectAndKeepsNoCookie()
    {
        ScriptedUpstream upstream([](UpstreamConnection &c, const RecordedRequest &) {
            c.answer(302, "", "Location: /elsewhere\r\nSet-Cookie: s=1\r\n");
        });
        for (int i = 0; i < 2; ++i)
            QCOMPARE(finish(m_manager.get(QNetworkRequest(upstream.url("/here")))).status, 302);
        QCOMPARE(upstream.requestCount("GET", "/here"), 2);
        QCOMPARE(upstream.requests().size(), 2);
        QCOMPARE(upstream.requests().value(1).count("Cookie"), 0);
    }

    void joinsRepeatedHeadersInPairs()
    {
        ScriptedUpstream upstream([](UpstreamConnection &c, const RecordedRequest &) {
            c.answer(200, "", "X-A: 1\r\nX-B: b\r\nx-a: 2\r\nX-Empty:\r\n");
        });
        const FinishedReply reply = finish(m_manager.get(QNetworkRequest(upstream.url())));
        QCOMPARE(reply.header("x-a"), "1, 2");
        QCOMPARE(reply.header("x-b"), "b");
        QCOMPARE(reply.block, "");
    }

    void handsTheHeaderBlockOver()
    {
        ScriptedUpstream upstream([](UpstreamConnection &c, const RecordedRequest &) {
            c.send("HTTP/1.1 100 Continue\r\nX-No: 1\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n");
            c.answer(200, "", "Set-Cookie: a=1\r\nX-A: 1\r\nSET-COOKIE: b=2\r\n");
        });
        QNetworkRequest request(upstream.url());
        request.setAttribute(upstream::HeaderBlock, true);
        const FinishedReply reply = finish(m_manager.get(request));
        QCOMPARE(reply.block, "Set-Cookie: a=1\r\nX-A: 1\r\nSET-COOKIE: b=2\r\nContent-Length: 0\r\n");
        QCOMPARE(reply.pairs.size(), 0);
        QCOMPARE(reply.signalOrder.count('m'), 1);
    }

    void sendsFieldBlockAndBearer()
    {
        ScriptedUpstream upstream([](UpstreamConnection &c, const RecordedRequest &) { c.answer(200, ""); });
        const auto secret = std::make_shared<const Secret>("sk-user-1");
        QNetworkRequest request(upstream.url());
        request.setRawHeader("X-Raw", "1");
        request.setRawHeader("Authorization", "Bearer sk-wrong");
        request.setAttribute(upstream::FieldBlock,
                             QByteArray("content-type: application/json\r\nx-a: 1\r\nx-a: 2\r\n"));
        request.setAttribute(upstream::Bearer, QVariant::fromValue(secret));
        for (int i = 0; i < 2; ++i) // the second time on a recycled handle
            QCOMPARE(finish(m_manager.post(request, json)).status, 200);
        QCOMPARE(finish(m_manager.post(QNetworkRequest(upstream.url()), json)).status, 200);
        for (int i = 0; i < 2; ++i) {
            const RecordedRequest seen = upstream.requests().value(i);
            QCOMPARE(seen.field("Authorization"), "Bearer sk-user-1");
            QCOMPARE(seen.count("Authorization"), 1);
            QCOMPARE(seen.count("x-a"), 2);
            QCOMPARE(seen.field("content-type"), "application/json");
            QCOMPARE(seen.field("X-Raw"), "1");
        }
        QCOMPARE(upstream.requests().value(2).count("Authorization"), 0);
    }

    void refusesALineBreakInARequestHeader()
    {
        ScriptedUpstream upstream([](UpstreamConnection &c, const RecordedRequest &) { c.answer(200, ""); });
        QNetworkRequest request(upstream.url());
        request.setAttribute(upstream::FieldBlock, QByteArray("x-a: 1\nx-b: 2\r\n"));
        QNetworkReply *reply = m_manager.post(request, json);
        QVERIFY(!reply->isFinished()); // the caller can still connect
        QCOMPARE(finish(reply).error, QNetworkReply::ProtocolInvalidOperationError);

        QNetworkRequest keyed(upstream.url());
        keyed.setAttribute(upstream::Bearer, QVariant::fromValue(std::make_shared<const Secret>("a\r\nx-b: 2")));
        QCOMPARE(finish(m_manager.post(keyed, json)).error, QNetworkReply::ProtocolInvalidOperationError);
        QCOMPARE(upstream.connections(), 0);
        QCOMPARE(m_manager.active(), 0);
    }

    void refusesOtherSchemesAndVerbs()
    {
        const auto error = [this](const char *url) {
            return finish(m_manager.get(QNetworkRequest(QUrl::fromEncoded(url)))).error;
        };
        QCOMPARE(error("file:///etc/passwd"), QNetworkReply::ProtocolInvalidOperationError);
        QCOMPARE(error("gopher://127.0.0.1/"), QNetworkReply::ProtocolInvalidOperationError);
        QCOMPARE(error("http:///x"), QNetworkReply::ProtocolInvalidOperationError);
        QCOMPARE(error(""), QNetworkReply::ProtocolInvalidOperationError);
        const QNetworkRequest request(QUrl(QStringLiteral("http://127.0.0.1:1/")));
        QCOMPARE(finish(m_manager.sendCustomRequest(request, "GET / HTTP/1.1\r\nX: y")).error,
                 QNetworkReply::ProtocolInvalidOperationError);
    }

    void uploadsBytesFilesAndStreams()
    {
        ScriptedUpstream upstream([](UpstreamConnection &c, const RecordedRequest &) { c.answer(200, ""); });
        const QNetworkRequest request(upstream.url());
        const QByteArray large = pattern(3'000'000);
        QCOMPARE(finish(m_manager.post(request, large)).status, 200);
        QVERIFY(upstream.requests().value(0).body == large);

        QBuffer buffer;
        buffer.setData(large);
        QVERIFY(buffer.open(QIODevice::ReadOnly) && buffer.seek(1000));
        QCOMPARE(finish(m_manager.put(request, &buffer)).status, 200);
        QVERIFY(upstream.requests().value(1).body == large.mid(1000));

        QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("upload")));
        QVERIFY(file.open(QIODevice::ReadWrite) && file.write(large) == large.size() && file.seek(0));
        QCOMPARE(finish(m_manager.post(request, &file)).status, 200);
        QVERIFY(upstream.requests().value(2).body == large);
        QCOMPARE(upstream.requests().value(2).field("Content-Length"), "3000000");

        Trickle unknown(large);
        QCOMPARE(finish(m_manager.post(request, &unknown)).status, 200);
        QVERIFY(upstream.requests().value(3).body == large);
        QCOMPARE(upstream.requests().value(3).field("Transfer-Encoding"), "chunked");

        Trickle known(large);
        QNetworkRequest sized = request;
        sized.setRawHeader("Content-Length", "3000000");
        QCOMPARE(finish(m_manager.post(sized, &known)).status, 200);
        QVERIFY(upstream.requests().value(4).body == large);
        QCOMPARE(upstream.requests().value(4).count("Transfer-Encoding"), 0);
    }

    void reusesOneConnection()
    {
        ScriptedUpstream upstream([](UpstreamConnection &c, const RecordedRequest &) { c.answer(200, "ok"); });
        for (int i = 0; i < 200; ++i)
            QCOMPARE(finish(m_manager.post(QNetworkRequest(upstream.url()), json)).body, "ok");
        QCOMPARE(upstream.connections(), 1);
    }

    void dropsIdleConnectionsBeforeTheUpstreamDoes()
    {
        ScriptedUpstream upstream([](UpstreamConnection &c, const RecordedRequest &) { c.answer(200, "ok"); });
        EngineConfig config;
        config.maxIdleAge = std::chrono::seconds(1);
        m_manager.setEngineConfig(config);
        QCOMPARE(finish(m_manager.post(QNetworkRequest(upstream.url()), json)).body, "ok");
        QTest::qWait(2100);
        QCOMPARE(finish(m_manager.post(QNetworkRequest(upstream.url()), json)).body, "ok");
        QCOMPARE(upstream.connections(), 2);
        m_manager.setEngineConfig({});
    }

    void carriesManyAtOnce()
    {
        ScriptedUpstream upstream([](UpstreamConnection &c, const RecordedRequest &request) {
            c.sleep(std::chrono::milliseconds(20));
            c.answer(200, request.target);
        });
        int good = 0;
        int finished = 0;
        for (int i = 0; i < crowd; ++i) {
            const QByteArray target = "/" + QByteArray::number(i);
            QNetworkReply *reply = m_manager.post(QNetworkRequest(upstream.url(target)), json);
            connect(reply, &QNetworkReply::finished, this, [&, reply, target] {
                good += reply->readAll() == target;
                ++finished;
                reply->deleteLater();
            });
        }
        QTRY_COMPARE_WITH_TIMEOUT(finished, crowd, 60'000);
        QCOMPARE(good, crowd);
        QCOMPARE(upstream.requests().size(), crowd);
    }

    void queuesBeyondTheCapAndRefusesBeyondTheQueue()
    {
        ScriptedUpstream upstream([](UpstreamConnection &c, const RecordedRequest &) {
            c.sleep(std::chrono::milliseconds(100));
            c.answer(200, "ok");
        });
        EngineConfig config;
        config.maxActive = 4;
        config.maxQueued = 6;
        m_manager.setEngineConfig(config);
        int good = 0;
        int refused = 0;
        int peak = 0;
        for (int i = 0; i < 12; ++i) {
            QNetworkReply *reply = m_manager.get(QNetworkRequest(upstream.url()));
            peak = qMax(peak, m_manager.active());
            connect(reply, &QNetworkReply::finished, this, [&, reply] {
                good += reply->error() == QNetworkReply::NoError;
                refused += upstream::failureClass(*reply) == UpstreamFailure::QueueFull;
                peak = qMax(peak, m_manager.active());
                reply->deleteLater();
            });
        }
        QCOMPARE(m_manager.queued(), 6);
        QTRY_COMPARE(good + refused, 12);
        QCOMPARE(refused, 2);
        QCOMPARE(peak, 4);
        m_manager.setEngineConfig({});
    }

    void holdsTheUpstreamBackWhileNobodyReads()
    {
        constexpr qsizetype total = 64 << 20;
        constexpr qsizetype most = 64 << 10;
        ScriptedUpstream upstream([](UpstreamConnection &c, const RecordedRequest &) {
            c.send("HTTP/1.1 200 OK\r\nContent-Length: " + QByteArray::number(total) + "\r\n\r\n");
            const QByteArray piece = pattern(1 << 20);
            for (qsizetype sent = 0; sent < total && c.send(piece); sent += piece.size()) { }
        });
        const std::unique_ptr<QNetworkReply> reply(m_manager.get(QNetworkRequest(upstream.url())));
        reply->setReadBufferSize(most);
        QTRY_VERIFY(reply->bytesAvailable() > 0);
        qint64 before = -1;
        QTRY_VERIFY_WITH_TIMEOUT(std::exchange(before, upstream.bytesSent()) == upstream.bytesSent()
                                     && (QTest::qWait(200), before == upstream.bytesSent()),
                                 10'000); // stands still
        QVERIFY2(reply->bytesAvailable() <= most + 16'384, QByteArray::number(reply->bytesAvailable()));
        QVERIFY2(before < (16 << 20), QByteArray::number(before)); // what the kernel's buffers take
        qint64 got = 0;
        bool same = true;
        const QByteArray piece = pattern(1 << 20);
        const auto read = [&] {
            char bytes[3000];
            for (qint64 size; (size = reply->read(bytes, sizeof bytes)) > 0; got += size) {
                const qsizetype offset = got % piece.size();
                const qsizetype first = qMin<qsizetype>(size, piece.size() - offset);
                same = same && memcmp(bytes, piece.constData() + offset, size_t(first)) == 0
                    && memcmp(bytes + first, piece.constData(), size_t(size - first)) == 0;
            }
        };
        connect(reply.get(), &QNetworkReply::readyRead, this, read);
        read();
        QTRY_VERIFY_WITH_TIMEOUT(reply->isFinished(), 60'000);
        read();
        QCOMPARE(got, qint64(total));
        QVERIFY(same);
        QCOMPARE(reply->error(), QNetworkReply::NoError);
    }

    void keepsAPausedStreamAliveAcrossItsTimeLimit()
    {
        ScriptedUpstream upstream(
            [](UpstreamConnection &c, const RecordedRequest &) { c.answer(200, pattern(4 << 20)); });
        QNetworkRequest request(upstream.url());
        request.setAttribute(upstream::SilenceTimeout, 200);
        QNetworkReply *reply = m_manager.get(request);
        reply->setReadBufferSize(1000);
        QTest::qWait(700);
        QVERIFY(!reply->isFinished());
        reply->setReadBufferSize(0);
        const FinishedReply seen = finish(reply);
        QCOMPARE(seen.error, QNetworkReply::NoError);
        QVERIFY(seen.body == pattern(4 << 20));
    }

private:
    EitherEngine m_manager;
};

QTEST_GUILESS_MAIN(tst_UpstreamReply)
#include "tst_upstreamreply.moc"
