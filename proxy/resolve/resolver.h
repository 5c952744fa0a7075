// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/exchange.h"

namespace keyswitch
{

// agent → user → key, from the directory the exchange holds. Stateless; any thread.
class Resolver
{
public:
    // Fills in agent and user. Fails with UnknownAgent, AgentDisabled, UserDisabled or UserWithoutKey.
    static std::optional<Failure> apply(Exchange &exchange);
};

} // namespace keyswitch
