// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/configure/urlrules.h"

#include "proxy/base/upstreamhost.h"

#include <QCoreApplication>
#include <QNetworkInterface>
#include <QUrl>

#include <algorithm>

namespace keyswitch
{
namespace
{

QString text(const char *source)
{
    return QCoreApplication::translate("Settings", source);
}

QByteArray hostOf(const QUrl &url)
{
    return url.host(QUrl::FullyEncoded).toLatin1().toLower();
}

int portOf(const QUrl &url)
{
    return url.port(url.scheme() == QLatin1String("https") ? 443 : 80);
}

bool isOurs(const QHostAddress &address, const QHostAddress &listening)
{
    const bool all = listening == QHostAddress(QHostAddress::AnyIPv4)
        || listening == QHostAddress(QHostAddress::AnyIPv6) || listening == QHostAddress(QHostAddress::Any);
    if (!all)
        return address.isEqual(listening, QHostAddress::TolerantConversion);
    if (address.isLoopback())
        return true;
    const QList<QHostAddress> local = QNetworkInterface::allAddresses();
    return std::any_of(local.begin(), local.end(),
                       [&](const QHostAddress &one) { return address.isEqual(one, QHostAddress::TolerantConversion); });
}

} // namespace

tl::expected<QByteArray, QString> normalisedBaseUrl(QByteArrayView raw)
{
    if (raw.size() > 2048)
        return tl::unexpected(text(QT_TRANSLATE_NOOP("Settings", "the URL is too long")));
    const QUrl url(QString::fromUtf8(raw), QUrl::StrictMode);
    if (!url.isValid() || url.isRelative())
        return tl::unexpected(text(QT_TRANSLATE_NOOP("Settings", "it is not a URL such as http://localhost:4000")));
    if (url.scheme() != QLatin1String("http") && url.scheme() != QLatin1String("https"))
        return tl::unexpected(text(QT_TRANSLATE_NOOP("Settings", "only http:// and https:// are possible")));
    if (!url.userInfo().isEmpty() || raw.contains('@'))
        return tl::unexpected(text(QT_TRANSLATE_NOOP(
            "Settings", "a user name or password in the URL is refused: keys have settings of their own")));
    if (url.hasQuery() || url.hasFragment())
        return tl::unexpected(text(QT_TRANSLATE_NOOP("Settings", "a base URL has no “?” and no “#”")));
    const QByteArray host = hostOf(url);
    if (host.isEmpty() || url.port() == 0)
        return tl::unexpected(text(QT_TRANSLATE_NOOP("Settings", "the host or the port is missing")));
    const std::optional<QHostAddress> address = literalAddress(host);
    if ((address && isMetadataAddress(*address)) || host == "metadata.google.internal"
        || host == "metadata.google.internal.")
        return tl::unexpected(text(QT_TRANSLATE_NOOP(
            "Settings",
            "link-local and cloud metadata addresses are refused: they hand out the machine's credentials")));
    if (address
        && (*address == QHostAddress(QHostAddress::AnyIPv4) || *address == QHostAddress(QHostAddress::AnyIPv6)
            || *address == QHostAddress(QStringLiteral("::ffff:0.0.0.0"))))
        return tl::unexpected(
            text(QT_TRANSLATE_NOOP("Settings", "0.0.0.0 and [::] are for listening, not for calling: use 127.0.0.1")));
    QByteArray normalised = url.toEncoded(QUrl::FullyEncoded);
    while (normalised.endsWith('/'))
        normalised.chop(1);
    return normalised;
}

bool leadsBackToUs(const QByteArray &baseUrl, const ConfigSnapshot &config)
{
    const QUrl url = QUrl::fromEncoded(baseUrl, QUrl::StrictMode);
    const QByteArray host = hostOf(url);
    const int port = portOf(url);
    if (!config.publicUrl.isEmpty()) {
        const QUrl ours = QUrl::fromEncoded(config.publicUrl, QUrl::StrictMode);
        // Behind a reverse proxy LiteLLM may share host and port with us, under another path.
        if (hostOf(ours) == host && portOf(ours) == port && url.path() == ours.path())
            return true;
    }
    if (port != config.listenPort)
        return false;
    if (host == "localhost" || host == "localhost." || host.endsWith(".localhost"))
        return isOurs(QHostAddress(QHostAddress::LocalHost), config.listenAddress)
            || isOurs(QHostAddress(QHostAddress::LocalHostIPv6), config.listenAddress);
    const std::optional<QHostAddress> address = literalAddress(host);
    return address && isOurs(*address, config.listenAddress);
}

} // namespace keyswitch
