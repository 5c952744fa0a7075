// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/resolve/bodysplice.h"

#include <QTest>

using namespace keyswitch;

class tst_BodySplice : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void putsAMissingModelInFront();
    void replacesTheModelThatCounts_data();
    void replacesTheModelThatCounts();
    void escapesTheModel();
    void asksForUsage_data();
    void asksForUsage();
    void doesBothInOnePass_data();
    void doesBothInOnePass();
    void leavesEveryOtherByteAlone();
    void asksOnlyForStreamsThatWouldNotTell();

private:
    static BodyLook looked(const QByteArray &body)
    {
        const auto look = lookAt(Endpoint::ChatCompletions, body);
        return look ? *look : BodyLook{};
    }
};

void tst_BodySplice::putsAMissingModelInFront()
{
    const QByteArray body = " { \"messages\":[1]}";
    QCOMPARE(withModel(body, looked(body), "gpt"), QByteArray(" {\"model\":\"gpt\", \"messages\":[1]}"));
}

void tst_BodySplice::replacesTheModelThatCounts_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("null") << QByteArray(R"({"messages":[1],"model":null})")
                          << QByteArray(R"({"messages":[1],"model":"x"})");
    QTest::newRow("empty") << QByteArray(R"({"model" : "" ,"messages":[1]})")
                           << QByteArray(R"({"model" : "x" ,"messages":[1]})");
    QTest::newRow("the last of two") << QByteArray(R"({"model":"a","messages":[1],"mod\u0065l":null})")
                                     << QByteArray(R"({"model":"a","messages":[1],"mod\u0065l":"x"})");
    QTest::newRow("not a nested one") << QByteArray(R"({"messages":[{"model":null}]})")
                                      << QByteArray(R"({"model":"x","messages":[{"model":null}]})");
}

void tst_BodySplice::replacesTheModelThatCounts()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, expected);
    const QByteArray changed = withModel(body, looked(body), "x");
    QCOMPARE(changed, expected);
    QCOMPARE(looked(changed).model, QByteArray("x"));
}

void tst_BodySplice::escapesTheModel()
{
    const QByteArray body = R"({"messages":[1]})";
    const QByteArray model = "a\"b\\c\n\xC3\xA9";
    const QByteArray changed = withModel(body, looked(body), model);
    QVERIFY(lookAt(Endpoint::ChatCompletions, changed).has_value());
    QCOMPARE(looked(changed).model, model);
}

void tst_BodySplice::asksForUsage_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const char *body, const char *expected) {
        QTest::newRow(name) << QByteArray(body) << QByteArray(expected);
    };
    row("absent", R"({"stream":true,"messages":[1]})",
        R"({"stream_options":{"include_usage":true},"stream":true,"messages":[1]})");
    row("null", R"({"stream_options":null,"messages":[1]})",
        R"({"stream_options":{"include_usage":true},"messages":[1]})");
    row("empty object", R"({"stream_options":{ },"messages":[1]})",
        R"({"stream_options":{"include_usage":true },"messages":[1]})");
    row("other option", R"({"stream_options":{"a":1},"messages":[1]})",
        R"({"stream_options":{"include_usage":true,"a":1},"messages":[1]})");
    row("false", R"({"stream_options":{"include_usage":false},"messages":[1]})",
        R"({"stream_options":{"include_usage":true},"messages":[1]})");
    row("null inside", R"({"stream_options":{"include_usage": null},"messages":[1]})",
        R"({"stream_options":{"include_usage": true},"messages":[1]})");
    row("last of two", R"({"stream_options":{"include_usage":true,"include_usage":false},"messages":[1]})",
        R"({"stream_options":{"include_usage":true,"include_usage":true},"messages":[1]})");
    row("last object of two", R"({"stream_options":{"include_usage":true},"messages":[1],"stream_options":{}})",
        R"({"stream_options":{"include_usage":true},"messages":[1],"stream_options":{"include_usage":true}})");
}

void tst_BodySplice::asksForUsage()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, expected);
    QVERIFY(!looked(body).clientAskedForUsage);
    const QByteArray changed = withUsage(body, looked(body));
    QCOMPARE(changed, expected);
    QVERIFY(looked(changed).clientAskedForUsage);
}

void tst_BodySplice::doesBothInOnePass_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("both absent") << QByteArray(R"({"messages":[1],"stream":true})");
    QTest::newRow("usage first") << QByteArray(R"({"stream_options":{},"messages":[1],"model":null})");
    QTest::newRow("model first") << QByteArray(R"({"model":null,"messages":[1],"stream_options":null})");
}

void tst_BodySplice::doesBothInOnePass()
{
    QFETCH(QByteArray, body);
    const QByteArray changed = withModelAndUsage(body, looked(body), "x");
    const QByteArray model = withModel(body, looked(body), "x");
    QCOMPARE(looked(changed).model, QByteArray("x"));
    QVERIFY(looked(changed).clientAskedForUsage);
    QCOMPARE(changed.size(), withUsage(model, looked(model)).size());
}

void tst_BodySplice::leavesEveryOtherByteAlone()
{
    const QByteArray front = "{\"n\":1e400,\t\"big\":" + QByteArray(400, '9') + ",\"s\":\"\\ud800 \\u0000\",\r\n";
    const QByteArray back = "\"messages\":[1.0,1.00,-0,\"\\/\"]}\n\n";
    const QByteArray body = front + "\"model\":null," + back;
    QCOMPARE(withModel(body, looked(body), "m"), front + "\"model\":\"m\"," + back);
}

void tst_BodySplice::asksOnlyForStreamsThatWouldNotTell()
{
    BodyLook look;
    QVERIFY(!needsUsage(Endpoint::ChatCompletions, look));
    look.stream = true;
    QVERIFY(needsUsage(Endpoint::ChatCompletions, look));
    QVERIFY(needsUsage(Endpoint::Completions, look));
    QVERIFY(!needsUsage(Endpoint::Responses, look));
    QVERIFY(!needsUsage(Endpoint::Embeddings, look));
    look.clientAskedForUsage = true;
    QVERIFY(!needsUsage(Endpoint::ChatCompletions, look));
}

QTEST_APPLESS_MAIN(tst_BodySplice)
#include "tst_bodysplice.moc"
