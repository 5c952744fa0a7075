// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/forward/accessmanagers.h"

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
    PlainAccessManager()
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
        return QNetworkAccessManager::createRequest(operation, request, outgoingData);
    }
};

} // namespace

std::unique_ptr<QNetworkAccessManager> makeAccessManager(const UpstreamSettings &settings)
{
    if (settings.engine == UpstreamSettings::Engine::Qt)
        return std::make_unique<PlainAccessManager>();
    return std::make_unique<UpstreamAccessManager>();
}

std::unique_ptr<QNetworkAccessManager> makeControlPlaneManager()
{
    return std::make_unique<UpstreamAccessManager>();
}

} // namespace keyswitch
