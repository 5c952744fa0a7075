// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/accept/refusal.h"

namespace keyswitch
{

const char *refusalCode(int status)
{
    switch (status) {
    case 408:
        return "request_timeout";
    case 413:
        return "body_too_large";
    case 414:
        return "target_too_long";
    case 415:
        return "unsupported_content_encoding";
    case 417:
        return "expectation_failed";
    case 431:
        return "header_too_large";
    case 501:
        return "not_implemented";
    case 503:
        return "too_many_connections";
    case 505:
        return "http_version_not_supported";
    default:
        return "malformed_request";
    }
}

FramingRefusal framingRefusal(const Refusal &refusal, const QHostAddress &peer)
{
    return {RequestId::make(std::chrono::system_clock::now()), refusal.status, refusalCode(refusal.status),
            refusal.reason, peer};
}

FramingRefusal handshakeRefusal(TlsLayer::Fault fault, const QHostAddress &peer)
{
    FramingRefusal told = framingRefusal({}, peer);
    if (fault == TlsLayer::Fault::Version) {
        told.code = "tls_version";
        told.reason = "The client speaks no TLS version from 1.2 on.";
    } else if (fault == TlsLayer::Fault::Certificate) {
        told.code = "tls_certificate_not_trusted";
        told.reason = "The client does not accept our certificate: give it the authority, or call by the name in it.";
    } else {
        told.code = "tls_handshake_failed";
        told.reason = "The TLS handshake with the client failed.";
    }
    return told;
}

QByteArray refusalBody(const Refusal &refusal)
{
    QByteArray body;
    body.reserve(160);
    body.append("{\"error\":{\"message\":\"").append(refusal.reason);
    body.append(refusal.status == 503 ? "\",\"type\":\"server_error\"" : "\",\"type\":\"invalid_request_error\"");
    body.append(",\"param\":null,\"code\":\"").append(refusalCode(refusal.status)).append("\"}}");
    return body;
}

QByteArray refusalFields(const Refusal &refusal, const RequestId &id)
{
    QByteArray fields("content-type: application/json\r\nx-request-id: ");
    fields.append(id.text()).append("\r\n");
    if (refusal.status == 503)
        fields.append("retry-after: 1\r\n");
    return fields;
}

} // namespace keyswitch
