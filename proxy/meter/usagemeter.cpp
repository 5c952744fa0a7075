// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/meter/usagemeter.h"

namespace keyswitch
{

Outcome UsageMeter::outcome(const Exchange &exchange)
{
    if (exchange.clientLeft)
        return Outcome::ClientCancelled;
    if (!exchange.failure)
        return exchange.status >= 400 ? Outcome::UpstreamError : Outcome::Ok;
    switch (exchange.failure->kind) {
    case FailureKind::HostNotAllowed:
    case FailureKind::BodyTooLarge:
    case FailureKind::EncodedBody:
    case FailureKind::UnknownRoute:
    case FailureKind::MethodNotAllowed:
    case FailureKind::MissingBearer:
    case FailureKind::WrongBearer:
    case FailureKind::Loop:
    case FailureKind::UnknownAgent:
    case FailureKind::AgentDisabled:
    case FailureKind::UserDisabled:
    case FailureKind::UserWithoutKey:
    case FailureKind::BodyNotJsonType:
    case FailureKind::BodyNotJson:
    case FailureKind::BodyNotObject:
    case FailureKind::MissingParameter:
    case FailureKind::WrongParameterType:
    case FailureKind::ForbiddenParameter:
    case FailureKind::ShuttingDown:
    case FailureKind::Overloaded:
    case FailureKind::StoreFull:
    case FailureKind::UpstreamNotConfigured:
    case FailureKind::Internal:
        return Outcome::Refused;
    case FailureKind::UpstreamUnresolved:
    case FailureKind::UpstreamRefused:
    case FailureKind::UpstreamForbidden:
    case FailureKind::UpstreamTls:
    case FailureKind::UpstreamTlsExpired:
    case FailureKind::UpstreamTlsNotYetValid:
    case FailureKind::UpstreamTlsWrongName:
    case FailureKind::UpstreamTlsUnknownAuthority:
    case FailureKind::UpstreamTlsSelfSigned:
    case FailureKind::UpstreamTlsVersion:
    case FailureKind::UpstreamTlsNoHttp11:
    case FailureKind::UpstreamTlsCertificateWanted:
    case FailureKind::UpstreamTlsCertificateRefused:
    case FailureKind::UpstreamTlsMissing:
    case FailureKind::UpstreamConnectTimeout:
    case FailureKind::UpstreamFirstByteTimeout:
    case FailureKind::UpstreamClosed:
    case FailureKind::UpstreamMalformed:
        return Outcome::UpstreamFailed;
    case FailureKind::UpstreamRedirect:
    case FailureKind::UpstreamNotJson:
        return Outcome::UpstreamError;
    case FailureKind::UpstreamCut:
    case FailureKind::UpstreamFraming:
    case FailureKind::UpstreamStalled:
        return Outcome::UpstreamCut;
    }
    Q_UNREACHABLE();
}

Cost UsageMeter::cost(const Exchange &exchange) const
{
    if (exchange.cost.amount)
        return exchange.cost;
    if (!m_prices)
        return {};
    const auto priced = m_prices->cost(exchange.model, exchange.tokens);
    if (!priced)
        return {};
    return {priced, exchange.tokens.estimated ? CostOrigin::Estimated : CostOrigin::PriceList};
}

UsageRecord UsageMeter::close(const Exchange &exchange, const QByteArray &refusalCode) const
{
    UsageRecord record;
    record.id = exchange.id;
    if (exchange.user)
        record.user = exchange.user->id;
    if (exchange.agent)
        record.agent = exchange.agent->id;
    record.model = exchange.model;
    record.kind = kindOf(exchange.endpoint);
    record.stream = exchange.stream;
    record.status = exchange.status;
    record.outcome = outcome(exchange);
    if (exchange.failure)
        record.failureCode = refusalCode;
    else if (record.outcome != Outcome::Ok)
        record.failureCode = exchange.upstreamErrorCode;
    else if (exchange.usageUnread)
        record.failureCode = exchange.usageUnread;
    record.tokens = exchange.tokens;
    record.cost = cost(exchange);
    record.ttft = exchange.ttft;
    record.duration = std::chrono::duration_cast<std::chrono::microseconds>(m_clock.steady() - exchange.began);
    record.requestBytes = exchange.body.size();
    record.responseBytes = exchange.responseBytes;
    record.upstreamId = exchange.upstreamId;
    record.callId = exchange.callId;
    return record;
}

} // namespace keyswitch
