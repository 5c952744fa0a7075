// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/store/requestreader.h"

#include "proxy/store/requestkey.h"
#include "proxy/store/statement.h"

namespace keyswitch::store
{

using namespace Qt::StringLiterals;

static std::optional<std::chrono::microseconds> microseconds(const std::optional<qint64> &count)
{
    if (!count)
        return std::nullopt;
    return std::chrono::microseconds(*count);
}

QString selectRequests(const QString &rest)
{
    return u"SELECT "
           u"r.request_id,r.user_id,r.agent_id,u.email,u.name,a.name,a.external_id,m.name,r.kind,r.stream,r.status,"
           "r.outcome,f.name,r.prompt_tokens,r.completion_tokens,r.cached_tokens,r.reasoning_tokens,r.estimated,"
           "r.cost_nano,r.cost_origin,r.ttft_us,r.duration_us,r.request_bytes,r.response_bytes,r.upstream_id,r.call_id "
           "FROM requests r LEFT JOIN users u ON u.id=r.user_id LEFT JOIN agents a ON a.id=r.agent_id "
           "LEFT JOIN models m ON m.id=r.model_id LEFT JOIN failures f ON f.id=r.failure_id WHERE "_s
        + rest;
}

RequestRow requestOf(const Statement &row)
{
    RequestRow request;
    request.id = RequestId::fromBytes(row.bytes(0)).value_or(RequestId());
    request.startedAt = QDateTime::fromMSecsSinceEpoch(request.id.milliseconds(), Qt::UTC);
    request.user = UserId(row.integer(1));
    request.agent = AgentId(row.integer(2));
    request.userEmail = row.text(3);
    request.userName = row.text(4);
    request.agentName = row.text(5);
    request.agentExternalId = row.text(6);
    request.model = row.text(7);
    request.kind = RequestKind(row.integer(8));
    request.stream = row.integer(9) != 0;
    request.status = int(row.integer(10));
    request.outcome = Outcome(row.integer(11));
    request.failureCode = row.text(12);
    request.tokens = {row.optionalInteger(13), row.optionalInteger(14), row.optionalInteger(15),
                      row.optionalInteger(16), row.integer(17) != 0};
    if (const auto nano = row.optionalInteger(18))
        request.cost.amount = NanoDollars(*nano);
    request.cost.origin = CostOrigin(row.integer(19));
    request.ttft = microseconds(row.optionalInteger(20));
    request.duration = std::chrono::microseconds(row.integer(21));
    request.requestBytes = row.integer(22);
    request.responseBytes = row.integer(23);
    request.upstreamId = row.text(24);
    request.callId = row.text(25);
    if (request.callId == "="_L1)
        request.callId = QString::fromLatin1(request.id.text());
    return request;
}

Result<qint64> keyOf(const Connection &connection, const RequestId &id, bool &found)
{
    found = false;
    Statement statement(connection, u"SELECT request_id FROM requests WHERE id=?"_s);
    for (int attempt = 0;; ++attempt) {
        const qint64 key = requestKey(id, attempt);
        bool there = false;
        const Done done = statement.forEach({key}, [&](const Statement &row) {
            there = true;
            found = row.bytes(0) == id.bytes();
        });
        if (!done)
            return tl::unexpected(done.error());
        if (found)
            return key;
        if (!there)
            return requestKey(id, 0);
    }
}

Result<QList<RequestRow>> readRequests(const Connection &connection, const RequestFilter &filter)
{
    QString conditions = u"1"_s;
    QVariantList values;
    if (filter.before) {
        bool found = false;
        const Result<qint64> key = keyOf(connection, *filter.before, found);
        if (!key)
            return tl::unexpected(key.error());
        conditions += u" AND r.id<?"_s;
        values << *key;
    }
    // The agent's index is the narrower one: with both, the unary plus keeps the user's out of the plan.
    if (filter.agent) {
        conditions += u" AND r.agent_id=?"_s;
        values << qint64(*filter.agent);
    }
    if (filter.user) {
        conditions += filter.agent ? u" AND +r.user_id=?"_s : u" AND r.user_id=?"_s;
        values << qint64(*filter.user);
    }
    values << qBound(1, filter.limit, 1000);
    Statement statement(connection, selectRequests(conditions + u" ORDER BY r.id DESC LIMIT ?"_s));
    QList<RequestRow> rows;
    const Done done = statement.forEach(values, [&](const Statement &row) { rows.append(requestOf(row)); });
    if (!done)
        return tl::unexpected(done.error());
    return rows;
}

Result<std::optional<RequestRow>> readRequest(const Connection &connection, const RequestId &id)
{
    bool found = false;
    const Result<qint64> key = keyOf(connection, id, found);
    if (!key)
        return tl::unexpected(key.error());
    std::optional<RequestRow> request;
    if (!found)
        return request;
    Statement statement(connection, selectRequests(u"r.id=?"_s));
    const Done done = statement.forEach({*key}, [&](const Statement &row) { request = requestOf(row); });
    if (!done)
        return tl::unexpected(done.error());
    return request;
}

} // namespace keyswitch::store
