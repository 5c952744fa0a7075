// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/relay/usagesniffer.h"

#include <QTest>

using namespace keyswitch;

using Verdict = UsageSniffer::Verdict;

namespace
{
// As LiteLLM 1.100 sent them.
constexpr char ContentChunk[] =
    R"({"id":"chatcmpl-3a41","object":"chat.completion.chunk","created":1795247496,"model":"mock-small","choices":[{"index":0,"delta":{"role":"assistant","content":"Hel"}}]})";
constexpr char FinishChunk[] =
    R"({"id":"chatcmpl-3a41","object":"chat.completion.chunk","created":1795247496,"model":"mock-small","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]})";
constexpr char UsageChunk[] =
    R"({"id":"chatcmpl-up1","created":1795247497,"model":"m-ok","object":"chat.completion.chunk","choices":[{"index":0,"delta":{}}],"usage":{"completion_tokens":200,"prompt_tokens":1000,"total_tokens":1200,"completion_tokens_details":{"reasoning_tokens":0},"prompt_tokens_details":{"cached_tokens":100},"cost":0.0013}})";
constexpr char ErrorChunk[] =
    R"({"error": {"message": "litellm.APIConnectionError: closed", "type": null, "param": null, "code": "500"}})";
} // namespace

class tst_UsageSniffer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsAStreamOfLiteLlm();
    void readsPlainBodies_data();
    void readsPlainBodies();
    void readsTheResponsesApi();
    void readsAnErrorInTheStream();
    void readsAnErrorOfTheResponsesApi_data();
    void readsAnErrorOfTheResponsesApi();
    void hidesOnlyChunksThatSayNothingElse_data();
    void hidesOnlyChunksThatSayNothingElse();
    void ignoresFiguresThatCannotBe_data();
    void ignoresFiguresThatCannotBe();
    void keepsTheLastValidFigure();
    void findsNoUsageInWhatTheModelSays();
    void survivesWhatIsNotJson_data();
    void survivesWhatIsNotJson();
    void estimatesFromWhatWasSeen_data();
    void estimatesFromWhatWasSeen();
    void estimatesNothingFromNothing();
    void keepsOnlyTheEndOfALargeBody_data();
    void keepsOnlyTheEndOfALargeBody();
    void readsABodyThatJustFits();
    void readsABodyInPieces();
    void dropsPartsLargerThanTheirWhole();
    void benchmark_data();
    void benchmark();

private:
    static UsageSniffer plain(const QByteArray &body)
    {
        UsageSniffer sniffer;
        sniffer.plain(body);
        sniffer.plainEnd();
        return sniffer;
    }
};

void tst_UsageSniffer::readsAStreamOfLiteLlm()
{
    UsageSniffer sniffer;
    QCOMPARE(sniffer.event(ContentChunk), Verdict::Ordinary);
    QCOMPARE(sniffer.answerId(), QByteArray("chatcmpl-3a41"));
    QVERIFY(!sniffer.usage().isKnown());
    QCOMPARE(sniffer.event(FinishChunk), Verdict::Ordinary);
    QCOMPARE(sniffer.event(UsageChunk), Verdict::UsageOnly);
    QVERIFY(!sniffer.sawDone());
    QCOMPARE(sniffer.event("[DONE]"), Verdict::Done);
    QVERIFY(sniffer.sawDone());
    QVERIFY(!sniffer.sawError());
    QCOMPARE(sniffer.usage(), (TokenUsage{1000, 200, 100, 0, false}));
    QCOMPARE(sniffer.cost(), NanoDollars(1'300'000));
    QCOMPARE(sniffer.answerId(), QByteArray("chatcmpl-3a41"));
}

void tst_UsageSniffer::readsPlainBodies_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("id");
    QTest::addColumn<TokenUsage>("usage");
    QTest::newRow("chat") << QByteArray(
        R"({"id":"chatcmpl-up1","created":1795247496,"model":"m-ok","object":"chat.completion","choices":[{"finish_reason":"stop","index":0,"message":{"content":"Hello from upstream","role":"assistant","provider_specific_fields":{"refusal":null}},"provider_specific_fields":{}}],"usage":{"completion_tokens":200,"prompt_tokens":1000,"total_tokens":1200,"prompt_tokens_details":{"cached_tokens":100}}})")
                          << QByteArray("chatcmpl-up1") << TokenUsage{1000, 200, 100, {}, false};
    QTest::newRow("completions") << QByteArray(
        R"({"id":"chatcmpl-b2","object":"text_completion","created":1795247991,"model":"mock-small","choices":[{"finish_reason":"stop","index":0,"text":"Hello from the mock","logprobs":null}],"usage":{"completion_tokens":20,"prompt_tokens":10,"total_tokens":30,"completion_tokens_details":null,"prompt_tokens_details":null}})")
                                 << QByteArray("chatcmpl-b2") << TokenUsage{10, 20, {}, {}, false};
    QTest::newRow("embeddings") << QByteArray(
        R"({"model":"mock-embed","data":[{"embedding":[0.1,0.2,0.3],"index":0,"object":"embedding"}],"object":"list","usage":{"prompt_tokens":5,"total_tokens":5}})")
                                << QByteArray() << TokenUsage{5, {}, {}, {}, false};
    QTest::newRow("responses") << QByteArray(
        R"({"id":"resp_1","created_at":1741476542,"error":null,"incomplete_details":null,"metadata":{},"tools":[{"parameters":{"usage":{"input_tokens":9}}}],"output":[{"id":"msg_6","content":[{"annotations":[],"text":"Hello","type":"output_text"}]}],"usage":{"input_tokens":36,"input_tokens_details":{"cached_tokens":3},"output_tokens":87,"output_tokens_details":{"reasoning_tokens":7},"total_tokens":123}})")
                               << QByteArray("resp_1") << TokenUsage{36, 87, 3, 7, false};
    QTest::newRow("no usage") << QByteArray(R"({"id":"a","choices":[]})") << QByteArray("a") << TokenUsage{};
    QTest::newRow("usage null") << QByteArray(R"({"id":"a","usage":null})") << QByteArray("a") << TokenUsage{};
    QTest::newRow("id number") << QByteArray(R"({"id":17})") << QByteArray("17") << TokenUsage{};
    QTest::newRow("id null") << QByteArray(R"({"id":null})") << QByteArray() << TokenUsage{};
}

void tst_UsageSniffer::readsPlainBodies()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, id);
    QFETCH(TokenUsage, usage);
    const UsageSniffer sniffer = plain(body);
    QCOMPARE(sniffer.usage(), usage);
    QCOMPARE(sniffer.answerId(), id);
    QVERIFY(!sniffer.sawError());
    QVERIFY(!sniffer.cost());
}

void tst_UsageSniffer::readsTheResponsesApi()
{
    UsageSniffer sniffer;
    for (
        const char *data : {
            R"({"type":"response.created","response":{"id":"resp_1","error":null,"usage":null,"instructions":"text"}})",
            R"({"type":"response.output_item.added","item":{"id":"msg_1","content":[]}})",
            R"({"type":"response.output_text.delta","item_id":"msg_1","delta":"Hello"})",
            R"({"type":"response.output_text.delta","item_id":"msg_1","delta":" you"})",
            R"({"type":"response.output_text.done","item_id":"msg_1","text":"Hello you"})",
        })
        QCOMPARE(sniffer.event(data), Verdict::Ordinary);
    QCOMPARE(sniffer.answerId(), QByteArray("resp_1"));
    QCOMPARE(sniffer.estimate().completion, 3); // 9 characters in 2 deltas; the repetition is not counted
    QCOMPARE(
        sniffer.event(
            R"({"type":"response.completed","response":{"id":"resp_1","error":null,"output":[{"content":[{"text":"Hello you"}]}],"usage":{"input_tokens":10,"output_tokens":2,"input_tokens_details":{"cached_tokens":4},"output_tokens_details":{"reasoning_tokens":1}}}})"),
        Verdict::Ordinary);
    QCOMPARE(sniffer.usage(), (TokenUsage{10, 2, 4, 1, false}));
    QVERIFY(!sniffer.sawError());
}

void tst_UsageSniffer::readsAnErrorInTheStream()
{
    UsageSniffer sniffer;
    QCOMPARE(sniffer.event(ContentChunk), Verdict::Ordinary);
    QCOMPARE(sniffer.event(ErrorChunk), Verdict::Error);
    QVERIFY(sniffer.sawError());
    QVERIFY(!sniffer.sawDone());
    QCOMPARE(sniffer.errorCode(), QByteArray("500"));
    QCOMPARE(sniffer.errorMessage(), QByteArray("litellm.APIConnectionError: closed"));

    const UsageSniffer body =
        plain(R"({"error":{"message":"Budget","type":"budget_exceeded","param":null,"code":429}})");
    QVERIFY(body.sawError());
    QCOMPARE(body.errorCode(), QByteArray("429"));
}

void tst_UsageSniffer::readsAnErrorOfTheResponsesApi_data()
{
    QTest::addColumn<QByteArray>("data");
    QTest::newRow("error") << QByteArray(R"({"type":"error","code":"server_error","message":"broke","param":null})");
    QTest::newRow("failed") << QByteArray(
        R"({"type":"response.failed","response":{"id":"r","error":{"code":"server_error","message":"broke"},"usage":null}})");
}

void tst_UsageSniffer::readsAnErrorOfTheResponsesApi()
{
    QFETCH(QByteArray, data);
    UsageSniffer sniffer;
    sniffer.event(R"({"type":"response.created","response":{"id":"r"}})");
    QCOMPARE(sniffer.event(data), Verdict::Error);
    QCOMPARE(sniffer.errorCode(), QByteArray("server_error"));
    QCOMPARE(sniffer.errorMessage(), QByteArray("broke"));
}

void tst_UsageSniffer::hidesOnlyChunksThatSayNothingElse_data()
{
    QTest::addColumn<QByteArray>("choices");
    QTest::addColumn<bool>("hidden");
    const auto row = [](const char *choices, bool hidden) { QTest::newRow(choices) << QByteArray(choices) << hidden; };
    row(R"("choices":[],)", true);
    row(R"()", true);
    row(R"("choices":null,)", true);
    row(R"("choices":[{"index":0,"delta":{}}],)", true);
    row(R"("choices":[{"index":0,"delta":{},"finish_reason":null,"logprobs":null}],)", true);
    row(R"("choices":[{"index":0,"delta":{"content":"","tool_calls":null}}],)", true);
    row(R"("choices":[{"index":0,"text":"","finish_reason":null}],)", true);
    row(R"("choices":[{"index":0,"delta":{}},{"index":1,"delta":{}}],)", true);
    row(R"("choices":[{"index":0,"delta":{"content":"x"}}],)", false);
    row(R"("choices":[{"index":0,"delta":{"role":"assistant","content":""}}],)", false);
    row(R"("choices":[{"index":0,"delta":{},"finish_reason":"stop"}],)", false);
    row(R"("choices":[{"index":0,"delta":{"tool_calls":[{"index":0}]}}],)", false);
    row(R"("choices":[{"index":0,"delta":{"provider_specific_fields":{"a":[1,{"b":2}]}}}],)", false);
    row(R"("choices":[{"index":0,"text":"x"}],)", false);
    row(R"("choices":[{"index":0,"delta":{}},{"index":1,"delta":{"content":"x"}}],)", false);
    row(R"("choices":[1],)", false);
    row(R"("choices":[{"index":0,"delta":"x"}],)", false);
}

void tst_UsageSniffer::hidesOnlyChunksThatSayNothingElse()
{
    QFETCH(QByteArray, choices);
    QFETCH(bool, hidden);
    for (const bool inFront : {true, false}) {
        const QByteArray usage = R"("usage":{"prompt_tokens":3,"completion_tokens":4},)";
        const QByteArray data = "{\"id\":\"a\"," + (inFront ? usage + choices : choices + usage) + "\"z\":[{}]}";
        UsageSniffer sniffer;
        QCOMPARE(sniffer.event(data), hidden ? Verdict::UsageOnly : Verdict::Ordinary);
        QCOMPARE(sniffer.usage(), (TokenUsage{3, 4, {}, {}, false}));
    }
    UsageSniffer none;
    QCOMPARE(none.event("{" + choices + "\"usage\":null}"), Verdict::Ordinary);
}

void tst_UsageSniffer::ignoresFiguresThatCannotBe_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<bool>("valid");
    for (const char *value :
         {"-1", "9007199254740993", "18446744073709551616", "9223372036854775808", "1.5", "1.0", "1e3", "\"12\"",
          "null", "true", "[12]", "{\"a\":1}", "1e400", "01", "\"\\ud800\"", "99999999999999999999999999999999"})
        QTest::newRow(value) << QByteArray(value) << false;
    for (const char *value : {"0", "9007199254740992", "12 "})
        QTest::newRow(value) << QByteArray(value) << true;
}

void tst_UsageSniffer::ignoresFiguresThatCannotBe()
{
    QFETCH(QByteArray, value);
    QFETCH(bool, valid);
    const UsageSniffer sniffer =
        plain("{\"usage\":{\"prompt_tokens\":" + value + ",\"prompt_tokens_details\":{\"cached_tokens\":" + value
              + "},\"completion_tokens\":7}}");
    QCOMPARE(sniffer.usage().prompt.has_value(), valid);
    QCOMPARE(sniffer.usage().cached.has_value(), valid);
    QCOMPARE(sniffer.usage().completion, 7);
}

void tst_UsageSniffer::keepsTheLastValidFigure()
{
    UsageSniffer sniffer;
    sniffer.event(R"({"usage":{"prompt_tokens":1,"completion_tokens":1,"cost":0.5}})");
    sniffer.event(R"({"usage":{"prompt_tokens":2,"completion_tokens":5,"prompt_tokens":3,"cost":null}})");
    sniffer.event(R"({"usage":{"prompt_tokens":-1,"completion_tokens":"x","cost":-1}})");
    sniffer.event(R"({"usage":null})");
    sniffer.event("[DONE]");
    QCOMPARE(sniffer.usage(), (TokenUsage{3, 5, {}, {}, false}));
    QCOMPARE(sniffer.cost(), NanoDollars(500'000'000));
    sniffer.event(R"({"usage":{"prompt_tokens":4}})");
    QCOMPARE(sniffer.usage().prompt, 4);
}

void tst_UsageSniffer::findsNoUsageInWhatTheModelSays()
{
    UsageSniffer sniffer;
    QCOMPARE(
        sniffer.event(
            R"({"choices":[{"index":0,"delta":{"content":"{\"usage\":{\"prompt_tokens\":1},\"error\":{\"code\":1}}"}}]})"),
        Verdict::Ordinary);
    QCOMPARE(
        sniffer.event(R"({"choices":[{"index":0,"delta":{"x":{"usage":{"prompt_tokens":1},"error":{"code":1}}}}]})"),
        Verdict::Ordinary);
    QVERIFY(!sniffer.usage().isKnown());
    QVERIFY(!sniffer.sawError());
}

void tst_UsageSniffer::survivesWhatIsNotJson_data()
{
    QTest::addColumn<QByteArray>("data");
    for (const char *data : {"", " ", ":", "\":", "\"usage\":", "\"usage\":{", "{\"usage\":{\"prompt_tokens\":5",
                             "{\"usage\":{\"prompt_tokens\":5}", "{\"usage\":{\"prompt_tokens\":5}}}",
                             "{\"usage\":{\"prompt_tokens\":5}} x", "[{\"usage\":{\"prompt_tokens\":5}}]",
                             "{\"content\":\"", "{\"content\":\"\\", "{\"content\":\"\\u", "{\"content\":\"\\u1",
                             "<html>\"usage\":5</html>", "{\"usage\":{\"prompt_tokens\":5 \"completion_tokens\":6}}"})
        QTest::newRow(data) << QByteArray(data);
    QTest::newRow("deep") << "{\"usage\":" + QByteArray(100'000, '[');
    QTest::newRow("deep objects") << QByteArray("{\"usage\":").repeated(100'000);
}

void tst_UsageSniffer::survivesWhatIsNotJson()
{
    QFETCH(QByteArray, data);
    UsageSniffer sniffer;
    QCOMPARE(sniffer.event(data), Verdict::Ordinary);
    QVERIFY(!sniffer.usage().isKnown());
    QVERIFY(!plain(data).usage().isKnown());
    QCOMPARE(sniffer.event(UsageChunk), Verdict::UsageOnly); // and goes on working
    QCOMPARE(sniffer.usage().prompt, 1000);
}

void tst_UsageSniffer::estimatesFromWhatWasSeen_data()
{
    QTest::addColumn<QByteArrayList>("contents");
    QTest::addColumn<int>("tokens");
    QTest::newRow("a token a delta") << QByteArrayList{"a", "b", "c"} << 3;
    QTest::newRow("batched") << QByteArrayList{"0123456789abcdefghij"} << 5;
    QTest::newRow("begun ones count") << QByteArrayList{"012345678"} << 3;
    QTest::newRow("UTF-8 by character") << QByteArrayList{"\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xF0\x9F\x98\x80"} << 2;
    QTest::newRow("escapes by character") << QByteArrayList{R"(\u00e9\n\"\\x)"} << 2;
    QTest::newRow("empty ones do not count") << QByteArrayList{"", "a", ""} << 1;
}

void tst_UsageSniffer::estimatesFromWhatWasSeen()
{
    QFETCH(QByteArrayList, contents);
    QFETCH(int, tokens);
    for (const char *form :
         {R"({"choices":[{"index":0,"delta":{"content":"%"}}]})", R"({"choices": [{"delta": {"content" : "%"}}]})",
          R"({"choices":[{"delta":{"reasoning_content":"%"}}]})", R"({"choices":[{"index":0,"text":"%"}]})",
          R"({"choices":[{"delta":{"tool_calls":[{"function":{"arguments":"%"}}]}}]})"}) {
        UsageSniffer sniffer;
        for (const QByteArray &content : contents)
            QCOMPARE(sniffer.event(QByteArray(form).replace('%', content)), Verdict::Ordinary);
        QCOMPARE(sniffer.estimate().completion, tokens);
        QVERIFY(sniffer.estimate().estimated);
        QVERIFY(!sniffer.estimate().prompt);
        QVERIFY(!sniffer.usage().isKnown());
    }
}

void tst_UsageSniffer::estimatesNothingFromNothing()
{
    UsageSniffer sniffer;
    sniffer.event(R"({"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]})");
    QCOMPARE(sniffer.estimate(), TokenUsage{});
}

void tst_UsageSniffer::keepsOnlyTheEndOfALargeBody_data()
{
    QTest::addColumn<QByteArray>("front");
    QTest::addColumn<QByteArray>("back"); // of one that is too large
    QTest::addColumn<qint64>("prompt"); // -1: unknown
    const QByteArray usage = R"("usage":{"prompt_tokens":5,"completion_tokens":0})";
    const QByteArray data = R"({"id":"chatcmpl-9","data":[{"usage":{"prompt_tokens":7}},")";
    const auto row = [](const char *name, const QByteArray &front, const QByteArray &back, qint64 prompt) {
        QTest::newRow(name) << front << back << prompt;
    };
    row("last", data, R"("],)" + usage + '}', 5);
    row("blanks", data, "\" ] ,\n \"usage\" : {\"prompt_tokens\" : 5 }\r\n}\n ", 5);
    row("others behind", data, R"("],)" + usage + R"(,"user":"a\"b{","top_p":1.0,"tools":[{"usage":{}}],"x":null})", 5);
    row("escapes behind", data, R"("],)" + usage + R"(,"a":"\\","b":"\\\"}","c":"\""})", 5);
    row("null", data, R"("],"usage":null})", -1);
    row("at the front only", R"({)" + usage + R"(,"x":")", "\"}", -1);
    row("of an inner object", data, R"(",{)" + usage + R"(}]})", -1);
    row("within a string", data, R"("],"text":"\"usage\":{\"prompt_tokens\":5}"})", -1);
    row("in another one's text", data, R"("],"x":"\",\"usage\":{\"prompt_tokens\":6},\"",)" + usage + '}', 5);
    row("not ended", data, R"("],)" + usage, -1);
    row("two of them", data, R"("]}{)" + usage + '}', -1);
    row("no object", "[\"", R"("])", -1);
    row("too far away", data, R"("],)" + usage + R"(,"x":")" + QByteArray(2 * BodyEnd::Kept, 'x') + R"("})", -1);
    row("brackets in strings", data, R"(}]{["],)" + usage + R"(,"y":"}}]]{{"})", 5);
}

void tst_UsageSniffer::keepsOnlyTheEndOfALargeBody()
{
    QFETCH(const QByteArray, front);
    QFETCH(const QByteArray, back);
    QFETCH(const qint64, prompt);
    const QByteArray body = front + QByteArray(UsageSniffer::LargestBody, 'x') + back;
    for (const qsizetype step : {body.size(), qsizetype(100'000), qsizetype(4096), qsizetype(1000), qsizetype(7)}) {
        UsageSniffer sniffer;
        for (qsizetype at = 0; at < body.size(); at += step)
            sniffer.plain(QByteArrayView(body).sliced(at, qMin(step, body.size() - at)));
        sniffer.plainEnd();
        QCOMPARE(sniffer.usage().prompt.value_or(-1), prompt);
        QCOMPARE(sniffer.answerId(), front.contains("chatcmpl-9") ? QByteArray("chatcmpl-9") : QByteArray());
    }
}

void tst_UsageSniffer::readsABodyThatJustFits()
{
    const QByteArray front = R"({"usage":{"prompt_tokens":5},"x":")";
    const QByteArray body = front + QByteArray(UsageSniffer::LargestBody - front.size() - 2, 'x') + "\"}";
    QCOMPARE(body.size(), UsageSniffer::LargestBody);
    QCOMPARE(plain(body).usage().prompt, 5);
}

void tst_UsageSniffer::readsABodyInPieces()
{
    const QByteArray body = UsageChunk;
    UsageSniffer sniffer;
    for (qsizetype at = 0; at < body.size(); at += 7)
        sniffer.plain(body.mid(at, 7));
    QVERIFY(!sniffer.usage().isKnown());
    sniffer.plainEnd();
    QCOMPARE(sniffer.usage().prompt, 1000);
    QCOMPARE(sniffer.cost(), NanoDollars(1'300'000));
}

void tst_UsageSniffer::dropsPartsLargerThanTheirWhole()
{
    const UsageSniffer sniffer = plain(
        R"({"usage":{"prompt_tokens":5,"completion_tokens":6,"prompt_tokens_details":{"cached_tokens":6},"completion_tokens_details":{"reasoning_tokens":7}}})");
    QCOMPARE(sniffer.usage(), (TokenUsage{5, 6, {}, {}, false}));
}

void tst_UsageSniffer::benchmark_data()
{
    QTest::addColumn<QByteArray>("data");
    QTest::newRow("1000 content chunks") << QByteArray(ContentChunk);
    QTest::newRow("1000 usage chunks") << QByteArray(UsageChunk);
}

void tst_UsageSniffer::benchmark()
{
    QFETCH(QByteArray, data);
    UsageSniffer sniffer;
    QBENCHMARK
    {
        for (int i = 0; i < 1000; ++i)
            sniffer.event(data);
    }
    QVERIFY(!sniffer.sawError());
    QVERIFY(!sniffer.answerId().isEmpty());
}

QTEST_APPLESS_MAIN(tst_UsageSniffer)
#include "tst_usagesniffer.moc"
