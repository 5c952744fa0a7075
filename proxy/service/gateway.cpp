// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/service/gateway.h"

#include "proxy/accept/connectiontable.h"
#include "proxy/accept/tlsacceptor.h"
#include "proxy/base/threadcall.h"
#include "proxy/service/connectionwatch.h"
#include "proxy/service/gatewayworker.h"
#include "proxy/service/listenercertificate.h"
#include "proxy/service/processguard.h"

#include <QCoreApplication>
#include <QSslConfiguration>
#include <QTcpServer>
#include <QThread>

#include <numeric>

namespace keyswitch
{

namespace
{

constexpr int Backlog = 1024;

Problem cannotListen(const QTcpServer &server, const ConfigSnapshot &config)
{
    const QHostAddress &address = config.listenAddress;
    const bool isV6 = address.protocol() == QAbstractSocket::IPv6Protocol;
    const QString place =
        (isV6 ? u'[' + address.toString() + u']' : address.toString()) + u':' + QString::number(config.listenPort);
    Problem problem;
    problem.url = (config.listenTls.isWanted() ? QStringLiteral("https://") : QStringLiteral("http://")) + place;
    problem.title = QCoreApplication::translate("Gateway", "The proxy cannot listen on %1").arg(place);
    switch (server.serverError()) {
    case QAbstractSocket::AddressInUseError:
        problem.code = Problem::Code::Conflict;
        problem.detail = QCoreApplication::translate("Gateway", "Another program has this port.");
        problem.remedy = QCoreApplication::translate(
            "Gateway", "End that program, or choose another port (--listen ADDRESS:PORT; port 0 takes a free one).");
        break;
    case QAbstractSocket::SocketAccessError:
        problem.code = Problem::Code::Unauthorized;
        problem.detail = QCoreApplication::translate("Gateway", "The system does not allow it.");
        problem.remedy =
            QCoreApplication::translate("Gateway", "Ports below 1024 need rights of their own: take a higher one.");
        break;
    case QAbstractSocket::SocketAddressNotAvailableError:
        problem.code = Problem::Code::NotFound;
        problem.detail = QCoreApplication::translate("Gateway", "This machine has no such address.");
        problem.remedy =
            QCoreApplication::translate("Gateway", "Listen on 127.0.0.1, or on an address of this machine.");
        break;
    default:
        problem.code = Problem::Code::Unavailable;
        problem.detail = server.errorString();
        break;
    }
    return problem;
}

Problem cannotStart()
{
    Problem problem;
    problem.code = Problem::Code::Unavailable;
    problem.title = QCoreApplication::translate("Gateway", "The proxy cannot start");
    problem.detail = QCoreApplication::translate("Gateway", "A worker could not take over the listening socket.");
    return problem;
}

} // namespace

Gateway::Gateway(store::Store &store)
    : m_store(store)
{
    m_grace.setSingleShot(true);
    connect(&m_grace, &QTimer::timeout, this, &Gateway::cutNow);
}

Gateway::~Gateway()
{
    end();
}

template <typename Work> void Gateway::each(Work work)
{
    Q_ASSERT(thread() == QThread::currentThread());
    for (const Lane &lane : m_lanes)
        QMetaObject::invokeMethod(
            lane.worker, [worker = lane.worker, work] { work(*worker); }, Qt::QueuedConnection);
}

QString Gateway::urlOf(const QHostAddress &listening, quint16 port, bool tls)
{
    QHostAddress called = listening;
    if (called == QHostAddress(QHostAddress::AnyIPv4) || called == QHostAddress(QHostAddress::Any))
        called = QHostAddress(QHostAddress::LocalHost);
    else if (called == QHostAddress(QHostAddress::AnyIPv6))
        called = QHostAddress(QHostAddress::LocalHostIPv6);
    const bool isV6 = called.protocol() == QAbstractSocket::IPv6Protocol;
    const QString host = called.toString();
    return QStringLiteral("%1://%2:%3")
        .arg(tls ? QStringLiteral("https") : QStringLiteral("http"), isV6 ? u'[' + host + u']' : host)
        .arg(port);
}

std::shared_ptr<const UpstreamTls> Gateway::ownTls() const
{
    if (!m_tls)
        return nullptr;
    auto own = std::make_shared<UpstreamTls>();
    own->pinnedKey = m_tls->identity().publicKeyDigest();
    return own;
}

// The workers' answers are gathered in this thread, where their future is continued as well: when one thread finishes a
// future while another attaches a continuation, Qt 6.4 may run that twice, the second time without a promise (a crash).
template <typename Work> QFuture<bool> Gateway::askEach(Work work)
{
    Q_ASSERT(thread() == QThread::currentThread());
    struct Round {
        QPromise<bool> promise; // destroyed unfinished, since the workers have gone: cancels its future
        size_t missing = 0;
        bool allWell = true;
    };
    if (m_lanes.empty())
        return readyFuture(true);
    const auto round = std::make_shared<Round>();
    round->missing = m_lanes.size();
    round->promise.start();
    for (const Lane &lane : m_lanes) {
        const auto answered = [round](bool well) {
            round->allWell = round->allWell && well;
            if (--round->missing > 0)
                return;
            round->promise.addResult(round->allWell);
            round->promise.finish();
        };
        const auto ask = [this, worker = lane.worker, work, answered] {
            const bool well = work(*worker);
            QMetaObject::invokeMethod(
                this, [answered, well] { answered(well); }, Qt::QueuedConnection);
        };
        QMetaObject::invokeMethod(lane.worker, ask, Qt::QueuedConnection);
    }
    return round->promise.future();
}

QFuture<Result<QString>> Gateway::start(std::shared_ptr<const ConfigSnapshot> config,
                                        std::shared_ptr<const DirectorySnapshot> directory)
{
    Q_ASSERT(thread() == QThread::currentThread() && m_lanes.empty());
    if (config->listenTls.isWanted()) {
        m_certificate = std::make_unique<ListenerCertificate>(config->listenTls);
        const auto loaded = m_certificate->load();
        if (!loaded)
            return readyFuture(Result<QString>(tl::unexpected(loaded.error())));
        m_tls = *loaded;
        connect(m_certificate.get(), &ListenerCertificate::renewed, this,
                [this](const std::shared_ptr<const TlsAcceptor> &renewed) {
                    m_tls = renewed;
                    each([renewed](GatewayWorker &worker) { worker.setTls(renewed); });
                });
        m_certificate->watch();
    }
    m_listener = std::make_unique<QTcpServer>();
    m_listener->setListenBacklogSize(Backlog);
    if (!m_listener->listen(config->listenAddress, config->listenPort))
        return readyFuture(Result<QString>(tl::unexpected(cannotListen(*m_listener, *config))));
    m_listener->pauseAccepting(); // the workers accept, each through a duplicate
    m_url = urlOf(config->listenAddress, m_listener->serverPort(), m_tls != nullptr);

    const auto connections = std::make_shared<ConnectionTable>(connectionsSystemAllows(config->workers));
    m_connections = std::make_unique<ConnectionWatch>(connections, config->limits);
    connect(m_connections.get(), &ConnectionWatch::changed, this, &Gateway::connectionsChanged);
    // The first QSslConfiguration sets up Qt's TLS, and each worker's QHttpServer has one. Two threads that set it up
    // at once can wait for each other for ever: Qt 6.4 takes the locks of QSslSocketPrivate::tlsBackendInUse() and of
    // QTlsBackendOpenSSL::ensureInitialized() in both orders. So it is done while there is one thread.
    static_cast<void>(QSslConfiguration());
    const int descriptor = int(m_listener->socketDescriptor());
    for (int i = 0; i < config->workers; ++i) {
        Lane lane;
        lane.thread = std::make_unique<QThread>();
        lane.thread->setObjectName(QStringLiteral("gateway-%1").arg(i));
        lane.worker = new GatewayWorker(config, directory, m_store, connections);
        lane.worker->moveToThread(lane.thread.get());
        connect(lane.thread.get(), &QThread::finished, lane.worker, &QObject::deleteLater);
        const size_t index = m_lanes.size();
        // Both are queued: they may arrive when the lanes are gone.
        const quint64 round = m_round;
        connect(lane.worker, &GatewayWorker::drained, this, [this, index, round] {
            if (round == m_round)
                laneDrained(index);
        });
        connect(lane.worker, &GatewayWorker::happened, this, &Gateway::happened);
        connect(lane.worker, &GatewayWorker::pulse, this, [this, index](const store::Figures &ended, int running) {
            if (index < m_lanes.size())
                m_lanes[index].running = running;
            Q_EMIT pulse(ended, std::accumulate(m_lanes.begin(), m_lanes.end(), 0, [](int sum, const Lane &one) {
                             return sum + one.running;
                         }));
        });
        lane.thread->start();
        m_lanes.push_back(std::move(lane));
    }
    return askEach([descriptor, tls = m_tls](GatewayWorker &worker) { return worker.start(descriptor, tls); })
        .then(this,
              [this](bool started) -> Result<QString> {
                  if (started) {
                      m_serving = true;
                      return m_url;
                  }
                  end();
                  return tl::unexpected(cannotStart());
              })
        .onCanceled(this, [] { return Result<QString>(tl::unexpected(cannotStart())); });
}

void Gateway::setConfig(std::shared_ptr<const ConfigSnapshot> config)
{
    if (m_connections)
        m_connections->setLimits(config->limits);
    each([config](GatewayWorker &worker) { worker.setConfig(config); });
}

QFuture<void> Gateway::setDirectory(std::shared_ptr<const DirectorySnapshot> directory)
{
    return askEach([directory](GatewayWorker &worker) {
               worker.setDirectory(directory);
               return true;
           })
        .then([](bool) {});
}

void Gateway::setPriceList(std::shared_ptr<const PriceList> prices)
{
    each([prices](GatewayWorker &worker) { worker.setPriceList(prices); });
}

void Gateway::setWatched(bool watched)
{
    each([watched](GatewayWorker &worker) { worker.setWatched(watched); });
}

QFuture<void> Gateway::flush()
{
    return askEach([](GatewayWorker &worker) {
               worker.flush();
               return true;
           })
        .then([](bool) {});
}

QFuture<void> Gateway::stop(std::chrono::milliseconds grace)
{
    Q_ASSERT(thread() == QThread::currentThread());
    if (m_stopping)
        return m_stopping->future();
    m_stopping = std::make_shared<QPromise<void>>();
    m_stopping->start();
    m_serving = false;
    const QFuture<void> stopped = m_stopping->future();
    m_listener.reset();
    if (m_lanes.empty()) {
        m_stopping->finish();
        return stopped;
    }
    m_grace.start(grace);
    each([](GatewayWorker &worker) { worker.drain(); });
    return stopped;
}

void Gateway::cutNow()
{
    each([](GatewayWorker &worker) { worker.cutAll(); });
}

void Gateway::laneDrained(size_t lane)
{
    m_lanes[lane].drained = true;
    for (const Lane &other : m_lanes) {
        if (!other.drained)
            return;
    }
    // Later: this is called by a worker's signal, and ending a thread from its own signal's delivery is fine only
    // because that delivery is queued.
    end();
    if (m_stopping)
        m_stopping->finish();
}

void Gateway::end()
{
    m_grace.stop();
    m_certificate.reset();
    m_listener.reset();
    for (Lane &lane : m_lanes)
        lane.thread->quit();
    for (Lane &lane : m_lanes)
        lane.thread->wait(); // short: nothing runs any more but the deletion of the worker
    m_lanes.clear();
    ++m_round;
    m_serving = false;
}

} // namespace keyswitch
