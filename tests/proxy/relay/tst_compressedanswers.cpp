// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/proxy/relay/relayrun.h"
#include "tests/support/gzip.h"

#include <QtTest>

using namespace keyswitch;
using namespace keyswitch::test;

// Answers with a content-encoding, and what else cannot be looked at: they pass, and the row says why there is no
// usage.
class tst_CompressedAnswers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete); }

    void aCompressedErrorPassesDecodedWithoutTheKey()
    {
        Run run;
        run.reply->head(401, "content-type: application/json\r\ncontent-encoding: gzip\r\n");
        run.reply->body(gzip(R"({"error":{"message":"No such key: sk-maria","type":"auth_error","code":"401"}})"));
        run.reply->end();
        QCOMPARE(run.client.body,
                 QByteArray(R"({"error":{"message":"No such key: [key]","type":"auth_error","code":"401"}})"));
        QVERIFY(!run.client.fields.contains("encoding"));
        QVERIFY(run.client.fields.contains("x-keyswitch-hint: LiteLLM refused this user's key"));
    }

    void aCompressedAnswerPassesUntouchedAndIsMetered_data()
    {
        QTest::addColumn<bool>("stream");
        QTest::addColumn<QByteArray>("coding");
        for (const char *const coding : {"gzip", "deflate"}) {
            QTest::addRow("%s, plain", coding) << false << QByteArray(coding);
            QTest::addRow("%s, stream", coding) << true << QByteArray(coding);
        }
    }
    void aCompressedAnswerPassesUntouchedAndIsMetered()
    {
        QFETCH(bool, stream);
        QFETCH(QByteArray, coding);
        const QByteArray plain = stream
            ? delta("one") + usageChunk + done
            : QByteArray(R"({"id":"c-1","choices":[],"usage":{"prompt_tokens":5,"completion_tokens":7,"cost":0.25}})");
        const QByteArray coded = coding == "gzip" ? gzip(plain) : qCompress(plain).sliced(4);
        Run run;
        const QByteArray encoding = "content-encoding: " + coding + "\r\n";
        stream ? run.stream(encoding) : run.json(encoding);
        for (const char byte : coded)
            run.reply->body(QByteArray(1, byte));
        run.reply->end();
        QCOMPARE(run.client.body, coded);
        QVERIFY(run.client.fields.contains(encoding));
        QCOMPARE(run.client.finishes, 1);
        QCOMPARE(run.exchange.tokens.prompt, 5);
        QCOMPARE(run.exchange.tokens.completion, 7);
        QCOMPARE(run.exchange.cost.amount, NanoDollars(250'000'000));
        QCOMPARE(run.exchange.upstreamId, QByteArray("c-1"));
        QVERIFY(!run.exchange.usageUnread);
    }

    void whatCannotBeReadPassesAndSaysWhy_data()
    {
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("why");
        const QByteArray bomb = gzip(QByteArray(100 << 20, ' '));
        QVERIFY(bomb.size() < 130'000); // 1:1000
        const QByteArray json = "content-type: application/json\r\n";
        const QByteArray events = "content-type: text/event-stream\r\n";
        const QByteArray zipped = "content-encoding: gzip\r\n";
        QTest::newRow("bomb") << json + zipped << bomb << QByteArray("usage_unread_inflation");
        QTest::newRow("bomb of a stream") << events + zipped << bomb << QByteArray("usage_unread_inflation");
        QTest::newRow("not gzip") << json + zipped << QByteArray("{\"usage\":{}}")
                                  << QByteArray("usage_unread_broken_coding");
        QTest::newRow("brotli") << json + "content-encoding: br\r\n"
                                << QByteArray("\x0b\x02\x80") << QByteArray("usage_unread_coding");
        QTest::newRow("twice") << json + "content-encoding: gzip, gzip\r\n"
                               << gzip(gzip("{}")) << QByteArray("usage_unread_coding");
        QTest::newRow("large") << json << '{' + QByteArray(9 << 20, ' ') + '}' << QByteArray("usage_unread_size");
        QTest::newRow("large event") << events << "data: {" + QByteArray(2 << 20, ' ') + "}\n\n" + done
                                     << QByteArray("usage_unread_size");
    }
    void whatCannotBeReadPassesAndSaysWhy()
    {
        QFETCH(QByteArray, fields);
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, why);
        Run run;
        run.reply->head(200, fields);
        run.reply->body(body);
        run.reply->end();
        QVERIFY(run.client.body == body);
        QCOMPARE(run.client.finishes, 1);
        QVERIFY(!run.exchange.tokens.isKnown());
        QCOMPARE(QByteArray(run.exchange.usageUnread), why);
        QVERIFY(!run.exchange.failure);
    }

    void severalMembersAreOneBody()
    {
        Run run;
        run.json("content-encoding: gzip\r\n");
        run.reply->body(gzip(R"({"id":"c-1","choices":[],"usage":{"prompt_tokens":5,)")
                        + gzip(R"("completion_tokens":7}})"));
        run.reply->end();
        QCOMPARE(run.exchange.tokens.completion, 7);
    }
};

QTEST_GUILESS_MAIN(tst_CompressedAnswers)
#include "tst_compressedanswers.moc"
