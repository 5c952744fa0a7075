// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/mock/mockscript.h"

namespace keyswitch
{

struct MockRequest {
    QByteArray method;
    QByteArray path; // only its end counts: "…/chat/completions"
    QByteArray callId; // x-litellm-call-id; echoed as LiteLLM does
    bool hasBearer = false; // any will do, but a missing one is a mistake somewhere and is answered 401
    QByteArray body;
    QByteArray id; // unique
    qint64 now = 0; // seconds since 1970
};

// What the built-in upstream does with a request: the model's name decides, then the endpoint. A pure function.
MockScript mockAnswer(const MockRequest &request);

} // namespace keyswitch
