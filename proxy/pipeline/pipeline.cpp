// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/pipeline/pipeline.h"

#include "proxy/authenticate/bearergate.h"
#include "proxy/forward/accessmanagers.h"
#include "proxy/mock/mockaccessmanager.h"
#include "proxy/pipeline/failuretable.h"
#include "proxy/pipeline/requestrun.h"
#include "proxy/pipeline/upstreamlane.h"
#include "proxy/resolve/bodypreparation.h"
#include "proxy/resolve/contenttypegate.h"
#include "proxy/resolve/resolver.h"
#include "proxy/route/router.h"

#include <QThread>

#include <utility>

namespace keyswitch
{

using namespace std::chrono_literals;

// ---- the order ------------------------------------------------------------------------------------------------------

const Pipeline::Step Pipeline::HeadSteps[] = {
    [](Pipeline &p, Exchange &x) { return p.m_hosts.apply(x); },
    [](Pipeline &, Exchange &x) { return Router::apply(x); },
    [](Pipeline &, Exchange &x) { return BearerGate::apply(x); },
    [](Pipeline &, Exchange &x) { return Resolver::apply(x); },
    [](Pipeline &, Exchange &x) { return ContentTypeGate::apply(x); },
};

const Pipeline::Step Pipeline::BodySteps[] = {
    [](Pipeline &, Exchange &x) { return BodyPreparation::apply(x); },
    [](Pipeline &p, Exchange &x) { return p.m_admission.apply(x, p.m_sink.hasRoom()); },
};

// then: forward (RequestRun::forward) → relay (StreamRelay) → meter (RequestRun::close) → the traffic sink

// ---------------------------------------------------------------------------------------------------------------------

namespace
{

std::shared_ptr<UpstreamLane> makeUpstream(const UpstreamSettings &settings)
{
    if (settings.mode == UpstreamSettings::Mode::Mock)
        return std::make_shared<UpstreamLane>(std::make_unique<MockAccessManager>());
    return std::make_shared<UpstreamLane>(makeAccessManager(settings));
}

} // namespace

Pipeline::Pipeline(std::shared_ptr<const ConfigSnapshot> config, std::shared_ptr<const DirectorySnapshot> directory,
                   TrafficSink &sink, const Clock &clock)
    : m_config(std::move(config))
    , m_directory(std::move(directory))
    , m_upstream(makeUpstream(m_config->upstream))
    , m_hosts(*m_config)
    , m_meter(clock)
    , m_sink(sink)
    , m_clock(clock)
{
    m_ticker.setInterval(1s);
    connect(&m_ticker, &QTimer::timeout, this, &Pipeline::tick);
    m_ticker.start();
}

Pipeline::~Pipeline()
{
    cutAll();
    Q_ASSERT(m_runs.empty());
}

void Pipeline::setConfig(std::shared_ptr<const ConfigSnapshot> config)
{
    Q_ASSERT(thread() == QThread::currentThread());
    m_config = std::move(config);
    m_hosts = HostGate(*m_config);
    m_replaced.push_back(std::exchange(m_upstream, makeUpstream(m_config->upstream)));
}

void Pipeline::setDirectory(std::shared_ptr<const DirectorySnapshot> directory)
{
    Q_ASSERT(thread() == QThread::currentThread());
    m_directory = std::move(directory);
}

void Pipeline::setPriceList(std::shared_ptr<const PriceList> prices)
{
    Q_ASSERT(thread() == QThread::currentThread());
    m_meter.setPriceList(std::move(prices));
}

void Pipeline::startDraining()
{
    m_draining = true;
    m_admission.startDraining();
    if (m_runs.empty())
        QMetaObject::invokeMethod(this, &Pipeline::drained, Qt::QueuedConnection);
}

void Pipeline::cutAll()
{
    while (!m_runs.empty())
        m_runs.back()->cut();
}

std::optional<Failure> Pipeline::walkHead(Exchange &exchange)
{
    for (const Step step : HeadSteps) {
        if (auto failure = step(*this, exchange))
            return failure;
    }
    return std::nullopt;
}

std::optional<Failure> Pipeline::walkBody(Exchange &exchange)
{
    for (const Step step : BodySteps) {
        if (auto failure = step(*this, exchange))
            return failure;
    }
    return std::nullopt;
}

std::unique_ptr<Exchange> Pipeline::open(RequestHead &&head, QByteArray &&body, ClientConnection *client) const
{
    auto exchange = std::make_unique<Exchange>();
    exchange->id = RequestId::make(m_clock.wall());
    exchange->began = m_clock.steady();
    exchange->head = std::move(head);
    exchange->body = std::move(body);
    exchange->client = client;
    exchange->config = m_config;
    exchange->directory = m_directory;
    return exchange;
}

std::optional<Failure> Pipeline::inspectHead(const RequestHead &head)
{
    Exchange exchange;
    exchange.head = head;
    exchange.config = m_config;
    exchange.directory = m_directory;
    return walkHead(exchange);
}

void Pipeline::refuse(RequestHead &&head, const Failure &failure, ClientConnection *client)
{
    Q_ASSERT(thread() == QThread::currentThread());
    auto exchange = open(std::move(head), {}, client);
    walkHead(*exchange); // as far as it goes: the row is to name user and agent where they are known
    run(std::move(exchange), failure);
}

void Pipeline::handle(RequestHead &&head, QByteArray &&body, ClientConnection *client)
{
    Q_ASSERT(thread() == QThread::currentThread());
    auto exchange = open(std::move(head), std::move(body), client);
    auto failure = walkHead(*exchange);
    if (!failure)
        failure = walkBody(*exchange);
    run(std::move(exchange), std::move(failure));
}

void Pipeline::run(std::unique_ptr<Exchange> exchange, std::optional<Failure> failure)
{
    const bool relayed = isRelayed(exchange->endpoint);
    auto *run = new RequestRun(*this, std::move(exchange));
    run->place = m_runs.size();
    m_runs.push_back(run);
    run->admitted = !failure; // the last step counted it in
    if (failure)
        run->refuse(*failure);
    else if (relayed)
        run->forward(m_upstream);
    else
        run->answer();
}

void Pipeline::refusedFraming(const FramingRefusal &refusal)
{
    UsageRecord record;
    record.id = refusal.id;
    record.status = refusal.status;
    record.outcome = Outcome::Refused;
    record.failureCode = refusal.code;
    m_sink.ended(std::move(record));
}

void Pipeline::ended(RequestRun *run)
{
    m_runs.back()->place = run->place;
    std::swap(m_runs[run->place], m_runs.back());
    m_runs.pop_back();
    if (run->admitted)
        m_admission.release();
    delete run;
    if (m_draining && m_runs.empty())
        Q_EMIT drained();
}

void Pipeline::tick()
{
    std::erase_if(m_replaced, [](const auto &lane) { return lane.use_count() == 1; });
    const auto now = m_clock.steady();
    for (size_t i = m_runs.size(); i-- > 0;) { // a run that ends here only moves those behind it
        if (i < m_runs.size())
            m_runs[i]->tick(now);
    }
}

} // namespace keyswitch
