// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/exchange.h"
#include "proxy/relay/streamrelay.h"

#include <memory>
#include <optional>

namespace keyswitch
{

class Pipeline;
struct UpstreamLane;

// One request on its way: owns the exchange and its relay, answers what never gets to an upstream, and hands in the one
// row when all is over. Deletes itself through Pipeline::ended().
class RequestRun final : public RelayOwner
{
public:
    RequestRun(Pipeline &pipeline, std::unique_ptr<Exchange> exchange);

    // One of these, once; each may end (and delete) the run before it returns.
    void refuse(const Failure &failure);
    void answer(); // Keyswitch's own endpoints
    void forward(std::shared_ptr<UpstreamLane> upstream);

    void cut();
    void tick(std::chrono::steady_clock::time_point now);

    void relayFirstByte() override;
    void relayEnded() override;
    QByteArray relayErrorBody(const Failure &failure) const override;

    size_t place = 0; // in the pipeline's list
    bool admitted = false;

private:
    void send(int status, const QByteArray &fields, const QByteArray &body);
    void close();

    Pipeline &m_pipeline;
    std::unique_ptr<Exchange> m_exchange;
    std::shared_ptr<UpstreamLane> m_upstream; // outlives the relay's reply
    std::optional<StreamRelay> m_relay;
};

} // namespace keyswitch
