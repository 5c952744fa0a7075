// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace keyswitch
{

// Why a request was refused or broke off, on the data path. A value that rooms return; what it means on the wire
// (status, type, code, sentence) stands in one table, proxy/pipeline/failuretable.cpp, which has no `default:`.
enum class FailureKind : quint8 {
    // accept
    HostNotAllowed,
    BodyTooLarge,
    EncodedBody,
    // route
    UnknownRoute,
    MethodNotAllowed, // param: the methods that are allowed
    // authenticate
    MissingBearer,
    WrongBearer,
    Loop, // sent by this very Keyswitch
    // resolve
    UnknownAgent,
    AgentDisabled,
    UserDisabled,
    UserWithoutKey, // param: the user's name
    // resolve, looking at the body
    BodyNotJsonType,
    BodyNotJson,
    BodyNotObject,
    MissingParameter, // param
    WrongParameterType, // param
    ForbiddenParameter, // param
    // admit
    ShuttingDown,
    Overloaded,
    StoreFull, // no row of it could be kept, and the admin chose to refuse then
    // forward and relay
    UpstreamNotConfigured,
    UpstreamUnresolved,
    UpstreamRefused,
    UpstreamForbidden, // its name leads to an address that must not be called
    UpstreamTls, // otherwise than below
    UpstreamTlsExpired,
    UpstreamTlsNotYetValid,
    UpstreamTlsWrongName,
    UpstreamTlsUnknownAuthority,
    UpstreamTlsSelfSigned,
    UpstreamTlsVersion,
    UpstreamTlsNoHttp11,
    UpstreamTlsCertificateWanted,
    UpstreamTlsCertificateRefused,
    UpstreamTlsMissing,
    UpstreamConnectTimeout,
    UpstreamFirstByteTimeout,
    UpstreamClosed, // closed or reset before an answer
    UpstreamMalformed, // the answer's framing or size is not acceptable
    UpstreamRedirect, // never followed
    UpstreamNotJson, // an error page that is not JSON: wrapped, status kept where it is an error
    UpstreamCut, // broke off after the answer had begun
    UpstreamFraming, // the answer had begun and its framing turned out not to be HTTP
    UpstreamStalled, // silent for too long after the answer had begun
    // ours
    Internal,
};

struct Failure {
    FailureKind kind = FailureKind::Internal;
    QByteArray param; // the body field, header or name concerned; UTF-8, goes to the client JSON-escaped
    friend bool operator==(const Failure &, const Failure &) = default;
};

} // namespace keyswitch
