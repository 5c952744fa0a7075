// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/configsnapshot.h"
#include "proxy/base/directorysnapshot.h"
#include "proxy/base/problem.h"
#include "proxy/service/workertraffic.h"

#include <QFuture>
#include <QObject>
#include <QPromise>
#include <QTimer>

#include <memory>
#include <vector>

class QTcpServer;
class QThread;

namespace keyswitch
{

class ConnectionWatch;
class GatewayWorker;
class ListenerCertificate;
class PriceList;
class TlsAcceptor;

// The running proxy: the listening socket, the workers and their threads. Changes reach each worker as a queued call
// that swaps a snapshot, so nothing that runs is disturbed. Lives in the service's thread; never waits for a worker.
class Gateway final : public QObject
{
    Q_OBJECT
public:
    explicit Gateway(store::Store &store);
    ~Gateway() override; // stops at once if stop() was not waited for

    // Reads the certificate if there is to be one, binds and starts the workers; the value is http(s)://address:port. A
    // Problem names the file, or who is in the way as far as known.
    QFuture<Result<QString>> start(std::shared_ptr<const ConfigSnapshot> config,
                                   std::shared_ptr<const DirectorySnapshot> directory);
    bool isServing() const { return m_serving; }
    QString url() const { return m_url; }
    const ConnectionWatch *connections() const { return m_connections.get(); } // null before start()
    // Where one calls what listens there: "any address" is none to be called at.
    static QString urlOf(const QHostAddress &listening, quint16 port, bool tls = false);
    // What tells a caller from within that it is us, whatever name our certificate is for; null: plain HTTP.
    std::shared_ptr<const UpstreamTls> ownTls() const;

    void setConfig(std::shared_ptr<const ConfigSnapshot> config);
    // Finishes when every worker has it: a key that was taken away is not used by the next call.
    QFuture<void> setDirectory(std::shared_ptr<const DirectorySnapshot> directory);
    void setPriceList(std::shared_ptr<const PriceList> prices);
    void setWatched(bool watched);
    QFuture<void> flush(); // all rows that exist now are with the store's queue

    // Takes no new calls and waits for those that run; after `grace`, or at cutNow(), ends them with an error event.
    QFuture<void> stop(std::chrono::milliseconds grace);
    void cutNow();

Q_SIGNALS:
    void connectionsChanged(); // the alarm of connections()
    void happened(const std::vector<keyswitch::TrafficEvent> &events);
    void pulse(const keyswitch::store::Figures &ended, int running); // half a second after something happened

private:
    struct Lane {
        std::unique_ptr<QThread> thread;
        GatewayWorker *worker = nullptr; // deleted in its thread
        bool drained = false;
        int running = 0;
    };
    template <typename Work> void each(Work work);
    template <typename Work> QFuture<bool> askEach(Work work); // whether all could do it
    void laneDrained(size_t lane);
    void end();

    store::Store &m_store;
    std::unique_ptr<QTcpServer> m_listener;
    std::unique_ptr<ConnectionWatch> m_connections;
    std::unique_ptr<ListenerCertificate> m_certificate;
    std::shared_ptr<const TlsAcceptor> m_tls; // what new connections are shown; null: plain HTTP
    std::vector<Lane> m_lanes;
    quint64 m_round = 0; // grows when the lanes go: what they said before is no longer heard
    QString m_url;
    bool m_serving = false;
    QTimer m_grace;
    std::shared_ptr<QPromise<void>> m_stopping;
};

} // namespace keyswitch
