// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/service/rowmapping.h"

#include <QTimeZone>

namespace keyswitch
{

namespace
{

void nameParties(RequestRow &row, UserId user, AgentId agent, const DirectorySnapshot &directory)
{
    row.user = user;
    row.agent = agent;
    if (const UserEntry *entry = directory.user(user))
        row.userName = QString::fromUtf8(entry->name);
    if (const AgentEntry *entry = directory.agent(agent)) {
        row.agentName = QString::fromUtf8(entry->name);
        row.agentExternalId = QString::fromUtf8(entry->externalId);
    }
}

QDateTime timeOf(const RequestId &id)
{
    return QDateTime::fromMSecsSinceEpoch(id.milliseconds(), QTimeZone::utc());
}

} // namespace

UserSummary summaryOf(const store::UserRow &row)
{
    return {row.id, row.email, row.name, row.enabled, row.keyFingerprint, row.agents, row.createdAt};
}

AgentSummary summaryOf(const store::AgentRow &row, const QString &publicUrl)
{
    AgentSummary summary;
    summary.id = row.id;
    summary.externalId = row.externalId;
    summary.name = row.name;
    summary.user = row.user;
    summary.userEmail = row.userEmail;
    summary.userName = row.userName;
    summary.model = row.model;
    summary.enabled = row.enabled;
    summary.userHasKey = row.userHasKey;
    summary.endpoint = endpointOf(publicUrl, row.externalId);
    summary.createdAt = row.createdAt;
    summary.lastRequestAt = row.lastRequestAt;
    return summary;
}

RequestRow rowOf(const store::RequestRow &from)
{
    RequestRow row;
    row.requestId = QString::fromLatin1(from.id.text());
    row.startedAt = from.startedAt;
    row.user = from.user;
    row.agent = from.agent;
    row.userName = from.userName;
    row.agentName = from.agentName;
    row.agentExternalId = from.agentExternalId;
    row.model = from.model;
    row.kind = from.kind;
    row.stream = from.stream;
    row.status = from.status;
    row.outcome = from.outcome;
    row.failureCode = from.failureCode;
    row.tokens = from.tokens;
    row.cost = from.cost;
    row.ttft = from.ttft;
    row.duration = from.duration;
    row.requestBytes = from.requestBytes;
    row.responseBytes = from.responseBytes;
    row.upstreamId = from.upstreamId;
    row.callId = from.callId;
    return row;
}

RequestRow rowOf(const UsageRecord &record, const DirectorySnapshot &directory)
{
    RequestRow row;
    row.requestId = QString::fromLatin1(record.id.text());
    row.startedAt = timeOf(record.id);
    nameParties(row, record.user, record.agent, directory);
    row.model = QString::fromUtf8(record.model);
    row.kind = record.kind;
    row.stream = record.stream;
    row.status = record.status;
    row.outcome = record.outcome;
    row.failureCode = QString::fromUtf8(record.failureCode);
    row.tokens = record.tokens;
    row.cost = record.cost;
    row.ttft = record.ttft;
    row.duration = record.duration;
    row.requestBytes = record.requestBytes;
    row.responseBytes = record.responseBytes;
    row.upstreamId = QString::fromUtf8(record.upstreamId);
    row.callId = QString::fromUtf8(record.callId);
    return row;
}

RequestRow rowOf(const TrafficStart &start, const DirectorySnapshot &directory)
{
    RequestRow row;
    row.requestId = QString::fromLatin1(start.id.text());
    row.startedAt = timeOf(start.id);
    nameParties(row, start.user, start.agent, directory);
    row.model = QString::fromUtf8(start.model);
    row.kind = start.kind;
    row.stream = start.stream;
    return row;
}

UsageRow rowOf(const store::UsageRow &from)
{
    UsageRow row;
    row.key = from.key;
    row.label = from.label;
    row.requests = from.figures.requests;
    row.errors = from.figures.errors;
    row.promptTokens = from.figures.prompt;
    row.completionTokens = from.figures.completion;
    row.requestsWithoutUsage = from.figures.withoutUsage;
    row.cost = from.figures.cost;
    row.requestsWithoutCost = from.figures.withoutCost;
    return row;
}

store::UsageGroup groupOf(UsageGroup group)
{
    switch (group) {
    case UsageGroup::User:
        return store::UsageGroup::User;
    case UsageGroup::Agent:
        return store::UsageGroup::Agent;
    case UsageGroup::Model:
        return store::UsageGroup::Model;
    case UsageGroup::Day:
        return store::UsageGroup::Day;
    }
    Q_UNREACHABLE();
}

QString endpointOf(const QString &publicUrl, const QString &externalId)
{
    return publicUrl + QLatin1String("/api/v1/llm-proxy/") + externalId;
}

} // namespace keyswitch
