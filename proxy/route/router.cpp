// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/route/router.h"

#include <array>

namespace keyswitch
{

namespace
{

struct Operation {
    QByteArrayView suffix;
    Endpoint endpoint;
};

constexpr QByteArrayView ChatSuffix("/chat/completions");
constexpr QByteArrayView VersionSuffix("/v1");
constexpr QByteArrayView AgentPrefix("/api/v1/llm-proxy/");

constexpr std::array AgentOperations{
    Operation{ChatSuffix, Endpoint::ChatCompletions}, Operation{"/completions", Endpoint::Completions},
    Operation{"/responses", Endpoint::Responses},     Operation{"/embeddings", Endpoint::Embeddings},
    Operation{"/models", Endpoint::Models},           Operation{"/test", Endpoint::MappingTest},
};

constexpr std::array OwnPaths{
    Operation{"/health", Endpoint::Health},
    Operation{"/livez", Endpoint::Live},
    Operation{"/readyz", Endpoint::Ready},
};

Endpoint operation(QByteArrayView rest)
{
    for (const Operation &known : AgentOperations) {
        if (rest == known.suffix)
            return known.endpoint;
    }
    return Endpoint::None;
}

QByteArrayView without(QByteArrayView rest, QByteArrayView part)
{
    return rest.startsWith(part) ? rest.sliced(part.size()) : rest;
}

bool isPost(Endpoint endpoint)
{
    return endpoint == Endpoint::ChatCompletions || endpoint == Endpoint::Completions || endpoint == Endpoint::Responses
        || endpoint == Endpoint::Embeddings;
}

} // namespace

Router::Route Router::parse(QByteArrayView path)
{
    if (!path.startsWith(AgentPrefix)) {
        for (const Operation &known : OwnPaths) {
            if (path == known.suffix)
                return {known.endpoint, {}};
        }
        return {};
    }
    const QByteArrayView afterPrefix = path.sliced(AgentPrefix.size());
    const qsizetype slash = afterPrefix.indexOf('/');
    if (slash <= 0)
        return {};
    const QByteArrayView agent = afterPrefix.first(slash);
    const QByteArrayView rest = afterPrefix.sliced(slash);

    // The base as it was handed out, then with what a client may have put between it and the operation.
    const QByteArrayView versioned = without(rest, VersionSuffix);
    const QByteArrayView doubled = without(versioned, ChatSuffix);
    const bool isDoubled = doubled.size() != versioned.size();
    const QByteArrayView doubledVersioned = isDoubled ? without(doubled, VersionSuffix) : doubled;
    for (const QByteArrayView candidate : {rest, versioned, doubled, doubledVersioned}) {
        const Endpoint endpoint = operation(candidate);
        if (endpoint == Endpoint::MappingTest && candidate.size() != rest.size())
            return {};
        if (endpoint != Endpoint::None)
            return {endpoint, agent};
    }
    return {};
}

std::optional<Failure> Router::apply(Exchange &exchange)
{
    const Route route = parse(exchange.head.path);
    if (route.endpoint == Endpoint::None)
        return Failure{FailureKind::UnknownRoute, {}};
    exchange.endpoint = route.endpoint;
    exchange.agentId = route.agentId.toByteArray();
    const QByteArray &method = exchange.head.method;
    const bool allowed = isPost(route.endpoint) ? method == "POST" : method == "GET" || method == "HEAD";
    if (!allowed)
        return Failure{FailureKind::MethodNotAllowed, isPost(route.endpoint) ? "POST" : "GET, HEAD"};
    return std::nullopt;
}

} // namespace keyswitch
