// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/usagerecord.h"

namespace keyswitch
{

// What is known of a request when it starts to wait for its upstream; the live view shows it as running.
struct TrafficStart {
    RequestId id;
    UserId user = UserId::None;
    AgentId agent = AgentId::None;
    QByteArray model;
    RequestKind kind = RequestKind::Other;
    bool stream = false;
};

// Where a worker's pipeline puts what happened. Called in the worker's thread; must not block and must not fail: an
// implementation that has to drop something counts it.
class TrafficSink
{
public:
    virtual ~TrafficSink() = default;
    virtual void began(const TrafficStart &start) = 0; // only for requests that go on to an upstream
    virtual void firstByte(const RequestId &id, std::chrono::microseconds ttft) = 0;
    virtual void ended(UsageRecord &&record) = 0; // exactly once for every request
    // Whether the row of one more request could be kept. Cheap: asked for each.
    virtual bool hasRoom() const { return true; }
};

} // namespace keyswitch
