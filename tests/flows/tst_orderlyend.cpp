// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/flows/house.h"

#include <QElapsedTimer>

using namespace keyswitch;
using namespace keyswitch::test;
using namespace std::chrono_literals;

// The end of the service: who is being answered is answered whole, nobody new is taken in, and all rows are on disk.
class tst_OrderlyEnd : public QObject
{
    Q_OBJECT

private:
    std::atomic_bool m_finish = false;

    ScriptedUpstream::Script streamUntilTold()
    {
        return [this](UpstreamConnection &connection, const RecordedRequest &) {
            connection.send(StreamHead);
            connection.chunk(streamEvent("one"));
            while (!m_finish && connection.isOpen() && !connection.waitForClose(1ms)) { }
            connection.chunk(streamEvent("two") + DoneEvent);
            connection.chunk({});
        };
    }

private Q_SLOTS:
    void init() { m_finish = false; }

    void aRunningStreamEndsWholeAndANewCallIsRefused()
    {
        House house(streamUntilTold());
        house.addUser("maria");
        RawClient kept(house.port()); // connected before, asks after
        kept.send("GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
        kept.receiveUntil("}");
        RawClient client(house.port());
        client.send(House::request("maria-agent", chat(true), "Connection: close\r\n"));
        QByteArray bytes = client.receiveUntil("one");

        const QFuture<void> done = house.service().shutDown(15s);
        QTest::qWait(100);
        QVERIFY(!done.isFinished());
        kept.send(House::request("maria-agent", chat(false)));
        const Answer refused = Answer::parse(kept.receiveUntil("}}", 1, 1s));
        QVERIFY2(refused.status == 503 || kept.end() != RawClient::End::None, refused.head.constData());
        if (refused.status == 503)
            QCOMPARE(refused.errorCode(), QByteArray("shutting_down"));
        RawClient late(house.port());
        late.send(House::request("maria-agent", chat(false)));
        const Answer lateAnswer = Answer::parse(late.receiveUntil("}}", 1, 1s));
        QVERIFY(lateAnswer.status == 0 || lateAnswer.status == 503);
        QCOMPARE(house.posts(), 1);

        m_finish = true;
        bytes += client.receiveAll();
        const Answer answer = Answer::parse(bytes);
        QVERIFY(answer.whole);
        QCOMPARE(answer.body, streamEvent("one") + streamEvent("two") + DoneEvent);
        QTRY_VERIFY(done.isFinished());
        QCOMPARE(house.rowOf(answer).outcome, Outcome::Ok);
    }

    void afterTheGraceStreamsAreCutInSight()
    {
        House house(streamUntilTold());
        house.addUser("maria");
        RawClient client(house.port());
        client.send(House::request("maria-agent", chat(true)));
        QByteArray bytes = client.receiveUntil("one");
        QElapsedTimer clock;
        clock.start();
        house.shutDown(200ms);
        QVERIFY2(clock.elapsed() >= 150 && clock.elapsed() < 3000, qPrintable(QString::number(clock.elapsed())));
        bytes += client.receiveAll();
        const Answer answer = Answer::parse(bytes);
        QVERIFY(!answer.whole);
        QVERIFY(answer.body.contains("data: {\"error\":{") && !answer.body.contains("[DONE]"));
        QCOMPARE(house.rowOf(answer).outcome, Outcome::UpstreamCut);
        QTRY_VERIFY(house.upstream().closedByPeer() >= 1);
    }

    void theSecondSignalDoesNotWait()
    {
        House house(streamUntilTold());
        house.addUser("maria");
        RawClient streaming(house.port());
        streaming.send(House::request("maria-agent", chat(true)));
        streaming.receiveUntil("one");
        const QFuture<void> done = house.service().shutDown(60s);
        QTest::qWait(50);
        QVERIFY(!done.isFinished());
        house.service().cutNow();
        QTRY_VERIFY_WITH_TIMEOUT(done.isFinished(), 3000);
        streaming.receiveAll();
        QVERIFY(streaming.end() != RawClient::End::Timeout);
        QCOMPARE(house.onlyRow().outcome, Outcome::UpstreamCut);
    }

    void oneThatStillWaitsIsToldWhy()
    {
        House house([](UpstreamConnection &connection, const RecordedRequest &) { connection.waitForClose(8s); });
        house.addUser("maria");
        RawClient client(house.port());
        client.send(House::request("maria-agent", chat(false), "Connection: close\r\n"));
        QTRY_COMPARE(house.posts(), 1);
        house.shutDown(50ms);
        const Answer answer = Answer::parse(client.receiveAll());
        QCOMPARE(answer.status, 503);
        QCOMPARE(answer.errorCode(), QByteArray("shutting_down"));
        QVERIFY(answer.whole);
        QCOMPARE(house.rowOf(answer).failureCode, QStringLiteral("shutting_down"));
    }

    void withNothingToWaitForItEndsAtOnce()
    {
        House house(streamUntilTold());
        QElapsedTimer clock;
        clock.start();
        house.shutDown(60s);
        QVERIFY2(clock.elapsed() < 2000, qPrintable(QString::number(clock.elapsed())));
        RawClient late(house.port());
        QVERIFY(!late.isConnected());
    }
};

QTEST_GUILESS_MAIN(tst_OrderlyEnd)
#include "tst_orderlyend.moc"
