// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QList>

namespace keyswitch::test
{

// What a client sends on one connection, and what has to come of it. `name` begins with the number of the RFC and the
// section the behaviour follows from.
struct FramingRow {
    QByteArray name;
    QByteArray input;
    QList<int> statuses; // of the final answers, in order
    bool stays = false; // the connection takes another request afterwards
    QByteArrayList bodies = {}; // of the POSTs that the upstream got, in order
    QByteArrayList goesUp = {}; // lines of the last one's head, as they are
    QByteArrayList staysDown = {}; // what its head must not have in it, in lower case
    bool isHead = false; // the first answer is to HEAD
    bool thenFin = false; // the client finishes sending behind the input
    bool mayClose = false; // where the head alone decides: whether the body was there already is the network's affair
    QByteArrayList answers = {}; // lines that the first answer's head must have
};

// --- requests ---

template <size_t N> QByteArray raw(const char (&literal)[N]) // with NUL bytes inside
{
    return QByteArray(literal, N - 1);
}
QByteArray chatBody(int number = 0); // another one for each number
QByteArray authorized(); // the line with the shared key
extern const QByteArray ChatPath;
// To /chat/completions; `fields` are complete lines without framing and Host.
QByteArray postHead(const QByteArray &fields, const QByteArray &version = "HTTP/1.1");
QByteArray post(const QByteArray &fields = {}, int number = 0); // with Content-Length and a whole body
QByteArray chunked(const QByteArray &body, const QByteArray &fields = {}); // `body` as it goes over the wire
QByteArray chunk(const QByteArray &data, const QByteArray &extension = {});
extern const QByteArray LastChunk;
QByteArray lines(const QByteArray &requestLine, const QByteArray &fields = "Host: 127.0.0.1\r\n"); // without body
QByteArray livez(const QByteArray &fields = {}); // GET, answered by Keyswitch itself

// --- rows ---

FramingRow refused(const QByteArray &name, const QByteArray &input, int status = 400); // and closed
FramingRow taken(const QByteArray &name, const QByteArray &input); // forwarded, with chatBody()
FramingRow answered(const QByteArray &name, const QByteArray &input, int status = 200); // by Keyswitch itself
FramingRow turnedAway(const QByteArray &name, const QByteArray &input,
                      int status); // the same, for its head; has a body

QList<FramingRow> requestLineRows(); // RFC 9112, sections 2 and 3
QList<FramingRow> fieldRows(); // RFC 9112, section 5; RFC 9110, sections 5 and 7
QList<FramingRow> lengthRows(); // RFC 9112, section 6
QList<FramingRow> chunkRows(); // RFC 9112, section 7
QList<FramingRow> connectionRows(); // RFC 9112, sections 8, 9 and 11
QList<FramingRow> methodRows(); // RFC 9110, sections 9, 10 and 15

} // namespace keyswitch::test
