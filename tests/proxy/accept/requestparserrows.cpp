// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/proxy/accept/requestparserrows.h"

namespace keyswitch
{

namespace
{

template <size_t N> QByteArray raw(const char (&literal)[N]) // with NUL bytes inside
{
    return QByteArray(literal, N - 1);
}

QByteArray line(const QByteArray &requestLine)
{
    return requestLine + "\r\nHost: a\r\n\r\n";
}
QByteArray target(const QByteArray &target)
{
    return line("GET " + target + " HTTP/1.1");
}
QByteArray host(const QByteArray &value)
{
    return "GET / HTTP/1.1\r\nHost: " + value + "\r\n\r\n";
}
QByteArray field(const QByteArray &line)
{
    return "GET / HTTP/1.1\r\nHost: a\r\n" + line + "\r\n\r\n";
}
QByteArray post(const QByteArray &fields, const QByteArray &body)
{
    return "POST / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n\r\n" + body;
}
QByteArray coding(const QByteArray &value)
{
    return post("Transfer-Encoding: " + value, "0\r\n\r\n");
}
QByteArray length(const QByteArray &value)
{
    return post("Content-Length: " + value, "hello");
}
QByteArray chunked(const QByteArray &body)
{
    return post("Transfer-Encoding: chunked", body);
}

QByteArray manyFields(int count)
{
    QByteArray fields;
    for (int i = 0; i < count; ++i)
        fields += "X-" + QByteArray::number(i) + ": 1\r\n";
    return "GET / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
}

} // namespace

QList<ParserRow> acceptedRows()
{
    return {
        {"GET", target("/v1/models"), 0, "GET /v1/models ? @a [] "},
        {"query", target("/p?a=1&b=%20?/"), 0, "GET /p ?a=1&b=%20?/ @a [] "},
        {"empty query", target("/p?"), 0, "GET /p ? @a [] "},
        {"brackets in query", target("/p?a[]=1"), 0, "GET /p ?a[]=1 @a [] "},
        {"dots and slashes stay raw", target("//a/../%2F;x=1"), 0, "GET //a/../%2F;x=1 ? @a [] "},
        {"PUT", line("PUT /x HTTP/1.1"), 0, "PUT /x ? @a [] "},
        {"DELETE", line("DELETE /x HTTP/1.1"), 0, "DELETE /x ? @a [] "},
        {"PATCH", line("PATCH /x HTTP/1.1"), 0, "PATCH /x ? @a [] "},
        {"HEAD", line("HEAD /x HTTP/1.1"), 0, "HEAD /x ? @a [] "},
        {"OPTIONS", line("OPTIONS /x HTTP/1.1"), 0, "OPTIONS /x ? @a [] "},
        {"OPTIONS *", line("OPTIONS * HTTP/1.1"), 0, "OPTIONS * ? @a [] "},
        {"OPTIONS absolute without path", line("OPTIONS http://h HTTP/1.1"), 0, "OPTIONS * ? @h [] "},
        {"absolute-form replaces Host", target("http://real:81/p?q"), 0, "GET /p ?q @real:81 [] "},
        {"absolute-form without path", target("http://real"), 0, "GET / ? @real [] "},
        {"absolute-form with query only", target("http://real?q=1"), 0, "GET / ?q=1 @real [] "},
        {"absolute-form https, upper case", target("HTTPS://real/p"), 0, "GET /p ? @real [] "},
        {"absolute-form IPv6", target("http://[::1]:8/p"), 0, "GET /p ? @[::1]:8 [] "},
        {"HTTP/1.0 without Host", "GET /x HTTP/1.0\r\n\r\n", 0, "GET /x ? @ [] "},
        {"HTTP/1.0 with Host", "GET /x HTTP/1.0\r\nHost: b\r\n\r\n", 0, "GET /x ? @b [] "},
        {"HTTP/1.0 with empty Host", "GET /x HTTP/1.0\r\nHost:\r\n\r\n", 0, "GET /x ? @ [] "},
        {"HTTP/1.0 with length", "POST /x HTTP/1.0\r\nContent-Length: 2\r\n\r\nab", 0, "POST /x ? @ [] ab"},
        {"HTTP/1.0 ignores Expect", "POST /x HTTP/1.0\r\nExpect: magic\r\n\r\n", 0, "POST /x ? @ [] "},
        {"HTTP/1.2 is 1.1", line("GET /x HTTP/1.2"), 0, "GET /x ? @a [] "},
        {"HTTP/1.9 is 1.1", line("GET /x HTTP/1.9"), 0, "GET /x ? @a [] "},
        {"one empty line before", "\r\n" + target("/"), 0, "GET / ? @a [] "},
        {"Host with port", host("h.example:8484"), 0, "GET / ? @h.example:8484 [] "},
        {"Host with empty port", host("h:"), 0, "GET / ? @h: [] "},
        {"Host IPv4", host("127.0.0.1:1"), 0, "GET / ? @127.0.0.1:1 [] "},
        {"Host IPv6", host("[::1]"), 0, "GET / ? @[::1] [] "},
        {"Host IPv6 with port", host("[fe80::1]:65535"), 0, "GET / ? @[fe80::1]:65535 [] "},
        {"Host with underscore", host("my_service"), 0, "GET / ? @my_service [] "},
        {"blanks around a value", field("X-A: \t b c \t "), 0, "GET / ? @a [x-a: b c|] "},
        {"no blank before a value", field("X-A:b"), 0, "GET / ? @a [x-a: b|] "},
        {"empty value", field("X-A:"), 0, "GET / ? @a [x-a: |] "},
        {"tab and 8-bit inside a value", field("X-A: a\tb\xc3\xa4"), 0, "GET / ? @a [x-a: a\tb\xc3\xa4|] "},
        {"colons inside a value", field("X-A: b: c"), 0, "GET / ? @a [x-a: b: c|] "},
        {"all token bytes in a name", field("!#$%&'*+-.^_`|~09azAZ: 1"), 0, "GET / ? @a [!#$%&'*+-.^_`|~09azaz: 1|] "},
        {"order and repetition kept", field("B: 1\r\nA: 2\r\nB: 3"), 0, "GET / ? @a [b: 1|a: 2|b: 3|] "},
        {"hop-by-hop dropped",
         field("TE: trailers\r\nUpgrade: x\r\nKeep-Alive: 5\r\nProxy-Connection: y\r\nProxy-Authorization: "
               "z\r\nTrailer: t\r\nX: 1"),
         0, "GET / ? @a [x: 1|] "},
        {"named by Connection, before and behind", field("X-A: 1\r\nConnection: close, X-A , x-b\r\nX-B: 2\r\nX-AB: 3"),
         0, "GET / ? @a [x-ab: 3|] "},
        {"Connection with empty elements", field("Connection: , close,,"), 0, "GET / ? @a [] "},
        {"Connection cannot drop framing", post("Connection: content-length\r\nContent-Length: 2", "ab"), 0,
         "POST / ? @a [] ab"},
        {"x-guard dropped", field("X-Guard: 1"), 0, "GET / ? @a [] "},
        {"Content-Encoding identity", post("Content-Encoding: Identity\r\nContent-Length: 1", "x"), 0,
         "POST / ? @a [] x"},
        {"Content-Encoding empty", post("Content-Encoding:\r\nContent-Length: 1", "x"), 0, "POST / ? @a [] x"},
        {"length", length("5"), 0, "POST / ? @a [] hello"},
        {"length with zeros before", length("0005"), 0, "POST / ? @a [] hello"},
        {"length 0", post("Content-Length: 0", ""), 0, "POST / ? @a [] "},
        {"POST without length", post("X: 1", ""), 0, "POST / ? @a [x: 1|] "},
        {"GET with body", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab", 0, "GET / ? @a [] ab"},
        {"body with any bytes", post("Content-Length: 6", raw("\0\r\n\r\n\xff")), 0,
         "POST / ? @a [] " + raw("\0\r\n\r\n\xff")},
        {"Expect", post("Expect: 100-continue\r\nContent-Length: 2", "ab"), 0, "POST / ? @a [] ab"},
        {"chunked", chunked("3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n"), 0, "POST / ? @a [] abcdefg"},
        {"chunked, upper case", coding("CHUNKED"), 0, "POST / ? @a [] "},
        {"chunked with blanks", coding(" \tchunked\t "), 0, "POST / ? @a [] "},
        {"chunk size, both cases and zeros", chunked("00a\r\n0123456789\r\n0A\r\n0123456789\r\n000\r\n\r\n"), 0,
         "POST / ? @a [] 01234567890123456789"},
        {"chunk size of 16 digits", chunked("0000000000000002\r\nab\r\n0\r\n\r\n"), 0, "POST / ? @a [] ab"},
        {"chunk extension", chunked("3;a;b=c;d=\"e;\\\"f\"\r\nabc\r\n0;z\r\n\r\n"), 0, "POST / ? @a [] abc"},
        {"chunk extension with bad whitespace", chunked("3 ; a = b\r\nabc\r\n0\r\n\r\n"), 0, "POST / ? @a [] abc"},
        {"chunk extensions of 256 bytes", chunked("1;" + QByteArray(255, 'x') + "\r\na\r\n0\r\n\r\n"), 0,
         "POST / ? @a [] a"},
        {"chunk data that looks like an end", chunked("5\r\n0\r\n\r\n\r\n0\r\n\r\n"), 0, "POST / ? @a [] 0\r\n\r\n"},
        {"trailers dropped", chunked("1\r\na\r\n0\r\nX-T: 1\r\nY:\r\n\r\n"), 0, "POST / ? @a [] a"},
        {"body at the limit", post("Content-Length: 100000", QByteArray(100'000, 'z')), 0, {}},
        {"chunked body at the limit", chunked("186A0\r\n" + QByteArray(100'000, 'z') + "\r\n0\r\n\r\n"), 0, {}},
        {"100 fields", manyFields(99), 0, {}},
        {"target at the limit", target("/" + QByteArray(8191, 'a')), 0, {}},
    };
}

QList<ParserRow> refusedHeadRows()
{
    return {
        {"two empty lines before", "\r\n\r\n" + target("/"), 400, {}},
        {"LF before", "\n" + target("/"), 400, {}},
        {"blank before", " " + target("/"), 400, {}},
        {"two spaces behind method", line("GET  / HTTP/1.1"), 400, {}},
        {"tab behind method", line("GET\t/ HTTP/1.1"), 400, {}},
        {"two spaces behind target", line("GET /  HTTP/1.1"), 400, {}},
        {"space behind version", line("GET / HTTP/1.1 "), 400, {}},
        {"space in target", line("GET /a b HTTP/1.1"), 400, {}},
        {"method only", line("GET"), 400, {}},
        {"no target", line("GET HTTP/1.1"), 400, {}},
        {"HTTP/0.9", "GET /\r\n", 400, {}},
        {"HTTP/0.9 spelled out", line("GET / HTTP/0.9"), 505, {}},
        {"http/1.1", line("GET / http/1.1"), 400, {}},
        {"HTTP/1", line("GET / HTTP/1"), 400, {}},
        {"HTTP/01.1", line("GET / HTTP/01.1"), 400, {}},
        {"HTTP/1.10", line("GET / HTTP/1.10"), 400, {}},
        {"HTTP/1.x", line("GET / HTTP/1.x"), 400, {}},
        {"HTTP-1.1", line("GET / HTTP-1.1"), 400, {}},
        {"HTTP/2.0", line("GET / HTTP/2.0"), 505, {}},
        {"HTTP/9.9", line("GET / HTTP/9.9"), 505, {}},
        {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, {}},
        {"SSH banner", "SSH-2.0-OpenSSH_9.2\r\n", 400, {}},
        {"TLS hello with a newline", raw("\x16\x03\x01\x02\x00\x01\n\x00\x00"), 400, {}},
        {"TRACE", line("TRACE / HTTP/1.1"), 501, {}},
        {"CONNECT", line("CONNECT a:1 HTTP/1.1"), 501, {}},
        {"lower-case method", line("get / HTTP/1.1"), 501, {}},
        {"unknown method", line("BREW / HTTP/1.1"), 501, {}},
        {"method with a bad byte", line("G(T / HTTP/1.1"), 400, {}},
        {"method of 33 letters", line(QByteArray(33, 'A') + " / HTTP/1.1"), 400, {}},
        {"method of 1 MiB", line(QByteArray(1024 * 1024, 'A') + " / HTTP/1.1"), 400, {}},
        {"relative target", target("echo"), 400, {}},
        {"asterisk with GET", target("*"), 400, {}},
        {"authority-form", target("a:80"), 400, {}},
        {"other scheme", target("ftp://a/"), 400, {}},
        {"absolute-form without host", target("http:///p"), 400, {}},
        {"absolute-form with user", target("http://u@h/p"), 400, {}},
        {"absolute-form with bad port", target("http://h:x/p"), 400, {}},
        {"absolute-form with fragment", target("http://h#f"), 400, {}},
        {"absolute-form without Host field", "GET http://h/ HTTP/1.1\r\n\r\n", 400, {}},
        {"absolute-form with a bad Host field", "GET http://h/ HTTP/1.1\r\nHost: x/y\r\n\r\n", 400, {}},
        {"fragment", target("/p#f"), 400, {}},
        {"backslash", target("/p\\x"), 400, {}},
        {"quote", target("/p\"x"), 400, {}},
        {"angle bracket", target("/<x>"), 400, {}},
        {"brace", target("/{x}"), 400, {}},
        {"bracket in the path", target("/[x]"), 400, {}},
        {"caret in the query", target("/?^"), 400, {}},
        {"NUL in the target", line(raw("GET /a\0b HTTP/1.1")), 400, {}},
        {"8-bit in the target", target("/\xc3\xa4"), 400, {}},
        {"DEL in the target", target("/\x7f"), 400, {}},
        {"%00", target("/a%00"), 400, {}},
        {"%00 in the query", target("/?a%00"), 400, {}},
        {"% without digits", target("/%zz"), 400, {}},
        {"% at the end", target("/%2"), 400, {}},
        {"% at the end of the path", target("/%2?0"), 400, {}},
        {"target too long", target("/" + QByteArray(8192, 'a')), 414, {}},
        {"target of 16 KiB", target("/" + QByteArray(16'384, 'a')), 414, {}},
        {"target without end", "GET /" + QByteArray(200'000, 'a'), 414, {}},
        {"bare LF behind the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n", 400, {}},
        {"bare LF behind a field", "GET / HTTP/1.1\r\nHost: a\nX: y\r\n\r\n", 400, {}},
        {"bare LF as the end", "GET / HTTP/1.1\r\nHost: a\r\n\n", 400, {}},
        {"CR CR LF", "GET / HTTP/1.1\r\nHost: a\r\r\n\r\n", 400, {}},
        {"no Host", "GET / HTTP/1.1\r\n\r\n", 400, {}},
        {"no Host in 1.2", "GET / HTTP/1.2\r\n\r\n", 400, {}},
        {"two Hosts", field("Host: b"), 400, {}},
        {"two equal Hosts", field("Host: a"), 400, {}},
        {"two Hosts in 1.0", "GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", 400, {}},
        {"Host empty", host(""), 400, {}},
        {"Host with path", host("a/b"), 400, {}},
        {"Host with fragment", host("a/#"), 400, {}},
        {"Host with user", host("u@a"), 400, {}},
        {"Host with comma", host("a,b"), 400, {}},
        {"Host with space", host("a b"), 400, {}},
        {"Host with scheme", host("http://a"), 400, {}},
        {"Host with percent", host("a%41"), 400, {}},
        {"Host with 8-bit", host("\xc3\xa4"), 400, {}},
        {"Host with two ports", host("a:1:2"), 400, {}},
        {"Host with a port too high", host("a:65536"), 400, {}},
        {"Host with a signed port", host("a:+1"), 400, {}},
        {"Host with port only", host(":80"), 400, {}},
        {"Host with open bracket", host("[::1"), 400, {}},
        {"Host with empty brackets", host("[]"), 400, {}},
        {"Host with text behind brackets", host("[::1]x"), 400, {}},
        {"Host with letters in brackets", host("[xyz]"), 400, {}},
        {"Host of 256 letters", host(QByteArray(256, 'a')), 400, {}},
        {"fold", field("X-A: b\r\n c"), 400, {}},
        {"fold with tab", field("X-A: b\r\n\tc"), 400, {}},
        {"fold behind the request line", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400, {}},
        {"fold of blanks only", field("X-A: b\r\n "), 400, {}},
        {"space before colon", field("X-A : b"), 400, {}},
        {"tab before colon", field("X-A\t: b"), 400, {}},
        {"empty name", field(": b"), 400, {}},
        {"no colon", field("XYZ"), 400, {}},
        {"8-bit in a name", field("X\xc3\xa4: b"), 400, {}},
        {"NUL in a name", field(raw("X\0A: b")), 400, {}},
        {"parenthesis in a name", field("X(A: b"), 400, {}},
        {"NUL in a value", field(raw("X: a\0b")), 400, {}},
        {"bare CR in a value", field("X: a\rb"), 400, {}},
        {"VTAB in a value", field("X: a\x0b"), 400, {}},
        {"FF in a value", field("X: a\x0c"), 400, {}},
        {"BEL in a value", field("X: a\x07"), 400, {}},
        {"DEL in a value", field("X: a\x7f"), 400, {}},
        {"101 fields", manyFields(100), 431, {}},
        {"header line of 64 KiB and 1", field("X: " + QByteArray(65'534, 'a')), 431, {}},
        {"header without end", "GET / HTTP/1.1\r\nX: " + QByteArray(300'000, 'a'), 431, {}},
        {"many lines beyond 64 KiB", field((QByteArray("X: ") + QByteArray(2000, 'a') + "\r\n").repeated(40)), 431, {}},
        {"Connection malformed", field("Connection: clo se"), 400, {}},
        {"Connection quoted", field("Connection: \"close\""), 400, {}},
        {"other expectation", post("Expect: 200-ok\r\nContent-Length: 1", "x"), 417, {}},
        {"two expectations", post("Expect: 100-continue\r\nExpect: 100-continue\r\nContent-Length: 1", "x"), 417, {}},
        {"Expect with a list", post("Expect: 100-continue, x\r\nContent-Length: 1", "x"), 417, {}},
        {"gzip body", post("Content-Encoding: gzip\r\nContent-Length: 1", "x"), 415, {}},
        {"identity, br", post("Content-Encoding: identity, br\r\nContent-Length: 1", "x"), 415, {}},
    };
}

QList<ParserRow> refusedBodyRows()
{
    return {
        {"length and coding", post("Content-Length: 5\r\nTransfer-Encoding: chunked", "0\r\n\r\n"), 400, {}},
        {"coding and length", post("Transfer-Encoding: chunked\r\nContent-Length: 5", "0\r\n\r\n"), 400, {}},
        {"coding and length 0", post("Transfer-Encoding: chunked\r\nContent-Length: 0", "0\r\n\r\n"), 400, {}},
        {"two lengths", post("Content-Length: 5\r\nContent-Length: 6", "hello"), 400, {}},
        {"two equal lengths", post("Content-Length: 5\r\nContent-Length: 5", "hello"), 400, {}},
        {"length 5, 6", length("5, 6"), 400, {}},
        {"length 5, 5", length("5, 5"), 400, {}},
        {"length 5,", length("5,"), 400, {}},
        {"length +5", length("+5"), 400, {}},
        {"length -5", length("-5"), 400, {}},
        {"length -0", length("-0"), 400, {}},
        {"length 0x5", length("0x5"), 400, {}},
        {"length 5_0", length("5_0"), 400, {}},
        {"length 5 0", length("5 0"), 400, {}},
        {"length 5.0", length("5.0"), 400, {}},
        {"length 1e3", length("1e3"), 400, {}},
        {"length empty", length(""), 400, {}},
        {"length 2^64", length("18446744073709551616"), 400, {}},
        {"length 2^63", length("9223372036854775808"), 400, {}},
        {"length with full-width digits", length("\xef\xbc\x95"), 400, {}},
        {"length beyond the limit", length("100001"), 413, {}},
        {"length of 2 GiB", length("2147483648"), 413, {}},
        {"coding in 1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, {}},
        {"coding twice", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "0\r\n\r\n"), 400, {}},
        {"coding split over fields",
         post("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked", "0\r\n\r\n"),
         400,
         {}},
        {"coding xchunked", coding("xchunked"), 400, {}},
        {"coding chunkedx", coding("chunkedx"), 400, {}},
        {"coding chunke", coding("chunke"), 400, {}},
        {"coding identity", coding("identity"), 400, {}},
        {"coding gzip", coding("gzip"), 400, {}},
        {"coding empty", coding(""), 400, {}},
        {"coding ,chunked", coding(",chunked"), 400, {}},
        {"coding chunked,", coding("chunked,"), 400, {}},
        {"coding chunked, identity", coding("chunked, identity"), 400, {}},
        {"coding chunked, chunked", coding("chunked, chunked"), 400, {}},
        {"coding chunked, gzip", coding("chunked, gzip"), 400, {}},
        {"coding chunked;x=1", coding("chunked;x=1"), 400, {}},
        {"coding quoted", coding("\"chunked\""), 400, {}},
        {"coding gzip, chunked", coding("gzip, chunked"), 501, {}},
        {"coding foo, chunked", coding("foo, chunked"), 501, {}},
        {"coding with VTAB",
         coding("\x0b"
                "chunked"),
         400,
         {}},
        {"coding with FF", coding("chunked\x0c"), 400, {}},
        {"coding with NUL", coding(raw("chunked\0")), 400, {}},
        {"coding folded", coding("\r\n chunked"), 400, {}},
        {"coding with a blank name", post("Transfer-Encoding : chunked", "0\r\n\r\n"), 400, {}},
        {"chunk size empty", chunked("\r\nabc"), 400, {}},
        {"chunk size 0x5", chunked("0x5\r\nhello\r\n0\r\n\r\n"), 400, {}},
        {"chunk size +5", chunked("+5\r\nhello\r\n0\r\n\r\n"), 400, {}},
        {"chunk size -1", chunked("-1\r\nhello\r\n0\r\n\r\n"), 400, {}},
        {"chunk size with blank before", chunked(" 5\r\nhello\r\n0\r\n\r\n"), 400, {}},
        {"chunk size with blank behind", chunked("5 \r\nhello\r\n0\r\n\r\n"), 400, {}},
        {"chunk size with tab behind", chunked("5\t\r\nhello\r\n0\r\n\r\n"), 400, {}},
        {"chunk size 5_0", chunked("5_0\r\nhello\r\n0\r\n\r\n"), 400, {}},
        {"chunk size zz", chunked("zz\r\n"), 400, {}},
        {"chunk size of 17 digits", chunked("00000000000000005\r\nhello\r\n0\r\n\r\n"), 400, {}},
        {"chunk size beyond 64 bits", chunked("fffffffffffffffff\r\n"), 400, {}},
        {"chunk size of 2^64-1", chunked("ffffffffffffffff\r\n"), 413, {}},
        {"chunk size of 2^63", chunked("8000000000000000\r\n"), 413, {}},
        {"chunk size with bare LF", chunked("5\nhello\r\n0\r\n\r\n"), 400, {}},
        {"chunk size with bare CR", chunked("5\rhello\r\n0\r\n\r\n"), 400, {}},
        {"chunk data too long", chunked("5\r\nhelloX\r\n0\r\n\r\n"), 400, {}},
        {"chunk data too short", chunked("5\r\nhell\r\n0\r\n\r\n"), 400, {}},
        {"chunk data without CR LF", chunked("5\r\nhello0\r\n\r\n"), 400, {}},
        {"chunk data with bare LF behind", chunked("5\r\nhello\n0\r\n\r\n"), 400, {}},
        {"chunk extension, bare semicolon", chunked("5;\r\nhello\r\n0\r\n\r\n"), 400, {}},
        {"chunk extension, no value", chunked("5;a=\r\nhello\r\n0\r\n\r\n"), 400, {}},
        {"chunk extension, no name", chunked("5;=a\r\nhello\r\n0\r\n\r\n"), 400, {}},
        {"chunk extension, open quote", chunked("5;a=\"b\r\nhello\r\n0\r\n\r\n"), 400, {}},
        {"chunk extension with NUL", chunked(raw("5;a\0b\r\nhello\r\n0\r\n\r\n")), 400, {}},
        {"chunk extension with CR", chunked("5;a\rb\r\nhello\r\n0\r\n\r\n"), 400, {}},
        {"chunk extension with LF in quotes", chunked("5;a=\"\n\"\r\nhello\r\n0\r\n\r\n"), 400, {}},
        {"chunk extension of 257 bytes", chunked("1;" + QByteArray(256, 'x') + "\r\na\r\n0\r\n\r\n"), 400, {}},
        {"chunk extension of 64 KiB", chunked("1;" + QByteArray(65'536, 'x') + "\r\na\r\n0\r\n\r\n"), 400, {}},
        {"chunk extensions beyond 256 in all",
         chunked(QByteArray("1;" + QByteArray(99, 'x') + "\r\na\r\n").repeated(3)),
         400,
         {}},
        {"chunked beyond the limit",
         chunked(QByteArray("C350\r\n" + QByteArray(50'000, 'z') + "\r\n").repeated(3)),
         413,
         {}},
        {"trailer malformed", chunked("0\r\nX T: 1\r\n\r\n"), 400, {}},
        {"trailer without colon", chunked("0\r\nGET / HTTP/1.1\r\n\r\n"), 400, {}},
        {"trailer folded", chunked("0\r\nX: 1\r\n 2\r\n\r\n"), 400, {}},
        {"trailer with NUL", chunked(raw("0\r\nX: \0\r\n\r\n")), 400, {}},
        {"trailer with bare LF", chunked("0\r\nX: 1\n\r\n"), 400, {}},
        {"trailer Content-Length", chunked("0\r\nContent-Length: 5\r\n\r\n"), 400, {}},
        {"trailer Transfer-Encoding", chunked("0\r\nTransfer-Encoding: chunked\r\n\r\n"), 400, {}},
        {"trailer Host", chunked("0\r\nHost: b\r\n\r\n"), 400, {}},
        {"trailer Authorization", chunked("0\r\nAuthorization: x\r\n\r\n"), 400, {}},
        {"101 trailers", chunked("0\r\n" + QByteArray("X: 1\r\n").repeated(101) + "\r\n"), 431, {}},
        {"trailers without end", chunked("0\r\nX: " + QByteArray(70'000, 'a')), 431, {}},
        {"bare LF behind the last chunk", chunked("0\r\n\n"), 400, {}},
        {"text behind the last chunk", chunked("0\r\nx\r\n"), 400, {}},
    };
}

} // namespace keyswitch
