// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/secret.h"
#include "proxy/base/usagerecord.h"

#include <QDateTime>
#include <QList>
#include <QString>

#include <chrono>
#include <optional>

// What the store takes and gives: plain values, keys only on the way in. Text is UTF-16, since these are for people.
// Close to the shapes of proxy/service/types.h on purpose; the store may not know that door.
namespace keyswitch::store
{

// --- directory -------------------------------------------------------------------------------------------------------

struct UserRow {
    UserId id = UserId::None;
    QString email;
    QString name;
    bool enabled = true;
    QString keyFingerprint; // empty: no key
    int agents = 0;
    QDateTime createdAt; // UTC
    friend bool operator==(const UserRow &, const UserRow &) = default;
};

struct NewUser {
    QString email;
    QString name; // empty: the e-mail
    Secret litellmKey; // may be empty
};

struct UserChange { // what is empty stays as it is
    std::optional<QString> email;
    std::optional<QString> name;
    std::optional<bool> enabled;
};

struct AgentRow {
    AgentId id = AgentId::None;
    QString externalId;
    QString name;
    UserId user = UserId::None;
    QString userEmail;
    QString userName;
    QString model; // may be empty
    bool enabled = true;
    bool userHasKey = false;
    QDateTime createdAt; // UTC
    QDateTime lastRequestAt; // UTC; invalid: none yet
    friend bool operator==(const AgentRow &, const AgentRow &) = default;
};

struct NewAgent {
    QString externalId;
    QString name; // empty: the id
    UserId user = UserId::None;
    QString model;
};

struct AgentChange { // what is empty stays as it is
    std::optional<QString> name;
    std::optional<UserId> user;
    std::optional<QString> model;
    std::optional<bool> enabled;
};

// --- requests and usage ----------------------------------------------------------------------------------------------

struct RequestRow {
    RequestId id;
    QDateTime startedAt; // UTC
    UserId user = UserId::None;
    AgentId agent = AgentId::None;
    QString userEmail; // empty: unknown user
    QString userName;
    QString agentName;
    QString agentExternalId;
    QString model;
    RequestKind kind = RequestKind::Other;
    bool stream = false;
    int status = 0;
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
};

struct RequestFilter {
    int limit = 100; // at most 1000
    std::optional<RequestId> before; // keyset paging: rows older than this one; empty: the newest
    std::optional<UserId> user;
    std::optional<AgentId> agent;
};

enum class UsageGroup { Total, User, Agent, Model, Day };

struct UsageWindow {
    UsageGroup by = UsageGroup::Total;
    QDateTime from; // inclusive
    QDateTime to; // exclusive; invalid: all there is
    std::optional<UserId> user; // only this user's requests (a statement)
};

// Sums over requests. Unknown is counted beside the sums and never in them as 0.
struct Figures {
    qint64 requests = 0;
    qint64 errors = 0; // outcome other than ok and client_cancelled
    qint64 withoutUsage = 0; // upstream worked for it (ok, cut, cancelled), but the tokens are unknown
    qint64 withoutCost = 0; // likewise the cost: `cost` is then "at least"
    Tokens prompt = 0;
    Tokens completion = 0;
    Tokens cached = 0;
    Tokens reasoning = 0;
    NanoDollars cost{0};

    Figures &operator+=(const Figures &other);
    friend bool operator==(const Figures &, const Figures &) = default;
};
// The figures of one request.
Figures figuresOf(const UsageRecord &record);

struct UsageRow {
    QString key; // e-mail, external id, model or ISO date (UTC); empty: total, or refused before it was known
    QString label; // for people
    Figures figures;
    friend bool operator==(const UsageRow &, const UsageRow &) = default;
};

// --- settings --------------------------------------------------------------------------------------------------------

struct SettingRow {
    QString name;
    QString value; // of a secret: its fingerprint
    bool secret = false;
    friend bool operator==(const SettingRow &, const SettingRow &) = default;
};

} // namespace keyswitch::store
