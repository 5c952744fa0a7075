// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/mock/mockchat.h"

#include "proxy/mock/mocktokens.h"

namespace keyswitch
{

using namespace Qt::StringLiterals;

namespace
{

QString textOf(const QJsonValue &content)
{
    if (content.isString())
        return content.toString();
    QString text;
    for (const QJsonValue part : content.toArray())
        text += part["text"_L1].toString();
    return text;
}

QString lastUserText(const QJsonArray &messages)
{
    for (qsizetype i = messages.size() - 1; i >= 0; --i)
        if (messages.at(i)["role"_L1] == "user"_L1)
            return textOf(messages.at(i)["content"_L1]);
    return {};
}

Tokens tokenLimit(const QJsonObject &body)
{
    const double limit = body["max_completion_tokens"_L1].toDouble(body["max_tokens"_L1].toDouble(0));
    return limit >= 1 && limit < 1e9 ? Tokens(limit) : 0;
}

// The function to call; empty: none.
QJsonObject chosenFunction(const QJsonObject &body, const QJsonArray &messages)
{
    const QJsonValue choice = body["tool_choice"_L1];
    if (choice == "none"_L1 || messages.last()["role"_L1] == "tool"_L1)
        return {};
    const QString named = choice["function"_L1]["name"_L1].toString();
    for (const QJsonValue tool : body["tools"_L1].toArray()) {
        const QJsonObject function = tool["function"_L1].toObject();
        if (!function.isEmpty() && (named.isEmpty() || function["name"_L1].toString() == named))
            return function;
    }
    return {};
}

MockTurn turnOf(const MockCall &call, const QJsonArray &messages)
{
    const QJsonArray tools = call.body["tools"_L1].toArray();
    const Tokens prompt = mockTokensOfMessages(messages, tools);
    const QJsonObject function = chosenFunction(call.body, messages);
    if (!function.isEmpty())
        return mockToolTurn("call_"_L1 + call.id, function["name"_L1].toString(), function["parameters"_L1].toObject(),
                            prompt);
    const QString format = call.body["response_format"_L1]["type"_L1].toString();
    return mockTextTurn(call.model, lastUserText(messages), prompt, tokenLimit(call.body),
                        format == "json_object"_L1 || format == "json_schema"_L1);
}

QJsonObject usageOf(const MockTurn &turn)
{
    return {{"prompt_tokens"_L1, turn.prompt},
            {"completion_tokens"_L1, turn.completion},
            {"total_tokens"_L1, turn.prompt + turn.completion},
            {"prompt_tokens_details"_L1, QJsonObject{{"cached_tokens"_L1, 0}}},
            {"completion_tokens_details"_L1, QJsonObject{{"reasoning_tokens"_L1, 0}}}};
}

QJsonObject costedUsageOf(const MockCall &call, const MockTurn &turn)
{
    QJsonObject usage = usageOf(turn);
    usage.insert("cost"_L1, dollarsNumber(call.model.price(turn.prompt, turn.completion)));
    return usage;
}

QString finishReason(const MockTurn &turn)
{
    return turn.tool     ? QStringLiteral("tool_calls")
        : turn.truncated ? QStringLiteral("length")
                         : QStringLiteral("stop");
}

QJsonObject toolCallOf(const MockTurn::ToolCall &tool, const QString &arguments)
{
    return {{"id"_L1, tool.id},
            {"type"_L1, "function"_L1},
            {"function"_L1, QJsonObject{{"name"_L1, tool.name}, {"arguments"_L1, arguments}}}};
}

MockScript costed(MockScript script, const MockCall &call, const MockTurn &turn)
{
    script.addField("x-litellm-response-cost", dollarsText(call.model.price(turn.prompt, turn.completion)));
    script.pieces.front().after = call.model.pause;
    return script;
}

// The parts of a stream that chat and legacy completions share.
class ChunkStream
{
public:
    ChunkStream(const MockCall &call, const QString &idPrefix, QLatin1StringView object)
        : m_call(call)
        , m_frame{{"id"_L1, idPrefix + call.id},
                  {"object"_L1, object},
                  {"created"_L1, call.created},
                  {"model"_L1, call.model.id()}}
    {
    }

    void add(QJsonObject choice, const QJsonValue &finish = {})
    {
        choice.insert("index"_L1, 0);
        choice.insert("finish_reason"_L1, finish);
        QJsonObject chunk = m_frame;
        chunk.insert("choices"_L1, QJsonArray{choice});
        m_script.addEvent(chunk, m_call.model.pause);
    }

    MockScript end(const MockTurn &turn, const QJsonObject &emptyChoice)
    {
        if (m_call.body["stream_options"_L1]["include_usage"_L1].toBool()) {
            QJsonObject chunk = m_frame;
            QJsonObject choice = emptyChoice;
            choice.insert("index"_L1, 0);
            chunk.insert("choices"_L1, QJsonArray{choice});
            chunk.insert("usage"_L1, costedUsageOf(m_call, turn));
            m_script.addEvent(chunk, std::chrono::milliseconds(0));
        }
        m_script.pieces.push_back({"data: [DONE]\n\n"});
        return std::move(m_script);
    }

private:
    const MockCall &m_call;
    QJsonObject m_frame;
    MockScript m_script = MockScript::eventStream();
};

QJsonObject delta(const QJsonObject &content)
{
    return {{"delta"_L1, content}};
}

MockScript streamChat(const MockCall &call, const MockTurn &turn)
{
    ChunkStream stream(call, QStringLiteral("chatcmpl-"), "chat.completion.chunk"_L1);
    if (turn.tool) {
        const auto toolDelta = [](QJsonObject piece) {
            piece.insert("index"_L1, 0);
            return QJsonObject{{"tool_calls"_L1, QJsonArray{piece}}};
        };
        QJsonObject first = toolDelta(toolCallOf(*turn.tool, {}));
        first.insert("role"_L1, "assistant"_L1);
        stream.add(delta(first));
        stream.add(delta(toolDelta({{"function"_L1, QJsonObject{{"arguments"_L1, turn.tool->arguments}}}})));
    } else {
        stream.add(delta({{"role"_L1, "assistant"_L1}, {"content"_L1, ""_L1}}));
        for (const QString &piece : mockPieces(turn.text))
            stream.add(delta({{"content"_L1, piece}}));
    }
    stream.add(delta({}), finishReason(turn));
    return stream.end(turn, delta({}));
}

} // namespace

MockScript mockChat(const MockCall &call)
{
    const QJsonArray messages = call.body["messages"_L1].toArray();
    if (messages.isEmpty())
        return MockScript::error(400, "invalid_request_error", "missing_required_parameter",
                                 QStringLiteral("Missing required parameter: 'messages'."), "messages");
    const MockTurn turn = turnOf(call, messages);
    if (call.stream)
        return streamChat(call, turn);
    QJsonObject message{{"role"_L1, "assistant"_L1}, {"content"_L1, turn.tool ? QJsonValue() : QJsonValue(turn.text)}};
    if (turn.tool)
        message.insert("tool_calls"_L1, QJsonArray{toolCallOf(*turn.tool, turn.tool->arguments)});
    return costed(
        MockScript::json(200,
                         {{"id"_L1, "chatcmpl-"_L1 + call.id},
                          {"object"_L1, "chat.completion"_L1},
                          {"created"_L1, call.created},
                          {"model"_L1, call.model.id()},
                          {"choices"_L1,
                           QJsonArray{QJsonObject{
                               {"index"_L1, 0}, {"message"_L1, message}, {"finish_reason"_L1, finishReason(turn)}}}},
                          {"usage"_L1, usageOf(turn)}}),
        call, turn);
}

MockScript mockCompletion(const MockCall &call)
{
    const QJsonValue prompt = call.body["prompt"_L1];
    QString text = prompt.toString();
    for (const QJsonValue part : prompt.toArray())
        text += part.toString();
    const MockTurn turn = mockTextTurn(call.model, text, mockTokens(text), tokenLimit(call.body), false);
    if (call.stream) {
        ChunkStream stream(call, QStringLiteral("cmpl-"), "text_completion"_L1);
        for (const QString &piece : mockPieces(turn.text))
            stream.add({{"text"_L1, piece}});
        stream.add({{"text"_L1, ""_L1}}, finishReason(turn));
        return stream.end(turn, {{"text"_L1, ""_L1}});
    }
    return costed(MockScript::json(200,
                                   {{"id"_L1, "cmpl-"_L1 + call.id},
                                    {"object"_L1, "text_completion"_L1},
                                    {"created"_L1, call.created},
                                    {"model"_L1, call.model.id()},
                                    {"choices"_L1,
                                     QJsonArray{QJsonObject{{"index"_L1, 0},
                                                            {"text"_L1, turn.text},
                                                            {"logprobs"_L1, QJsonValue()},
                                                            {"finish_reason"_L1, finishReason(turn)}}}},
                                    {"usage"_L1, usageOf(turn)}}),
                  call, turn);
}

} // namespace keyswitch
