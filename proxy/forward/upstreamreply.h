// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/forward/transfer.h"

#include <QNetworkReply>
#include <QPointer>

namespace keyswitch
{

class UpstreamAccessManager;

// A QNetworkReply over either engine; made by UpstreamAccessManager only, lives in its thread. As the stock reply does,
// it reports an answer of 400 or more as an error with a readable body. requestSent() is told with the first news of
// the answer at the latest. The attributes it knows: proxy/base/upstreamattributes.h.
//
// Any slot may abort or delete it, or run an event loop of its own.
class UpstreamReply final : public QNetworkReply, public upstream::DeletableInSlots, private TransferClient
{
    Q_OBJECT
public:
    UpstreamReply(UpstreamAccessManager &manager, QNetworkAccessManager::Operation operation,
                  const QNetworkRequest &request, QIODevice *outgoingData);
    struct Post {
        const QByteArray &fields;
        const std::shared_ptr<const Secret> &bearer;
        const QByteArray &body;
    };
    UpstreamReply(UpstreamAccessManager &manager, const QNetworkRequest &request, const Post &post);
    ~UpstreamReply() override;

    void abort() override;
    void close() override;
    qint64 bytesAvailable() const override { return QNetworkReply::bytesAvailable() + buffered(); }
    // Beyond it the upstream's connection is no longer read. One piece of 16 KiB may come on top.
    void setReadBufferSize(qint64 size) override;

protected:
    qint64 readData(char *data, qint64 maxSize) override;

private:
    class DeletionWatch;

    qint64 bodyRoom() const override;
    void body(const char *data, size_t size) override;
    qint64 upload(char *data, qint64 maxSize) override;
    void flush() override;

    void open(UpstreamAccessManager &manager, const QByteArray &encodedUrl, QNetworkAccessManager::Operation operation,
              const QNetworkRequest &request);
    void start(QNetworkAccessManager::Operation operation, const QNetworkRequest &request, const QByteArray &fields,
               const std::shared_ptr<const Secret> &bearer);
    // Each returns why the request cannot be sent, or null.
    const char *describeRequest(QNetworkAccessManager::Operation operation, const QNetworkRequest &request);
    const char *describeLines(const QNetworkRequest &request, const QByteArray &fields,
                              const std::shared_ptr<const Secret> &bearer);
    void takeOutgoingData(QIODevice *outgoingData);
    void publishHead();
    void publishPairs(const QByteArray &block);
    void finish(NetworkError error, upstream::UpstreamFailure failure, const QString &text);
    void conclude();
    void dropTransfer();
    void resumeIfDrained();
    qsizetype buffered() const { return m_buffer.size() - m_read; }

    std::shared_ptr<void> m_engine; // whose transfer it is: it outlives this
    Transfer *m_transfer = nullptr; // null once finished
    std::shared_ptr<const Secret> m_bearer;
    QPointer<QIODevice> m_device;
    QByteArray m_body; // to be sent; until there is a transfer
    QByteArray m_buffer;
    qsizetype m_read = 0; // of m_buffer
    DeletionWatch *m_watch = nullptr;
    bool m_wantsBlock = false;
    bool m_deviceEnded = false;
    bool m_hasFlushed = false;
    bool m_sentTold = false;
    bool m_headTold = false;
    bool m_hasNewBody = false;
};

} // namespace keyswitch
