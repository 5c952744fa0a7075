// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/accept/requesttarget.h"

#include "proxy/accept/grammar.h"

#include <arpa/inet.h>

namespace keyswitch
{

using namespace grammar;

namespace
{

Refusal checkBytes(QByteArrayView text, quint8 allowed)
{
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (is(text[i], allowed))
            continue;
        if (text[i] != '%')
            return {400, "The request target has a character that must be percent-encoded."};
        if (i + 2 >= text.size() || hexValue(text[i + 1]) < 0 || hexValue(text[i + 2]) < 0)
            return {400, "The request target has a broken percent-encoding."};
        if (text[i + 1] == '0' && text[i + 2] == '0')
            return {400, "The request target encodes a NUL byte."};
        i += 2;
    }
    return {};
}

qsizetype schemeLength(QByteArrayView target)
{
    if (target.size() >= 7 && matches(target.first(7), "http://"))
        return 7;
    if (target.size() >= 8 && matches(target.first(8), "https://"))
        return 8;
    return 0;
}

} // namespace

Refusal splitTarget(QByteArrayView target, bool isOptions, RequestTarget *out)
{
    *out = {};
    if (target == QByteArrayView("*")) {
        if (!isOptions)
            return {400, "The target * belongs to OPTIONS."};
        out->path = target;
        return {};
    }
    QByteArrayView rest = target;
    if (const qsizetype scheme = schemeLength(target)) {
        rest = target.sliced(scheme);
        qsizetype end = 0;
        while (end < rest.size() && rest[end] != '/' && rest[end] != '?' && rest[end] != '#')
            ++end;
        out->absolute = true;
        out->authority = rest.first(end);
        rest = rest.sliced(end);
        if (out->authority.isEmpty())
            return {400, "The request target has no host."};
        if (const Refusal refusal = checkHost(out->authority))
            return refusal;
        if (rest.isEmpty()) { // OPTIONS http://host asks for the server as such (RFC 9112, 3.2.4)
            out->path = isOptions ? QByteArrayView("*") : QByteArrayView("/");
            return {};
        }
    } else if (rest.isEmpty() || rest.front() != '/') {
        return {400, "The request target must begin with a slash."};
    }
    const qsizetype mark = rest.indexOf('?');
    out->path = mark < 0 ? rest : rest.first(mark);
    if (mark >= 0)
        out->query = rest.sliced(mark + 1);
    if (const Refusal refusal = checkBytes(out->path, PathByte))
        return refusal;
    if (const Refusal refusal = checkBytes(out->query, QueryByte))
        return refusal;
    if (out->path.isEmpty())
        out->path = QByteArrayView("/");
    return {};
}

Refusal checkHost(QByteArrayView host)
{
    constexpr Refusal wrong{400, "The Host is not a host name with an optional port."};
    QByteArrayView rest = host;
    if (rest.startsWith('[')) { // IP-literal: an IPv6 address, nothing newer
        const qsizetype end = rest.indexOf(']');
        if (end < 3)
            return wrong;
        in6_addr address;
        if (end > 46 || ::inet_pton(AF_INET6, rest.sliced(1, end - 1).toByteArray().constData(), &address) != 1)
            return wrong;
        rest = rest.sliced(end + 1);
    } else {
        const qsizetype length = run(rest, HostByte);
        if (length == 0 || length > 255)
            return wrong;
        rest = rest.sliced(length);
    }
    if (rest.isEmpty())
        return {};
    if (rest.front() != ':' || rest.size() > 6 || run(rest.sliced(1), Digit) != rest.size() - 1)
        return wrong;
    int port = 0;
    for (const char c : rest.sliced(1))
        port = port * 10 + (c - '0');
    return port > 65535 ? wrong : Refusal{};
}

} // namespace keyswitch
