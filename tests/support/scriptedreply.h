// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/upstreamattributes.h"

#include <QNetworkReply>

#include <cstring>
#include <functional>

namespace keyswitch::test
{

// An upstream's answer that a test gives piece by piece. No network, no event loop: each call is seen before it
// returns.
class ScriptedReply final : public QNetworkReply
{
    Q_OBJECT
public:
    ScriptedReply() { open(ReadOnly | Unbuffered); }
    ~ScriptedReply() override
    {
        if (onDestroyed)
            onDestroyed();
    }

    void sent() { Q_EMIT requestSent(); }
    void head(int status, const QByteArray &fields)
    {
        setAttribute(QNetworkRequest::HttpStatusCodeAttribute, status);
        setAttribute(upstream::HeaderBlock, fields);
        Q_EMIT metaDataChanged();
    }
    void body(const QByteArray &bytes)
    {
        m_pending += bytes;
        Q_EMIT readyRead();
    }
    void end(upstream::UpstreamFailure failure = upstream::UpstreamFailure::None, const QByteArray &lastBytes = {})
    {
        m_pending += lastBytes;
        setAttribute(upstream::FailureClass, int(failure));
        if (failure != upstream::UpstreamFailure::None)
            setError(UnknownNetworkError, QStringLiteral("scripted"));
        setFinished(true);
        Q_EMIT finished();
    }

    void abort() override
    {
        ++aborts;
        m_pending.clear();
        if (isFinished())
            return;
        setFinished(true);
        Q_EMIT finished(); // as QNetworkReply::abort() is documented
    }
    qint64 bytesAvailable() const override { return m_pending.size() + QNetworkReply::bytesAvailable(); }
    bool isSequential() const override { return true; }

    int aborts = 0;
    std::function<void()> onDestroyed;

protected:
    qint64 readData(char *data, qint64 size) override
    {
        const qint64 taken = std::min(size, qint64(m_pending.size()));
        std::memcpy(data, m_pending.constData(), size_t(taken));
        m_pending.remove(0, taken);
        return taken;
    }

private:
    QByteArray m_pending;
};

} // namespace keyswitch::test
