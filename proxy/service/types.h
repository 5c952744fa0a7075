// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/problem.h"
#include "proxy/base/secret.h"
#include "proxy/base/usagerecord.h"

#include <QDateTime>
#include <QList>
#include <QString>
#include <QStringList>

#include <chrono>
#include <optional>

// What crosses the service's door: plain values, no secrets on the way out. Text is UTF-16 here, since these are for
// people.
namespace keyswitch
{

// --- directory -------------------------------------------------------------------------------------------------------

struct UserSummary {
    UserId id = UserId::None;
    QString email; // unique, how the command line names a user
    QString name;
    bool enabled = true;
    QString keyFingerprint; // of the LiteLLM key; empty: none
    int agents = 0;
    QDateTime createdAt; // UTC
    friend bool operator==(const UserSummary &, const UserSummary &) = default;
};

struct AgentSummary {
    AgentId id = AgentId::None;
    QString externalId; // in the endpoint's path
    QString name;
    UserId user = UserId::None;
    QString userEmail;
    QString userName;
    QString model; // default; may be empty
    bool enabled = true;
    bool userHasKey = false;
    QString endpoint; // the full URL to put into `model_endpoint`
    QDateTime createdAt; // UTC
    QDateTime lastRequestAt; // invalid: none yet
    friend bool operator==(const AgentSummary &, const AgentSummary &) = default;
};

struct NewUser {
    QString email;
    QString name;
    Secret litellmKey; // may be empty
};

struct NewAgent { // maps an agent that exists already
    QString externalId;
    QString name; // empty: the id
    QString user; // e-mail
    QString model;
};

struct AgentCreation { // makes one in Letta, then maps it
    QString user; // e-mail
    QString name;
    QString model;
    int contextWindow = 32'000;
    QString embeddingModel; // empty: none
};

// --- requests and usage ----------------------------------------------------------------------------------------------

struct RequestRow {
    QString requestId;
    QDateTime startedAt; // UTC
    UserId user = UserId::None;
    AgentId agent = AgentId::None;
    QString userName; // empty: unknown user
    QString agentName;
    QString agentExternalId;
    QString model;
    RequestKind kind = RequestKind::Other;
    bool stream = false;
    int status = 0; // 0: the client left before an answer
    Outcome outcome = Outcome::Ok;
    QString failureCode;
    TokenUsage tokens;
    Cost cost;
    std::optional<std::chrono::microseconds> ttft;
    std::chrono::microseconds duration{0};
    qint64 requestBytes = 0;
    qint64 responseBytes = 0;
    QString upstreamId;
    QString callId;
    friend bool operator==(const RequestRow &, const RequestRow &) = default;
};

struct RequestQuery {
    int limit = 100; // at most 1000
    QString beforeRequestId; // keyset paging: rows older than this one; empty: the newest
    std::optional<UserId> user;
    std::optional<AgentId> agent;
};

enum class UsageGroup { User, Agent, Model, Day };

struct UsageQuery {
    UsageGroup by = UsageGroup::User;
    QDateTime from; // UTC, inclusive
    QDateTime to; // UTC, exclusive; invalid: now
};

struct UsageRow {
    QString key; // e-mail, agent's external id, model or ISO date; empty: unknown (refused before it was known)
    QString label; // for people
    qint64 requests = 0;
    qint64 errors = 0; // outcome other than ok and client_cancelled
    Tokens promptTokens = 0;
    Tokens completionTokens = 0;
    qint64 requestsWithoutUsage = 0; // ok requests whose tokens are unknown
    NanoDollars cost{0}; // sum of the known ones
    qint64 requestsWithoutCost = 0; // ok requests whose cost is unknown: the sum is "at least"
    friend bool operator==(const UsageRow &, const UsageRow &) = default;
};

// A request while it happens: first as running, then once more when it has ended.
struct LiveRow {
    enum class Phase { Waiting, Streaming, Ended };
    Phase phase = Phase::Waiting;
    RequestRow row; // while not Ended: id, time, user, agent, model, kind, stream, ttft
    friend bool operator==(const LiveRow &, const LiveRow &) = default;
};

// --- checks ----------------------------------------------------------------------------------------------------------

// One step of a mapping test or of the doctor, in order. A later step with the same `id` replaces an earlier one
// (Running → its verdict), so a window can show progress.
struct CheckStep {
    enum class Verdict { Running, Ok, Warning, Failed, Skipped };
    QString id; // stable: "agent", "user", "key", "upstream", "call", "stream", "dns" …
    Verdict verdict = Verdict::Running;
    QString title; // "User"
    QString detail; // "Maria Petrova <maria@example.org>"
    QString url; // where, when a network is involved
    QString remedy; // what to do, when not Ok
    std::chrono::microseconds took{0};
    QString text; // the answer as it comes (mapping test with a call)
    friend bool operator==(const CheckStep &, const CheckStep &) = default;
};

struct MappingTest {
    QString agentExternalId;
    bool call = false; // really call through the whole path
    bool stream = false; // call with stream: true
    QString prompt; // empty: a short default
};

// --- state -----------------------------------------------------------------------------------------------------------

enum class Health { Unknown, NotConfigured, Mock, Ok, Slow, Failing };

struct PartState {
    Health health = Health::Unknown;
    QString sentence; // "0.16.7 · 38 ms", "does not answer: connection refused"
    QString url;
    friend bool operator==(const PartState &, const PartState &) = default;
};

struct GatewayStatus {
    bool serving = false;
    bool mock = false;
    QString url; // http://127.0.0.1:8484
    QString version;
    PartState proxy;
    PartState letta;
    PartState litellm;
    int running = 0; // requests in flight
    int connections = 0; // of clients, open now
    qint64 connectionsTurnedAway = 0; // since the start: too many, or no descriptors left
    double requestsPerMinute = 0; // over the last minute
    NanoDollars costToday{0}; // since local midnight, known part
    qint64 requestsToday = 0;
    qint64 requestsTodayWithoutCost = 0;
    qint64 droppedRows = 0; // rows the store could not take: must stay 0
    PartState store; // whether requests reach the disk; a sentence when they do not, or when some have no row
    qint64 queuedRows = 0; // that are not on disk yet
    QString curlExample; // works when pasted; only in mock mode, where the key is the demo's
    QString dataFolder;
    friend bool operator==(const GatewayStatus &, const GatewayStatus &) = default;
};

struct SettingValue {
    QString name; // "upstream.base_url"
    QString value; // secrets: fingerprint only
    QString origin; // "flag", "environment LITELLM_BASE_URL", ".env", "database", "default"
    bool secret = false;
    friend bool operator==(const SettingValue &, const SettingValue &) = default;
};

} // namespace keyswitch
