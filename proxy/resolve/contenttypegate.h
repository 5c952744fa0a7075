// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/exchange.h"

namespace keyswitch
{

// Lets a body through only as JSON. LiteLLM reads one that calls itself a form as a form (_read_request_body in its
// http_parsing_utils.py): bytes that we looked at as JSON could then name an upstream or a key of their own. None at
// all is fine: LiteLLM takes that for JSON too. Stateless; any thread.
class ContentTypeGate
{
public:
    // "application/json" with no parameter but charset=utf-8 (RFC 9110, section 8.3.1).
    static bool isJson(QByteArrayView value);

    // The step: fails with BodyNotJsonType where a body is expected and says that it is something else, or says it
    // twice.
    static std::optional<Failure> apply(const Exchange &exchange);
};

} // namespace keyswitch
