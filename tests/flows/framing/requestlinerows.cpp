// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/flows/framing/framingrow.h"

namespace keyswitch::test
{

namespace
{

QByteArray version(const QByteArray &text)
{
    return lines("GET /livez " + text);
}

QByteArray target(const QByteArray &text)
{
    return lines("GET " + text + " HTTP/1.1");
}

QByteArray host(const QByteArray &value)
{
    return lines("GET /livez HTTP/1.1", "Host: " + value + "\r\n");
}

FramingRow absolutePost(const QByteArray &name, const QByteArray &authority, const QByteArray &hostField)
{
    return taken(name,
                 post().replace("POST /", "POST http://" + authority + '/').replace("Host: 127.0.0.1", hostField));
}

// Garbage is answered and the connection closed although its line never ends.
QList<FramingRow> garbageRows()
{
    return {
        refused("9113 3.4 the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        refused("9113 3.4 the preface of HTTP/2 with its first frames",
                raw("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0")),
        refused("9112 2.2 a TLS hello", raw("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")),
        refused("9112 2.2 a TLS hello with line ends in it", raw("\x16\x03\x01\r\n\x00\x01\r\n\r\n")),
        refused("9112 2.2 the banner of SSH", "SSH-2.0-OpenSSH_9.2p1\r\n"),
        refused("9112 2.2 the PROXY protocol, version 1", "PROXY TCP4 10.0.0.1 10.0.0.2 1234 80\r\n"),
        refused("9112 2.2 the PROXY protocol, version 2", raw("\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c")),
        refused("9112 2.2 a start packet of PostgreSQL", raw("\0\0\0\x08\x04\xd2\x16\x2f")),
        refused("9112 2.2 a command of Redis", "*1\r\n$4\r\nPING\r\n"),
        refused("9112 2.2 a greeting of SMTP", "EHLO example.org\r\n"),
        refused("9112 2.2 JSON without a head", R"({"model":"gpt"})"),
        refused("9112 2.2 an answer instead of a request", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
        refused("9112 2.2 bytes above 127", QByteArray(64, '\xff')),
        refused("9112 2.2 NUL bytes", QByteArray(64, '\0')),
        refused("9112 2.2 UTF-16", raw("\xff\xfeG\0E\0T\0 \0/\0")),
        refused("9112 2.2 a byte order mark before the request", "\xef\xbb\xbf" + livez()),
    };
}

QList<FramingRow> messageRows()
{
    return {
        answered("9112 2.1 a request without fields but Host", livez()),
        answered("9112 2.2 one empty line before the request line", "\r\n" + livez()),
        {"9112 2.2 one empty line behind a body, as old clients send it",
         post() + "\r\n" + post({}, 1),
         {200, 200},
         true,
         {chatBody(), chatBody(1)}},
        refused("9112 2.2 two empty lines before the request line", "\r\n\r\n" + livez()),
        refused("9112 2.2 a bare LF before the request line", "\n" + livez()),
        refused("9112 2.2 blanks before the request line", "  " + livez()),
        refused("9112 2.2 a bare LF behind the request line", livez().replace("HTTP/1.1\r\n", "HTTP/1.1\n")),
        refused("9112 2.2 a bare LF behind a field", livez("X: 1\nY: 2\r\n")),
        refused("9112 2.2 a bare LF instead of the empty line", "GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n\n"),
        refused("9112 2.2 bare LFs only", livez().replace("\r\n", "\n")),
        refused("9112 2.2 bare CRs only", livez().replace("\r\n", "\r")),
        refused("9112 2.2 CR CR LF", livez().replace("1.1\r\n", "1.1\r\r\n")),
        refused("9112 2.2 LF CR", livez("X: 1\n\rY: 2\r\n")),
        refused("9112 2.2 a bare CR in the request line", target("/li\rvez")),
        refused("9112 2.2 a bare CR before the version", lines("GET /livez\rHTTP/1.1")),
        refused("9112 2.2 blanks before the first field", lines("GET /livez HTTP/1.1", " Host: 127.0.0.1\r\n")),
        refused("9112 2.2 a line of blanks before the first field",
                lines("GET /livez HTTP/1.1", " \r\nHost: 127.0.0.1\r\n")),
        answered("9112 2.3 HTTP/1.2 is taken as 1.1", version("HTTP/1.2")),
        answered("9112 2.3 HTTP/1.9 is taken as 1.1", version("HTTP/1.9")),
        taken("9112 2.3 a body in HTTP/1.2", post().replace("HTTP/1.1", "HTTP/1.2")),
        refused("9112 2.3 http/1.1", version("http/1.1")),
        refused("9112 2.3 HTTP/1", version("HTTP/1")),
        refused("9112 2.3 HTTP/1.", version("HTTP/1.")),
        refused("9112 2.3 HTTP/.1", version("HTTP/.1")),
        refused("9112 2.3 HTTP/01.1", version("HTTP/01.1")),
        refused("9112 2.3 HTTP/1.01", version("HTTP/1.01")),
        refused("9112 2.3 HTTP/1.10", version("HTTP/1.10")),
        refused("9112 2.3 HTTP/1,1", version("HTTP/1,1")),
        refused("9112 2.3 HTTP/+1.1", version("HTTP/+1.1")),
        refused("9112 2.3 HTTP/1.x", version("HTTP/1.x")),
        refused("9112 2.3 HTTPS/1.1", version("HTTPS/1.1")),
        refused("9112 2.3 ICY/1.1", version("ICY/1.1")),
        refused("9112 2.3 HTTP/ 1.1", version("HTTP/ 1.1")),
        refused("9112 2.3 a word behind the version", version("HTTP/1.1 x")),
        refused("9112 2.3 HTTP/0.9", "GET /livez\r\n"),
        refused("9112 2.3 HTTP/0.9 by name", version("HTTP/0.9"), 505),
        refused("9112 2.3 HTTP/2.0", version("HTTP/2.0"), 505),
        refused("9112 2.3 HTTP/9.9", version("HTTP/9.9"), 505),
    };
}

QList<FramingRow> lineRows()
{
    return {
        refused("9112 3 two blanks behind the method", lines("GET  /livez HTTP/1.1")),
        refused("9112 3 two blanks behind the target", lines("GET /livez  HTTP/1.1")),
        refused("9112 3 a blank behind the version", lines("GET /livez HTTP/1.1 ")),
        refused("9112 3 a tab behind the method", lines("GET\t/livez HTTP/1.1")),
        refused("9112 3 a tab behind the target", lines("GET /livez\tHTTP/1.1")),
        refused("9112 3 VTAB as a separator", lines("GET\v/livez HTTP/1.1")),
        refused("9112 3 FF as a separator", lines("GET /livez\fHTTP/1.1")),
        refused("9112 3 the method alone", lines("GET")),
        refused("9112 3 no target", lines("GET HTTP/1.1")),
        refused("9112 3 no method", lines("/livez HTTP/1.1")),
        refused("9112 3 a target of 8 KiB and one byte", target('/' + QByteArray(8192, 'a')), 414),
        refused("9112 3 a target of 16 KiB", target('/' + QByteArray(16'384, 'a')), 414),
        refused("9112 3 a target without end", "GET /" + QByteArray(60'000, 'a'), 414),
        answered("9112 3 a target of 8 KiB", target('/' + QByteArray(8191, 'a')), 404),
        refused("9112 3.1 a method in lower case", lines("get /livez HTTP/1.1"), 501),
        refused("9112 3.1 a method in mixed case", lines("Get /livez HTTP/1.1"), 501),
        refused("9112 3.1 an unknown method", lines("BREW /livez HTTP/1.1"), 501),
        refused("9112 3.1 a method with a byte that no token has", lines("G(T /livez HTTP/1.1")),
        refused("9112 3.1 a method with a colon", lines("GET: /livez HTTP/1.1")),
        refused("9112 3.1 a method of 33 letters", lines(QByteArray(33, 'A') + " /livez HTTP/1.1")),
        refused("9112 3.1 a method of 1 MiB", lines(QByteArray(1024 * 1024, 'A') + " /livez HTTP/1.1")),
    };
}

QList<FramingRow> targetRows()
{
    return {
        refused("9112 3.2 a blank in the target", target("/li vez")),
        refused("9112 3.2 a NUL in the target", lines(raw("GET /li\0vez HTTP/1.1"))),
        refused("9112 3.2 DEL in the target", target("/li\x7fvez")),
        refused("9112 3.2 a byte above 127 in the target", target("/\xc3\xa4")),
        refused("9112 3.2 a fragment", target("/livez#x")),
        refused("9112 3.2 a backslash", target("/livez\\x")),
        refused("9112 3.2 a quote", target("/livez\"")),
        refused("9112 3.2 an angle bracket", target("/<livez>")),
        refused("9112 3.2 a brace", target("/{livez}")),
        refused("9112 3.2 a bar", target("/a|b")),
        refused("9112 3.2 a caret in the query", target("/livez?^")),
        refused("9112 3.2 an encoded NUL", target("/livez%00")),
        refused("9112 3.2 a percent sign without digits", target("/livez%zz")),
        refused("9112 3.2 a percent sign at the end", target("/livez%2")),
        answered("9112 3.2.1 a path", target("/livez")),
        answered("9112 3.2.1 a path with a query", target("/livez?a=1&b=%20/?")),
        answered("9112 3.2.1 a path with an empty query", target("/livez?")),
        answered("9112 3.2.1 an encoded path is another path", target("/%6Civez"), 404),
        answered("9112 3.2.1 dots are not resolved", target("/x/../livez"), 404),
        answered("9112 3.2.1 two slashes are another path", target("//livez"), 404),
        answered("9112 3.2.1 a path parameter is part of the path", target("/livez;x=1"), 404),
        refused("9112 3.2.1 a path without its slash", target("livez")),
        answered("9112 3.2.2 absolute-form of our host", target("http://127.0.0.1/livez")),
        answered("9112 3.2.2 absolute-form of our host and any port", target("http://localhost:81/livez")),
        answered("9112 3.2.2 absolute-form with https", target("https://127.0.0.1/livez")),
        answered("9112 3.2.2 absolute-form in upper case", target("HTTP://LOCALHOST/livez")),
        answered("9112 3.2.2 absolute-form of an IPv6 address", target("http://[::1]:8484/livez")),
        answered("9112 3.2.2 absolute-form without a path", target("http://127.0.0.1"), 404),
        absolutePost("9112 3.2.2 a POST in absolute-form", "127.0.0.1:8484", "Host: 127.0.0.1"),
        absolutePost("9112 3.2.2 absolute-form overrules a Host that is not ours", "127.0.0.1", "Host: evil.example"),
        answered("9112 3.2.2 absolute-form of another host, Host ours", target("http://evil.example/livez"), 421),
        refused("9112 3.2.2 absolute-form without Host", lines("GET http://127.0.0.1/livez HTTP/1.1", {})),
        refused("9112 3.2.2 absolute-form with a malformed Host",
                lines("GET http://127.0.0.1/livez HTTP/1.1", "Host: a/b\r\n")),
        refused("9110 4.2.4 absolute-form with a user", target("http://user@127.0.0.1/livez")),
        refused("9110 4.2.1 absolute-form with an empty host", target("http:///livez")),
        refused("9112 3.2.2 absolute-form with a malformed port", target("http://127.0.0.1:x/livez")),
        refused("9112 3.2.2 absolute-form with a fragment", target("http://127.0.0.1/livez#x")),
        refused("9112 3.2.2 absolute-form of another scheme", target("ftp://127.0.0.1/livez")),
        refused("9112 3.2.2 a scheme without slashes", target("http:127.0.0.1/livez")),
        refused("9112 3.2.3 authority-form with GET", target("127.0.0.1:80")),
        refused("9112 3.2.3 CONNECT", lines("CONNECT example.org:443 HTTP/1.1"), 501),
        refused("9112 3.2.4 asterisk-form with GET", target("*")),
        refused("9112 3.2.4 asterisk-form with POST", post().replace("POST " + ChatPath, "POST *")),
        refused("9112 3.2.4 an asterisk with more behind it", lines("OPTIONS *x HTTP/1.1")),
        refused("9112 3.2.4 an asterisk with a query", lines("OPTIONS *?x HTTP/1.1")),
    };
}

QList<FramingRow> hostRows()
{
    return {
        refused("9112 3.2 no Host", lines("GET /livez HTTP/1.1", {})),
        refused("9112 3.2 no Host in HTTP/1.2", lines("GET /livez HTTP/1.2", {})),
        refused("9112 3.2 two Hosts", livez("Host: evil.example\r\n")),
        refused("9112 3.2 two equal Hosts", livez("Host: 127.0.0.1\r\n")),
        refused("9112 3.2 two Hosts in HTTP/1.0",
                lines("GET /livez HTTP/1.0", "Host: 127.0.0.1\r\nHost: 127.0.0.1\r\n")),
        refused("9112 3.2 an empty Host", host({})),
        refused("9112 3.2 a Host of blanks", host(" \t ")),
        refused("9112 3.2 a Host with a path", host("127.0.0.1/x")),
        refused("9112 3.2 a Host with a fragment", host("127.0.0.1/#")),
        refused("9112 3.2 a Host with a query", host("127.0.0.1?x")),
        refused("9112 3.2 a Host with a user", host("user@127.0.0.1")),
        refused("9112 3.2 a Host with a comma", host("127.0.0.1, evil.example")),
        refused("9112 3.2 a Host with a blank", host("127.0.0.1 evil.example")),
        refused("9112 3.2 a Host with a scheme", host("http://127.0.0.1")),
        refused("9112 3.2 a Host with a backslash", host("127.0.0.1\\evil.example")),
        refused("9112 3.2 a Host with percent-encoding", host("127.0.0%2e1")),
        refused("9112 3.2 a Host with a byte above 127", host("\xc3\xa4.example")),
        refused("9112 3.2 a Host with a NUL", host(raw("127.0.0.1\0"))),
        refused("9112 3.2 a Host with two ports", host("127.0.0.1:80:81")),
        refused("9112 3.2 a Host with a port beyond 65535", host("127.0.0.1:65536")),
        refused("9112 3.2 a Host with a signed port", host("127.0.0.1:+80")),
        refused("9112 3.2 a Host of a port alone", host(":80")),
        refused("9112 3.2 a Host with an open bracket", host("[::1")),
        refused("9112 3.2 a Host with letters in brackets", host("[localhost]")),
        answered("9110 7.2 a Host in upper case", host("LOCALHOST:1")),
        answered("9110 7.2 a Host with an empty port", host("127.0.0.1:")),
        answered("9110 7.2 a Host of an IPv6 address", host("[::1]:8484")),
        answered("9110 7.4 a Host that is not ours", host("evil.example"), 421),
        answered("9110 7.4 a name that begins like ours", host("127.0.0.1.evil.example"), 421),
        answered("9110 7.4 a name with a dot at its end", host("localhost."), 421),
        {"9112 3.2 HTTP/1.0 without Host", lines("GET /livez HTTP/1.0", {}), {200}},
    };
}

} // namespace

QList<FramingRow> requestLineRows()
{
    return garbageRows() + messageRows() + lineRows() + targetRows() + hostRows();
}

} // namespace keyswitch::test
