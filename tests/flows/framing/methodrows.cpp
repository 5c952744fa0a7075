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
    return methods() + expectations() + refusals();
}

} // namespace keyswitch::test
