// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/base/money.h"
#include "proxy/base/requesthead.h"
#include "proxy/mock/mockanswer.h"
#include "proxy/mock/mockmodel.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>
#include <QtEndian>

using namespace keyswitch;
using namespace Qt::StringLiterals;

class tst_MockAnswer : public QObject
{
    Q_OBJECT

    static MockScript ask(const char *path, const QByteArray &body, const char *method = "POST")
    {
        return mockAnswer({method, path, "call-7", true, body, "0001", 1'700'000'000});
    }
    static MockScript chat(const QByteArray &body) { return ask("/v1/chat/completions", body); }
    static QByteArray joined(const MockScript &script)
    {
        QByteArray bytes;
        for (const MockScript::Piece &piece : script.pieces)
            bytes += piece.bytes;
        return bytes;
    }
    static QJsonObject json(const MockScript &script) { return QJsonDocument::fromJson(joined(script)).object(); }
    static QByteArray field(const MockScript &script, const char *name)
    {
        RequestHead head;
        head.fields = script.fields;
        return head.field(name).toByteArray();
    }
    // The JSON of each event; an event that is not JSON ends the list.
    static QList<QJsonObject> events(const MockScript &script)
    {
        QList<QJsonObject> list;
        for (const QByteArray &line : joined(script).split('\n'))
            if (line.startsWith("data: {"))
                list.append(QJsonDocument::fromJson(line.mid(6)).object());
        return list;
    }

private Q_SLOTS:
    void aPlainChatAnswersWithUsageAndCost()
    {
        // 3 + (4 + ceil(5/4)) = 9 tokens
        const MockScript script = chat(R"({"model":"mock-small","messages":[{"role":"user","content":"hello"}]})");
        QCOMPARE(script.status, 200);
        const QJsonObject body = json(script);
        QCOMPARE(body["object"_L1], "chat.completion"_L1);
        QCOMPARE(body["model"_L1], "mock-small"_L1);
        QCOMPARE(body["id"_L1], "chatcmpl-0001"_L1);
        QCOMPARE(body["created"_L1], 1'700'000'000);
        const QJsonValue choice = body["choices"_L1].toArray().at(0);
        QVERIFY(choice["message"_L1]["content"_L1].toString().contains("\"hello\""_L1));
        QCOMPARE(choice["finish_reason"_L1], "stop"_L1);
        QCOMPARE(body["usage"_L1]["prompt_tokens"_L1], 9);
        const qint64 completion = body["usage"_L1]["completion_tokens"_L1].toInteger();
        QCOMPARE(completion, (choice["message"_L1]["content"_L1].toString().toUtf8().size() + 3) / 4);
        QCOMPARE(count(*parseDollars(field(script, "x-litellm-response-cost"))), 9 * 150 + completion * 600);
        QCOMPARE(field(script, "x-litellm-call-id"), QByteArray("call-7"));
        QCOMPARE(field(script, "content-length").toLongLong(), joined(script).size());
    }

    void eachPromptCostsItsOwnTokens()
    {
        const auto tokens = [](const char *content) {
            return json(chat(QByteArray(R"({"messages":[{"role":"user","content":)") + content
                             + "}]}"))["usage"_L1]["prompt_tokens"_L1]
                .toInteger();
        };
        QCOMPARE(tokens("\"\""), 7);
        QCOMPARE(tokens("\"12345678\""), 9);
        QCOMPARE(tokens("\"\xD0\x9F\xD1\x80\xD0\xB8\""), 9); // six bytes
        QCOMPARE(tokens(R"([{"type":"text","text":"1234"},{"type":"image_url","image_url":{"url":"data:"}}])"),
                 7 + 1 + 85);
    }

    void aStreamEndsWithDoneAndTellsUsageWhenAsked()
    {
        const QByteArray messages = R"("messages":[{"role":"user","content":"hi"}],"stream":true)";
        const MockScript without = chat("{" + messages + "}");
        const MockScript with = chat("{" + messages + R"(,"stream_options":{"include_usage":true}})");
        QCOMPARE(field(with, "content-type"), QByteArray("text/event-stream; charset=utf-8"));
        QVERIFY(
            field(with, "x-litellm-response-cost").isEmpty()); // as LiteLLM: the head leaves before the cost is known
        QVERIFY(joined(without).endsWith("data: [DONE]\n\n"));
        QVERIFY(joined(with).endsWith("data: [DONE]\n\n"));
        QVERIFY(!joined(without).contains("\"usage\""));
        QCOMPARE(with.pieces.size(), without.pieces.size() + 1);

        const QList<QJsonObject> chunks = events(with);
        QString text;
        QCOMPARE(chunks.first()["choices"_L1][0]["delta"_L1]["role"_L1], "assistant"_L1);
        for (const QJsonObject &chunk : chunks)
            text += chunk["choices"_L1][0]["delta"_L1]["content"_L1].toString();
        QCOMPARE(
            text,
            json(chat(R"({"messages":[{"role":"user","content":"hi"}]})"))["choices"_L1][0]["message"_L1]["content"_L1]
                .toString());
        const QJsonObject last = chunks.last();
        QVERIFY(!last["choices"_L1].toArray().isEmpty()); // LiteLLM's dialect
        QCOMPARE(last["usage"_L1]["prompt_tokens"_L1], 8);
        const QByteArray cost = QByteArray::number(last["usage"_L1]["cost"_L1].toDouble(), 'g', 17);
        QCOMPARE(count(*parseDollars(cost)), 8 * 150 + last["usage"_L1]["completion_tokens"_L1].toInteger() * 600);
        QCOMPARE(chunks.at(chunks.size() - 2)["choices"_L1][0]["finish_reason"_L1], "stop"_L1);
    }

    void toolsAreCalledOnceWithArgumentsThatFit()
    {
        const QByteArray tools = R"("tools":[{"type":"function","function":{"name":"find","parameters":{"type":"object",
            "properties":{"q":{"type":"string"},"n":{"type":"integer"},"deep":{"type":"object","properties":{"on":{"type":"boolean"}},"required":["on"]},
            "kind":{"enum":["a","b"]},"list":{"type":["array","null"]},"odd":{"type":[]},"spare":{"type":"string"}},"required":["q","n","deep","kind","list","odd"]}}},
            {"type":"function","function":{"name":"other","parameters":{}}}])";
        const QByteArray user = R"({"role":"user","content":"hi"})";
        const QJsonObject body = json(chat(R"({"messages":[)" + user + "]," + tools + "}"));
        const QJsonValue choice = body["choices"_L1][0];
        QCOMPARE(choice["finish_reason"_L1], "tool_calls"_L1);
        QVERIFY(choice["message"_L1]["content"_L1].isNull());
        const QJsonValue call = choice["message"_L1]["tool_calls"_L1][0];
        QCOMPARE(call["function"_L1]["name"_L1], "find"_L1);
        const QString arguments = call["function"_L1]["arguments"_L1].toString();
        const QJsonObject expected{{"q"_L1, "mock"_L1},
                                   {"n"_L1, 1},
                                   {"deep"_L1, QJsonObject{{"on"_L1, true}}},
                                   {"kind"_L1, "a"_L1},
                                   {"list"_L1, QJsonArray()},
                                   {"odd"_L1, "mock"_L1}};
        QCOMPARE(QJsonDocument::fromJson(arguments.toUtf8()).object(), expected);

        QString streamed;
        for (const QJsonObject &chunk : events(chat(R"({"stream":true,"messages":[)" + user + "]," + tools + "}")))
            streamed +=
                chunk["choices"_L1][0]["delta"_L1]["tool_calls"_L1][0]["function"_L1]["arguments"_L1].toString();
        QCOMPARE(streamed, arguments);

        const QJsonObject named =
            json(chat(R"({"tool_choice":{"type":"function","function":{"name":"other"}},"messages":[)" + user + "],"
                      + tools + "}"));
        QCOMPARE(named["choices"_L1][0]["message"_L1]["tool_calls"_L1][0]["function"_L1]["name"_L1], "other"_L1);
        for (const QByteArray &body :
             {R"({"messages":[)" + user + R"(,{"role":"tool","tool_call_id":"x","content":"{}"}],)" + tools + "}",
              R"({"tool_choice":"none","messages":[)" + user + "]," + tools + "}"})
            QCOMPARE(json(chat(body))["choices"_L1][0]["finish_reason"_L1], "stop"_L1);
    }

    void limitsAndFormatsAreKept()
    {
        const QJsonObject cut = json(chat(R"({"max_tokens":3,"messages":[{"role":"user","content":"hi"}]})"));
        QCOMPARE(cut["choices"_L1][0]["finish_reason"_L1], "length"_L1);
        QCOMPARE(cut["usage"_L1]["completion_tokens"_L1], 3);
        const QJsonObject formatted =
            json(chat(R"({"response_format":{"type":"json_object"},"messages":[{"role":"user","content":"hi"}]})"));
        QVERIFY(QJsonDocument::fromJson(formatted["choices"_L1][0]["message"_L1]["content"_L1].toString().toUtf8())
                    .isObject());
    }

    void legacyCompletionsAnswer()
    {
        const QJsonObject plain = json(ask("/completions", R"({"prompt":"12345678"})"));
        QCOMPARE(plain["object"_L1], "text_completion"_L1);
        QCOMPARE(plain["usage"_L1]["prompt_tokens"_L1], 2);
        QString text;
        for (const QJsonObject &chunk : events(ask("/completions", R"({"prompt":["12345678"],"stream":true})")))
            text += chunk["choices"_L1][0]["text"_L1].toString();
        QCOMPARE(text, plain["choices"_L1][0]["text"_L1].toString());
    }

    void responsesAnswerPlainAndAsEvents()
    {
        const QJsonObject plain = json(ask("/responses", R"({"input":"hello"})"));
        QCOMPARE(plain["object"_L1], "response"_L1);
        QCOMPARE(plain["status"_L1], "completed"_L1);
        QCOMPARE(plain["usage"_L1]["input_tokens"_L1], 9);
        const QString text = plain["output"_L1][0]["content"_L1][0]["text"_L1].toString();
        QVERIFY(text.contains("\"hello\""_L1));

        const QList<QJsonObject> list = events(
            ask("/responses",
                R"({"stream":true,"input":[{"role":"user","content":[{"type":"input_text","text":"hello"}]}]})"));
        QCOMPARE(list.first()["type"_L1], "response.created"_L1);
        QCOMPARE(list.first()["response"_L1]["status"_L1], "in_progress"_L1);
        QCOMPARE(list.last()["type"_L1], "response.completed"_L1);
        QCOMPARE(list.last()["response"_L1]["usage"_L1]["input_tokens"_L1], 9);
        QVERIFY(list.last()["response"_L1]["usage"_L1]["cost"_L1].toDouble() > 0);
        QString joinedText;
        for (qsizetype i = 0; i < list.size(); ++i) {
            QCOMPARE(list.at(i)["sequence_number"_L1].toInteger(-1), i);
            if (list.at(i)["type"_L1] == "response.output_text.delta"_L1)
                joinedText += list.at(i)["delta"_L1].toString();
        }
        QCOMPARE(joinedText, text);
    }

    void responsesCallTools()
    {
        const QByteArray tools =
            R"("tools":[{"type":"function","name":"find","parameters":{"properties":{"q":{"type":"string"}},"required":["q"]}}])";
        const QJsonObject plain = json(ask("/responses", R"({"input":"hi",)" + tools + "}"));
        QCOMPARE(plain["output"_L1][0]["type"_L1], "function_call"_L1);
        QCOMPARE(plain["output"_L1][0]["arguments"_L1].toString(), QStringLiteral(R"({"q":"mock"})"));
        const QList<QJsonObject> list = events(ask("/responses", R"({"stream":true,"input":"hi",)" + tools + "}"));
        QCOMPARE(list.last()["response"_L1]["output"_L1][0]["name"_L1], "find"_L1);
        const QJsonObject after = json(ask(
            "/responses", R"({"input":[{"type":"function_call_output","call_id":"x","output":"1"}],)" + tools + "}"));
        QCOMPARE(after["output"_L1][0]["type"_L1], "message"_L1);
    }

    void embeddingsAreTheSameVectorInBothEncodings()
    {
        const QByteArray input = R"("input":["one","two","one"],"dimensions":64)";
        const QJsonObject floats = json(ask("/embeddings", "{" + input + "}"));
        const QJsonObject base64 = json(ask("/embeddings", "{" + input + R"(,"encoding_format":"base64"})"));
        QCOMPARE(floats["usage"_L1]["prompt_tokens"_L1], 3);
        QCOMPARE(floats["model"_L1], "mock-embed"_L1);
        for (int i = 0; i < 3; ++i) {
            const QJsonArray numbers = floats["data"_L1][i]["embedding"_L1].toArray();
            const QByteArray bytes = QByteArray::fromBase64(base64["data"_L1][i]["embedding"_L1].toString().toLatin1());
            QCOMPARE(numbers.size(), 64);
            QCOMPARE(bytes.size(), 256);
            double length = 0;
            for (int k = 0; k < 64; ++k) {
                QCOMPARE(qFromLittleEndian<float>(bytes.constData() + 4 * k), float(numbers.at(k).toDouble()));
                length += numbers.at(k).toDouble() * numbers.at(k).toDouble();
            }
            QVERIFY(qAbs(length - 1) < 1e-4);
        }
        QCOMPARE(floats["data"_L1][0]["embedding"_L1], floats["data"_L1][2]["embedding"_L1]);
        QVERIFY(floats["data"_L1][0]["embedding"_L1] != floats["data"_L1][1]["embedding"_L1]);

        QCOMPARE(json(ask("/embeddings", R"({"input":"text"})"))["data"_L1][0]["embedding"_L1].toArray().size(), 1536);
        QCOMPARE(json(ask("/embeddings", R"({"input":[1,2,3]})"))["usage"_L1]["prompt_tokens"_L1], 3);
        QCOMPARE(json(ask("/embeddings", R"({"input":[[1,2],[3]]})"))["data"_L1].toArray().size(), 2);
        for (const char *bad :
             {R"({})", R"({"input":[]})", R"({"input":"a","dimensions":0})", R"({"input":"a","dimensions":99999})"})
            QCOMPARE(ask("/embeddings", bad).status, 400);
    }

    void modelsAreListed()
    {
        const QJsonArray models = json(ask("/v1/models", {}, "GET"))["data"_L1].toArray();
        QCOMPARE(models.size(), qsizetype(mockModels().size()));
        QCOMPARE(models.at(0)["id"_L1], "mock-small"_L1);
    }

    void namesMakeItFail_data()
    {
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("code");
        QTest::newRow("429") << QByteArray("mock-429") << 429 << QStringLiteral("rate_limit_exceeded");
        QTest::newRow("500") << QByteArray("mock-500") << 500 << QString();
        QTest::newRow("401") << QByteArray("mock-401") << 401 << QStringLiteral("invalid_api_key");
        QTest::newRow("ctx") << QByteArray("mock-ctx") << 400 << QStringLiteral("context_length_exceeded");
        QTest::newRow("unknown") << QByteArray("gpt-4o") << 404 << QStringLiteral("model_not_found");
        QTest::newRow("embed") << QByteArray("mock-embed") << 404 << QString();
    }
    void namesMakeItFail()
    {
        QFETCH(QByteArray, model);
        QFETCH(int, status);
        QFETCH(QString, code);
        for (const char *stream : {"true", "false"}) {
            const MockScript script = chat(R"({"model":")" + model + R"(","stream":)" + stream
                                           + R"(,"messages":[{"role":"user","content":"hi"}]})");
            QCOMPARE(script.status, status);
            QCOMPARE(json(script)["error"_L1]["code"_L1].toString(), code);
            QVERIFY(!json(script)["error"_L1]["message"_L1].toString().isEmpty());
            QCOMPARE(field(script, "retry-after").isEmpty(), status != 429);
        }
    }

    void badRequestsAreRefused()
    {
        QCOMPARE(chat("not json").status, 400);
        QCOMPARE(chat("[]").status, 400);
        QCOMPARE(chat("{}").status, 400);
        QCOMPARE(json(chat("{}"))["error"_L1]["param"_L1], "messages"_L1);
        QCOMPARE(ask("/responses", "{}").status, 400);
        QCOMPARE(ask("/v1/nothing", "{}").status, 404);
        QCOMPARE(ask("/v1/chat/completions", "{}", "GET").status, 405);
        QCOMPARE(ask("/v1/models", "{}", "POST").status, 405);
        QCOMPARE(mockAnswer({"GET", "/models", {}, false, {}, "1", 0}).status, 401);
    }
};

QTEST_GUILESS_MAIN(tst_MockAnswer)
#include "tst_mockanswer.moc"
