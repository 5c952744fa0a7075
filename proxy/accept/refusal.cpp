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
