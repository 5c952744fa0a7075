// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/proxy/relay/relayrun.h"

#include <QtTest>

using namespace keyswitch;
using namespace keyswitch::test;
using namespace std::chrono_literals;
using upstream::UpstreamFailure;

class tst_StreamRelay : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete); }

    void aStreamsHeadGoesOutBeforeItsFirstEvent()
    {
        Run run;
        int flushes = 0;
        run.client.onFlush = [&] { ++flushes; };
        run.stream();
        QCOMPARE(run.client.status, 200);
        QCOMPARE(flushes, 1);
        QVERIFY(!run.exchange.ttft); // a head is no token
        run.clock.now += 20s; // longer than a client should hear nothing
        run.relay->tick(run.clock.now);
        QVERIFY(run.client.body.startsWith(':'));
        run.reply->body(done);
        run.reply->end();
        QCOMPARE(run.client.begins, 1);
        QCOMPARE(run.ends, 1);
    }
    void aClientMayLeaveOverTheHeadOfAStream()
    {
        Run run;
        run.client.onFlush = [&] { run.client.leave(); };
        run.stream();
        QCOMPARE(run.ends, 1);
        QVERIFY(run.exchange.clientLeft);
        QCOMPARE(run.abortsAtEnd, 1);
    }

    void aPlainAnswerPassesWhole()
    {
        Run run;
        const QByteArray body = R"({"id":"c-1","choices":[],"usage":{"prompt_tokens":5,"completion_tokens":7}})";
        run.json("content-length: " + QByteArray::number(body.size()) + "\r\nx-litellm-response-cost: 0.5\r\n");
        run.clock.now += 30ms;
        run.reply->body(body.left(10));
        QCOMPARE(run.client.body, body.left(10));
        QCOMPARE(run.client.unflushed, 0); // as it comes
        run.clock.now += 10ms;
        run.reply->body(body.mid(10));
        QCOMPARE(run.ends, 0);
        run.reply->end();
        QCOMPARE(run.client.status, 200);
        QCOMPARE(run.client.length, body.size());
        QCOMPARE(run.client.body, body);
        QCOMPARE(run.client.finishes, 1);
        QCOMPARE(run.client.aborts, 0);
        QVERIFY(!run.client.hasListener());
        QCOMPARE(run.ends, 1);
        QVERIFY(!run.endedWithClient);
        QCOMPARE(run.abortsAtEnd, 0);
        QVERIFY(!run.exchange.failure);
        QVERIFY(run.exchange.answered);
        QCOMPARE(run.exchange.status, 200);
        QCOMPARE(run.exchange.responseBytes, qint64(body.size()));
        QCOMPARE(run.exchange.ttft, std::optional<std::chrono::microseconds>(30ms));
        QCOMPARE(run.firstBytes, 1);
        QCOMPARE(run.exchange.tokens.prompt, 5);
        QCOMPARE(run.exchange.tokens.completion, 7);
        QCOMPARE(run.exchange.cost.amount, NanoDollars(500'000'000));
        QCOMPARE(run.exchange.cost.origin, CostOrigin::LiteLlmHeader);
        QCOMPARE(run.exchange.upstreamId, QByteArray("c-1"));
    }

    void aStreamPassesByteForByte_data()
    {
        QTest::addColumn<int>("pieces");
        for (const int pieces : {1, 3, 17, 1000})
            QTest::addRow("%d bytes at a time", pieces) << pieces;
    }
    void aStreamPassesByteForByte()
    {
        QFETCH(int, pieces);
        const QByteArray all =
            ": ping\r\n\r\n" + delta("one") + "event: x\ndata: 1\ndata: 2\nid: 7\n\n" + delta("two") + done;
        Run run;
        run.stream();
        for (qsizetype at = 0; at < all.size(); at += pieces)
            run.reply->body(all.mid(at, pieces));
        run.reply->end();
        QCOMPARE(run.client.body, all);
        QVERIFY(!run.client.length);
        QCOMPARE(run.client.finishes, 1);
        QCOMPARE(run.exchange.responseBytes, qint64(all.size()));
        QVERIFY(!run.exchange.failure);
        QVERIFY(!run.exchange.tokens.isKnown()); // nobody said, and a whole stream is not guessed at
        QVERIFY(!run.exchange.cost.amount);
    }

    void eachEventIsSentAsItComes()
    {
        Run run;
        run.stream();
        run.reply->body(delta("one"));
        QCOMPARE(run.client.body, delta("one"));
        QCOMPARE(run.client.unflushed, 0);
        run.reply->body(delta("two").left(30)); // half an event is no event
        QCOMPARE(run.client.body, delta("one"));
        run.reply->body(delta("two").mid(30));
        QCOMPARE(run.client.body, delta("one") + delta("two"));
        QCOMPARE(run.client.unflushed, 0);
    }

    void theUsageChunkIsHiddenFromWhoDidNotAsk()
    {
        Run run;
        run.stream("content-length: 5000\r\n"); // will not hold
        run.reply->body(delta("one") + usageChunk + done);
        run.reply->end();
        QCOMPARE(run.client.body, delta("one") + done);
        QVERIFY(!run.client.length);
        QCOMPARE(run.exchange.tokens.prompt, 5);
        QCOMPARE(run.exchange.tokens.completion, 7);
        QVERIFY(!run.exchange.tokens.estimated);
        QCOMPARE(run.exchange.cost.amount, NanoDollars(250'000'000));
        QCOMPARE(run.exchange.cost.origin, CostOrigin::LiteLlmStream);
    }

    void whoAskedForTheUsageGetsIt()
    {
        Run run(true);
        run.stream();
        run.reply->body(delta("one") + usageChunk + done);
        run.reply->end();
        QCOMPARE(run.client.body, delta("one") + usageChunk + done);
        QCOMPARE(run.exchange.tokens.completion, 7);
    }

    void commentsAreNoFirstToken()
    {
        Run run;
        run.stream();
        run.clock.now += 10ms;
        run.reply->body(": ping\n\n");
        QCOMPARE(run.client.body, QByteArray(": ping\n\n"));
        QCOMPARE(run.firstBytes, 0);
        run.clock.now += 40ms;
        run.reply->body(delta("one"));
        run.clock.now += 50ms;
        run.reply->body(delta("two"));
        QCOMPARE(run.firstBytes, 1);
        QCOMPARE(run.exchange.ttft, std::optional<std::chrono::microseconds>(50ms));
    }

    void aCutStreamEndsWithAnErrorAndNotWhole_data()
    {
        QTest::addColumn<int>("failure");
        QTest::addColumn<int>("kind");
        const auto row = [](const char *name, UpstreamFailure failure, FailureKind kind) {
            QTest::newRow(name) << int(failure) << int(kind);
        };
        row("cut", UpstreamFailure::Cut, FailureKind::UpstreamCut);
        row("silent", UpstreamFailure::Stalled, FailureKind::UpstreamStalled);
        row("bad framing", UpstreamFailure::BrokenFraming, FailureKind::UpstreamFraming);
    }
    void aCutStreamEndsWithAnErrorAndNotWhole()
    {
        QFETCH(int, failure);
        QFETCH(int, kind);
        Run run;
        run.stream();
        run.reply->body(delta("one") + delta("two"));
        run.reply->end(UpstreamFailure(failure), "data: {\"half");
        QCOMPARE(run.client.body, delta("one") + delta("two") + Run::errorEvent(FailureKind(kind)));
        QCOMPARE(run.client.aborts, 1);
        QCOMPARE(run.client.finishes, 0);
        QVERIFY(!run.client.body.contains("[DONE]"));
        QCOMPARE(run.exchange.failure->kind, FailureKind(kind));
        QVERIFY(run.exchange.tokens.estimated);
        QCOMPARE(run.exchange.tokens.completion, 2);
        QVERIFY(!run.exchange.tokens.prompt);
        QCOMPARE(run.ends, 1);
    }

    void usageThatCameBeforeTheCutIsNoEstimate()
    {
        Run run;
        run.stream();
        run.reply->body(delta("one") + usageChunk);
        run.reply->end(UpstreamFailure::Cut);
        QVERIFY(!run.exchange.tokens.estimated);
        QCOMPARE(run.exchange.tokens.completion, 7);
    }

    void aCutPlainAnswerIsNotMadeWhole()
    {
        Run run;
        run.json("content-length: 100\r\n");
        run.reply->body("{\"id\":");
        run.reply->end(UpstreamFailure::Cut);
        QCOMPARE(run.client.body, QByteArray("{\"id\":"));
        QCOMPARE(run.client.aborts, 1);
        QCOMPARE(run.client.finishes, 0);
        QCOMPARE(run.exchange.failure->kind, FailureKind::UpstreamCut);
    }

    void anErrorInTheStreamIsTheUpstreamsCut()
    {
        const QByteArray error = "data: {\"error\":{\"message\":\"gone\",\"code\":\"500\"}}\n\n";
        Run run;
        run.stream();
        run.reply->body(delta("one") + error);
        run.reply->end();
        QCOMPARE(run.client.body, delta("one") + error); // told already
        QCOMPARE(run.client.finishes, 1);
        QCOMPARE(run.exchange.failure->kind, FailureKind::UpstreamCut);
        QCOMPARE(run.exchange.upstreamErrorCode, QByteArray("500"));
    }

    void withoutAnAnswerTheOwnerAnswers_data()
    {
        QTest::addColumn<int>("failure");
        QTest::addColumn<int>("kind");
        const auto row = [](const char *name, UpstreamFailure failure, FailureKind kind) {
            QTest::newRow(name) << int(failure) << int(kind);
        };
        row("unresolved", UpstreamFailure::Unresolved, FailureKind::UpstreamUnresolved);
        row("refused", UpstreamFailure::Refused, FailureKind::UpstreamRefused);
        row("TLS", UpstreamFailure::Tls, FailureKind::UpstreamTls);
        row("expired", UpstreamFailure::TlsExpired, FailureKind::UpstreamTlsExpired);
        row("no TLS", UpstreamFailure::TlsMissing, FailureKind::UpstreamTlsMissing);
        row("connect timeout", UpstreamFailure::ConnectTimeout, FailureKind::UpstreamConnectTimeout);
        row("first byte timeout", UpstreamFailure::FirstByteTimeout, FailureKind::UpstreamFirstByteTimeout);
        row("closed", UpstreamFailure::ClosedBeforeAnswer, FailureKind::UpstreamClosed);
        row("malformed", UpstreamFailure::Malformed, FailureKind::UpstreamMalformed);
        row("large head", UpstreamFailure::HeadTooLarge, FailureKind::UpstreamMalformed);
        row("queue", UpstreamFailure::QueueFull, FailureKind::Overloaded);
        row("other", UpstreamFailure::Other, FailureKind::UpstreamClosed);
        row("no status and no failure", UpstreamFailure::None, FailureKind::UpstreamClosed);
    }
    void withoutAnAnswerTheOwnerAnswers()
    {
        QFETCH(int, failure);
        QFETCH(int, kind);
        Run run;
        run.reply->end(UpstreamFailure(failure));
        QCOMPARE(run.ends, 1);
        QVERIFY(run.endedWithClient);
        QVERIFY(!run.client.hasListener());
        QCOMPARE(run.client.begins, 0);
        QVERIFY(!run.exchange.answered);
        QCOMPARE(run.exchange.failure->kind, FailureKind(kind));
        QVERIFY(!run.exchange.tokens.isKnown());
    }

    void anAnswerThatIsNoneIsWrapped_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("kept"); // the status that goes on; 0: the table's
        const int notJson = int(FailureKind::UpstreamNotJson);
        const QByteArray html = "content-type: text/html; charset=utf-8\r\n";
        QTest::newRow("a page") << 200 << html << QByteArray("<html>") << notJson << 0;
        QTest::newRow("an error page") << 503 << html + "Retry-After: 7\r\n" << QByteArray("<html>") << notJson << 503;
        QTest::newRow("a redirect") << 302 << QByteArray("location: /x\r\n") << QByteArray()
                                    << int(FailureKind::UpstreamRedirect) << 0;
        QTest::newRow("an error of broken gzip")
            << 400 << QByteArray("content-type: application/json\r\ncontent-encoding: gzip\r\n")
            << QByteArray("{\x1f\x8b") << notJson << 400;
        QTest::newRow("an error of an unknown coding")
            << 400 << QByteArray("content-type: application/json\r\ncontent-encoding: br\r\n") << QByteArray("{}")
            << notJson << 400;
        QTest::newRow("an empty error") << 500 << QByteArray("content-type: application/json\r\n") << QByteArray()
                                        << notJson << 500;
        QTest::newRow("an endless error")
            << 500 << QByteArray("content-type: application/json\r\n") << QByteArray(300 * 1024, '{') << notJson << 500;
    }
    void anAnswerThatIsNoneIsWrapped()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, fields);
        QFETCH(QByteArray, body);
        QFETCH(int, kind);
        QFETCH(int, kept);
        Run run;
        run.reply->head(status, fields);
        run.reply->body(body);
        if (run.ends == 0)
            run.reply->end();
        QCOMPARE(run.ends, 1);
        QVERIFY(run.endedWithClient);
        QCOMPARE(run.client.begins, 0);
        QCOMPARE(run.client.body, QByteArray());
        QCOMPARE(run.exchange.failure->kind, FailureKind(kind));
        QCOMPARE(run.exchange.errorStatus, kept);
        QCOMPARE(run.exchange.errorFields, QByteArray(kept == 503 ? "retry-after: 7\r\n" : ""));
    }

    void theUpstreamsErrorPassesWithoutTheKey()
    {
        Run run;
        run.reply->head(401, "content-type: application/json\r\nretry-after: 3\r\n");
        run.reply->body(R"({"error":{"message":"No such key: sk-m)");
        QCOMPARE(run.client.begins, 0); // the key may come in pieces
        run.reply->body(R"(aria, sk-maria","code":"bad_key"}})");
        run.reply->end();
        const QByteArray body = R"({"error":{"message":"No such key: [key], [key]","code":"bad_key"}})";
        QCOMPARE(run.client.status, 401);
        QCOMPARE(run.client.body, body);
        QCOMPARE(run.client.length, body.size());
        QCOMPARE(run.client.finishes, 1);
        QVERIFY(run.client.fields.contains("retry-after: 3\r\n"));
        QVERIFY(!run.client.fields.contains("x-keyswitch-hint")); // the provider's own 401, not LiteLLM's
        QVERIFY(!run.exchange.failure);
        QCOMPARE(run.exchange.status, 401);
        QCOMPARE(run.exchange.upstreamErrorCode, QByteArray("bad_key"));
    }

    void anInterimStatusIsNoAnswer()
    {
        Run run;
        run.reply->head(103, "content-type: text/event-stream\r\n");
        QCOMPARE(run.ends, 1);
        QCOMPARE(run.client.begins, 0);
        QCOMPARE(run.exchange.failure->kind, FailureKind::UpstreamMalformed);
    }

    void aPlainAnswerThatBreaksBeforeItsBodyIsTheOwnersToAnswer()
    {
        Run run;
        run.json("content-length: 5\r\n");
        run.reply->end(UpstreamFailure::BrokenFraming);
        QVERIFY(run.endedWithClient);
        QCOMPARE(run.client.begins, 0);
        QCOMPARE(run.exchange.failure->kind, FailureKind::UpstreamFraming);
    }

    void onlyListedFieldsPass()
    {
        Run run;
        run.json("Retry-After: 1\r\nx-ratelimit-remaining-requests: 9\r\nset-cookie: a=b\r\nserver: inner\r\n"
                 "x-litellm-model-api-base: http://10.0.0.1\r\nllm_provider-x: y\r\nvia: inner\r\ndate: x\r\n"
                 "connection: x-inner\r\nx-inner: y\r\nx-request-id: theirs\r\ntransfer-encoding: chunked\r\n"
                 "www-authenticate: Bearer\r\nlocation: /x\r\naccess-control-allow-origin: *\r\n");
        run.reply->end({}, "{}");
        QCOMPARE(run.client.fields,
                 "content-type: application/json\r\nRetry-After: 1\r\nx-ratelimit-remaining-requests: 9\r\n"
                 "x-request-id: "
                     + run.exchange.id.text() + "\r\n");
    }

    void aClientThatLeavesWhileWaitingCancelsAtOnce()
    {
        Run run;
        run.client.leave();
        QCOMPARE(run.ends, 1);
        QCOMPARE(run.abortsAtEnd, 1);
        QVERIFY(run.exchange.clientLeft);
        QVERIFY(!run.exchange.client && !run.exchange.answered && !run.exchange.failure);
        QVERIFY(!run.exchange.tokens.isKnown());
    }

    void aClientThatLeavesWhileStreamingCancelsAtOnce()
    {
        Run run;
        run.stream();
        run.reply->body(delta("one"));
        run.client.leave();
        QCOMPARE(run.ends, 1);
        QCOMPARE(run.abortsAtEnd, 1);
        QVERIFY(run.exchange.clientLeft);
        QVERIFY(run.exchange.tokens.estimated);
        QCOMPARE(run.exchange.tokens.completion, 1);
        QCOMPARE(run.client.finishes + run.client.aborts, 0); // nothing more is said to it
    }

    void aClientThatLeavesAfterTheLastEventHasHadItAll()
    {
        Run run;
        run.stream();
        run.reply->body(delta("one") + "data: [DONE]\n\n");
        run.client.leave(); // before the upstream ends the framing, as the openai SDK does
        QCOMPARE(run.ends, 1);
        QVERIFY(!run.exchange.clientLeft && !run.exchange.failure && !run.exchange.client);
        QVERIFY(!run.exchange.tokens.isKnown()); // nothing is estimated of a whole answer
        QCOMPARE(run.abortsAtEnd, 0); // the end of the framing is waited for: the connection is worth it
        run.reply->end();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QVERIFY(run.reply.isNull());
    }
    void whatComesBehindTheLastEventIsBounded()
    {
        Run run;
        run.stream();
        run.reply->body(delta("one") + done);
        run.client.leave();
        for (int i = 0; i < 100 && run.reply->aborts == 0; ++i)
            run.reply->body(QByteArray(1024, 'x'));
        QCOMPARE(run.reply->aborts, 1);
    }
    void anEndThatDoesNotComeIsNotWaitedForLong()
    {
        Run run;
        run.stream();
        run.reply->body(delta("one") + done);
        run.client.leave();
        QTRY_VERIFY_WITH_TIMEOUT(run.reply.isNull(), 10'000); // cut, and deleted as it was told to when finished
    }
    void nothingIsPutBehindTheLastEvent()
    {
        Run run;
        run.stream();
        run.reply->body(delta("one") + done);
        run.reply->end(UpstreamFailure::Cut);
        QCOMPARE(run.client.body, delta("one") + done);
        QCOMPARE(run.client.aborts, 1);
        QCOMPARE(run.exchange.failure->kind, FailureKind::UpstreamCut);
    }
    void aClientMayLeaveInTheMiddleOfAnything_data()
    {
        QTest::addColumn<QByteArray>("when");
        QTest::addColumn<int>("status");
        for (const char *const when : {"begin", "write", "flush"}) {
            for (const int status : {200, 429})
                QTest::addRow("%s of a %d", when, status) << QByteArray(when) << status;
        }
    }
    void aClientMayLeaveInTheMiddleOfAnything()
    {
        QFETCH(QByteArray, when);
        QFETCH(int, status);
        for (const bool stream : {true, false}) {
            Run run;
            const auto leave = [&] { run.client.leave(); };
            (when == "begin" ? run.client.onBegin : when == "write" ? run.client.onWrite : run.client.onFlush) = leave;
            run.reply->head(status,
                            stream && status == 200 ? "content-type: text/event-stream\r\n"
                                                    : "content-type: application/json\r\n");
            run.reply->body(stream && status == 200 ? delta("one") + delta("two") : QByteArray("{\"error\":{}}"));
            if (run.ends == 0)
                run.reply->end();
            QCOMPARE(run.ends, 1);
            QCOMPARE(run.client.aborts, 0);
            if (run.exchange.clientLeft)
                QVERIFY(!run.exchange.client);
            QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
            QVERIFY(run.reply.isNull());
        }
    }

    void aClientMayLeaveOverTheErrorEvent()
    {
        Run run;
        run.stream();
        run.reply->body(delta("one"));
        run.client.onWrite = [&] { run.client.leave(); };
        run.reply->end(UpstreamFailure::Cut);
        QCOMPARE(run.ends, 1);
        QCOMPARE(run.client.aborts, 0);
        QCOMPARE(run.exchange.failure->kind, FailureKind::UpstreamCut); // that came first
    }

    void aSlowClientPausesTheUpstreamAndResumesIt()
    {
        Run run;
        run.json();
        run.reply->body("aaa");
        run.client.isCongested = true;
        run.reply->body("bbb");
        run.reply->body("ccc");
        QCOMPARE(run.client.body, QByteArray("aaa"));
        QCOMPARE(run.reply->bytesAvailable(), 6); // left where the engine sees it and stops reading
        QVERIFY(run.reply->readBufferSize() > 0 && run.reply->readBufferSize() <= 1024 * 1024);
        run.client.drain();
        QCOMPARE(run.client.body, QByteArray("aaabbbccc"));
        QCOMPARE(run.client.unflushed, 0);
        run.reply->end();
        QCOMPARE(run.client.finishes, 1);
    }

    void anEndThatComesWhileTheClientIsSlowWaitsForIt()
    {
        Run run;
        run.stream();
        run.client.isCongested = true;
        run.reply->body(delta("one"));
        run.reply->end({}, done);
        QCOMPARE(run.ends, 0);
        QCOMPARE(run.client.body, QByteArray());
        run.client.drain();
        QCOMPARE(run.client.body, delta("one") + done);
        QCOMPARE(run.client.finishes, 1);
        QCOMPARE(run.ends, 1);
    }

    void aClientThatDrainsDuringTheFlushIsGoneOnWithAtOnce()
    {
        Run run;
        run.json();
        run.client.onWrite = [&] { run.client.isCongested = true; };
        run.client.onFlush = [&] { run.client.drain(); };
        const QByteArray body(200 * 1024, 'x');
        run.reply->body(body);
        QCOMPARE(run.client.body, body);
    }

    void aClientThatLeavesWhilePausedCancelsAtOnce()
    {
        Run run;
        run.json();
        run.client.isCongested = true;
        run.reply->body("aaa");
        run.client.leave();
        QCOMPARE(run.ends, 1);
        QCOMPARE(run.abortsAtEnd, 1);
    }

    void aSilentStreamIsKeptAlive()
    {
        const QByteArray comment = ": keep-alive\n\n";
        Run run;
        run.relay->tick(run.clock.now += 60s); // no answer yet: nothing can be said
        QCOMPARE(run.client.begins, 0);
        run.stream();
        run.reply->body(delta("one"));
        run.relay->tick(run.clock.now += 14s);
        QCOMPARE(run.client.body, delta("one"));
        run.relay->tick(run.clock.now += 1s);
        QCOMPARE(run.client.body, delta("one") + comment);
        QCOMPARE(run.client.unflushed, 0);
        run.relay->tick(run.clock.now += 14s);
        QCOMPARE(run.client.body, delta("one") + comment);
        run.reply->body(delta("two").left(20)); // half an event, kept back: a comment may go before it
        run.relay->tick(run.clock.now += 1s);
        QCOMPARE(run.client.body, delta("one") + comment + comment);
        run.reply->body(delta("two").mid(20));
        run.client.isCongested = true;
        run.relay->tick(run.clock.now += 60s);
        QVERIFY(run.client.body.endsWith(delta("two")));
    }

    void noCommentGoesIntoAHugeEventOrAPlainAnswer()
    {
        Run plain;
        plain.json();
        plain.reply->body("{");
        plain.relay->tick(plain.clock.now += 60s);
        QCOMPARE(plain.client.body, QByteArray("{"));

        Run huge;
        huge.stream();
        const QByteArray part = "data: " + QByteArray(2 * 1024 * 1024, 'x');
        huge.reply->body(part);
        QVERIFY(huge.client.body == part);
        huge.relay->tick(huge.clock.now += 60s);
        QVERIFY(huge.client.body == part);
    }

    void aShutdownCutsAStreamInSight()
    {
        Run run;
        run.stream();
        run.reply->body(delta("one"));
        run.relay->cut(FailureKind::UpstreamCut);
        QCOMPARE(run.client.body, delta("one") + Run::errorEvent(FailureKind::UpstreamCut));
        QCOMPARE(run.client.aborts, 1);
        QCOMPARE(run.abortsAtEnd, 1);
        QCOMPARE(run.ends, 1);
        run.relay->cut(FailureKind::UpstreamCut);
        QCOMPARE(run.ends, 1);
    }

    void aShutdownBeforeTheAnswerIsAnsweredByTheOwner()
    {
        Run run;
        run.relay->cut(FailureKind::ShuttingDown);
        QCOMPARE(run.ends, 1);
        QVERIFY(run.endedWithClient);
        QCOMPARE(run.abortsAtEnd, 1);
        QCOMPARE(run.exchange.failure->kind, FailureKind::ShuttingDown);
    }

    void aRelayThatIsDestroyedEndsItsReply()
    {
        Run run;
        run.stream();
        run.reply->body(delta("one"));
        int aborts = -1;
        run.reply->onDestroyed = [&, reply = run.reply.data()] { aborts = reply->aborts; };
        run.relay.reset();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QVERIFY(run.reply.isNull());
        QCOMPARE(aborts, 1);
        QVERIFY(!run.client.hasListener());
        QCOMPARE(run.ends, 0);
    }

    void aReplyThatWasFinishedBeforeTheStartIsRelayed()
    {
        HandClock clock;
        Run run; // lends its exchange
        run.relay.reset();
        auto *reply = new ScriptedReply;
        reply->head(200, "content-type: application/json\r\n");
        reply->end({}, "{}");
        run.exchange.client = &run.client;
        run.relay.emplace(run.exchange, reply, run, clock);
        run.relay->start();
        QCOMPARE(run.client.body, QByteArray("{}"));
        QCOMPARE(run.client.finishes, 1);
        QCOMPARE(run.ends, 1);
    }
};

QTEST_GUILESS_MAIN(tst_StreamRelay)
#include "tst_streamrelay.moc"
