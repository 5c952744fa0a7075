// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/endpoint.h"
#include "proxy/base/money.h"
#include "proxy/base/requestid.h"
#include "proxy/base/tokenusage.h"

#include <QByteArray>

#include <chrono>
#include <optional>

namespace keyswitch
{

enum class UserId : qint64 { None = 0 };
enum class AgentId : qint64 { None = 0 };

// How a request ended. The numbers stand in the store: append only.
enum class Outcome : quint8 {
    Ok = 0,
    Refused = 1, // by Keyswitch, before anything was sent on
    UpstreamError = 2, // the upstream answered with an error of its own, passed on
    UpstreamFailed = 3, // no answer: refused, timed out, closed
    UpstreamCut = 4, // broke off or stalled after the answer had begun
    ClientCancelled = 5, // the client left first
};
const char *word(Outcome outcome); // "ok", "client_cancelled" …

// One row a request, refused and cut ones too. Made by the meter when the exchange ends, kept by the store.
struct UsageRecord {
    RequestId id;
    UserId user = UserId::None; // None: refused before the user was known
    AgentId agent = AgentId::None;
    QByteArray model; // as the client asked for it (or the agent's default); UTF-8
    RequestKind kind = RequestKind::Other;
    bool stream = false;
    int status = 0; // what the client was answered; 0: it left before
    Outcome outcome = Outcome::Ok;
    // The failure table's code, or the upstream's `error.code`. When ok: empty, or why its usage could not be read.
    QByteArray failureCode;
    TokenUsage tokens;
    Cost cost;
    std::optional<std::chrono::microseconds> ttft; // to the first body byte from the upstream
    std::chrono::microseconds duration{0}; // whole exchange, monotonic
    qint64 requestBytes = 0; // body
    qint64 responseBytes = 0; // body as sent to the client
    QByteArray upstreamId; // `id` of the answer: LiteLLM's primary key for a success
    QByteArray callId; // x-litellm-call-id that we sent: LiteLLM's key for a failure
};

} // namespace keyswitch
