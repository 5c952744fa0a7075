// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/forward/accessmanagers.h"

#include "proxy/forward/stocktls.h"
#include "proxy/forward/upstreamaccessmanager.h"

#include <QNetworkProxy>
#include <QNetworkRequest>

namespace keyswitch
{

namespace
{

// The stock engine with everything off that could send a request elsewhere or change what comes back.
class PlainAccessManager final : public QNetworkAccessManager
{
public:
    explicit PlainAccessManager(const std::shared_ptr<const UpstreamTls> &tls)
        : m_tls(sslConfigurationOf(tls ? *tls : UpstreamTls(), QSslConfiguration::defaultConfiguration()))
        , m_showsCertificate(tls && tls->identity)
    {
        setProxy(QNetworkProxy::NoProxy);
        setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    }

protected:
    QNetworkReply *createRequest(Operation operation, const QNetworkRequest &original, QIODevice *outgoingData) override
    {
        QNetworkRequest request(original);
        request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
        request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
        request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
        request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
        request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
        request.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
        request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
        if (request.url().scheme() == QLatin1String("https"))
            request.setSslConfiguration(m_tls);
        QNetworkReply *const reply = QNetworkAccessManager::createRequest(operation, request, outgoingData);
        tellTlsFailures(reply, m_showsCertificate);
        return reply;
    }

private:
    const QSslConfiguration m_tls;
    const bool m_showsCertificate;
};

} // namespace

std::unique_ptr<QNetworkAccessManager> makeAccessManager(const UpstreamSettings &settings)
{
    if (settings.engine == UpstreamSettings::Engine::Qt)
        return std::make_unique<PlainAccessManager>(settings.tls);
    return makeControlPlaneManager(settings.tls);
}

std::unique_ptr<QNetworkAccessManager> makeControlPlaneManager(const std::shared_ptr<const UpstreamTls> &tls)
{
    auto manager = std::make_unique<UpstreamAccessManager>();
    if (tls)
        manager->setTls(sslConfigurationOf(*tls, QSslConfiguration()), tls->pinnedKey);
    return manager;
}

} // namespace keyswitch
