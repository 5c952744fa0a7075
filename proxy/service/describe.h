// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/service/types.h"

// The fields of each value that crosses the control socket, each told once: an archive that writes and one that reads
// both walk the same list (proxy/service/json.h). A field is a JSON member of that name.
namespace keyswitch
{

template <typename A> void describe(A &a, TokenUsage &v)
{
    a("prompt", v.prompt)("completion", v.completion)("cached", v.cached)("reasoning", v.reasoning);
    a("estimated", v.estimated);
}
template <typename A> void describe(A &a, Cost &v)
{
    a("nano_usd", v.amount)("origin", v.origin);
}
template <typename A> void describe(A &a, Problem &v)
{
    a("code", v.code)("title", v.title)("detail", v.detail)("url", v.url)("remedy", v.remedy);
}
template <typename A> void describe(A &a, UserSummary &v)
{
    a("id", v.id)("email", v.email)("name", v.name)("enabled", v.enabled)("key_fingerprint", v.keyFingerprint);
    a("agents", v.agents)("created_at", v.createdAt);
}
template <typename A> void describe(A &a, AgentSummary &v)
{
    a("id", v.id)("agent_id", v.externalId)("name", v.name)("user", v.user)("user_email", v.userEmail);
    a("user_name", v.userName)("model", v.model)("enabled", v.enabled)("user_has_key", v.userHasKey);
    a("endpoint", v.endpoint)("created_at", v.createdAt)("last_request_at", v.lastRequestAt);
}
template <typename A> void describe(A &a, NewUser &v) // the key travels beside the JSON
{
    a("email", v.email)("name", v.name);
}
template <typename A> void describe(A &a, NewAgent &v)
{
    a("agent_id", v.externalId)("name", v.name)("user", v.user)("model", v.model);
}
template <typename A> void describe(A &a, AgentCreation &v)
{
    a("user", v.user)("name", v.name)("model", v.model)("context_window", v.contextWindow);
    a("embedding_model", v.embeddingModel);
}
template <typename A> void describe(A &a, RequestRow &v)
{
    a("request_id", v.requestId)("started_at", v.startedAt)("user", v.user)("agent", v.agent);
    a("user_name", v.userName)("agent_name", v.agentName)("agent_id", v.agentExternalId)("model", v.model);
    a("kind", v.kind)("stream", v.stream)("status", v.status)("outcome", v.outcome)("code", v.failureCode);
    a("tokens", v.tokens)("cost", v.cost)("ttft_us", v.ttft)("duration_us", v.duration);
    a("request_bytes", v.requestBytes)("response_bytes", v.responseBytes)("upstream_id", v.upstreamId);
    a("call_id", v.callId);
}
template <typename A> void describe(A &a, RequestQuery &v)
{
    a("limit", v.limit)("before", v.beforeRequestId)("user", v.user)("agent", v.agent);
}
template <typename A> void describe(A &a, UsageQuery &v)
{
    a("by", v.by)("from", v.from)("to", v.to);
}
template <typename A> void describe(A &a, UsageRow &v)
{
    a("key", v.key)("label", v.label)("requests", v.requests)("errors", v.errors);
    a("prompt_tokens", v.promptTokens)("completion_tokens", v.completionTokens);
    a("requests_without_usage", v.requestsWithoutUsage)("cost_nano_usd", v.cost);
    a("requests_without_cost", v.requestsWithoutCost);
}
template <typename A> void describe(A &a, LiveRow &v)
{
    a("phase", v.phase)("row", v.row);
}
template <typename A> void describe(A &a, CheckStep &v)
{
    a("id", v.id)("verdict", v.verdict)("title", v.title)("detail", v.detail)("url", v.url)("remedy", v.remedy);
    a("took_us", v.took)("text", v.text);
}
template <typename A> void describe(A &a, MappingTest &v)
{
    a("agent_id", v.agentExternalId)("call", v.call)("stream", v.stream)("prompt", v.prompt);
}
template <typename A> void describe(A &a, PartState &v)
{
    a("health", v.health)("sentence", v.sentence)("url", v.url);
}
template <typename A> void describe(A &a, GatewayStatus &v)
{
    a("serving", v.serving)("mock", v.mock)("url", v.url)("version", v.version)("proxy", v.proxy)("letta", v.letta);
    a("litellm", v.litellm)("running", v.running)("requests_per_minute", v.requestsPerMinute);
    a("connections", v.connections)("connections_turned_away", v.connectionsTurnedAway);
    a("cost_today_nano_usd", v.costToday)("requests_today", v.requestsToday);
    a("requests_today_without_cost", v.requestsTodayWithoutCost)("dropped_rows", v.droppedRows);
    a("curl_example", v.curlExample)("data_folder", v.dataFolder);
    a("store", v.store)("queued_rows", v.queuedRows);
}
template <typename A> void describe(A &a, SettingValue &v)
{
    a("name", v.name)("value", v.value)("origin", v.origin)("secret", v.secret);
}

} // namespace keyswitch
