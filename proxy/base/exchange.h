// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/clientconnection.h"
#include "proxy/base/configsnapshot.h"
#include "proxy/base/directorysnapshot.h"
#include "proxy/base/endpoint.h"
#include "proxy/base/failure.h"
#include "proxy/base/requesthead.h"
#include "proxy/base/usagerecord.h"

#include <chrono>
#include <memory>
#include <optional>

namespace keyswitch
{

// All that is known of one request, handed from room to room. Each room fills in its own part and reads those before
// it. Owned by the pipeline; lives in one worker's thread.
struct Exchange {
    // accept
    RequestId id;
    std::chrono::steady_clock::time_point began;
    RequestHead head;
    QByteArray body; // as the client sent it; from here on it is only looked at
    ClientConnection *client = nullptr; // null once the client is gone

    // The world as it was when the request came: held, so that a change never splits a request in two.
    std::shared_ptr<const ConfigSnapshot> config;
    std::shared_ptr<const DirectorySnapshot> directory;

    // route
    Endpoint endpoint = Endpoint::None;
    QByteArray agentId; // from the path, percent-decoded; empty when the endpoint has none

    // resolve
    const AgentEntry *agent = nullptr; // into *directory
    const UserEntry *user = nullptr;
    QByteArray model;
    bool stream = false;
    bool clientAskedForUsage = false; // stream_options.include_usage was true already
    QByteArray upstreamBody; // body, or body with a splice (model, include_usage)

    // forward
    QByteArray callId; // x-litellm-call-id, unique per attempt

    // relay
    int status = 0; // sent to the client; 0: nothing was
    bool answered = false; // the head of the answer went out
    qint64 responseBytes = 0;
    std::optional<std::chrono::microseconds> ttft;
    TokenUsage tokens;
    Cost cost;
    QByteArray upstreamId;
    QByteArray upstreamErrorCode;
    int errorStatus = 0; // of an upstream's error that has to be wrapped: the client gets it, too; 0: the table's
    QByteArray errorFields; // the lines of it that the client needs (retry-after)
    const char *usageUnread = nullptr; // why the answer was not looked at; a code
    std::optional<Failure> failure;
    bool clientLeft = false;
};

} // namespace keyswitch
