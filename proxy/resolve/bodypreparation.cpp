// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/resolve/bodypreparation.h"

#include "proxy/resolve/bodylook.h"
#include "proxy/resolve/bodysplice.h"

namespace keyswitch
{

std::optional<Failure> BodyPreparation::apply(Exchange &exchange)
{
    if (!isRelayed(exchange.endpoint) || exchange.endpoint == Endpoint::Models)
        return std::nullopt;
    auto look = lookAt(exchange.endpoint, exchange.body);
    if (!look)
        return look.error();
    exchange.stream = look->stream;
    exchange.clientAskedForUsage = look->clientAskedForUsage;
    exchange.model = std::move(look->model);
    if (!look->hasModel) {
        exchange.model = exchange.agent->model.isEmpty() ? exchange.config->defaultModel : exchange.agent->model;
        if (exchange.model.isEmpty())
            return Failure{FailureKind::MissingParameter, "model"};
    }
    const bool askForUsage = needsUsage(exchange.endpoint, *look);
    if (!look->hasModel && askForUsage)
        exchange.upstreamBody = withModelAndUsage(exchange.body, *look, exchange.model);
    else if (!look->hasModel)
        exchange.upstreamBody = withModel(exchange.body, *look, exchange.model);
    else if (askForUsage)
        exchange.upstreamBody = withUsage(exchange.body, *look);
    else
        exchange.upstreamBody = exchange.body; // the same bytes, shared
    return std::nullopt;
}

} // namespace keyswitch
