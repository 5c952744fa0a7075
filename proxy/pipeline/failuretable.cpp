// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/pipeline/failuretable.h"

#include "proxy/base/jsontext.h"

namespace keyswitch
{

namespace
{
constexpr const char *Invalid = "invalid_request_error";
constexpr const char *Auth = "authentication_error";
constexpr const char *NotFound = "not_found_error";
constexpr const char *Server = "server_error";
constexpr const char *Upstream = "upstream_error";
} // namespace

FailureAnswer answerTo(const Failure &failure)
{
    const QByteArray &param = failure.param;
    switch (failure.kind) {
    case FailureKind::HostNotAllowed:
        return {421,
                Invalid,
                "host_not_allowed",
                "This server does not answer for the host '" + param + "'. Add it to the allowed hosts in Keyswitch.",
                {}};
    case FailureKind::BodyTooLarge:
        return {413, Invalid, "body_too_large", "The request's body is larger than this server accepts.", {}};
    case FailureKind::EncodedBody:
        return {415, Invalid, "unsupported_content_encoding", "Send the body without a content encoding.", {}};
    case FailureKind::UnknownRoute:
        return {404,
                NotFound,
                "unknown_route",
                "There is nothing at this path. An agent's endpoint is /api/v1/llm-proxy/{agent_id}.",
                {}};
    case FailureKind::MethodNotAllowed:
        return {405, Invalid, "method_not_allowed", "This path takes " + param + ".", "allow: " + param + "\r\n"};
    case FailureKind::MissingBearer:
        return {401, Auth, "missing_api_key", "Send the shared key as 'Authorization: Bearer <key>'.",
                "www-authenticate: Bearer\r\n"};
    case FailureKind::WrongBearer:
        return {401, Auth, "invalid_api_key", "The shared key is not the one Keyswitch expects.",
                "www-authenticate: Bearer error=\"invalid_token\"\r\n"};
    case FailureKind::Loop:
        return {
            508,
            Server,
            "upstream_loop",
            "This request was sent by this Keyswitch itself: its upstream's URL (LITELLM_BASE_URL) leads back to it.",
            {}};
    case FailureKind::UnknownAgent:
        return {404, NotFound, "agent_not_found", "No agent with this id is mapped to a user in Keyswitch.", {}};
    case FailureKind::AgentDisabled:
        return {403, "permission_error", "agent_disabled", "This agent is switched off in Keyswitch.", {}};
    case FailureKind::UserDisabled:
        return {403, "permission_error", "user_disabled", "The user '" + param + "' is switched off in Keyswitch.", {}};
    case FailureKind::UserWithoutKey:
        return {500,
                Server,
                "user_without_key",
                "The user '" + param + "' has no LiteLLM key. Set one in Keyswitch, under Users.",
                {}};
    case FailureKind::BodyNotJsonType:
        return {415,
                Invalid,
                "unsupported_content_type",
                "Send the body as JSON in UTF-8, with 'Content-Type: application/json'.",
                {}};
    case FailureKind::BodyNotJson:
        return {400, Invalid, "invalid_json", "The body is not valid JSON.", {}};
    case FailureKind::BodyNotObject:
        return {400, Invalid, "invalid_json", "The body has to be a JSON object.", {}};
    case FailureKind::MissingParameter:
        return {400, Invalid, "missing_required_parameter", "The parameter '" + param + "' is missing or empty.", {}};
    case FailureKind::WrongParameterType:
        return {400, Invalid, "invalid_type", "The parameter '" + param + "' is not of the right type.", {}};
    case FailureKind::ForbiddenParameter:
        return {400,
                Invalid,
                "forbidden_parameter",
                "The parameter '" + param + "' is not accepted: it could redirect the call or change its key.",
                {}};
    case FailureKind::ShuttingDown:
        return {503, Server, "shutting_down", "Keyswitch is shutting down.", "retry-after: 5\r\n"};
    case FailureKind::Overloaded:
        return {503, Server, "overloaded", "Keyswitch is working on as many requests as it may.", "retry-after: 1\r\n"};
    case FailureKind::StoreFull:
        return {503, Server, "store_full",
                "Keyswitch cannot keep its records just now (its disk is full or locked), so it takes no calls.",
                "retry-after: 10\r\n"};
    case FailureKind::UpstreamNotConfigured:
        return {502, Upstream, "upstream_not_configured", "No upstream is set in Keyswitch (LITELLM_BASE_URL).", {}};
    case FailureKind::UpstreamUnresolved:
        return {502, Upstream, "upstream_unresolved", "The upstream's host name cannot be resolved.", {}};
    case FailureKind::UpstreamRefused:
        return {502, Upstream, "upstream_refused", "The upstream refuses connections: is LiteLLM running?", {}};
    case FailureKind::UpstreamForbidden:
        return {502,
                Upstream,
                "upstream_forbidden",
                "The upstream's host name leads to a link-local or cloud metadata address, which is never called.",
                {}};
    case FailureKind::UpstreamTls:
        return {502,
                Upstream,
                "upstream_tls",
                "No secure connection to the upstream could be made; the doctor tells more.",
                {}};
    case FailureKind::UpstreamTlsExpired:
        return {502, Upstream, "upstream_tls_expired", "The upstream's certificate has expired. Renew it there.", {}};
    case FailureKind::UpstreamTlsNotYetValid:
        return {502,
                Upstream,
                "upstream_tls_not_yet_valid",
                "The upstream's certificate is not valid yet. Compare the clocks of both machines.",
                {}};
    case FailureKind::UpstreamTlsWrongName:
        return {
            502,
            Upstream,
            "upstream_tls_wrong_name",
            "The upstream's certificate is for another name. Correct the host in LITELLM_BASE_URL, or the certificate.",
            {}};
    case FailureKind::UpstreamTlsUnknownAuthority:
        return {
            502,
            Upstream,
            "upstream_tls_unknown_authority",
            "The upstream's certificate comes from an authority that is not trusted here. Name it in upstream.ca_file.",
            {}};
    case FailureKind::UpstreamTlsSelfSigned:
        return {502,
                Upstream,
                "upstream_tls_self_signed",
                "The upstream's certificate is self-signed. To trust exactly that one, name it in upstream.ca_file.",
                {}};
    case FailureKind::UpstreamTlsVersion:
        return {
            502, Upstream, "upstream_tls_version", "The upstream speaks no TLS version from 1.2 on. Update it.", {}};
    case FailureKind::UpstreamTlsNoHttp11:
        return {
            502, Upstream, "upstream_tls_alpn", "The upstream speaks no HTTP/1.1 over TLS. Switch it on there.", {}};
    case FailureKind::UpstreamTlsCertificateWanted:
        return {502,
                Upstream,
                "upstream_tls_client_certificate_wanted",
                "The upstream wants a client certificate. Set upstream.client_certificate and upstream.client_key.",
                {}};
    case FailureKind::UpstreamTlsCertificateRefused:
        return {502,
                Upstream,
                "upstream_tls_client_certificate_refused",
                "The upstream does not accept Keyswitch's client certificate. Set one it knows in "
                "upstream.client_certificate.",
                {}};
    case FailureKind::UpstreamTlsMissing:
        return {502,
                Upstream,
                "upstream_tls_missing",
                "The upstream speaks no TLS at this address. Call it by plain http, or correct its port.",
                {}};
    case FailureKind::UpstreamConnectTimeout:
        return {504, Upstream, "upstream_connect_timeout", "The upstream could not be reached in time.", {}};
    case FailureKind::UpstreamFirstByteTimeout:
        return {504, Upstream, "upstream_timeout", "The upstream did not answer in time.", {}};
    case FailureKind::UpstreamClosed:
        return {502,
                Upstream,
                "upstream_closed",
                "The upstream closed the connection without an answer; the request was not repeated.",
                {}};
    case FailureKind::UpstreamMalformed:
        return {502, Upstream, "upstream_malformed", "The upstream's answer is not acceptable HTTP.", {}};
    case FailureKind::UpstreamRedirect:
        return {502,
                Upstream,
                "upstream_redirect",
                "The upstream answered with a redirect, which is never followed: its URL in Keyswitch may be wrong.",
                {}};
    case FailureKind::UpstreamNotJson:
        return {502, Upstream, "upstream_not_json", "The upstream answered with something other than JSON.", {}};
    case FailureKind::UpstreamCut:
        return {502, Upstream, "upstream_cut", "The upstream broke off before its answer was whole.", {}};
    case FailureKind::UpstreamFraming:
        return {502,
                Upstream,
                "upstream_framing",
                "The upstream's answer broke off: its framing is not acceptable HTTP.",
                {}};
    case FailureKind::UpstreamStalled:
        return {504, Upstream, "upstream_stalled", "The upstream fell silent before its answer was whole.", {}};
    case FailureKind::Internal:
        return {500, Server, "internal_error", "Keyswitch failed on this request; its log tells more.", {}};
    }
    Q_UNREACHABLE();
}

QByteArray errorBody(const Failure &failure)
{
    const FailureAnswer answer = answerTo(failure);
    const bool namesField = failure.kind == FailureKind::MissingParameter
        || failure.kind == FailureKind::WrongParameterType || failure.kind == FailureKind::ForbiddenParameter;
    return R"({"error":{"message":)" + jsonText(answer.message) + R"(,"type":")" + answer.type + R"(","param":)"
        + (namesField ? jsonText(failure.param) : QByteArray("null")) + R"(,"code":")" + answer.code + R"("}})";
}

} // namespace keyswitch
