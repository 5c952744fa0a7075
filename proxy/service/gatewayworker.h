// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/configsnapshot.h"
#include "proxy/base/directorysnapshot.h"
#include "proxy/service/workertraffic.h"

#include <QFuture>
#include <QObject>
#include <QTimer>

#include <memory>

namespace keyswitch
{

class ConnectionTable;
class HttpServerShim;
class Pipeline;
class PriceList;
class TlsAcceptor;

// One thread's worth of proxy: its server on a duplicate of the shared listening socket, its pipeline, its traffic
// buffer. Made anywhere, moved to its thread, then used by queued calls only; destroyed in its thread.
class GatewayWorker final : public QObject
{
    Q_OBJECT
public:
    GatewayWorker(std::shared_ptr<const ConfigSnapshot> config, std::shared_ptr<const DirectorySnapshot> directory,
                  store::Store &store, std::shared_ptr<ConnectionTable> connections);
    ~GatewayWorker() override;

    // All in the worker's thread.
    // False: the socket could not be taken over. `tls` null: plain HTTP.
    bool start(int listeningDescriptor, const std::shared_ptr<const TlsAcceptor> &tls);
    void setTls(const std::shared_ptr<const TlsAcceptor> &tls); // for connections to come
    void setConfig(std::shared_ptr<const ConfigSnapshot> config);
    void setDirectory(std::shared_ptr<const DirectorySnapshot> directory);
    void setPriceList(std::shared_ptr<const PriceList> prices);
    void setWatched(bool watched);
    void flush();
    void drain(); // stops listening; drained() when the last answer is with the kernel
    void cutAll(); // ends what runs; a slow reader's rest is no longer waited for
    int running() const;

Q_SIGNALS:
    void drained();
    void happened(const std::vector<keyswitch::TrafficEvent> &events);
    void pulse(const keyswitch::store::Figures &ended, int running);

private:
    void tellDrained();

    std::shared_ptr<const ConfigSnapshot> m_config;
    std::shared_ptr<const DirectorySnapshot> m_directory;
    store::Store &m_store;
    std::shared_ptr<ConnectionTable> m_connections; // shared by all workers: the limits hold over them together
    std::unique_ptr<WorkerTraffic> m_traffic;
    std::unique_ptr<Pipeline> m_pipeline;
    std::unique_ptr<HttpServerShim> m_shim;
    QTimer m_delivery{this}; // while draining: looks whether the answers are out
    bool m_draining = false;
    bool m_cut = false;
};

} // namespace keyswitch
