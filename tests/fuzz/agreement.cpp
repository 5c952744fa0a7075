// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/agreement.h"

#include "proxy/accept/requestparser.h"
#include "tests/fuzz/secondparser.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace keyswitch::fuzz
{

namespace
{

using State = RequestParser::State;

void require(bool holds, const char *what)
{
    if (holds)
        return;
    std::fprintf(stderr, "does not hold: %s\n", what);
    std::abort();
}

AcceptLimits smallLimits()
{
    AcceptLimits limits;
    limits.bodyBytes = 3000;
    limits.headBytes = 2000;
    limits.targetBytes = 300;
    limits.headerLines = 12;
    return limits;
}

struct Reading {
    State state = State::Line;
    qsizetype consumed = 0;
    RequestHead head;
    QByteArray body;

    friend bool operator==(const Reading &a, const Reading &b)
    {
        return a.state == b.state && a.consumed == b.consumed && a.head.method == b.head.method
            && a.head.path == b.head.path && a.head.query == b.head.query && a.head.host == b.head.host
            && a.head.http10 == b.head.http10 && a.head.fields == b.head.fields && a.body == b.body;
    }
};

Reading taken(RequestParser &parser, qsizetype consumed, const AcceptLimits &limits)
{
    require(parser.bodySize() <= limits.bodyBytes, "the body is within its limit");
    Reading reading;
    reading.state = parser.state();
    if (reading.state != State::Complete)
        return reading; // which refusal it is, and where it is seen, may differ with the cut
    reading.consumed = consumed;
    reading.head = parser.takeHead();
    reading.body = parser.takeBody();
    return reading;
}

Reading readWhole(QByteArrayView input, const AcceptLimits &limits)
{
    RequestParser parser(limits);
    const qsizetype consumed = parser.feed(input);
    return taken(parser, consumed, limits);
}

// In pieces, each in memory of its own, so that a view kept too long is found; bodies straight into their place.
Reading readInPieces(QByteArrayView input, const AcceptLimits &limits, unsigned cut)
{
    RequestParser parser(limits);
    qsizetype at = 0;
    while (at < input.size() && parser.state() < State::Complete) {
        cut = cut * 1103515245u + 12345u;
        const qsizetype most = cut % 5 == 0 ? 64 : 1 + (cut >> 16) % 4;
        qsizetype size = qMin(most, input.size() - at);
        qsizetype room = 0;
        if (char *const place = cut % 3 == 0 ? nullptr : parser.bodyRoom(&room)) {
            size = qMin(size, room);
            std::memcpy(place, input.data() + at, size_t(size));
            parser.received(size);
            at += size;
            continue;
        }
        at += parser.feed(QByteArray(input.data() + at, size));
    }
    return taken(parser, at, limits);
}

bool endsHere(QByteArrayView name) // RequestHead::fields is without these
{
    for (const char *ended :
         {"host", "connection", "content-length", "transfer-encoding", "te", "trailer", "upgrade", "keep-alive",
          "proxy-connection", "proxy-authorization", "expect", "content-encoding", "x-guard"}) {
        if (name == QByteArrayView(ended))
            return true;
    }
    return false;
}

QByteArray handedOn(const QByteArrayList &fields)
{
    QByteArrayList options;
    for (const QByteArray &field : fields) {
        if (!field.startsWith("connection: "))
            continue;
        for (const QByteArray &option : field.sliced(12).split(','))
            options.append(option.trimmed().toLower());
    }
    QByteArray block;
    for (const QByteArray &field : fields) {
        const QByteArray name = field.first(field.indexOf(": "));
        if (!endsHere(name) && !options.contains(name))
            block += field + "\r\n";
    }
    return block;
}

QByteArray targetOf(const RequestHead &head, const QByteArray &target)
{
    if (target.startsWith('/') || target == "*")
        return head.path + (target.contains('?') ? '?' + head.query : QByteArray());
    // absolute-form: what is left out is put back
    const qsizetype authority = target.indexOf("://") + 3;
    const QByteArray rest = target.sliced(authority + head.host.size());
    QByteArray again = target.first(authority) + head.host;
    if (!rest.isEmpty() && rest.front() == '/')
        again += head.path;
    return again + (rest.contains('?') ? '?' + head.query : QByteArray());
}

// Where http_parser refuses what the RFC allows.
bool isStricterThanTheRfc(const SecondReading &second, QByteArrayView input)
{
    // a tab behind a length or before a chunk's extension (RFC 9112, 5.1 and 7.1.1)
    if (second.error == "HPE_INVALID_CONTENT_LENGTH" || second.error == "HPE_INVALID_CHUNK_SIZE")
        return second.consumed < input.size() && input[second.consumed] == '\t';
    // a field whose name only begins with "transfer-encoding" is one to it, and so is of the wrong value, or not to
    // stand beside a length
    if (second.error != "HPE_INVALID_TRANSFER_ENCODING" && second.error != "HPE_UNEXPECTED_CONTENT_LENGTH")
        return false;
    return std::any_of(second.fields.begin(), second.fields.end(), [](const QByteArray &field) {
        return field.startsWith("transfer-encoding") && !field.startsWith("transfer-encoding:");
    });
}

void compare(const Reading &ours, QByteArrayView input)
{
    const SecondReading second = readAgain(input);
    if (ours.state != State::Complete) {
        require(ours.state == State::Refused || !second.complete, "we do not wait where the other parser sees an end");
        return;
    }
    if (isStricterThanTheRfc(second, input))
        return;
    if (!second.complete)
        std::fprintf(stderr, "the other parser: %s at %d\n", second.error.constData(), int(second.consumed));
    require(second.complete, "the other parser takes what we take");
    require(second.consumed == ours.consumed, "both see the same end");
    require(second.method == ours.head.method, "both see the same method");
    require(targetOf(ours.head, second.target) == second.target, "both see the same target");
    require(handedOn(second.fields) == ours.head.fields, "both see the same fields");
    require(second.body == ours.body, "both see the same body");
}

} // namespace

void requireAgreement(QByteArrayView input, unsigned cut)
{
    static const AcceptLimits limits = smallLimits();
    while (true) {
        const Reading whole = readWhole(input, limits);
        require(whole == readInPieces(input, limits, cut) && whole == readInPieces(input, limits, 0)
                    && whole == readInPieces(input, limits, ~cut),
                "the cut makes no difference");
        compare(whole, input);
        if (whole.state != State::Complete || whole.consumed == input.size())
            return;
        input = input.sliced(whole.consumed);
    }
}

} // namespace keyswitch::fuzz
