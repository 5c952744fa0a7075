// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/forward/upstreamaccessmanager.h"

#include "proxy/forward/curlengine.h"
#include "proxy/forward/plainengine.h"
#include "proxy/forward/upstreamreply.h"

#include <QThread>

namespace keyswitch
{

UpstreamAccessManager::UpstreamAccessManager(QObject *parent)
    : QNetworkAccessManager(parent)
    , m_curl(CurlEngine::forThread())
    , m_plain(PlainEngine::forThread())
{
}

UpstreamAccessManager::~UpstreamAccessManager()
{
    // Now, not by ~QObject: a running reply is taken off the wire while this still is what it says.
    qDeleteAll(findChildren<UpstreamReply *>(QString(), Qt::FindDirectChildrenOnly));
}

void UpstreamAccessManager::setTls(const QSslConfiguration &configuration, const QByteArray &pinnedKey)
{
    m_tls = TlsProfile::from(configuration, pinnedKey);
}

void UpstreamAccessManager::setEngineConfig(const EngineConfig &config)
{
    m_curl->setConfig(config);
    m_plain->setConfig(config);
}

int UpstreamAccessManager::active() const
{
    return m_curl->active() + m_plain->active();
}

int UpstreamAccessManager::queued() const
{
    return m_curl->queued() + m_plain->queued();
}

QNetworkReply *UpstreamAccessManager::createRequest(Operation operation, const QNetworkRequest &request,
                                                    QIODevice *outgoingData)
{
    Q_ASSERT(thread() == QThread::currentThread());
    return new UpstreamReply(*this, operation, request, outgoingData);
}

QNetworkReply *UpstreamAccessManager::postBytes(const QNetworkRequest &request, const QByteArray &fields,
                                                const std::shared_ptr<const Secret> &bearer, const QByteArray &body)
{
    Q_ASSERT(thread() == QThread::currentThread());
    return new UpstreamReply(*this, request, {fields, bearer, body});
}

Transfer &UpstreamAccessManager::acquire(QByteArrayView encodedUrl, bool fromDevice,
                                         std::shared_ptr<void> *engine) const
{
    if (!m_curlOnly && !fromDevice && encodedUrl.startsWith("http://")) {
        *engine = m_plain;
        return m_plain->acquire();
    }
    *engine = m_curl;
    return m_curl->acquire();
}

const QByteArray &UpstreamAccessManager::encoded(const QUrl &url)
{
    if (m_lastEncoded.isEmpty() || url != m_lastUrl) { // toEncoded() costs a microsecond, most requests go to one place
        m_lastUrl = url;
        m_lastEncoded = url.toEncoded(QUrl::RemoveFragment | QUrl::RemoveUserInfo);
    }
    return m_lastEncoded;
}

} // namespace keyswitch
