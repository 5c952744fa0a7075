// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace keyswitch
{

// What a request asks for, decided once from the raw path (proxy/route) and then used by all.
enum class Endpoint : quint8 {
    None,
    ChatCompletions,
    Completions,
    Responses,
    Embeddings,
    Models,
    MappingTest,
    Health, // GET /health: state of each part, for people and monitors
    Live, // GET /livez: the process runs
    Ready, // GET /readyz: requests are taken
};

// The kinds that are relayed and metered keep these numbers in the store: append only.
enum class RequestKind : quint8 { Other = 0, Chat = 1, Completion = 2, Response = 3, Embedding = 4, Models = 5 };

constexpr bool isRelayed(Endpoint endpoint)
{
    return endpoint >= Endpoint::ChatCompletions && endpoint <= Endpoint::Models;
}

constexpr RequestKind kindOf(Endpoint endpoint)
{
    switch (endpoint) {
    case Endpoint::ChatCompletions:
        return RequestKind::Chat;
    case Endpoint::Completions:
        return RequestKind::Completion;
    case Endpoint::Responses:
        return RequestKind::Response;
    case Endpoint::Embeddings:
        return RequestKind::Embedding;
    case Endpoint::Models:
        return RequestKind::Models;
    case Endpoint::None:
    case Endpoint::MappingTest:
    case Endpoint::Health:
    case Endpoint::Live:
    case Endpoint::Ready:
        return RequestKind::Other;
    }
    return RequestKind::Other;
}

} // namespace keyswitch
