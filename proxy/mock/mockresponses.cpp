// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/mock/mockresponses.h"

#include "proxy/mock/mocktokens.h"

namespace keyswitch
{

using namespace Qt::StringLiterals;

namespace
{

// `input` is a string, or items: messages, function calls and their outputs.
QJsonArray itemsOf(const QJsonValue &input)
{
    if (!input.isString())
        return input.toArray();
    return {QJsonObject{{"role"_L1, "user"_L1}, {"content"_L1, input}}};
}

QString lastUserText(const QJsonArray &items)
{
    for (qsizetype i = items.size() - 1; i >= 0; --i) {
        const QJsonObject item = items.at(i).toObject();
        if (item["role"_L1] != "user"_L1)
            continue;
        if (item["content"_L1].isString())
            return item["content"_L1].toString();
        QString text;
        for (const QJsonValue part : item["content"_L1].toArray())
            text += part["text"_L1].toString();
        return text;
    }
    return {};
}

MockTurn turnOf(const MockCall &call, const QJsonArray &items)
{
    const QJsonArray tools = call.body["tools"_L1].toArray();
    const Tokens prompt = mockTokensOfMessages(items, tools) + mockTokens(call.body["instructions"_L1].toString());
    const QJsonValue choice = call.body["tool_choice"_L1];
    if (choice != "none"_L1 && items.last()["type"_L1] != "function_call_output"_L1)
        for (const QJsonValue tool : tools)
            if (tool["type"_L1] == "function"_L1 && (!choice.isObject() || choice["name"_L1] == tool["name"_L1]))
                return mockToolTurn("call_"_L1 + call.id, tool["name"_L1].toString(), tool["parameters"_L1].toObject(),
                                    prompt);
    const double limit = call.body["max_output_tokens"_L1].toDouble(0);
    return mockTextTurn(call.model, lastUserText(items), prompt, limit >= 1 && limit < 1e9 ? Tokens(limit) : 0, false);
}

QJsonObject outputText(const QString &text)
{
    return {{"type"_L1, "output_text"_L1}, {"text"_L1, text}, {"annotations"_L1, QJsonArray()}};
}

QJsonObject outputItem(const MockCall &call, const MockTurn &turn, bool done)
{
    const QLatin1StringView status = done ? "completed"_L1 : "in_progress"_L1;
    if (turn.tool)
        return {{"id"_L1, "fc_"_L1 + call.id}, {"type"_L1, "function_call"_L1},
                {"status"_L1, status},         {"call_id"_L1, turn.tool->id},
                {"name"_L1, turn.tool->name},  {"arguments"_L1, done ? turn.tool->arguments : QString()}};
    return {{"id"_L1, "msg_"_L1 + call.id},
            {"type"_L1, "message"_L1},
            {"status"_L1, status},
            {"role"_L1, "assistant"_L1},
            {"content"_L1, done ? QJsonArray{outputText(turn.text)} : QJsonArray()}};
}

QJsonObject usageOf(const MockCall &call, const MockTurn &turn, bool withCost)
{
    QJsonObject usage{{"input_tokens"_L1, turn.prompt},
                      {"input_tokens_details"_L1, QJsonObject{{"cached_tokens"_L1, 0}}},
                      {"output_tokens"_L1, turn.completion},
                      {"output_tokens_details"_L1, QJsonObject{{"reasoning_tokens"_L1, 0}}},
                      {"total_tokens"_L1, turn.prompt + turn.completion}};
    if (withCost)
        usage.insert("cost"_L1, dollarsNumber(call.model.price(turn.prompt, turn.completion)));
    return usage;
}

QJsonObject response(const MockCall &call, const MockTurn &turn, bool done)
{
    const bool incomplete = done && turn.truncated;
    return {{"id"_L1, "resp_"_L1 + call.id},
            {"object"_L1, "response"_L1},
            {"created_at"_L1, call.created},
            {"status"_L1,
             !done            ? "in_progress"_L1
                 : incomplete ? "incomplete"_L1
                              : "completed"_L1},
            {"incomplete_details"_L1,
             incomplete ? QJsonValue(QJsonObject{{"reason"_L1, "max_output_tokens"_L1}}) : QJsonValue()},
            {"error"_L1, QJsonValue()},
            {"model"_L1, call.model.id()},
            {"output"_L1, done ? QJsonArray{outputItem(call, turn, true)} : QJsonArray()},
            {"parallel_tool_calls"_L1, false},
            {"tool_choice"_L1, "auto"_L1},
            {"tools"_L1, call.body["tools"_L1].toArray()},
            {"usage"_L1, done ? QJsonValue(usageOf(call, turn, call.stream)) : QJsonValue()}};
}

class EventStream
{
public:
    explicit EventStream(const MockCall &call)
        : m_call(call)
    {
    }
    void add(QLatin1StringView type, QJsonObject event)
    {
        event.insert("type"_L1, type);
        event.insert("sequence_number"_L1, m_sequence++);
        m_script.pieces.push_back(
            {"event: " + QByteArray(type.data(), type.size()) + "\ndata: " + compact(event) + "\n\n",
             m_call.model.pause});
    }
    // An event about the one item there is, or about its one part.
    void addOfItem(QLatin1StringView type, const QString &itemId, bool ofPart, QJsonObject event)
    {
        event.insert("item_id"_L1, itemId);
        event.insert("output_index"_L1, 0);
        if (ofPart)
            event.insert("content_index"_L1, 0);
        add(type, event);
    }
    MockScript take() { return std::move(m_script); }

private:
    const MockCall &m_call;
    MockScript m_script = MockScript::eventStream();
    int m_sequence = 0;
};

MockScript streamed(const MockCall &call, const MockTurn &turn)
{
    EventStream stream(call);
    stream.add("response.created"_L1, {{"response"_L1, response(call, turn, false)}});
    stream.add("response.in_progress"_L1, {{"response"_L1, response(call, turn, false)}});
    stream.add("response.output_item.added"_L1, {{"output_index"_L1, 0}, {"item"_L1, outputItem(call, turn, false)}});
    const QString item = outputItem(call, turn, true)["id"_L1].toString();
    if (turn.tool) {
        const QString &arguments = turn.tool->arguments;
        stream.addOfItem("response.function_call_arguments.delta"_L1, item, false, {{"delta"_L1, arguments}});
        stream.addOfItem("response.function_call_arguments.done"_L1, item, false, {{"arguments"_L1, arguments}});
    } else {
        stream.addOfItem("response.content_part.added"_L1, item, true, {{"part"_L1, outputText({})}});
        for (const QString &piece : mockPieces(turn.text))
            stream.addOfItem("response.output_text.delta"_L1, item, true, {{"delta"_L1, piece}});
        stream.addOfItem("response.output_text.done"_L1, item, true, {{"text"_L1, turn.text}});
        stream.addOfItem("response.content_part.done"_L1, item, true, {{"part"_L1, outputText(turn.text)}});
    }
    stream.add("response.output_item.done"_L1, {{"output_index"_L1, 0}, {"item"_L1, outputItem(call, turn, true)}});
    stream.add(turn.truncated ? "response.incomplete"_L1 : "response.completed"_L1,
               {{"response"_L1, response(call, turn, true)}});
    return stream.take();
}

} // namespace

MockScript mockResponse(const MockCall &call)
{
    const QJsonArray items = itemsOf(call.body["input"_L1]);
    if (items.isEmpty())
        return MockScript::error(400, "invalid_request_error", "missing_required_parameter",
                                 QStringLiteral("Missing required parameter: 'input'."), "input");
    const MockTurn turn = turnOf(call, items);
    if (call.stream)
        return streamed(call, turn);
    MockScript script = MockScript::json(200, response(call, turn, true));
    script.addField("x-litellm-response-cost", dollarsText(call.model.price(turn.prompt, turn.completion)));
    script.pieces.front().after = call.model.pause;
    return script;
}

} // namespace keyswitch
