// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/admit/admission.h"
#include "proxy/authenticate/hostgate.h"
#include "proxy/base/clock.h"
#include "proxy/base/configsnapshot.h"
#include "proxy/base/directorysnapshot.h"
#include "proxy/base/requesthandler.h"
#include "proxy/base/trafficsink.h"
#include "proxy/meter/usagemeter.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <vector>

namespace keyswitch
{

class RequestRun;
struct UpstreamLane;

// The order of the rooms, and the only place that knows it. One a worker, in its thread; everything it reads is
// immutable and swapped whole, so there are no locks on the path.
class Pipeline final : public QObject, public RequestHandler
{
    Q_OBJECT
public:
    Pipeline(std::shared_ptr<const ConfigSnapshot> config, std::shared_ptr<const DirectorySnapshot> directory,
             TrafficSink &sink, const Clock &clock = Clock::system());
    ~Pipeline() override;

    // Requests that run go on with what they started with.
    void setConfig(std::shared_ptr<const ConfigSnapshot> config);
    void setDirectory(std::shared_ptr<const DirectorySnapshot> directory);
    void setPriceList(std::shared_ptr<const PriceList> prices);

    void startDraining(); // no new calls; drained() when the last has ended
    void cutAll(); // ends what runs at once, streams with an error event
    int running() const { return int(m_runs.size()); }

    std::optional<Failure> inspectHead(const RequestHead &head) override;
    void refuse(RequestHead &&head, const Failure &failure, ClientConnection *client) override;
    void handle(RequestHead &&head, QByteArray &&body, ClientConnection *client) override;
    void refusedFraming(const FramingRefusal &refusal) override;

Q_SIGNALS:
    void drained();

private:
    friend class RequestRun;
    using Step = std::optional<Failure> (*)(Pipeline &, Exchange &);
    static const Step HeadSteps[]; // what the head alone decides
    static const Step BodySteps[]; // what needs the body

    std::optional<Failure> walkHead(Exchange &exchange);
    std::optional<Failure> walkBody(Exchange &exchange);
    std::unique_ptr<Exchange> open(RequestHead &&head, QByteArray &&body, ClientConnection *client) const;
    void run(std::unique_ptr<Exchange> exchange, std::optional<Failure> failure);
    void ended(RequestRun *run);
    void tick();

    std::shared_ptr<const ConfigSnapshot> m_config;
    std::shared_ptr<const DirectorySnapshot> m_directory;
    std::shared_ptr<UpstreamLane> m_upstream; // a run holds the one it started with
    // Replaced ones. The last run of one ends inside a signal of its reply, where neither may be deleted.
    std::vector<std::shared_ptr<UpstreamLane>> m_replaced;
    HostGate m_hosts;
    Admission m_admission;
    UsageMeter m_meter;
    TrafficSink &m_sink;
    const Clock &m_clock;
    QTimer m_ticker;
    std::vector<RequestRun *> m_runs; // each knows its place
    bool m_draining = false;
};

} // namespace keyswitch
