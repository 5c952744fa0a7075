// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/resolve/bodylook.h"

#include <QTest>

#include <ctime>

using namespace keyswitch;

class tst_BodyLook : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void refusesWhatIsNotJson_data();
    void refusesWhatIsNotJson();
    void takesAllThatIsJson_data();
    void takesAllThatIsJson();
    void wantsAnObject_data();
    void wantsAnObject();
    void wantsTheFieldOfTheEndpoint_data();
    void wantsTheFieldOfTheEndpoint();
    void readsTheModel_data();
    void readsTheModel();
    void readsStreamAndUsage_data();
    void readsStreamAndUsage();
    void refusesWrongTypes_data();
    void refusesWrongTypes();
    void refusesFieldsThatRedirectOrOverride_data();
    void refusesFieldsThatRedirectOrOverride();
    void refusesEveryCutOfABody();
    void countsDepthFromTheTop();
    void answersDeepNestingInLinearTime_data();
    void answersDeepNestingInLinearTime();
    void benchmark_data();
    void benchmark();

private:
    static QByteArray chat(const QByteArray &more) { return "{\"messages\":[{}]," + more + '}'; }
    static Failure failure(FailureKind kind, const char *param = "") { return {kind, QByteArray(param)}; }
};

void tst_BodyLook::refusesWhatIsNotJson_data()
{
    QTest::addColumn<QByteArray>("body");
    int n = 0;
    const auto row = [&n](const QByteArray &body) {
        QTest::addRow("%d %s", n++, body.left(20).toHex().constData()) << body;
    };
    row("");
    row("  ");
    row("{");
    row("{}}");
    row("{} x");
    row("{,}");
    row("nul");
    row("nullx");
    row("\xEF\xBB\xBF{}");
    row(QByteArray("{}\0", 3));
    for (const char *value : {"NaN",         "Infinity",
                              "-Infinity",   "01",
                              "+1",          ".5",
                              "1.",          "1e",
                              "1e+",         "-",
                              "0x10",        "1_0",
                              "--1",         "True",
                              "'a'",         "\"",
                              "\"\\",        "\"\\x\"",
                              "\"\\u12g4\"", "\"\\u12\"",
                              "\"\t\"",      "\"\n\"",
                              "[1,]",        "[,1]",
                              "[1 2]",       "[",
                              "]",           "[}",
                              "{\"a\"}",     "{\"a\":}",
                              "{\"a\":1,}",  "{a:1}",
                              "{1:1}",       "{\"a\":1 \"b\":2}",
                              "{]",          "1 1",
                              "/**/1",       "tru",
                              "falsey",      "\"a\"\"b\""})
        row(chat(QByteArray("\"v\":") + value));
    row(chat("\"v\":\"\xC3\""));
    row(chat("\"v\":\"\xED\xA0\x80\"")); // a surrogate in UTF-8
    row(chat("\"v\":\"\xC0\x80\"")); // too long a form
    row(chat("\"v\":\"\xF4\x90\x80\x80\"")); // beyond U+10FFFF
    row(chat(QByteArray("\"v\":\"a\0b\"", 9)));
    row(chat("\"v\":1,"));
}

void tst_BodyLook::refusesWhatIsNotJson()
{
    QFETCH(QByteArray, body);
    const auto look = lookAt(Endpoint::ChatCompletions, body);
    QVERIFY(!look);
    QCOMPARE(look.error(), failure(FailureKind::BodyNotJson));
}

void tst_BodyLook::takesAllThatIsJson_data()
{
    QTest::addColumn<QByteArray>("value");
    int n = 0;
    const auto row = [&n](const QByteArray &value) {
        QTest::addRow("%d %s", n++, value.left(12).constData()) << value;
    };
    for (const char *value : {"1e400",
                              "-0",
                              "-0.0e-0",
                              "1E+5",
                              "18446744073709551616",
                              "9223372036854775808",
                              "0",
                              "\"\\ud800\"",
                              "\"\\u0000\"",
                              "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
                              "[]",
                              "{}",
                              "[[],{}]",
                              " [ 1 , 2 ] ",
                              "{ \"a\" : { \"\" : null } , \"a\" : true }",
                              "\"\x7F\"",
                              "\"\xF0\x9F\x98\x80\"",
                              "false",
                              "\"]}\"",
                              "\"12345678\\\"\"",
                              "\"1234567\\\\\""})
        row(value);
    row(QByteArray(400, '9'));
    row("0." + QByteArray(4000, '1'));
    row('"' + QByteArray(100'000, 'x') + '"');
}

void tst_BodyLook::takesAllThatIsJson()
{
    QFETCH(QByteArray, value);
    QVERIFY(lookAt(Endpoint::ChatCompletions, chat("\"v\":" + value)).has_value());
    QVERIFY(lookAt(Endpoint::ChatCompletions, "\r\n\t {\"v\":" + value + ",\"messages\":[0]} \n").has_value());
}

void tst_BodyLook::wantsAnObject_data()
{
    QTest::addColumn<QByteArray>("body");
    for (const char *body : {"null", "[]", "\"x\"", "1", " true ", "[{\"messages\":[1]}]"})
        QTest::newRow(body) << QByteArray(body);
}

void tst_BodyLook::wantsAnObject()
{
    QFETCH(QByteArray, body);
    const auto look = lookAt(Endpoint::ChatCompletions, body);
    QVERIFY(!look);
    QCOMPARE(look.error(), failure(FailureKind::BodyNotObject));
}

void tst_BodyLook::wantsTheFieldOfTheEndpoint_data()
{
    QTest::addColumn<int>("endpoint");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("kind"); // -1: fine
    QTest::addColumn<QByteArray>("param");
    const auto row = [](const char *name, Endpoint endpoint, const char *body, int kind, const char *param) {
        QTest::newRow(name) << int(endpoint) << QByteArray(body) << kind << QByteArray(param);
    };
    const int missing = int(FailureKind::MissingParameter);
    const int wrong = int(FailureKind::WrongParameterType);
    row("chat absent", Endpoint::ChatCompletions, "{}", missing, "messages");
    row("chat nested only", Endpoint::ChatCompletions, R"({"a":{"messages":[1]}})", missing, "messages");
    row("chat null", Endpoint::ChatCompletions, R"({"messages":null})", missing, "messages");
    row("chat empty", Endpoint::ChatCompletions, R"({"messages":[ ]})", missing, "messages");
    row("chat text", Endpoint::ChatCompletions, R"({"messages":"hi"})", wrong, "messages");
    row("chat object", Endpoint::ChatCompletions, R"({"messages":{"a":1}})", wrong, "messages");
    row("chat last counts", Endpoint::ChatCompletions, R"({"messages":[1],"messages":[]})", missing, "messages");
    row("chat", Endpoint::ChatCompletions, R"({"messages":[{}]})", -1, "");
    row("completions absent", Endpoint::Completions, R"({"messages":[1]})", missing, "prompt");
    row("completions", Endpoint::Completions, R"({"prompt":""})", -1, "");
    row("responses absent", Endpoint::Responses, R"({"x":[1]})", missing, "input");
    row("responses", Endpoint::Responses, R"({"input":"x"})", -1, "");
    row("embeddings null", Endpoint::Embeddings, R"({"input":null})", missing, "input");
    row("embeddings", Endpoint::Embeddings, R"({"input":[[1,2]]})", -1, "");
}

void tst_BodyLook::wantsTheFieldOfTheEndpoint()
{
    QFETCH(int, endpoint);
    QFETCH(QByteArray, body);
    QFETCH(int, kind);
    QFETCH(QByteArray, param);
    const auto look = lookAt(Endpoint(endpoint), body);
    QCOMPARE(look.has_value(), kind < 0);
    if (!look)
        QCOMPARE(look.error(), (Failure{FailureKind(kind), param}));
}

void tst_BodyLook::readsTheModel_data()
{
    QTest::addColumn<QByteArray>("more");
    QTest::addColumn<QByteArray>("model"); // empty: none
    const auto row = [](const char *more, const char *model) {
        QTest::newRow(more) << QByteArray(more) << QByteArray(model);
    };
    row(R"("model":"gpt-4o")", "gpt-4o");
    row(R"("model":null)", "");
    row(R"("model":"")", "");
    row(R"("x":{"model":"no"})", "");
    row(R"("model":"a","model":"b")", "b");
    row(R"("model":"a","mod\u0065l":"b")", "b");
    row(R"("\u006d\u006F\u0064\u0065\u006c":"b")", "b");
    row(R"("model":"a","model":null)", "");
    row(R"("model":"caf\u00e9/\ud83d\ude00")", "caf\xC3\xA9/\xF0\x9F\x98\x80");
    row(R"("model":"\ud800x\udc00")", "\xEF\xBF\xBDx\xEF\xBF\xBD");
    row(R"("model":"\ud800\ud83d\ude00")", "\xEF\xBF\xBD\xF0\x9F\x98\x80");
    row(R"("Model":"a","model ":"b","model\u0000":"c")", "");
}

void tst_BodyLook::readsTheModel()
{
    QFETCH(QByteArray, more);
    QFETCH(QByteArray, model);
    const auto look = lookAt(Endpoint::ChatCompletions, chat(more));
    QVERIFY(look.has_value());
    QCOMPARE(look->model, model);
    QCOMPARE(look->hasModel, !model.isEmpty());
}

void tst_BodyLook::readsStreamAndUsage_data()
{
    QTest::addColumn<QByteArray>("more");
    QTest::addColumn<bool>("stream");
    QTest::addColumn<bool>("usage");
    const auto row = [](const char *more, bool stream, bool usage) {
        QTest::newRow(more) << QByteArray(more) << stream << usage;
    };
    row(R"("x":1)", false, false);
    row(R"("stream":null)", false, false);
    row(R"("stream":false)", false, false);
    row(R"("stream" : true )", true, false);
    row(R"("stream":true,"stream":false)", false, false);
    row(R"("stream":false,"\u0073tream":true)", true, false);
    row(R"("stream":true,"stream_options":null)", true, false);
    row(R"("stream":true,"stream_options":{"include_usage":true})", true, true);
    row(R"("stream":true,"stream_options":{"include_usage":null})", true, false);
    row(R"("stream":true,"stream_options":{"include_usage":true,"include_usag\u0065":false})", true, false);
    row(R"("stream":true,"stream_options":{"include_usage":true},"stream_options":{})", true, false);
    row(R"("stream":true,"stream_options":{"a":{"include_usage":true}})", true, false);
    row(R"("stream":true,"include_usage":true)", true, false);
}

void tst_BodyLook::readsStreamAndUsage()
{
    QFETCH(QByteArray, more);
    QFETCH(bool, stream);
    QFETCH(bool, usage);
    const auto look = lookAt(Endpoint::ChatCompletions, chat(more));
    QVERIFY(look.has_value());
    QCOMPARE(look->stream, stream);
    QCOMPARE(look->clientAskedForUsage, usage);
}

void tst_BodyLook::refusesWrongTypes_data()
{
    QTest::addColumn<QByteArray>("more");
    QTest::addColumn<QByteArray>("param");
    const auto row = [](const char *more, const char *param) {
        QTest::newRow(more) << QByteArray(more) << QByteArray(param);
    };
    row(R"("model":1)", "model");
    row(R"("model":["a"])", "model");
    row(R"("model":true)", "model");
    row(R"("stream":"true")", "stream");
    row(R"("stream":1)", "stream");
    row(R"("stream":{})", "stream");
    row(R"("stream_options":true)", "stream_options");
    row(R"("stream_options":[])", "stream_options");
    row(R"("stream_options":{"include_usage":"true"})", "stream_options.include_usage");
    row(R"("stream_options":{"include_usage":1})", "stream_options.include_usage");
    row(R"("metadata":"{\"user_api_key\":\"x\"}")", "metadata");
    row(R"("metadata":[])", "metadata");
    row(R"("litellm_metadata":"x")", "litellm_metadata");
}

void tst_BodyLook::refusesWrongTypes()
{
    QFETCH(QByteArray, more);
    QFETCH(QByteArray, param);
    const auto look = lookAt(Endpoint::ChatCompletions, chat(more));
    QVERIFY(!look);
    QCOMPARE(look.error(), (Failure{FailureKind::WrongParameterType, param}));
}

void tst_BodyLook::refusesFieldsThatRedirectOrOverride_data()
{
    QTest::addColumn<QByteArray>("more");
    QTest::addColumn<QByteArray>("param"); // empty: passes
    const auto row = [](const char *more, const char *param) {
        QTest::newRow(more) << QByteArray(more) << QByteArray(param);
    };
    for (const char *field :
         {"api_base", "base_url", "api_key", "user_config", "mock_response", "fallbacks", "extra_headers",
          "context_window_fallbacks", "model_list", "litellm_params", "api_version", "organization",
          "vertex_credentials", "aws_secret_access_key", "input_cost_per_token"})
        QTest::newRow(field) << QByteArray("\"x\":1,\"") + field + "\":null" << QByteArray(field);
    row(R"("api\u005fbase":"http://x")", "api_base");
    row(R"("\u0061\u0070\u0069\u005f\u006b\u0065\u0079":"k")", "api_key");
    row(R"("extra_body":{"a":1,"api_base":"x"})", "extra_body.api_base");
    row(R"("metadata":{"user_api_key":"x"})", "metadata.user_api_key");
    row(R"("metadata":{"a":1,"user\u005fapi_key_alias":"x"})", "metadata.user_api_key_alias");
    row(R"("litellm_metadata":{"user_api_key_user_id":"x"})", "litellm_metadata.user_api_key_user_id");
    row(R"("metadata":{"user_api_key":1},"metadata":{})", "metadata.user_api_key");
    row(R"("metadata":{"a":{"user_api_key":1}},"litellm_metadata":null)", "");
    row(R"("tools":[{"api_key":1}],"API_KEY":1,"api_keys":1)", "");
    row(R"("user":"u","temperature":0.5,"max_tokens":-1,"n":1000000,"tool_choice":"auto")", "");
}

void tst_BodyLook::refusesFieldsThatRedirectOrOverride()
{
    QFETCH(QByteArray, more);
    QFETCH(QByteArray, param);
    const auto look = lookAt(Endpoint::ChatCompletions, chat(more));
    QCOMPARE(look.has_value(), param.isEmpty());
    if (!look)
        QCOMPARE(look.error(), (Failure{FailureKind::ForbiddenParameter, param}));
}

void tst_BodyLook::refusesEveryCutOfABody()
{
    const QByteArray body = chat(R"("model":"a\u00e9\n","x":[1,-2.5e+3,true,false,null,{"y":{}}],"stream":true)");
    QVERIFY(lookAt(Endpoint::ChatCompletions, body).has_value());
    for (qsizetype size = 0; size < body.size(); ++size) {
        const auto look = lookAt(Endpoint::ChatCompletions, QByteArray(body.constData(), size));
        QVERIFY2(!look, body.left(size).constData());
        QCOMPARE(look.error(), failure(FailureKind::BodyNotJson));
    }
}

void tst_BodyLook::countsDepthFromTheTop()
{
    const auto nested = [](int depth) { return chat("\"v\":" + QByteArray(depth, '[') + QByteArray(depth, ']')); };
    QVERIFY(lookAt(Endpoint::ChatCompletions, nested(1023)).has_value());
    QVERIFY(!lookAt(Endpoint::ChatCompletions, nested(1024)).has_value());
    QVERIFY(lookAt(Endpoint::ChatCompletions,
                   chat("\"metadata\":{\"v\":" + QByteArray(1022, '[') + QByteArray(1022, ']') + '}'))
                .has_value());
}

void tst_BodyLook::answersDeepNestingInLinearTime_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("[") << QByteArray(1 << 20, '[');
    QTest::newRow("{\"a\":") << QByteArray("{\"a\":").repeated(200'000);
    QTest::newRow("inside") << chat("\"v\":" + QByteArray(1 << 20, '['));
}

void tst_BodyLook::answersDeepNestingInLinearTime()
{
    QFETCH(QByteArray, body);
    double best = 1e9; // CPU milliseconds, best of three: the machine is shared
    for (int i = 0; i < 3; ++i) {
        const std::clock_t begin = std::clock();
        QVERIFY(!lookAt(Endpoint::ChatCompletions, body).has_value());
        best = std::min(best, 1000.0 * double(std::clock() - begin) / CLOCKS_PER_SEC);
    }
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    QVERIFY2(best < 1.0, QByteArray::number(best).constData());
#endif
}

void tst_BodyLook::benchmark_data()
{
    QTest::addColumn<QByteArray>("body");
    const auto body = [](int size, const QByteArray &text) {
        QByteArray messages;
        while (messages.size() < size)
            messages += (messages.isEmpty() ? "" : ",") + QByteArray(R"({"role":"user","content":")") + text + "\"}";
        return "{\"model\":\"gpt-4o\",\"stream\":true,\"messages\":[" + messages + "],\"temperature\":0.7}";
    };
    const QByteArray prose =
        QByteArray("The quick brown fox jumps over the lazy dog.\\nIt did so \\\"twice\\\". ").repeated(8);
    QTest::newRow("1 KB") << body(1024, prose);
    QTest::newRow("8 KB") << body(8 * 1024, prose);
    QTest::newRow("1 MB prose") << body(1 << 20, prose);
    QTest::newRow("1 MB in one string") << body(1 << 20, QByteArray(1 << 20, 'x'));
    QTest::newRow("1 MB of short members") << body(1 << 20, "hi");
}

void tst_BodyLook::benchmark()
{
    QFETCH(QByteArray, body);
    bool ok = true;
    QBENCHMARK
    {
        ok = ok && lookAt(Endpoint::ChatCompletions, body).has_value();
    }
    QVERIFY(ok);
}

QTEST_APPLESS_MAIN(tst_BodyLook)
#include "tst_bodylook.moc"
