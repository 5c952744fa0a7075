// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/flows/framing/framingrow.h"

namespace keyswitch::test
{

namespace
{

const QByteArray Close = QByteArrayLiteral("Connection: close\r\n");

QByteArray lengthOf(const QByteArray &body)
{
    return "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
}

FramingRow finished(FramingRow row)
{
    row.thenFin = true;
    return row;
}

// The client has said all it will ever say; what it said was no whole request.
QList<FramingRow> incompleteRows()
{
    return {
        finished(refused("9112 8 a FIN in the method", "PO")),
        finished(refused("9112 8 a FIN in the target", "POST /api/v1/llm")),
        finished(refused("9112 8 a FIN in a field", lines("GET /livez HTTP/1.1").chopped(6))),
        finished(refused("9112 8 a FIN before the empty line", livez().chopped(2))),
        finished(refused("9112 8 a FIN within the last line end", livez().chopped(1))),
        finished(refused("9112 8 a FIN before the body", postHead("Content-Length: 100\r\n"))),
        finished(refused("9112 8 a FIN one byte before the end of the body", post().chopped(1))),
        finished(refused("9112 8 a FIN in a chunk's size", chunked("1"))),
        finished(refused("9112 8 a FIN in a chunk", chunked(chunk(chatBody()).chopped(3)))),
        finished(refused("9112 8 a FIN behind a chunk", chunked(chunk(chatBody())))),
        finished(refused("9112 8 a FIN in the last chunk", chunked(chunk(chatBody()) + "0\r\n"))),
        finished(refused("9112 8 a FIN in a trailer", chunked(chunk(chatBody()) + "0\r\nX-T: "))),
        finished({"9112 8 a whole request and half of another",
                  post() + livez().chopped(2),
                  {200, 400},
                  false,
                  {chatBody()}}),
        finished({"9112 8 a FIN without any byte", {}, {}}),
        finished({"9112 8 a FIN behind an empty line", "\r\n", {}}),
    };
}

QList<FramingRow> halfCloseRows()
{
    return {
        finished({"9112 9.6 a FIN behind a whole request", post(), {200}, true, {chatBody()}}),
        finished({"9112 9.6 a FIN behind a whole chunked request",
                  chunked(chunk(chatBody()) + LastChunk),
                  {200},
                  true,
                  {chatBody()}}),
        finished({"9112 9.6 a FIN behind a request that we answer ourselves", livez(), {200}, true}),
        finished({"9112 9.6 a FIN behind several requests",
                  post() + livez() + post({}, 1),
                  {200, 200, 200},
                  true,
                  {chatBody(), chatBody(1)}}),
        finished({"9112 9.6 a FIN behind a request and an empty line", post() + "\r\n", {200}, true, {chatBody()}}),
        finished({"9112 9.6 a FIN behind what is refused", "nonsense\r\n", {400}}),
        finished({"9112 9.6 a FIN behind the last request", post(Close), {200}, false, {chatBody()}}),
    };
}

QList<FramingRow> persistenceRows()
{
    return {
        {"9112 9.3 close", livez(Close), {200}},
        {"9112 9.3 close among others, in odd case", livez("Connection: X-A, CLOSE\r\n"), {200}},
        {"9112 9.3 close and keep-alive", livez("Connection: keep-alive, close\r\n"), {200}},
        {"9112 9.3 close in a second field", livez("Connection: keep-alive\r\nConnection: close\r\n"), {200}},
        {"9112 9.6 what stands behind the last request is not executed",
         post(Close) + post({}, 1),
         {200},
         false,
         {chatBody()}},
        {"9112 9.6 garbage behind the last request",
         post(Close) + QByteArray(3000, '\x01'),
         {200},
         false,
         {chatBody()}},
        answered("9112 9.3 keep-alive", livez("Connection: keep-alive\r\n")),
        answered("9112 9.3 an unknown option", livez("Connection: closed\r\n")),
        {"9112 9.3 HTTP/1.0 ends", lines("GET /livez HTTP/1.0"), {200}},
        {"9112 9.3 a POST of HTTP/1.0 ends", post().replace("HTTP/1.1", "HTTP/1.0"), {200}, false, {chatBody()}},
        answered("9112 9.3 HTTP/1.0 stays when asked",
                 lines("GET /livez HTTP/1.0", "Host: 127.0.0.1\r\nConnection: Keep-Alive\r\n")),
        {"9112 9.3 HTTP/1.0 with close and keep-alive ends",
         lines("GET /livez HTTP/1.0", "Host: 127.0.0.1\r\nConnection: close, keep-alive\r\n"),
         {200}},
        {"9112 9.3 HTTP/1.0 does not stay for Proxy-Connection",
         lines("GET /livez HTTP/1.0", "Host: 127.0.0.1\r\nProxy-Connection: keep-alive\r\n"),
         {200}},
    };
}

FramingRow hundred(const QByteArray &name, const QByteArray &between = {})
{
    FramingRow row{name, {}, {}, true};
    for (int i = 0; i < 100; ++i) {
        row.input += post({}, i) + between;
        row.bodies.append(chatBody(i));
        row.statuses.append(200);
        if (!between.isEmpty())
            row.statuses.append(200);
    }
    return row;
}

QList<FramingRow> pipelineRows()
{
    return {
        {"9112 9.3.2 two", post() + post({}, 1), {200, 200}, true, {chatBody(), chatBody(1)}},
        hundred("9112 9.3.2 a hundred"),
        hundred("9112 9.3.2 two hundred, every second one answered at once", livez()),
        {"9112 9.3.2 chunked ones",
         chunked(chunk(chatBody()) + LastChunk) + chunked(chunk(chatBody(1)) + LastChunk),
         {200, 200},
         true,
         {chatBody(), chatBody(1)}},
        {"9112 9.3.2 ones that are refused between ones that are not",
         post() + lines("GET /nowhere HTTP/1.1") + lines("DELETE /livez HTTP/1.1") + post({}, 1),
         {200, 404, 405, 200},
         true,
         {chatBody(), chatBody(1)}},
        {"9112 9.3.2 a good one before a bad one", post() + "nonsense\r\n\r\n", {200, 400}, false, {chatBody()}},
        {"9112 9.3.2 two good ones before one with a bad length",
         post() + post({}, 1) + postHead("Content-Length: +5\r\n") + "hello",
         {200, 200, 400},
         false,
         {chatBody(), chatBody(1)}},
        {"9112 9.3.2 a bad one before a good one", "nonsense\r\n\r\n" + post(), {400}},
        {"9112 9.3.2 a hundred bad ones", QByteArray("nonsense\r\n\r\n").repeated(100), {400}},
    };
}

// The one attack in many forms: two parsers that disagree about where a request ends.
QList<FramingRow> smugglingRows()
{
    const QByteArray inner = post({}, 7);
    const QByteArray behindLastChunk = LastChunk + inner;
    return {
        refused("9112 11.2 CL.TE",
                postHead(lengthOf(behindLastChunk) + "Transfer-Encoding: chunked\r\n") + behindLastChunk),
        refused("9112 11.2 TE.CL",
                postHead("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n") + chunk(inner) + LastChunk),
        refused("9112 11.2 TE.TE",
                postHead("Transfer-Encoding: chunked\r\nTransfer-Encoding: cow\r\n") + behindLastChunk),
        refused("9112 11.2 TE.TE in one field", postHead("Transfer-Encoding: chunked, cow\r\n") + behindLastChunk),
        refused("9112 11.2 a coding behind a bare LF",
                postHead("X-A: 1\nTransfer-Encoding: chunked\r\n") + behindLastChunk),
        refused("9112 11.2 a coding behind a bare CR",
                postHead("X-A: 1\rTransfer-Encoding: chunked\r\n") + behindLastChunk),
        refused("9112 11.2 a coding behind a NUL",
                postHead(raw("X-A: 1\0\r\nTransfer-Encoding: chunked\r\n")) + behindLastChunk),
        refused("9112 11.2 a length and a request behind a bare LF", postHead("Content-Length: 0\n\n") + inner),
        refused("9112 11.2 a length in a fold", postHead("X-A: 1\r\n Content-Length: 5\r\n") + "hello" + inner),
        refused("9112 11.2 two lengths, the second with the request",
                postHead("Content-Length: 0\r\n" + lengthOf(inner)) + inner),
        refused("9112 11.2 a chunk whose size two parsers read differently",
                chunked("0x" + QByteArray::number(inner.size(), 16) + "\r\n" + inner + "\r\n" + LastChunk)),
        refused("9112 11.2 a chunk of size 2^64", chunked("10000000000000000\r\n" + inner)),
        refused("9112 11.2 an extension that hides a line end", chunked("2;\nxx\r\n" + inner)),
        refused("9112 11.2 a chunk that ends without a line end", chunked("5\r\nhelloXX0\r\n\r\n" + inner)),
        refused("9112 11.2 a request in the trailers", chunked("0\r\n" + inner)),
        refused("9112 11.1 a request in the target", lines("GET /livez HTTP/1.1\n\n" + livez())),
        answered("9112 11.1 an encoded line end in the target", lines("GET /livez%0d%0aX-A:%201 HTTP/1.1"), 404),
        turnedAway("9112 11.2 CL.0: a body for a path that is not there is taken in",
                   lines("POST /nowhere HTTP/1.1", "Host: 127.0.0.1\r\n" + lengthOf(inner)) + inner, 404),
        {"9112 11.2 CL.0: a body of GET is taken in", livez(lengthOf(inner)) + inner, {200}, true},
        {"9112 11.2 0.CL: a request behind one without a body is one of its own",
         postHead({}) + livez(),
         {400, 200},
         true},
    };
}

} // namespace

QList<FramingRow> connectionRows()
{
    return incompleteRows() + halfCloseRows() + persistenceRows() + pipelineRows() + smugglingRows();
}

} // namespace keyswitch::test
