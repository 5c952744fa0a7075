// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/flows/framing/framingrow.h"

namespace keyswitch::test
{

namespace
{

QByteArray hello(const QByteArray &size)
{
    return chunked(size + "\r\nhello\r\n" + LastChunk);
}

QByteArray bodyInChunks(qsizetype size, const QByteArray &extension = {})
{
    QByteArray out;
    const QByteArray body = chatBody();
    for (qsizetype at = 0; at < body.size(); at += size)
        out += chunk(body.mid(at, size), extension);
    return out + LastChunk;
}

QByteArray withTrailers(const QByteArray &trailers)
{
    return chunked(chunk(chatBody()) + "0\r\n" + trailers + "\r\n");
}

FramingRow trailersDropped(const QByteArray &name, const QByteArray &trailers)
{
    FramingRow row = taken(name, withTrailers(trailers));
    row.staysDown = {"x-t", "transfer-encoding"};
    return row;
}

QList<FramingRow> sizeRows()
{
    const QByteArray body = chatBody();
    const QByteArray size = QByteArray::number(body.size(), 16);
    return {
        taken("9112 7.1 one chunk", chunked(bodyInChunks(1000))),
        taken("9112 7.1 a chunk a byte", chunked(bodyInChunks(1))),
        taken("9112 7.1 chunks of seven bytes", chunked(bodyInChunks(7))),
        taken("9112 7.1 a size in upper case", chunked(bodyInChunks(10).replace("\r\na\r\n", "\r\nA\r\n"))),
        taken("9112 7.1 zeros before a size", chunked("0000" + size + "\r\n" + body + "\r\n000\r\n\r\n")),
        taken("9112 7.1 a size of 16 digits",
              chunked(QByteArray(16 - size.size(), '0') + size + "\r\n" + body + "\r\n" + LastChunk)),
        answered("9112 7.1 no chunk but the last", chunked(LastChunk), 400),
        refused("9112 7.1 size 0x5", hello("0x5")),
        refused("9112 7.1 size +5", hello("+5")),
        refused("9112 7.1 size -1", hello("-1")),
        refused("9112 7.1 a blank before the size", hello(" 5")),
        refused("9112 7.1 a blank behind the size", hello("5 ")),
        refused("9112 7.1 a tab behind the size", hello("5\t")),
        refused("9112 7.1 size 5_0", hello("5_0")),
        refused("9112 7.1 size 5h", hello("5h")),
        refused("9112 7.1 size \"5\"", hello("\"5\"")),
        refused("9112 7.1 size 5,", hello("5,")),
        refused("9112 7.1 no size", hello({})),
        refused("9112 7.1 a size of 17 digits", hello("00000000000000005")),
        refused("9112 7.1 a size of 1000 zeros", hello(QByteArray(1000, '0') + '5')),
        refused("9112 7.1 size 2^64 + 5", hello("10000000000000005")),
        refused("9112 7.1 size 2^64 - 1", hello("ffffffffffffffff"), 413),
        refused("9112 7.1 size 2^63", hello("8000000000000000"), 413),
        refused("9112 7.1 size 2^32 + 5", hello("100000005"), 413),
        refused("9112 7.1 a size in full-width digits", hello("\xef\xbc\x95")),
        refused("9112 7.1 NUL behind the size", hello(raw("5\0"))),
        refused("9110 15.5.14 chunks beyond the limit", chunked(chunk(QByteArray(50'000, 'x')).repeated(3) + LastChunk),
                413),
    };
}

QList<FramingRow> dataRows()
{
    return {
        refused("9112 7.1 data longer than its size", chunked("5\r\nhello!\r\n" + LastChunk)),
        refused("9112 7.1 data shorter than its size", chunked("5\r\nhell\r\n" + LastChunk)),
        refused("9112 7.1 no CR LF behind the data", chunked("5\r\nhello" + LastChunk)),
        refused("9112 7.1 a bare LF behind the data", chunked("5\r\nhello\n" + LastChunk)),
        refused("9112 7.1 a bare CR behind the data", chunked("5\r\nhello\r" + LastChunk)),
        refused("9112 7.1 two letters behind the data", chunked("5\r\nhelloXX" + LastChunk)),
        refused("9112 7.1 a bare LF behind the size", chunked("5\nhello\r\n" + LastChunk)),
        refused("9112 7.1 a bare CR behind the size", chunked("5\rhello\r\n" + LastChunk)),
        refused("9112 7.1 CR CR LF behind the size", chunked("5\r\r\nhello\r\n" + LastChunk)),
        refused("9112 7.1 a bare LF behind the last size", chunked("0\n\r\n")),
        refused("9112 7.1 a bare LF instead of the last line", chunked("0\r\n\n")),
        refused("9112 7.1 text instead of the last line", chunked("0\r\nX\r\n")),
        refused("9112 7.1 a request where the last line is due", chunked("0\r\n" + livez())),
    };
}

QList<FramingRow> extensionRows()
{
    return {
        taken("9112 7.1.1 an extension", chunked(bodyInChunks(1000, ";a=b"))),
        taken("9112 7.1.1 an extension without a value", chunked(bodyInChunks(1000, ";a"))),
        taken("9112 7.1.1 a quoted extension", chunked(bodyInChunks(1000, ";a=\"b;\\\"c\""))),
        taken("9112 7.1.1 bad whitespace in an extension", chunked(bodyInChunks(1000, " ; a = b"))),
        taken("9112 7.1.1 an extension of the last chunk", chunked(chunk(chatBody()) + "0;a=b\r\n\r\n")),
        taken("9112 7.1.1 extensions of 256 bytes in all", chunked(bodyInChunks(1000, ';' + QByteArray(255, 'x')))),
        refused("9112 7.1.1 an extension of 257 bytes", chunked(bodyInChunks(1000, ';' + QByteArray(256, 'x')))),
        refused("9112 7.1.1 an extension of 64 KiB", chunked(bodyInChunks(1000, ';' + QByteArray(65'535, 'x')))),
        refused("9112 7.1.1 extensions beyond 256 bytes in all", chunked(bodyInChunks(10, ';' + QByteArray(99, 'x')))),
        refused("9112 7.1.1 a bare semicolon", hello("5;")),
        refused("9112 7.1.1 an extension without a name", hello("5;=a")),
        refused("9112 7.1.1 an extension with an empty value", hello("5;a=")),
        refused("9112 7.1.1 an extension with an open quote", hello("5;a=\"b")),
        refused("9112 7.1.1 an extension with text behind its quote", hello("5;a=\"b\"c")),
        refused("9112 7.1.1 NUL in an extension", hello(raw("5;a\0b"))),
        refused("9112 7.1.1 a bare CR in an extension", hello("5;a\rb")),
        refused("9112 7.1.1 a bare LF in an extension", hello("5;a\nb")),
        refused("9112 7.1.1 a line end in a quoted extension", hello("5;a=\"\r\n\"")),
        refused("9112 7.1.1 a blank at the end of an extension", hello("5;a ")),
        refused("9112 7.1.1 an extension without semicolon", hello("5 a=b")),
    };
}

QList<FramingRow> trailerRows()
{
    return {
        trailersDropped("9112 7.1.2 a trailer", "X-T: 1\r\n"),
        trailersDropped("9112 7.1.2 several trailers", "X-T: 1\r\nX-T2:\r\nX-T: \xc3\xa4\r\n"),
        refused("9110 6.5.1 Transfer-Encoding as a trailer", withTrailers("Transfer-Encoding: chunked\r\n")),
        refused("9110 6.5.1 Content-Length as a trailer", withTrailers("Content-Length: 5\r\n")),
        refused("9110 6.5.1 Host as a trailer", withTrailers("Host: 127.0.0.1\r\n")),
        refused("9110 6.5.1 Authorization as a trailer", withTrailers("Authorization: Bearer x\r\n")),
        refused("9110 6.5.1 Content-Type as a trailer", withTrailers("Content-Type: text/plain\r\n")),
        refused("9110 6.5.1 Connection as a trailer", withTrailers("Connection: close\r\n")),
        refused("9112 7.1.2 a blank in a trailer's name", withTrailers("X T: 1\r\n")),
        refused("9112 7.1.2 a blank before a trailer's colon", withTrailers("X-T : 1\r\n")),
        refused("9112 7.1.2 a folded trailer", withTrailers("X-T: 1\r\n 2\r\n")),
        refused("9112 7.1.2 NUL in a trailer", withTrailers(raw("X-T: \0\r\n"))),
        refused("9112 7.1.2 a bare LF behind a trailer", withTrailers("X-T: 1\n")),
        refused("9112 7.1.2 a request line as a trailer", withTrailers("GET /livez HTTP/1.1\r\n")),
        refused("9112 7.1.2 101 trailers", withTrailers(QByteArray("X-T: 1\r\n").repeated(101)), 431),
        refused("9112 7.1.2 a trailer of 64 KiB", withTrailers("X-T: " + QByteArray(65'536, 'x') + "\r\n"), 431),
        taken("9112 7.4 TE asks for nothing here", post("TE: trailers, deflate;q=0.5\r\nConnection: TE\r\n")),
    };
}

} // namespace

QList<FramingRow> chunkRows()
{
    return sizeRows() + dataRows() + extensionRows() + trailerRows();
}

} // namespace keyswitch::test
