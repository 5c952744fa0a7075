// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/service/gatewayworker.h"

#include "proxy/accept/guardserver.h"
#include "proxy/accept/httpservershim.h"
#include "proxy/pipeline/pipeline.h"

#include <QThread>

#include <unistd.h>

namespace keyswitch
{

namespace
{
constexpr std::chrono::milliseconds DeliveryInterval{20};
}

GatewayWorker::GatewayWorker(std::shared_ptr<const ConfigSnapshot> config,
                             std::shared_ptr<const DirectorySnapshot> directory, store::Store &store,
                             std::shared_ptr<ConnectionTable> connections)
    : m_config(std::move(config))
    , m_directory(std::move(directory))
    , m_store(store)
    , m_connections(std::move(connections))
{
}

GatewayWorker::~GatewayWorker()
{
    Q_ASSERT(!m_pipeline || thread() == QThread::currentThread());
    if (m_pipeline)
        m_pipeline->cutAll(); // while their connections are still there
    m_shim.reset();
}

bool GatewayWorker::start(int listeningDescriptor, const std::shared_ptr<const TlsAcceptor> &tls)
{
    Q_ASSERT(thread() == QThread::currentThread());
    m_traffic = std::make_unique<WorkerTraffic>(m_store, RequestLog(m_config->log, STDERR_FILENO), m_directory);
    connect(m_traffic.get(), &WorkerTraffic::happened, this, &GatewayWorker::happened);
    connect(m_traffic.get(), &WorkerTraffic::pulse, this, &GatewayWorker::pulse);
    m_pipeline = std::make_unique<Pipeline>(m_config, m_directory, *m_traffic);
    connect(m_pipeline.get(), &Pipeline::drained, this, &GatewayWorker::tellDrained);
    m_delivery.setInterval(DeliveryInterval);
    connect(&m_delivery, &QTimer::timeout, this, &GatewayWorker::tellDrained);
    auto server = std::make_unique<GuardServer>(m_config->limits, m_pipeline.get(), m_connections);
    server->setTls(tls);
    if (!server->adopt(listeningDescriptor))
        return false;
    m_shim = std::make_unique<HttpServerShim>(server.release()); // takes it over
    return true;
}

void GatewayWorker::setConfig(std::shared_ptr<const ConfigSnapshot> config)
{
    m_config = std::move(config);
    m_pipeline->setConfig(m_config);
    m_shim->server()->setLimits(m_config->limits);
}

void GatewayWorker::setTls(const std::shared_ptr<const TlsAcceptor> &tls)
{
    m_shim->server()->setTls(tls);
}

void GatewayWorker::setDirectory(std::shared_ptr<const DirectorySnapshot> directory)
{
    m_directory = std::move(directory);
    m_pipeline->setDirectory(m_directory);
    m_traffic->setDirectory(m_directory);
}

void GatewayWorker::setPriceList(std::shared_ptr<const PriceList> prices)
{
    m_pipeline->setPriceList(std::move(prices));
}

void GatewayWorker::setWatched(bool watched)
{
    m_traffic->setWatched(watched);
}

void GatewayWorker::flush()
{
    m_traffic->flush();
}

void GatewayWorker::drain()
{
    m_shim->server()->stopListening();
    m_shim->server()->closeIdle();
    m_draining = true;
    m_pipeline->startDraining();
}

// The last request has ended for the pipeline when its answer is handed over, which a slow reader takes later.
void GatewayWorker::tellDrained()
{
    if (m_pipeline->running() > 0 || (!m_cut && m_shim->server()->owesAnswers())) {
        m_delivery.start();
        return;
    }
    m_delivery.stop();
    m_traffic->flush();
    Q_EMIT drained();
}

void GatewayWorker::cutAll()
{
    m_cut = true;
    m_pipeline->cutAll();
    if (m_draining)
        tellDrained();
}

int GatewayWorker::running() const
{
    return m_pipeline->running();
}

} // namespace keyswitch
