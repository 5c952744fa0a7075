// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/authenticate/hostgate.h"

#include <QUrl>

#include <algorithm>

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
    m_names = {"127.0.0.1", "localhost", "[::1]"};
    if (!config.listenAddress.isEqual(QHostAddress::Any) && !config.listenAddress.isNull())
        add(named(config.listenAddress));
    if (const QUrl url = QUrl::fromEncoded(config.publicUrl); url.isValid() && !url.host().isEmpty()) {
        const QHostAddress literal(url.host());
        add(literal.isNull() ? url.host(QUrl::FullyEncoded).toLatin1().toLower() : named(literal));
    }
    for (const QByteArray &name : config.allowedHosts)
        add(withoutPort(name).toByteArray().toLower());
}

void HostGate::add(const QByteArray &name)
{
    if (!allows(name))
        m_names.push_back(name);
}

bool HostGate::allows(QByteArrayView host) const
{
    const QByteArrayView name = withoutPort(host);
    return std::any_of(m_names.begin(), m_names.end(),
                       [name](const QByteArray &allowed) { return equalsIgnoringCase(allowed, name); });
}

std::optional<Failure> HostGate::apply(const Exchange &exchange) const
{
    // HTTP/1.0 knows no Host; such a request cannot come from a browser's page.
    if (exchange.head.host.isEmpty() || allows(exchange.head.host))
        return std::nullopt;
    return Failure{FailureKind::HostNotAllowed, exchange.head.host.left(120)};
}

} // namespace keyswitch
