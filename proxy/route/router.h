// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/endpoint.h"
#include "proxy/base/exchange.h"

#include <optional>

namespace keyswitch
{

// Decides once, from the raw path, what a request asks for. Nobody looks at the path again, so that what was authorised
// is what is done (LiteLLM's CVE-2026-49468 came of deciding twice).
//
//   /api/v1/llm-proxy/{agent}[/v1][/chat/completions]/{chat/completions|completions|responses|embeddings|models}
//   /api/v1/llm-proxy/{agent}/test
//   /health  /livez  /readyz
//
// The optional parts are what clients make of an endpoint: Letta appends "/chat/completions" even where it stands
// already, today's Letta appends "/v1" where the base does not end in it. Nothing is percent-decoded: an agent's id
// needs no escapes, so one with an escape is of no known agent. Stateless; any thread.
class Router
{
public:
    struct Route {
        Endpoint endpoint = Endpoint::None;
        QByteArrayView agentId; // into the path
        friend bool operator==(const Route &, const Route &) = default;
    };
    // Endpoint::None: no such route. Says nothing of the method.
    static Route parse(QByteArrayView path);

    // The step: fills in endpoint and agentId. Fails with UnknownRoute or MethodNotAllowed (param: what is allowed).
    static std::optional<Failure> apply(Exchange &exchange);
};

} // namespace keyswitch
