// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/flows/framing/framingrow.h"

#include "tests/flows/house.h"

namespace keyswitch::test
{

const QByteArray ChatPath = QByteArrayLiteral("/api/v1/llm-proxy/maria-agent/chat/completions");
const QByteArray LastChunk = QByteArrayLiteral("0\r\n\r\n");

QByteArray chatBody(int number)
{
    return R"({"model":"gpt-flow","messages":[{"role":"user","content":"number )" + QByteArray::number(number)
        + R"("}]})";
}

QByteArray authorized()
{
    return "Authorization: Bearer " + QByteArray(House::AgentKey) + "\r\n";
}

QByteArray postHead(const QByteArray &fields, const QByteArray &version)
{
    return "POST " + ChatPath + ' ' + version + "\r\nHost: 127.0.0.1\r\n" + authorized()
        + "Content-Type: application/json\r\n" + fields + "\r\n";
}

QByteArray post(const QByteArray &fields, int number)
{
    const QByteArray body = chatBody(number);
    return postHead("Content-Length: " + QByteArray::number(body.size()) + "\r\n" + fields) + body;
}

QByteArray chunked(const QByteArray &body, const QByteArray &fields)
{
    return postHead("Transfer-Encoding: chunked\r\n" + fields) + body;
}

QByteArray chunk(const QByteArray &data, const QByteArray &extension)
{
    return QByteArray::number(data.size(), 16) + extension + "\r\n" + data + "\r\n";
}

QByteArray lines(const QByteArray &requestLine, const QByteArray &fields)
{
    return requestLine + "\r\n" + fields + "\r\n";
}

QByteArray livez(const QByteArray &fields)
{
    return lines("GET /livez HTTP/1.1", "Host: 127.0.0.1\r\n" + fields);
}

FramingRow refused(const QByteArray &name, const QByteArray &input, int status)
{
    return {name, input, {status}};
}

FramingRow taken(const QByteArray &name, const QByteArray &input)
{
    return {name, input, {200}, true, {chatBody()}};
}

FramingRow answered(const QByteArray &name, const QByteArray &input, int status)
{
    return {name, input, {status}, true};
}

FramingRow turnedAway(const QByteArray &name, const QByteArray &input, int status)
{
    FramingRow row = answered(name, input, status);
    row.mayClose = true;
    return row;
}

} // namespace keyswitch::test
