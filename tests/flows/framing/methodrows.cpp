// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/flows/framing/framingrow.h"

namespace keyswitch::test
{

namespace
{

FramingRow allows(FramingRow row, const QByteArray &methods)
{
    row.answers = {"allow: " + methods};
    return row;
}

FramingRow headOnly(const QByteArray &name, const QByteArray &input, int status)
{
    FramingRow row = answered(name, input, status);
    row.isHead = true;
    return row;
}

QList<FramingRow> methods()
{
    const QByteArray probe = "Host: 127.0.0.1\r\nX-Secret: 7d1c\r\n" + authorized();
    return {
        headOnly("9110 9.3.2 HEAD has no body", lines("HEAD /livez HTTP/1.1"), 200),
        headOnly("9110 9.3.2 HEAD of a path that is not there has no body", lines("HEAD /nowhere HTTP/1.1"), 404),
        headOnly("9110 9.3.2 HEAD of what takes POST only", lines("HEAD " + ChatPath + " HTTP/1.1"), 405),
        headOnly("9110 9.3.2 HEAD with a body, which is taken in",
                 lines("HEAD /livez HTTP/1.1", "Host: 127.0.0.1\r\nContent-Length: 5\r\n") + "hello", 200),
        allows(answered("9110 9.3.3 GET of what takes POST only", lines("GET " + ChatPath + " HTTP/1.1"), 405), "POST"),
        allows(answered("9110 9.3.3 POST to what takes GET only", lines("POST /livez HTTP/1.1"), 405), "GET, HEAD"),
        allows(answered("9110 9.3.4 PUT", lines("PUT /livez HTTP/1.1"), 405), "GET, HEAD"),
        allows(answered("9110 9.3.5 DELETE", lines("DELETE " + ChatPath + " HTTP/1.1"), 405), "POST"),
        allows(answered("5789 2 PATCH", lines("PATCH " + ChatPath + " HTTP/1.1"), 405), "POST"),
        allows(answered("9110 9.3.7 OPTIONS of a path", lines("OPTIONS " + ChatPath + " HTTP/1.1"), 405), "POST"),
        allows(turnedAway("9110 9.3.7 OPTIONS with a body, which is taken in",
                          lines("OPTIONS /livez HTTP/1.1", "Host: 127.0.0.1\r\nContent-Length: 5\r\n") + "hello", 405),
               "GET, HEAD"),
        answered("9110 9.3.7 OPTIONS *", lines("OPTIONS * HTTP/1.1"), 404),
        answered("9110 9.3.7 OPTIONS of a host without a path", lines("OPTIONS http://127.0.0.1 HTTP/1.1"), 404),
        refused("9110 9.3.8 TRACE tells nothing back", lines("TRACE /livez HTTP/1.1", probe), 501),
        refused("9110 9.3.8 TRACE with Max-Forwards", lines("TRACE /livez HTTP/1.1", probe + "Max-Forwards: 0\r\n"),
                501),
        refused("9110 9.3.8 TRACK", lines("TRACK /livez HTTP/1.1", probe), 501),
        refused("9110 9.3.6 CONNECT opens nothing", lines("CONNECT 127.0.0.1:80 HTTP/1.1", probe), 501),
        refused("9110 9.3.6 CONNECT to a path", lines("CONNECT /livez HTTP/1.1", probe), 501),
        refused("4918 9.1 PROPFIND", lines("PROPFIND /livez HTTP/1.1"), 501),
    };
}

QList<FramingRow> expectations()
{
    const QByteArray expect = "Expect: 100-continue\r\n";
    return {
        taken("9110 10.1.1 Expect with a body that comes", post(expect)),
        taken("9110 10.1.1 Expect in odd case", post("eXPECT: 100-Continue\r\n")),
        taken("9110 10.1.1 Expect with a chunked body", chunked(chunk(chatBody()) + LastChunk, expect)),
        answered("9110 10.1.1 Expect without a body", livez(expect)),
        answered("9110 10.1.1 Expect with a body of length 0", livez(expect + "Content-Length: 0\r\n")),
        {"9110 10.1.1 Expect in HTTP/1.0 is ignored",
         post(expect).replace("HTTP/1.1", "HTTP/1.0"),
         {200},
         false,
         {chatBody()}},
        refused("9110 10.1.1 an unknown expectation", post("Expect: 200-ok\r\n"), 417),
        refused("9110 10.1.1 an empty expectation", post("Expect:\r\n"), 417),
        refused("9110 10.1.1 two expectations in one", post("Expect: 100-continue, x\r\n"), 417),
        refused("9110 10.1.1 two expectations", post(expect + expect), 417),
        refused("9110 10.1.1 an expectation with a parameter", post("Expect: 100-continue;q=1\r\n"), 417),
        refused("9110 10.1.1 Expect with a body beyond the limit", postHead(expect + "Content-Length: 100001\r\n"),
                413),
    };
}

FramingRow typed(const QByteArray &name, const QByteArray &type)
{
    return turnedAway(name, post().replace("Content-Type: application/json\r\n", type), 415);
}

QList<FramingRow> contentTypes()
{
    return {
        taken("9110 8.3 JSON in odd case, with its charset",
              post().replace("application/json", "Application/JSON; charset=UTF-8")),
        taken("9110 8.3 no type", post().replace("Content-Type: application/json\r\n", {})),
        typed("9110 8.3 a form", "Content-Type: application/x-www-form-urlencoded\r\n"),
        typed("9110 8.3 a form of many parts", "Content-Type: multipart/form-data; boundary=x\r\n"),
        typed("9110 8.3 plain text", "Content-Type: text/plain\r\n"),
        typed("9110 8.3 an empty type", "Content-Type:\r\n"),
        typed("9110 8.3 JSON in another charset", "Content-Type: application/json; charset=utf-16\r\n"),
        typed("9110 8.3 two types", "Content-Type: application/json\r\nContent-Type: text/plain\r\n"),
        typed("9110 8.3 two types in one", "Content-Type: application/json, text/plain\r\n"),
    };
}

// Nothing in a path is decoded or looked up in any other way than by comparison.
QList<FramingRow> agents()
{
    const auto agent = [](const QByteArray &id) { return post().replace("maria-agent", id); };
    return {
        turnedAway("9110 4.2.4 an agent with an encoded line end", agent("maria-agent%0d%0aX-A:1"), 404),
        turnedAway("9110 4.2.4 an agent with an encoded slash", agent("x%2f..%2fmaria-agent"), 404),
        turnedAway("9110 4.2.4 an agent behind dots", agent("x/../maria-agent"), 404),
        turnedAway("9110 4.2.4 an agent with an encoded letter", agent("%6daria-agent"), 404),
        turnedAway("9110 4.2.4 an agent with a quote", agent("maria-agent'--"), 404),
        turnedAway("9110 4.2.4 an agent in upper case", agent("MARIA-AGENT"), 404),
        turnedAway("9110 4.2.4 an agent with a letter that looks alike", agent("m%D0%B0ria-agent"), 404),
        refused("9110 4.2.4 an agent with an encoded NUL", agent("maria-agent%00")),
        refused("9110 4.2.4 an agent of 64 KiB", agent(QByteArray(65'536, 'a')), 414),
    };
}

QList<FramingRow> refusals()
{
    FramingRow noKey = turnedAway("9110 15.5.2 401 says how to authenticate", post().replace(authorized(), {}), 401);
    noKey.answers = {"www-authenticate: Bearer"};
    FramingRow wrongKey = turnedAway("9110 15.5.2 401 of a wrong key", post().replace("Bearer ", "Bearer x"), 401);
    wrongKey.answers = {"www-authenticate: Bearer error=\"invalid_token\""};
    return {
        noKey,
        wrongKey,
        turnedAway("9110 11.6.2 two keys", post(authorized()), 401),
        turnedAway("9110 11.4 the key with a second word", post().replace("-key\r\n", "-key x\r\n"), 401),
        taken("9110 11.1 the scheme in odd case", post().replace("Bearer ", "bEARER ")),
    };
}

} // namespace

QList<FramingRow> methodRows()
{
    return methods() + expectations() + contentTypes() + agents() + refusals();
}

} // namespace keyswitch::test
