// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/forward/engineconfig.h"
#include "proxy/forward/idleconnections.h"
#include "proxy/forward/intrusivelist.h"
#include "proxy/forward/plaintransfer.h"

#include <QBasicTimer>
#include <QByteArray>
#include <QObject>

#include <deque>
#include <memory>
#include <vector>

namespace keyswitch
{

class CurlEngine;

// The plain HTTP/1.1 exchanges of one thread: their connections, their queue and their time limits. Its sockets are on
// the thread's EdgePoller, beside those of the clients. It knows nothing of QNetworkReply.
class PlainEngine final : public QObject
{
public:
    // The calling thread's engine; it lives as long as somebody holds it, and dies in its thread.
    static std::shared_ptr<PlainEngine> forThread();
    ~PlainEngine() override;

    void setConfig(const EngineConfig &config);
    const EngineConfig &config() const { return m_config; }
    int active() const { return m_active; }
    int queued() const { return int(m_queue.size()); }

    // A transfer to fill in, then to start(). Its release() gives it back.
    PlainTransfer &acquire();

    // For PlainTransfer.
    void start(PlainTransfer &transfer);
    void recycle(PlainTransfer &transfer);
    void later(PlainTransfer &transfer); // has its proceed() called from the event loop
    void exchangeEnded(); // of an active one
    void unqueue(PlainTransfer &transfer);
    IdleConnections &idle() { return m_idle; }
    CurlEngine &connector() { return *m_connector; }
    QByteArray &readBuffer() { return m_readBuffer; }
    QByteArray &writeBuffer() { return m_writeBuffer; }

protected:
    bool event(QEvent *event) override;
    void timerEvent(QTimerEvent *event) override;

private:
    PlainEngine();
    void post();
    void runReady();
    void startQueued();
    void sweep();

    EngineConfig m_config;
    std::shared_ptr<CurlEngine> m_connector;
    IdleConnections m_idle;
    QBasicTimer m_sweeper;
    QByteArray m_readBuffer; // for the duration of one receive()
    QByteArray m_writeBuffer; // of one send()
    IntrusiveList<PlainTransfer> m_live;
    IntrusiveList<PlainTransfer> m_ready;
    std::deque<PlainTransfer *> m_queue;
    std::vector<std::unique_ptr<PlainTransfer>> m_pool;
    int m_active = 0;
    int m_depth = 0; // of runReady()
    bool m_posted = false;
};

} // namespace keyswitch
