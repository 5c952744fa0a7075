// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/failure.h"
#include "proxy/base/requesthead.h"
#include "proxy/base/requestid.h"

#include <QByteArray>
#include <QHostAddress>

#include <optional>

namespace keyswitch
{

class ClientConnection;

// A request that never became one: its framing, size or pace was refused and answered by the accept room itself.
struct FramingRefusal {
    RequestId id; // the answer's x-request-id
    int status = 400;
    const char *code = ""; // machine word in the answer: "malformed_request", "body_too_large", …
    const char *reason = ""; // English sentence, static, without anything the client sent
    QHostAddress peer;
};

// What the accept room hands requests to; implemented by the pipeline, one object a worker, called in that worker's
// thread.
//
// Each request ends in exactly one of handle(), refuse() and refusedFraming(). `client` is valid until finish(),
// abort() or ClientListener::clientGone(), whichever comes first; all three calls may answer at once or later.
class RequestHandler
{
public:
    virtual ~RequestHandler() = default;

    // Asked once, and only for a request whose body has not come yet in whole: may it come? A failure saves us the body
    // (and the 100-continue); refuse() follows at once. Must not answer by itself. Requests that arrive in one piece
    // are not asked for: handle() has to make the same checks.
    virtual std::optional<Failure> inspectHead(const RequestHead &head) = 0;
    // To be answered with that failure. The connection closes after the answer, since its body stays unread.
    virtual void refuse(RequestHead &&head, const Failure &failure, ClientConnection *client) = 0;
    virtual void handle(RequestHead &&head, QByteArray &&body, ClientConnection *client) = 0;
    // Answered already; to be counted, logged and written down.
    virtual void refusedFraming(const FramingRefusal &refusal) = 0;
};

} // namespace keyswitch
