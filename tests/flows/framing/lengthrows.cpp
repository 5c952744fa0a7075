// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/flows/framing/framingrow.h"

namespace keyswitch::test
{

namespace
{

QByteArray length(const QByteArray &value)
{
    return postHead("Content-Length: " + value + "\r\n") + "hello";
}

QByteArray coding(const QByteArray &value)
{
    return chunked(LastChunk).replace("Transfer-Encoding: chunked", "Transfer-Encoding: " + value);
}

QByteArray lengthOfBody(int add = 0)
{
    return QByteArray::number(chatBody().size() + add);
}

QList<FramingRow> lengthFieldRows()
{
    const QByteArray both = "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n";
    return {
        refused("9112 6.1 length and coding", postHead(both) + LastChunk),
        refused("9112 6.1 coding and length",
                postHead("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n") + LastChunk),
        refused("9112 6.1 coding and length 0",
                postHead("Transfer-Encoding: chunked\r\nContent-Length: 0\r\n") + LastChunk),
        refused("9112 6.3 two different lengths", postHead("Content-Length: 5\r\nContent-Length: 6\r\n") + "hello!"),
        refused("9112 6.3 two equal lengths", postHead("Content-Length: 5\r\nContent-Length: 5\r\n") + "hello"),
        refused("9112 6.3 length 5, 6", length("5, 6")),
        refused("9112 6.3 length 5, 5", length("5, 5")),
        refused("9112 6.3 length 5,", length("5,")),
        refused("9112 6.3 length ,5", length(",5")),
        refused("9110 8.6 length +5", length("+5")),
        refused("9110 8.6 length -5", length("-5")),
        refused("9110 8.6 length -0", length("-0")),
        refused("9110 8.6 length 0x5", length("0x5")),
        refused("9110 8.6 length 5_0", length("5_0")),
        refused("9110 8.6 length 5 0", length("5 0")),
        refused("9110 8.6 length 5.0", length("5.0")),
        refused("9110 8.6 length 5e0", length("5e0")),
        refused("9110 8.6 length 5;", length("5;")),
        refused("9110 8.6 length \"5\"", length("\"5\"")),
        refused("9110 8.6 an empty length", length({})),
        refused("9110 8.6 a length of blanks", length("  ")),
        refused("9110 8.6 length 2^63", length("9223372036854775808")),
        refused("9110 8.6 length 2^64", length("18446744073709551616")),
        refused("9110 8.6 length 2^64 + 5", length("18446744073709551621")),
        refused("9110 8.6 a length of 200 digits", length(QByteArray(200, '1'))),
        refused("9110 8.6 a length in full-width digits", length("\xef\xbc\x95")),
        refused("9110 8.6 a length with NUL", length(raw("5\0"))),
        refused("9110 15.5.14 a length beyond the limit", length("100001"), 413),
        refused("9110 15.5.14 2 GiB, from the head alone", length("2147483648").chopped(5), 413),
        taken("9110 8.6 a length with zeros before it", post().replace("Content-Length: ", "Content-Length: 000")),
        taken("9110 8.6 a length with blanks around it",
              post().replace("Content-Length: " + lengthOfBody(), "Content-Length:\t " + lengthOfBody() + " \t")),
        taken("9110 5.1 a length in odd case", post().replace("Content-Length", "cONTENT-lENGTH")),
    };
}

QList<FramingRow> codingRows()
{
    return {
        taken("9112 6.1 chunked", chunked(chunk(chatBody()) + LastChunk)),
        taken("9112 7 chunked in upper case",
              chunked(chunk(chatBody()) + LastChunk).replace("Encoding: chunked", "Encoding: CHUNKED")),
        taken("9112 6.1 chunked with blanks around it",
              chunked(chunk(chatBody()) + LastChunk).replace("Encoding: chunked", "Encoding:\t chunked \t")),
        refused("9112 6.1 a coding in HTTP/1.0", postHead("Transfer-Encoding: chunked\r\n", "HTTP/1.0") + LastChunk),
        refused("9112 6.1 a coding in HTTP/1.0 that would stay",
                postHead("Connection: keep-alive\r\nTransfer-Encoding: chunked\r\n", "HTTP/1.0") + LastChunk),
        refused("9112 6.1 chunked twice in two fields", chunked(LastChunk, "Transfer-Encoding: chunked\r\n")),
        refused("9112 6.1 chunked and identity in two fields", chunked(LastChunk, "Transfer-Encoding: identity\r\n")),
        refused("9112 6.1 chunked twice", coding("chunked, chunked")),
        refused("9112 6.3 chunked, identity", coding("chunked, identity")),
        refused("9112 6.3 chunked, gzip", coding("chunked, gzip")),
        refused("9112 6.3 gzip alone", coding("gzip")),
        refused("9112 6.3 identity", coding("identity")),
        refused("9112 6.3 cow", coding("cow")),
        refused("9112 6.1 gzip, chunked", coding("gzip, chunked"), 501),
        refused("9112 6.1 cow, chunked", coding("cow, chunked"), 501),
        refused("9112 6.1 an empty coding", coding({})),
        refused("9112 6.1 ,chunked", coding(",chunked")),
        refused("9112 6.1 chunked,", coding("chunked,")),
        refused("9112 6.1 chunked;x=1", coding("chunked;x=1")),
        refused("9112 6.1 xchunked", coding("xchunked")),
        refused("9112 6.1 chunkedx", coding("chunkedx")),
        refused("9112 6.1 chun ked", coding("chun ked")),
        refused("9112 6.1 \"chunked\"", coding("\"chunked\"")),
        refused("9112 6.1 chunked with VTAB before it", coding("\vchunked")),
        refused("9112 6.1 chunked with FF behind it", coding("chunked\f")),
        refused("9112 6.1 chunked with NUL behind it", coding(raw("chunked\0"))),
        refused("9112 6.1 chunked with a bare CR before it", coding("\rchunked")),
        refused("9112 6.1 chunked with a no-break space before it",
                coding("\xc2\xa0"
                       "chunked")),
        refused("9112 6.1 chunked with a Kelvin sign in it",
                coding("chun\xe2\x84\xaa"
                       "ed")),
    };
}

QList<FramingRow> bodyRows()
{
    return {
        taken("9112 6.2 a body of known length", post()),
        answered("9112 6.3 a POST without length has no body", postHead({}), 400),
        answered("9112 6.3 a POST of length 0", postHead("Content-Length: 0\r\n"), 400),
        answered("9112 6 a GET with a body, which is taken in", livez("Content-Length: 5\r\n") + "hello"),
        answered("9112 6 a GET with a chunked body, which is taken in",
                 livez("Transfer-Encoding: chunked\r\n") + chunk("hello") + LastChunk),
        turnedAway("9112 6 a body for a path that is not there",
                   lines("POST /nowhere HTTP/1.1", "Host: 127.0.0.1\r\nContent-Length: 5\r\n") + "hello", 404),
        answered("9112 6.3 a body that looks like a request",
                 lines("GET /livez HTTP/1.1",
                       "Host: 127.0.0.1\r\nContent-Length: " + QByteArray::number(post().size()) + "\r\n")
                     + post()),
        refused("9110 8.4 a compressed body", post("Content-Encoding: gzip\r\n"), 415),
        refused("9110 8.4 a body compressed twice", post("Content-Encoding: identity, br\r\n"), 415),
        refused("9110 8.4 an unknown content coding", post("Content-Encoding: cow\r\n"), 415),
        taken("9110 8.4.1 identity is no coding", post("Content-Encoding: Identity\r\n")),
        refused("9112 11.2 a body longer than its length",
                post().replace("Content-Length: " + lengthOfBody(), "Content-Length: " + lengthOfBody(-1))),
    };
}

} // namespace

QList<FramingRow> lengthRows()
{
    QList<FramingRow> rows = lengthFieldRows() + codingRows() + bodyRows();
    // Cut short it is no JSON, and the byte that is over is no request.
    rows.last().statuses = {400, 400};
    return rows;
}

} // namespace keyswitch::test
