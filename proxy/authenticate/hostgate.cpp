// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/authenticate/hostgate.h"

#include <QUrl>

namespace keyswitch
{

namespace
{

QByteArrayView withoutPort(QByteArrayView host)
{
    if (host.startsWith('[')) {
        const qsizetype end = host.indexOf(']');
        return end < 0 ? host : host.first(end + 1);
    }
    const qsizetype colon = host.indexOf(':');
    return colon < 0 ? host : host.first(colon);
}

QByteArray named(const QHostAddress &address)
{
    const QByteArray text = address.toString().toLatin1().toLower();
    return address.protocol() == QAbstractSocket::IPv6Protocol ? '[' + text + ']' : text;
}

} // namespace

HostGate::HostGate(const ConfigSnapshot &config)
{
    m_names = {"localhost", "127.0.0.1", "[::1]"};
    if (!config.listenAddress.isEqual(QHostAddress::Any) && !config.listenAddress.isNull())
        m_names.insert(named(config.listenAddress));
    if (const QUrl url = QUrl::fromEncoded(config.publicUrl); url.isValid() && !url.host().isEmpty()) {
        const QHostAddress literal(url.host());
        m_names.insert(literal.isNull() ? url.host(QUrl::FullyEncoded).toLatin1().toLower() : named(literal));
    }
    for (const QByteArray &name : config.allowedHosts)
        m_names.insert(withoutPort(name).toByteArray().toLower());
}

bool HostGate::allows(QByteArrayView host) const
{
    return m_names.contains(withoutPort(host).toByteArray().toLower());
}

std::optional<Failure> HostGate::apply(const Exchange &exchange) const
{
    // HTTP/1.0 knows no Host; such a request cannot come from a browser's page.
    if (exchange.head.host.isEmpty() || allows(exchange.head.host))
        return std::nullopt;
    return Failure{FailureKind::HostNotAllowed, exchange.head.host.left(120)};
}

} // namespace keyswitch
