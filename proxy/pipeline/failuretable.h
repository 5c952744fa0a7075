// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/failure.h"

#include <QByteArray>

namespace keyswitch
{

// What a failure means on the wire, in OpenAI's shape (platform.openai.com/docs/guides/error-codes), so that any OpenAI
// SDK raises its right exception.
struct FailureAnswer {
    int status = 500;
    const char *type = "server_error";
    const char *code = "internal_error";
    QByteArray message; // English, for the agent's developer; never a secret, never an internal address
    QByteArray fields; // further header lines ("www-authenticate: …\r\n")
};

// The one table. No `default:`: a new failure does not compile until it is mapped. Stateless; any thread.
FailureAnswer answerTo(const Failure &failure);

// {"error":{"message":…,"type":…,"param":…,"code":…}}
QByteArray errorBody(const Failure &failure);

} // namespace keyswitch
