// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/accept/tlslayer.h"
#include "proxy/base/requesthandler.h"
#include "proxy/base/requestid.h"

#include <QByteArray>

namespace keyswitch
{

// Why a request's framing is not taken. The reason is an English sentence for the client's log; it is static, so
// nothing the client sent can come back in it.
struct Refusal {
    int status = 0; // 0: not refused
    const char *reason = "";
    explicit operator bool() const { return status != 0; }
};

// Machine word of a refusal's status, the `code` of the answer.
const char *refusalCode(int status);

// What the pipeline is told: of a request, and of a TLS handshake that did not come about, where the client cannot be
// answered (status 0).
FramingRefusal framingRefusal(const Refusal &refusal, const QHostAddress &peer);
FramingRefusal handshakeRefusal(TlsLayer::Fault fault, const QHostAddress &peer);

// The answer's body in the shape all OpenAI clients read.
QByteArray refusalBody(const Refusal &refusal);

// "content-type: …\r\nx-request-id: …\r\n"
QByteArray refusalFields(const Refusal &refusal, const RequestId &id);

} // namespace keyswitch
