// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/forward/engineconfig.h"
#include "proxy/forward/tlsprofile.h"

#include <QByteArray>
#include <QNetworkAccessManager>
#include <QUrl>

#include <memory>

class QSslConfiguration;

namespace keyswitch
{

class CurlEngine;
class PlainEngine;
class Secret;
class Transfer;

// A QNetworkAccessManager with engines of ours: createRequest() is Qt's own extension point for this. libcurl makes all
// connections, and carries https and uploads from devices. On a plain connection HTTP/1.1 is spoken by PlainEngine,
// which takes a third of what curl does for it.
//
// No redirects, cookies, caches or proxies; http and https only, HTTP/1.1; nothing but GET and HEAD is ever repeated.
// Thread: the one it was made in.
class UpstreamAccessManager : public QNetworkAccessManager
{
    Q_OBJECT
public:
    explicit UpstreamAccessManager(QObject *parent = nullptr);
    ~UpstreamAccessManager() override;

    // Once, before requests. A request's own sslConfiguration() is not read: asking for it loads the system's
    // authorities for each request that has none. caCertificates() that are not empty replace the system's.
    // What it says of verifying does not count: that is always done. A `pinnedKey` stands for authorities and name; see
    // UpstreamTls.
    void setTls(const QSslConfiguration &configuration, const QByteArray &pinnedKey = {});
    // Has curl carry all of it, for comparison.
    void setCurlOnly(bool only) { m_curlOnly = only; }
    // For all managers of this thread, which share the engines.
    void setEngineConfig(const EngineConfig &config);
    // As post(request, body), but without a QBuffer around the body and without the connections that the base class
    // keeps to each of its replies for signals of its own, which then stay silent: some microseconds a request.
    // `fields` and `bearer` stand for the attributes FieldBlock and Bearer, which cost a copy of all others to set.
    QNetworkReply *postBytes(const QNetworkRequest &request, const QByteArray &fields,
                             const std::shared_ptr<const Secret> &bearer, const QByteArray &body);
    int active() const;
    int queued() const;

protected:
    QNetworkReply *createRequest(Operation operation, const QNetworkRequest &request, QIODevice *outgoingData) override;

private:
    friend class UpstreamReply;
    const QByteArray &encoded(const QUrl &url);
    // `engine` is to be held as long as the transfer is.
    Transfer &acquire(QByteArrayView encodedUrl, bool fromDevice, std::shared_ptr<void> *engine) const;

    std::shared_ptr<CurlEngine> m_curl;
    std::shared_ptr<PlainEngine> m_plain;
    bool m_curlOnly = false;
    std::shared_ptr<const TlsProfile> m_tls;
    QUrl m_lastUrl;
    QByteArray m_lastEncoded;
};

} // namespace keyswitch
