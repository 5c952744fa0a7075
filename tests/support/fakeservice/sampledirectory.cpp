// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fakeservice/sampledirectory.h"

#include <algorithm>
#include <array>

namespace keyswitch
{

namespace
{

struct SampleUser {
    const char *name;
    const char *email;
    const char *fingerprint;
    bool enabled;
};
constexpr std::array sampleUsers{
    SampleUser{"Maria Petrova", "maria@example.org", "a41f9c0277be", true},
    SampleUser{"Jonas Weber", "jonas@example.org", "70d2e86bb913", true},
    SampleUser{"Aiko Tanaka", "aiko@example.org", "1be0937ac45d", true},
    SampleUser{"Elena Rossi", "elena@example.org", "e95d10c4a37f", true},
    SampleUser{"Samuel Osei", "samuel@example.org", "c08b55d91e26", true},
    SampleUser{"Noor Haddad", "noor@example.org", "", true},
    SampleUser{"Tom Lindqvist", "tom@example.org", "3fd6a10b88ce", false},
};

struct SampleAgent {
    const char *name;
    const char *id;
    const char *model;
    int user;
    bool enabled;
    qint64 requests;
    qint64 tokens;
    qint64 microDollars; // below zero: unknown
    int minutesAgo; // below zero: never called
};
constexpr std::array sampleAgents{
    SampleAgent{"maria-research", "agent-51c0be77-740360", "claude-sonnet-4", 0, true, 3812, 9'410'000, 9'810'000, 0},
    SampleAgent{"support-desk-eu", "agent-0ac48a31-42ba16", "gpt-4.1", 1, true, 5230, 7'720'000, 6'440'000, 0},
    SampleAgent{"code-review", "agent-7be2d90e-dc8f35", "claude-sonnet-4", 2, true, 1104, 6'200'000, 5'900'000, 1},
    SampleAgent{"mail-triage", "agent-7f3a91c2-9a57e1", "gpt-4.1-mini", 0, true, 640, 88'000, -1, 12},
    SampleAgent{"contract-reader", "agent-b3104c55-997dee", "claude-opus-4", 3, true, 412, 3'610'000, 2'870'000, 3},
    SampleAgent{"weekly-digest", "agent-440d21aa-1d03c6", "gpt-4.1-mini", 4, true, 61, 400'000, 1'920'000, 49},
    SampleAgent{"sales-notes", "agent-90ee17b2-6b3354", "gemini-2.5-pro", 4, true, 890, 2'240'000, 1'640'000, 5},
    SampleAgent{"market-watch", "agent-2d6f03c9-a85e31", "gpt-4.1", 1, true, 640, 1'830'000, 1'310'000, 8},
    SampleAgent{"kb-curator", "agent-ee01f4b8-165c02", "gpt-4.1-mini", 2, true, 512, 1'700'000, 980'000, 2},
    SampleAgent{"onboarding-coach", "agent-5a7710fd-c1b7e0", "gpt-4.1-mini", 5, true, 14, 0, -1, 26},
    SampleAgent{"invoice-matcher", "agent-c9fd00e2-29cf01", "gpt-4.1", 3, true, 233, 910'000, 770'000, 31},
    SampleAgent{"meeting-minutes", "agent-1f08a7d4-46bf68", "gpt-4.1-mini", 5, false, 0, 0, 0, 60 * 24 * 9},
    SampleAgent{"release-notes", "agent-68b92e10-8afd15", "gpt-4.1", 2, true, 37, 210'000, 180'000, 95},
    SampleAgent{"survey-reader", "agent-d21c40ea-063973", "gpt-4.1-nano", 4, true, 610, 380'000, 110'000, 6},
    SampleAgent{"old-crm-import", "agent-07e5b16c-c9c822", "gpt-4o", 6, false, 0, 0, 0, -1},
    SampleAgent{"garden-planner", "agent-a8412f9d-1b49a4", "gpt-4.1-nano", 6, true, 12, 20'000, 10'000, 180},
};

QString text(const char *latin)
{
    return QString::fromLatin1(latin);
}

RequestRow request(int number, const SampleAgent &agent, const QDateTime &at)
{
    RequestRow row;
    row.requestId = QStringLiteral("01JD%1").arg(number, 22, 10, QLatin1Char('0'));
    row.startedAt = at;
    row.user = UserId(agent.user + 1);
    row.agent = AgentId(1 + (&agent - sampleAgents.data()));
    row.userName = text(sampleUsers[size_t(agent.user)].name);
    row.agentName = text(agent.name);
    row.agentExternalId = text(agent.id);
    row.model = text(agent.model);
    row.kind = RequestKind::Chat;
    row.stream = number % 2 == 0;
    row.status = 200;
    const int variety = (number * 37) % 101;
    row.tokens.prompt = 400 + variety * 31;
    row.tokens.completion = 40 + variety * 11;
    row.cost = {NanoDollars(qint64(variety + 3) * 211'000), CostOrigin::LiteLlmHeader};
    row.ttft = std::chrono::milliseconds(140 + variety * 7);
    row.duration = std::chrono::milliseconds(600 + variety * variety * 3);
    row.requestBytes = 2'000 + variety * 97;
    row.responseBytes = 900 + variety * 41;
    row.upstreamId = QStringLiteral("chatcmpl-%1").arg(number * 7919, 10, 36, QLatin1Char('0'));
    row.callId = QStringLiteral("ks-%1").arg(number * 104729, 10, 36, QLatin1Char('0'));
    return row;
}

void makeRefused(RequestRow &row, int status, const char *code)
{
    row.outcome = Outcome::Refused;
    row.status = status;
    row.failureCode = text(code);
    row.tokens = {};
    row.cost = {};
    row.ttft.reset();
    row.duration = std::chrono::microseconds(1'400);
    row.upstreamId.clear();
    row.callId.clear();
    row.responseBytes = 210;
}

} // namespace

void fillSampleDirectory(FakeGatewayService &service, const QDateTime &now)
{
    for (const SampleUser &sample : sampleUsers) {
        UserSummary user;
        user.id = UserId(service.userList.size() + 1);
        user.name = text(sample.name);
        user.email = text(sample.email);
        user.enabled = sample.enabled;
        user.keyFingerprint = text(sample.fingerprint);
        user.createdAt = now.addDays(-90 + 11 * service.userList.size());
        service.userList.append(user);
    }
    for (const SampleAgent &sample : sampleAgents) {
        UserSummary &owner = service.userList[sample.user];
        ++owner.agents;
        AgentSummary agent;
        agent.id = AgentId(service.agentList.size() + 1);
        agent.externalId = text(sample.id);
        agent.name = text(sample.name);
        agent.user = owner.id;
        agent.userEmail = owner.email;
        agent.userName = owner.name;
        agent.model = text(sample.model);
        agent.enabled = sample.enabled;
        agent.userHasKey = !owner.keyFingerprint.isEmpty();
        agent.endpoint = QStringLiteral("http://127.0.0.1:8484/api/v1/llm-proxy/") + agent.externalId;
        agent.createdAt = now.addDays(-40);
        if (sample.minutesAgo >= 0)
            agent.lastRequestAt = now.addSecs(-60 * sample.minutesAgo - 7);
        service.agentList.append(agent);

        UsageRow usage;
        usage.key = agent.externalId;
        usage.label = agent.name;
        usage.requests = sample.requests;
        usage.promptTokens = sample.tokens * 4 / 5;
        usage.completionTokens = sample.tokens / 5;
        if (sample.microDollars < 0)
            usage.requestsWithoutCost = sample.requests;
        else
            usage.cost = NanoDollars(sample.microDollars * 1000);
        if (usage.requests > 0)
            service.usageList.append(usage);

        const auto byUser = [&](const UsageRow &row) { return row.key == owner.email; };
        auto sum = std::find_if(service.usageList.begin(), service.usageList.end(), byUser);
        if (sum == service.usageList.end()) {
            service.usageList.append(UsageRow{owner.email, owner.name});
            sum = service.usageList.end() - 1;
        }
        sum->requests += usage.requests;
        sum->promptTokens += usage.promptTokens;
        sum->completionTokens += usage.completionTokens;
        sum->cost = sum->cost + usage.cost;
        sum->requestsWithoutCost += usage.requestsWithoutCost;
    }
    for (int number = 60; number > 0; --number) {
        const SampleAgent &agent = sampleAgents[size_t(number * 5) % 11];
        RequestRow row = request(1000 + number, agent, now.addMSecs(-qint64(61 - number) * 3'170 - 20'000));
        if (number == 52) {
            row.outcome = Outcome::ClientCancelled;
            row.status = 0;
            row.cost.origin = CostOrigin::Estimated;
            row.tokens.estimated = true;
        } else if (number == 49) {
            row.outcome = Outcome::UpstreamCut;
            row.failureCode = QStringLiteral("upstream_cut");
            row.cost.origin = CostOrigin::Estimated;
            row.tokens.estimated = true;
        } else if (number == 45 || agent.user == 5) {
            makeRefused(row, 500, "user_without_key");
        } else if (number == 41) {
            makeRefused(row, 404, "unknown_agent");
            row.agentName.clear();
            row.userName.clear();
        } else if (number == 38) {
            row.outcome = Outcome::UpstreamFailed;
            row.status = 502;
            row.failureCode = QStringLiteral("upstream_refused");
            row.tokens = {};
            row.cost = {};
            row.ttft.reset();
        } else if (number == 34) {
            row.cost = {};
        } else if (number == 30) {
            row.outcome = Outcome::UpstreamError;
            row.status = 429;
            row.failureCode = QStringLiteral("rate_limit_exceeded");
            row.tokens = {};
            row.cost = {};
        }
        service.requestList.prepend(row);
    }
    std::sort(service.requestList.begin(), service.requestList.end(),
              [](const RequestRow &a, const RequestRow &b) { return a.startedAt > b.startedAt; });
    service.state.serving = true;
    service.state.mock = true;
    service.state.url = QStringLiteral("http://127.0.0.1:8484");
    service.state.curlExample =
        QStringLiteral("curl http://127.0.0.1:8484/api/v1/llm-proxy/demo-agent/chat/completions \\\n"
                       "  -H 'Authorization: Bearer demo' -H 'Content-Type: application/json' \\\n"
                       "  -d '{\"model\":\"mock-echo\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}'");
}

QList<LiveRow> sampleLiveRows(const QDateTime &now)
{
    QList<LiveRow> rows;
    const auto start = [&](int number, const SampleAgent &agent, LiveRow::Phase phase, int secondsAgo) {
        LiveRow live{phase, request(number, agent, now.addMSecs(-1000 * secondsAgo - 310))};
        live.row.stream = true;
        live.row.status = 0;
        live.row.tokens = {};
        live.row.cost = {};
        live.row.duration = {};
        live.row.upstreamId.clear();
        if (phase == LiveRow::Phase::Waiting)
            live.row.ttft.reset();
        rows.append(live);
    };
    start(1102, sampleAgents[4], LiveRow::Phase::Streaming, 9);
    start(1103, sampleAgents[2], LiveRow::Phase::Waiting, 3);
    start(1104, sampleAgents[0], LiveRow::Phase::Streaming, 1);
    return rows;
}

} // namespace keyswitch
