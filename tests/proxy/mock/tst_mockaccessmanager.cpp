// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/base/upstreamattributes.h"
#include "proxy/mock/mockaccessmanager.h"

#include <QBuffer>
#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkReply>
#include <QPointer>
#include <QSet>
#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace keyswitch;
using upstream::UpstreamFailure;

namespace
{

// A body that comes in two parts.
class SlowBody : public QIODevice
{
public:
    SlowBody() { open(ReadOnly | Unbuffered); }
    bool isSequential() const override { return true; }
    void push(const QByteArray &bytes)
    {
        m_bytes += bytes;
        Q_EMIT readyRead();
    }
    void end() { Q_EMIT readChannelFinished(); }
    qint64 bytesAvailable() const override { return m_bytes.size() + QIODevice::bytesAvailable(); }

protected:
    qint64 readData(char *data, qint64 maximum) override
    {
        const qint64 size = qMin<qint64>(maximum, m_bytes.size());
        memcpy(data, m_bytes.constData(), size_t(size));
        m_bytes.remove(0, size);
        return size;
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    QByteArray m_bytes;
};

} // namespace

class tst_MockAccessManager : public QObject
{
    Q_OBJECT

    MockAccessManager m_manager;

    static QNetworkRequest request()
    {
        QNetworkRequest request(
            QUrl(QString::fromLatin1(MockAccessManager::BaseUrl) + QStringLiteral("/chat/completions")));
        request.setRawHeader("authorization", "Bearer sk-user");
        request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
        return request;
    }
    static QByteArray body(const QByteArray &model, bool stream)
    {
        return "{\"model\":\"" + model + "\",\"stream\":" + (stream ? "true" : "false")
            + ",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    }
    std::unique_ptr<QNetworkReply> post(const QByteArray &model, bool stream,
                                        const QNetworkRequest &request = tst_MockAccessManager::request())
    {
        return std::unique_ptr<QNetworkReply>(m_manager.post(request, body(model, stream)));
    }
    static bool finished(QNetworkReply &reply)
    {
        return QTest::qWaitFor([&] { return reply.isFinished(); }, 5000);
    }

private Q_SLOTS:
    void nothingHappensBeforeTheEventLoop()
    {
        const auto reply = post("mock-small", false);
        QSignalSpy meta(reply.get(), &QNetworkReply::metaDataChanged);
        QSignalSpy sent(reply.get(), &QNetworkReply::requestSent);
        QSignalSpy done(&m_manager, &QNetworkAccessManager::finished);
        QVERIFY(!reply->isFinished());
        QVERIFY(!reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).isValid());
        QVERIFY(finished(*reply));
        QCOMPARE(sent.size(), 1);
        QCOMPARE(meta.size(), 1);
        QCOMPARE(done.size(), 1);
        QCOMPARE(reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), 200);
        QCOMPARE(reply->rawHeader("content-type"), QByteArray("application/json"));
        QVERIFY(QJsonDocument::fromJson(reply->readAll()).isObject());
        QCOMPARE(upstream::failureClass(*reply), UpstreamFailure::None);
        QCOMPARE(reply->error(), QNetworkReply::NoError);
    }

    void theHeadIsHandedOverAsABlockToThoseWhoAsk()
    {
        QNetworkRequest asking = request();
        asking.setAttribute(upstream::HeaderBlock, true);
        asking.setRawHeader("x-litellm-call-id", "c-1");
        const auto reply = post("mock-429", false, asking);
        QVERIFY(finished(*reply));
        QVERIFY(reply->rawHeaderPairs().isEmpty());
        const QByteArray block = reply->attribute(upstream::HeaderBlock).toByteArray();
        QVERIFY2(block.contains("retry-after: 7\r\n"), block);
        QVERIFY2(block.endsWith("x-litellm-call-id: c-1\r\n"), block);
    }

    void idsAreNeverTheSame()
    {
        QSet<QString> ids;
        MockAccessManager other;
        for (QNetworkAccessManager *manager :
             {static_cast<QNetworkAccessManager *>(&m_manager), static_cast<QNetworkAccessManager *>(&other)})
            for (int i = 0; i < 3; ++i) {
                const std::unique_ptr<QNetworkReply> reply(manager->post(request(), body("mock-small", false)));
                QVERIFY(finished(*reply));
                ids.insert(QJsonDocument::fromJson(reply->readAll())[QLatin1String("id")].toString());
            }
        QCOMPARE(ids.size(), 6);
    }

    void failuresHaveTheirClass_data()
    {
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<int>("status"); // 0: none
        QTest::addColumn<QNetworkReply::NetworkError>("error");
        QTest::addColumn<int>("failure");
        const auto row = [](const char *model, int status, QNetworkReply::NetworkError error, UpstreamFailure failure) {
            QTest::newRow(model) << QByteArray(model) << status << error << int(failure);
        };
        row("mock-429", 429, QNetworkReply::UnknownContentError, UpstreamFailure::None);
        row("mock-500", 500, QNetworkReply::InternalServerError, UpstreamFailure::None);
        row("mock-401", 401, QNetworkReply::AuthenticationRequiredError, UpstreamFailure::None);
        row("mock-ctx", 400, QNetworkReply::ProtocolInvalidOperationError, UpstreamFailure::None);
        row("mock-html", 502, QNetworkReply::UnknownServerError, UpstreamFailure::None);
        row("mock-cut", 200, QNetworkReply::RemoteHostClosedError, UpstreamFailure::Cut);
        row("mock-close", 0, QNetworkReply::RemoteHostClosedError, UpstreamFailure::ClosedBeforeAnswer);
        row("mock-hang", 0, QNetworkReply::TimeoutError, UpstreamFailure::FirstByteTimeout);
        row("mock-stall", 200, QNetworkReply::TimeoutError, UpstreamFailure::Stalled);
    }
    void failuresHaveTheirClass()
    {
        QFETCH(QByteArray, model);
        QFETCH(int, status);
        QFETCH(QNetworkReply::NetworkError, error);
        QFETCH(int, failure);
        QNetworkRequest limited = request();
        limited.setAttribute(upstream::FirstByteTimeout, 60);
        limited.setAttribute(upstream::SilenceTimeout, 60);
        for (const bool stream : {true, false}) {
            const auto reply = post(model, stream, limited);
            QSignalSpy errors(reply.get(), &QNetworkReply::errorOccurred);
            QVERIFY(finished(*reply));
            QCOMPARE(errors.size(), 1);
            QCOMPARE(reply->error(), error);
            QCOMPARE(reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), status);
            QCOMPARE(int(*upstream::failureClass(*reply)), failure);
            const QByteArray answer = reply->readAll();
            QVERIFY(!answer.contains("[DONE]"));
            QCOMPARE(answer.isEmpty(), status == 0);
        }
    }

    void aHangIsEndedByAbortOnly()
    {
        const auto reply = post("mock-hang", true);
        QTest::qWait(50);
        QVERIFY(!reply->isFinished());
        QSignalSpy done(reply.get(), &QNetworkReply::finished);
        reply->abort();
        QCOMPARE(done.size(), 1);
        QCOMPARE(reply->error(), QNetworkReply::OperationCanceledError);
        QCOMPARE(upstream::failureClass(*reply), UpstreamFailure::Cancelled);
        reply->abort();
        QCOMPARE(done.size(), 1);
    }

    void aSlowStreamComesPieceByPiece()
    {
        const auto reply = post("mock-slow", true);
        QElapsedTimer timer;
        QList<qint64> times;
        connect(reply.get(), &QNetworkReply::readyRead, reply.get(), [&] {
            times.append(timer.elapsed());
            if (times.size() == 3)
                reply->abort();
        });
        timer.start();
        QVERIFY(finished(*reply));
        QCOMPARE(times.size(), 3);
        // Twice 200 ms; a coarse timer may be 5 % early.
        QVERIFY2(times.at(2) - times.at(0) >= 350, qPrintable(QString::number(times.at(2) - times.at(0))));
    }

    void aFullBufferHoldsTheStreamBack()
    {
        const auto whole = post("mock-small", true);
        QVERIFY(finished(*whole));
        const qsizetype size = whole->readAll().size();

        const auto reply = post("mock-small", true);
        reply->setReadBufferSize(100);
        QTest::qWait(50);
        QCOMPARE(reply->bytesAvailable(), 100);
        QVERIFY(!reply->isFinished());
        QByteArray got;
        while (!reply->isFinished()) {
            QVERIFY(reply->bytesAvailable() <= 100);
            got += reply->read(37);
            QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
        }
        got += reply->readAll();
        QCOMPARE(got.size(), size);
        QVERIFY(got.endsWith("data: [DONE]\n\n"));
    }

    void aLargerBufferLetsTheStreamGoOn()
    {
        const auto reply = post("mock-small", true);
        reply->setReadBufferSize(100);
        QTest::qWait(30);
        QVERIFY(!reply->isFinished());
        reply->setReadBufferSize(0);
        QVERIFY(finished(*reply));
        QVERIFY(reply->readAll().endsWith("data: [DONE]\n\n"));
    }

    void aReplyMayBeDeletedInAnyOfItsSignals_data()
    {
        QTest::addColumn<QByteArray>("signal");
        for (const char *signal :
             {"requestSent", "metaDataChanged", "readyRead", "errorOccurred", "readChannelFinished"})
            QTest::newRow(signal) << QByteArray(signal);
    }
    void aReplyMayBeDeletedInAnyOfItsSignals()
    {
        QFETCH(QByteArray, signal);
        QPointer<QNetworkReply> reply = m_manager.post(request(), body("mock-cut", true));
        const auto destroy = [reply] { delete reply.data(); };
        if (signal == "requestSent")
            connect(reply.data(), &QNetworkReply::requestSent, this, destroy);
        else if (signal == "metaDataChanged")
            connect(reply.data(), &QNetworkReply::metaDataChanged, this, destroy);
        else if (signal == "readyRead")
            connect(reply.data(), &QNetworkReply::readyRead, this, destroy);
        else if (signal == "errorOccurred")
            connect(reply.data(), &QNetworkReply::errorOccurred, this, destroy);
        else
            connect(reply.data(), &QNetworkReply::readChannelFinished, this, destroy);
        QTRY_VERIFY(!reply);
    }

    void aBodyThatComesSlowlyIsWaitedFor()
    {
        SlowBody device;
        const QByteArray whole = body("mock-small", false);
        const std::unique_ptr<QNetworkReply> reply(m_manager.post(request(), &device));
        device.push(whole.first(10));
        QTest::qWait(20);
        QVERIFY(!reply->isFinished());
        device.push(whole.sliced(10));
        device.end();
        QVERIFY(finished(*reply));
        QCOMPARE(reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), 200);
    }

    void otherVerbsAreUnderstood()
    {
        QNetworkRequest models = request();
        models.setUrl(QUrl(QStringLiteral("https://anything.example/models")));
        const std::unique_ptr<QNetworkReply> get(m_manager.get(models));
        QVERIFY(finished(*get));
        QCOMPARE(get->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), 200);
        const std::unique_ptr<QNetworkReply> custom(m_manager.sendCustomRequest(models, "PATCH", QByteArray("{}")));
        QVERIFY(finished(*custom));
        QCOMPARE(custom->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), 405);
        models.setRawHeader("authorization", "");
        const std::unique_ptr<QNetworkReply> nobody(m_manager.get(models));
        QVERIFY(finished(*nobody));
        QCOMPARE(nobody->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), 401);
    }
};

QTEST_GUILESS_MAIN(tst_MockAccessManager)
#include "tst_mockaccessmanager.moc"
