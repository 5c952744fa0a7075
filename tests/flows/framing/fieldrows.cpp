// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/base/hopmark.h"
#include "tests/flows/framing/framingrow.h"

namespace keyswitch::test
{

namespace
{

QByteArray manyFields(int count)
{
    QByteArray fields;
    for (int i = 0; i < count; ++i)
        fields += "X-" + QByteArray::number(i) + ": 1\r\n";
    return fields;
}

FramingRow passedOn(const QByteArray &name, const QByteArray &fields, const QByteArrayList &goesUp,
                    const QByteArrayList &staysDown = {})
{
    FramingRow row = taken(name, post(fields));
    row.goesUp = goesUp;
    row.staysDown = staysDown;
    return row;
}

QList<FramingRow> syntaxRows()
{
    return {
        refused("9112 5.1 a blank before the colon", livez("X-A : 1\r\n")),
        refused("9112 5.1 a tab before the colon", livez("X-A\t: 1\r\n")),
        refused("9112 5.1 a blank before the colon of Content-Length", postHead("Content-Length : 5\r\n") + "hello"),
        refused("9112 5.1 a blank before the colon of Transfer-Encoding",
                postHead("Transfer-Encoding : chunked\r\n") + LastChunk),
        refused("9112 5.2 a folded field", livez("X-A: 1\r\n 2\r\n")),
        refused("9112 5.2 a field folded with a tab", livez("X-A: 1\r\n\t2\r\n")),
        refused("9112 5.2 a fold of blanks only", livez("X-A: 1\r\n \r\n")),
        refused("9112 5.2 a folded Host", lines("GET /livez HTTP/1.1", "Host:\r\n 127.0.0.1\r\n")),
        refused("9112 5.2 a folded Content-Length", postHead("Content-Length:\r\n 5\r\n") + "hello"),
        refused("9112 5.2 a folded Transfer-Encoding", postHead("Transfer-Encoding:\r\n chunked\r\n") + LastChunk),
        refused("9110 5.1 an empty name", livez(": 1\r\n")),
        refused("9110 5.1 a line without a colon", livez("hello\r\n")),
        refused("9110 5.1 a second request line as a field", livez("GET /livez HTTP/1.1\r\n")),
        refused("9110 5.1 a byte above 127 in a name", livez("X-\xc3\xa4: 1\r\n")),
        refused("9110 5.1 a NUL in a name", livez(raw("X\0A: 1\r\n"))),
        refused("9110 5.1 a parenthesis in a name", livez("X(A): 1\r\n")),
        refused("9110 5.1 a slash in a name", livez("X/A: 1\r\n")),
        refused("9110 5.1 a quote in a name", livez("\"X\": 1\r\n")),
        refused("9110 5.1 a blank in a name", livez("X A: 1\r\n")),
        refused("9110 5.1 a control byte in a name", livez("X\x01: 1\r\n")),
        refused("9110 5.5 a NUL in a value", livez(raw("X-A: a\0b\r\n"))),
        refused("9110 5.5 a bare CR in a value", livez("X-A: a\rb\r\n")),
        refused("9110 5.5 a bare CR at the end of a value", livez("X-A: a\r\r\n")),
        refused("9110 5.5 a bare LF in a value", livez("X-A: a\nb\r\n")),
        refused("9110 5.5 VTAB in a value", livez("X-A: a\vb\r\n")),
        refused("9110 5.5 FF in a value", livez("X-A: a\fb\r\n")),
        refused("9110 5.5 BS in a value", livez("X-A: a\bb\r\n")),
        refused("9110 5.5 ESC in a value", livez("X-A: a\x1b[0m\r\n")),
        refused("9110 5.5 DEL in a value", livez("X-A: a\x7f\r\n")),
        refused("9110 5.4 a header of 64 KiB and one byte", livez("X-A: " + QByteArray(65'536, 'a') + "\r\n"), 431),
        refused("9110 5.4 a header without end",
                lines("GET /livez HTTP/1.1").chopped(2) + "X-A: " + QByteArray(70'000, 'a'), 431),
        refused("9110 5.4 101 fields", livez(manyFields(100)), 431),
        refused("9110 5.4 lines without end",
                livez((QByteArray("X-A: ") + QByteArray(2000, 'a') + "\r\n").repeated(40)), 431),
        answered("9110 5.4 100 fields", livez(manyFields(99))),
        answered("9110 5.4 a field of 60 KiB", livez("X-A: " + QByteArray(60'000, 'a') + "\r\n")),
        passedOn("9112 5.1 blanks around a value are not part of it", "X-A: \t one  two \t \r\n", {"x-a: one  two"}),
        passedOn("9112 5.1 no blank before a value", "X-A:one\r\n", {"x-a: one"}),
        passedOn("9110 5.5 an empty value", "X-A:\r\n", {"x-a:"}),
        passedOn("9110 5.5 a value of blanks is an empty one", "X-A: \t \r\n", {"x-a:"}),
        passedOn("9110 5.5 a tab and bytes above 127 inside a value", "X-A: a\tb\xc3\xa4\r\n", {"x-a: a\tb\xc3\xa4"}),
        passedOn("9110 5.5 colons in a value", "X-A: a: b:c\r\n", {"x-a: a: b:c"}),
        passedOn("9110 5.3 equal names keep their order", "X-A: 1\r\nX-B: 2\r\nX-A: 3\r\n", {"x-a: 1", "x-a: 3"}),
    };
}

QList<FramingRow> hopRows()
{
    return {
        passedOn("9110 7.6.1 fields that Connection names stay here", "Connection: X-A\r\nX-A: 1\r\nX-AB: 2\r\n",
                 {"x-ab: 2"}, {"\nx-a:", "\nconnection:"}),
        passedOn("9110 7.6.1 fields named behind themselves", "X-A: 1\r\nConnection: keep-alive, x-a\r\n", {},
                 {"\nx-a:", "\nconnection:", "keep-alive"}),
        passedOn("9110 7.6.1 fields of one hop stay here",
                 "Keep-Alive: timeout=5\r\nProxy-Connection: keep-alive\r\nTE: trailers\r\nTrailer: X-T\r\n", {},
                 {"\nkeep-alive:", "\nproxy-connection:", "\nte:", "\ntrailer:"}),
        passedOn("9110 7.6.1 Connection cannot take out what frames", "Connection: Content-Length\r\n", {}),
        turnedAway("9110 7.6.1 who takes out his own key has none", post("Connection: Authorization\r\n"), 401),
        passedOn("9110 7.6.1 empty elements of Connection", "Connection: , keep-alive,,\r\n", {}, {"\nconnection:"}),
        refused("9110 7.6.1 a malformed Connection", livez("Connection: clo se\r\n")),
        refused("9110 7.6.1 a quoted Connection", livez("Connection: \"close\"\r\n")),
        passedOn("9110 7.8 Upgrade is not answered and stays here",
                 "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n", {},
                 {"\nupgrade:", "\nhttp2-settings:"}),
        answered("9110 7.8 a WebSocket is not opened",
                 livez("Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n")),
        passedOn("9110 11.7.1 credentials for a proxy stay here", "Proxy-Authorization: Basic YTpi\r\n", {},
                 {"proxy-authorization", "ytpi"}),
        passedOn("9110 7.6.3 we say that we are on the way", {}, {"via: 1.1 " + hopMark()}),
        passedOn("9110 7.6.3 we stand behind those before us", "Via: 1.1 front\r\n",
                 {"via: 1.1 front", "via: 1.1 " + hopMark()}),
        passedOn("9110 11.6.2 the client's key stays here", {}, {"Authorization: Bearer sk-maria"}, {"flow-shared"}),
        passedOn("9110 5.1 names that servers read differently stay here",
                 "Content_Length: 5\r\nX_Forwarded_For: 10.0.0.1\r\nX.A: 1\r\nX-A: 2\r\n", {"x-a: 2"},
                 {"content_length", "x_forwarded_for", "x.a"}),
        passedOn("9110 7.2 the upstream's Host is its own", "X-Forwarded-Host: evil.example\r\n", {},
                 {"evil.example", "\r\nhost: 127.0.0.1\r\n"}),
    };
}

} // namespace

QList<FramingRow> fieldRows()
{
    return syntaxRows() + hopRows();
}

} // namespace keyswitch::test
