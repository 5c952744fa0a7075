// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/proxy/forward/eitherengine.h"
#include "tests/proxy/forward/finishedreply.h"
#include "tests/support/scriptedupstream.h"

#include <QPointer>
#include <QSignalSpy>
#include <QTest>
#include <QThread>

#include <atomic>
#include <vector>

using namespace keyswitch;
using namespace keyswitch::test;
using upstream::UpstreamFailure;
using namespace std::chrono_literals;

namespace
{

const QByteArray json = QByteArrayLiteral("{\"a\":1}");

void answerForEver(UpstreamConnection &c, const RecordedRequest &request)
{
    if (request.target == "/hang") {
        c.waitForClose(10s);
        return;
    }
    if (request.target == "/good") {
        c.answer(200, "ok");
        return;
    }
    c.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    while (c.chunk(QByteArray(1000, 'z')))
        c.sleep(2ms);
}

enum class Moment { RequestSent, MetaDataChanged, ReadyRead, ErrorOccurred, Finished };
enum class Act { Abort, Close, Delete, DeleteLater };

} // namespace

class tst_UpstreamReplyLifetime : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void maySlotsDoAnything_data()
    {
        QTest::addColumn<int>("moment");
        QTest::addColumn<int>("act");
        const char *moments[] = {"requestSent", "metaDataChanged", "readyRead", "errorOccurred", "finished"};
        const char *acts[] = {"abort", "close", "delete", "deleteLater"};
        for (int moment = 0; moment < 5; ++moment) {
            for (int act = 0; act < 4; ++act)
                QTest::addRow("%s in %s", acts[act], moments[moment]) << moment << act;
        }
    }
    void maySlotsDoAnything()
    {
        QFETCH(int, moment);
        QFETCH(int, act);
        ScriptedUpstream upstream(&answerForEver);
        const bool ends = Moment(moment) == Moment::Finished || Moment(moment) == Moment::ErrorOccurred;
        QNetworkRequest request(upstream.url(ends ? "/hang" : "/endless"));
        if (ends)
            request.setAttribute(upstream::FirstByteTimeout, 100);
        QPointer<QNetworkReply> reply = m_manager.post(request, json);
        int acted = 0;
        int finished = 0;
        const auto slot = [&] {
            if (acted++ > 0)
                return;
            switch (Act(act)) {
            case Act::Abort:
                reply->abort();
                break;
            case Act::Close:
                reply->close();
                break;
            case Act::Delete:
                delete reply;
                break;
            case Act::DeleteLater:
                reply->deleteLater();
                break;
            }
        };
        connect(reply, &QNetworkReply::finished, this, [&] { ++finished; });
        switch (Moment(moment)) {
        case Moment::RequestSent:
            connect(reply, &QNetworkReply::requestSent, this, slot);
            break;
        case Moment::MetaDataChanged:
            connect(reply, &QNetworkReply::metaDataChanged, this, slot);
            break;
        case Moment::ReadyRead:
            connect(reply, &QNetworkReply::readyRead, this, slot);
            break;
        case Moment::ErrorOccurred:
            connect(reply, &QNetworkReply::errorOccurred, this, slot);
            break;
        case Moment::Finished:
            connect(reply, &QNetworkReply::finished, this, slot);
            break;
        }
        QTRY_COMPARE(acted, 1);
        QTRY_COMPARE(upstream.closedByPeer(), 1); // off the wire
        QTRY_COMPARE(m_manager.active(), 0);
        if (reply) {
            QVERIFY(reply->isFinished());
            QCOMPARE(finished, 1);
            if (!ends)
                QCOMPARE(upstream::failureClass(*reply), UpstreamFailure::Cancelled);
            delete reply;
        }
        QCOMPARE(finish(m_manager.post(QNetworkRequest(upstream.url("/good")), json)).body, "ok");
    }

    void abortsAtOnceWhileWaiting()
    {
        ScriptedUpstream upstream(&answerForEver);
        const std::unique_ptr<QNetworkReply> reply(m_manager.post(QNetworkRequest(upstream.url("/hang")), json));
        QTRY_COMPARE(upstream.requests().size(), 1);
        QSignalSpy finished(reply.get(), &QNetworkReply::finished);
        QSignalSpy failed(reply.get(), &QNetworkReply::errorOccurred);
        reply->abort();
        reply->abort();
        QCOMPARE(finished.size(), 1);
        QCOMPARE(failed.size(), 1);
        QCOMPARE(reply->error(), QNetworkReply::OperationCanceledError);
        QCOMPARE(m_manager.active(), 0);
        QTRY_COMPARE_WITH_TIMEOUT(upstream.closedByPeer(), 1, 100);
    }

    void abortsRightAfterPost()
    {
        ScriptedUpstream upstream(&answerForEver);
        for (int i = 0; i < 50; ++i) {
            const std::unique_ptr<QNetworkReply> reply(m_manager.post(QNetworkRequest(upstream.url("/hang")), json));
            reply->abort();
            QVERIFY(reply->isFinished());
        }
        QCOMPARE(m_manager.active(), 0);
        QTRY_VERIFY(upstream.closedByPeer() == upstream.connections());
    }

    void abortsDuringALookUpWithoutWaiting()
    {
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; i < 10; ++i)
            delete m_manager.get(QNetworkRequest(QUrl(QStringLiteral("http://host-%1.invalid/").arg(i))));
        QVERIFY2(timer.elapsed() < 500, QByteArray::number(timer.elapsed()));
    }

    void abortsInTheQueue()
    {
        ScriptedUpstream upstream(&answerForEver);
        EngineConfig config;
        config.maxActive = 1;
        m_manager.setEngineConfig(config);
        const std::unique_ptr<QNetworkReply> first(m_manager.post(QNetworkRequest(upstream.url("/hang")), json));
        const std::unique_ptr<QNetworkReply> second(m_manager.post(QNetworkRequest(upstream.url("/hang")), json));
        std::unique_ptr<QNetworkReply> third(m_manager.post(QNetworkRequest(upstream.url("/good")), json));
        QCOMPARE(m_manager.queued(), 2);
        second->abort();
        QCOMPARE(m_manager.queued(), 1);
        first->abort(); // makes room for the third
        QCOMPARE(finish(third.release()).body, "ok");
        m_manager.setEngineConfig({});
    }

    void abortsWhilePaused()
    {
        ScriptedUpstream upstream(&answerForEver);
        const std::unique_ptr<QNetworkReply> reply(m_manager.get(QNetworkRequest(upstream.url())));
        reply->setReadBufferSize(1000);
        QTRY_VERIFY(reply->bytesAvailable() >= 1000);
        QTest::qWait(100);
        reply->abort();
        QTRY_COMPARE(upstream.closedByPeer(), 1);
        QCOMPARE(reply->bytesAvailable(), 0);
    }

    void abortsAllOthersInOneSlot()
    {
        constexpr int count = 40;
        ScriptedUpstream upstream(&answerForEver);
        QList<QNetworkReply *> all;
        for (int i = 0; i < count; ++i)
            all << m_manager.get(QNetworkRequest(upstream.url("/endless")));
        int finished = 0;
        for (QNetworkReply *reply : std::as_const(all)) {
            connect(reply, &QNetworkReply::finished, this, [&] { ++finished; });
            connect(reply, &QNetworkReply::readyRead, this, [&all] {
                for (QNetworkReply *other : std::exchange(all, {})) {
                    other->abort();
                    other->deleteLater();
                }
            });
        }
        QTRY_COMPARE(finished, count);
        QCOMPARE(m_manager.active(), 0);
    }

    void startsTheNextInFinished()
    {
        ScriptedUpstream upstream(&answerForEver);
        int finished = 0;
        const std::function<void()> next = [&] {
            QNetworkReply *reply = m_manager.post(QNetworkRequest(upstream.url("/good")), json);
            connect(reply, &QNetworkReply::finished, this, [&, reply] {
                QCOMPARE(reply->readAll(), "ok");
                reply->deleteLater();
                if (++finished < 300)
                    next();
            });
        };
        next();
        QTRY_COMPARE(finished, 300);
        QCOMPARE(upstream.connections(), 1);
    }

    void runsUnderANestedEventLoop()
    {
        ScriptedUpstream upstream(&answerForEver);
        QNetworkReply *outer = m_manager.get(QNetworkRequest(upstream.url("/endless")));
        QByteArray inner;
        int depth = 0;
        connect(outer, &QNetworkReply::readyRead, this, [&] {
            if (++depth > 1)
                return; // the outer one goes on meanwhile
            for (int i = 0; i < 3; ++i)
                inner += finish(m_manager.post(QNetworkRequest(upstream.url("/good")), json)).body;
            outer->abort();
            outer->deleteLater();
        });
        QTRY_COMPARE(inner, "okokok");
        QTRY_COMPARE(m_manager.active(), 0);
    }

    void readsInSmallPieces()
    {
        QByteArray body;
        for (int i = 0; i < 20'000; ++i)
            body += QByteArray::number(i) + '\n';
        ScriptedUpstream upstream([&body](UpstreamConnection &c, const RecordedRequest &) { c.answer(200, body); });
        const std::unique_ptr<QNetworkReply> reply(m_manager.get(QNetworkRequest(upstream.url())));
        reply->setReadBufferSize(2000);
        QByteArray got;
        const auto read = [&] {
            while (reply->bytesAvailable() > 0)
                got += reply->read(7);
        };
        connect(reply.get(), &QNetworkReply::readyRead, this, read);
        QTRY_VERIFY_WITH_TIMEOUT(reply->isFinished(), 20'000);
        read();
        QVERIFY(got == body);
        QCOMPARE(reply->read(1), QByteArray());
    }

    void isReadableAfterTheEnd()
    {
        ScriptedUpstream upstream(&answerForEver);
        const std::unique_ptr<QNetworkReply> reply(m_manager.get(QNetworkRequest(upstream.url("/good"))));
        QTRY_VERIFY(reply->isFinished());
        QCOMPARE(reply->bytesAvailable(), 2);
        QCOMPARE(reply->readAll(), "ok");
    }

    void survivesItsManagersEnd()
    {
        ScriptedUpstream upstream(&answerForEver);
        auto manager = std::make_unique<EitherEngine>();
        for (int i = 0; i < 3; ++i)
            manager->get(QNetworkRequest(upstream.url("/endless")));
        QTRY_COMPARE(upstream.requests().size(), 3);
        manager.reset();
        QTRY_COMPARE(upstream.closedByPeer(), 3);
        QCOMPARE(m_manager.active(), 0);
    }

    void letsASlotEndTheManager()
    {
        ScriptedUpstream upstream(&answerForEver);
        bool ended = false;
        // In a thread of its own, so that the engine goes with its last manager, from under its own feet.
        const std::unique_ptr<QThread> thread(QThread::create([&] {
            QEventLoop loop;
            auto manager = std::make_unique<EitherEngine>();
            for (int i = 0; i < 5; ++i) {
                QNetworkReply *reply = manager->get(QNetworkRequest(upstream.url("/endless")));
                QObject::connect(reply, &QNetworkReply::readyRead, &loop, [&] {
                    manager.reset();
                    loop.quit();
                });
            }
            QTimer::singleShot(5000, &loop, &QEventLoop::quit);
            loop.exec();
            ended = !manager;
            EitherEngine next;
            ended = ended && finish(next.post(QNetworkRequest(upstream.url("/good")), json)).body == "ok";
        }));
        thread->start();
        QVERIFY(thread->wait(10'000));
        QVERIFY(ended);
        QTRY_COMPARE(upstream.closedByPeer(), upstream.connections());
    }

    void servesThreadsIndependently()
    {
        constexpr int threads = 4;
        constexpr int each = 100;
        ScriptedUpstream upstream(&answerForEver);
        std::atomic_int good = 0;
        std::vector<std::unique_ptr<QThread>> workers;
        for (int i = 0; i < threads; ++i) {
            workers.emplace_back(QThread::create([&] {
                EitherEngine manager;
                for (int request = 0; request < each; ++request)
                    good += finish(manager.post(QNetworkRequest(upstream.url("/good")), json)).body == "ok";
            }));
            workers.back()->start();
        }
        for (const auto &worker : workers)
            QVERIFY(worker->wait(30'000));
        QCOMPARE(good.load(), threads * each);
        QCOMPARE(upstream.connections(), threads);
    }

    void losesItsUploadDevice()
    {
        ScriptedUpstream upstream(&answerForEver);
        class Endless : public QIODevice
        {
        public:
            Endless() { open(ReadOnly | Unbuffered); }
            bool isSequential() const override { return true; }

        protected:
            qint64 readData(char *, qint64) override { return 0; }
            qint64 writeData(const char *, qint64) override { return -1; }
        };
        auto device = std::make_unique<Endless>();
        QNetworkReply *reply = m_manager.post(QNetworkRequest(upstream.url("/good")), device.get());
        QTest::qWait(50);
        QVERIFY(!reply->isFinished());
        connect(device.get(), &QObject::destroyed, reply, &QNetworkReply::abort);
        device.reset();
        QCOMPARE(finish(reply).failure, UpstreamFailure::Cancelled);
    }

private:
    EitherEngine m_manager;
};

QTEST_GUILESS_MAIN(tst_UpstreamReplyLifetime)
#include "tst_upstreamreplylifetime.moc"
