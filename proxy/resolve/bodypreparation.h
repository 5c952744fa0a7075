// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/exchange.h"

namespace keyswitch
{

// Looks at the body and makes the one that goes on: the client's bytes as they are, or with a splice where a model is
// missing or a stream has to be asked for its usage. Stateless; any thread.
class BodyPreparation
{
public:
    // Fills in model, stream, clientAskedForUsage and upstreamBody. Fails with what is wrong with the body.
    static std::optional<Failure> apply(Exchange &exchange);
};

} // namespace keyswitch
