// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/base/upstreamhost.h"

#include <QByteArray>
#include <QString>

namespace keyswitch
{
namespace
{

std::optional<quint64> number(QByteArrayView part)
{
    if (part.isEmpty() || part.size() > 12)
        return {};
    int base = 10;
    if (part.size() > 1 && part[0] == '0') {
        const bool hex = part[1] == 'x' || part[1] == 'X';
        base = hex ? 16 : 8;
        part = part.sliced(hex ? 2 : 1);
        if (part.isEmpty())
            return 0; // "0x" is zero to inet_aton
    }
    quint64 value = 0;
    for (const char c : part) {
        int digit = -1;
        if (c >= '0' && c <= '9')
            digit = c - '0';
        else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
            digit = (c | 0x20) - 'a' + 10;
        if (digit < 0 || digit >= base)
            return {};
        value = value * quint64(base) + quint64(digit);
    }
    return value;
}

// As inet_aton(3): one to four parts, the last one fills what is left.
std::optional<quint32> ipv4(QByteArrayView host)
{
    quint32 address = 0;
    for (int part = 0; part < 4; ++part) {
        const qsizetype dot = host.indexOf('.');
        const std::optional<quint64> value = number(dot < 0 ? host : host.first(dot));
        if (!value)
            return {};
        if (dot < 0) {
            const int bits = 32 - 8 * part;
            if (*value >> bits)
                return {};
            return address | quint32(*value);
        }
        if (*value > 255)
            return {};
        address |= quint32(*value) << (24 - 8 * part);
        host = host.sliced(dot + 1);
    }
    return {};
}

bool isMetadata(quint32 v4)
{
    return (v4 >> 16) == 0xA9FE // 169.254.0.0/16, RFC 3927; AWS, Azure, Google, DigitalOcean, Hetzner
        || v4 == 0x646464C8 // 100.100.100.200, Alibaba
        || v4 == 0xC00000C0; // 192.0.0.192, Oracle
}

quint32 fourBytes(const Q_IPV6ADDR &address, int at)
{
    return quint32(address[at]) << 24 | quint32(address[at + 1]) << 16 | quint32(address[at + 2]) << 8
        | quint32(address[at + 3]);
}

} // namespace

std::optional<QHostAddress> literalAddress(QByteArrayView host)
{
    if (host.startsWith('[') && host.endsWith(']'))
        host = host.sliced(1).chopped(1);
    if (host.contains(':')) {
        const qsizetype zone = host.indexOf('%');
        const QHostAddress address(QString::fromLatin1(zone < 0 ? host : host.first(zone)));
        return address.isNull() ? std::nullopt : std::optional(address);
    }
    if (host.endsWith('.'))
        host.chop(1);
    const std::optional<quint32> v4 = ipv4(host);
    return v4 ? std::optional(QHostAddress(*v4)) : std::nullopt;
}

bool isMetadataAddress(const QHostAddress &address)
{
    if (address.protocol() == QAbstractSocket::IPv4Protocol)
        return isMetadata(address.toIPv4Address());
    if (address.protocol() != QAbstractSocket::IPv6Protocol)
        return false;
    const Q_IPV6ADDR v6 = address.toIPv6Address();
    if (v6[0] == 0xfe && (v6[1] & 0xc0) == 0x80) // fe80::/10
        return true;
    const quint32 words[4] = {fourBytes(v6, 0), fourBytes(v6, 4), fourBytes(v6, 8), fourBytes(v6, 12)};
    if ((words[0] == 0xfd000ec2 || words[0] == 0xfd2000ce) && !words[1] && !words[2] && words[3] == 0x254)
        return true; // AWS fd00:ec2::254, Google fd20:ce::254
    const bool mapped = !words[0] && !words[1] && (words[2] == 0xffff || !words[2]); // ::ffff:0:0/96 and ::/96
    const bool translated = words[0] == 0x0064ff9b && !words[1] && !words[2]; // 64:ff9b::/96, RFC 6052
    if ((mapped || translated) && isMetadata(words[3]))
        return true;
    return v6[0] == 0x20 && v6[1] == 0x02 && isMetadata(fourBytes(v6, 2)); // 2002::/16, RFC 3056
}

} // namespace keyswitch
