// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/resolve/resolver.h"

namespace keyswitch
{

std::optional<Failure> Resolver::apply(Exchange &exchange)
{
    if (!isRelayed(exchange.endpoint))
        return std::nullopt;
    exchange.agent = exchange.directory->agent(exchange.agentId);
    if (!exchange.agent)
        return Failure{FailureKind::UnknownAgent, {}};
    exchange.user = exchange.directory->user(exchange.agent->user);
    if (!exchange.user)
        return Failure{FailureKind::UnknownAgent, {}};
    if (!exchange.agent->enabled)
        return Failure{FailureKind::AgentDisabled, {}};
    if (!exchange.user->enabled)
        return Failure{FailureKind::UserDisabled, exchange.user->name};
    if (!exchange.user->litellmKey || exchange.user->litellmKey->isEmpty())
        return Failure{FailureKind::UserWithoutKey, exchange.user->name};
    return std::nullopt;
}

} // namespace keyswitch
