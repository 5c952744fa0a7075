// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/secret.h"

#include <QMetaType>
#include <QNetworkReply>
#include <QNetworkRequest>

#include <memory>
#include <optional>

Q_DECLARE_METATYPE(std::shared_ptr<const keyswitch::Secret>)

// What our upstream engines (proxy/forward over libcurl, proxy/mock without a socket) say beyond QNetworkRequest and
// QNetworkReply. The stock QNetworkAccessManager ignores the request attributes and sets none on its replies, so a
// reader always has to test for their absence.
namespace keyswitch::upstream
{

constexpr QNetworkRequest::Attribute attribute(int offset)
{
    return QNetworkRequest::Attribute(int(QNetworkRequest::User) + 100 + offset);
}

// On the request, int milliseconds: name look-up, TCP and TLS, and the wait for a free connection.
inline constexpr auto ConnectTimeout = attribute(0);
// On the request, int milliseconds: from the last uploaded byte to the final answer's head.
inline constexpr auto FirstByteTimeout = attribute(1);
// On the request, int milliseconds: between two pieces of the body. Unset: the request's transferTimeout().
inline constexpr auto SilenceTimeout = attribute(2);
// On the request, true: "I read the block"; rawHeaderPairs() of the reply then stays empty. On the reply, QByteArray:
// "name: value\r\n" lines of the final head as received. setRawHeader() is quadratic in Qt 6.4, which LiteLLM's 30
// headers make felt on every request.
inline constexpr auto HeaderBlock = attribute(3);
// On the reply, int: UpstreamFailure, set before finished(). QNetworkReply::error() is too coarse for the failure
// table.
inline constexpr auto FailureClass = attribute(4);

// On the request, QByteArray: complete "name: value\r\n" lines, sent as they are besides those of setRawHeader(), which
// is quadratic.
inline constexpr auto FieldBlock = attribute(5);
// On the request, std::shared_ptr<const Secret>: sent as "Authorization: Bearer …" in place of any other. It is kept
// out of the request's QByteArrays, which nobody wipes.
inline constexpr auto Bearer = attribute(6);
// On the request, QByteArray: a query as the client sent it, for a URL without one. QUrl rewrites escapes (%7e becomes
// ~, %2f %2F), which a gateway must not (RFC 9110, 7.7).
inline constexpr auto RawQuery = attribute(7);

// Why an exchange failed on the way. An answer with an error status is no failure here.
enum class UpstreamFailure : int {
    None,
    Unresolved,
    Refused,
    ForbiddenAddress, // the name leads to a link-local or cloud metadata address: nothing was sent there
    Tls, // failed otherwise than below
    TlsExpired,
    TlsNotYetValid,
    TlsWrongName,
    TlsUnknownAuthority,
    TlsSelfSigned,
    TlsVersion, // too old
    TlsNoHttp11,
    TlsCertificateWanted, // ours
    TlsCertificateRefused,
    TlsMissing, // it speaks something else
    ConnectTimeout,
    FirstByteTimeout,
    Stalled, // silent for too long after the head
    ClosedBeforeAnswer,
    Cut, // broke off after the head
    BrokenFraming, // after the head: chunks that are none
    Malformed,
    HeadTooLarge,
    QueueFull,
    Cancelled, // abort() by the caller
    Other,
};

// Nothing when the engine does not say (stock QNetworkAccessManager).
inline std::optional<UpstreamFailure> failureClass(const QNetworkReply &reply)
{
    const QVariant value = reply.attribute(FailureClass);
    return value.isValid() ? std::optional(UpstreamFailure(value.toInt())) : std::nullopt;
}

inline bool isTls(UpstreamFailure failure)
{
    return failure >= UpstreamFailure::Tls && failure <= UpstreamFailure::TlsMissing;
}

// What our engines' replies are besides: any of their own slots may delete them at once.
class DeletableInSlots
{
protected:
    ~DeletableInSlots() = default;
};

// Of a reply that is done with, also from its own slots. Others go later, which costs an event and mostly a wake-up.
inline void dispose(QNetworkReply *reply)
{
    if (dynamic_cast<DeletableInSlots *>(reply))
        delete reply;
    else
        reply->deleteLater();
}

// On the stock engine's replies, a dynamic property, int: UpstreamFailure of TLS, which its errors do not tell apart.
inline constexpr char TlsFailureProperty[] = "keyswitchTlsFailure";

// Tls when the engine does not say more.
inline UpstreamFailure tlsFailureOf(const QNetworkReply &reply)
{
    const QVariant value = reply.property(TlsFailureProperty);
    return value.isValid() ? UpstreamFailure(value.toInt()) : UpstreamFailure::Tls;
}

} // namespace keyswitch::upstream
