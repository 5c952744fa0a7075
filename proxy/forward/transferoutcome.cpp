// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/forward/transferoutcome.h"

namespace keyswitch
{

using upstream::UpstreamFailure;

namespace
{

QNetworkReply::NetworkError errorOfStatus(int status)
{
    switch (status) {
    case 400:
    case 418:
        return QNetworkReply::ProtocolInvalidOperationError;
    case 401:
        return QNetworkReply::AuthenticationRequiredError;
    case 403:
        return QNetworkReply::ContentAccessDenied;
    case 404:
        return QNetworkReply::ContentNotFoundError;
    case 405:
        return QNetworkReply::ContentOperationNotPermittedError;
    case 407:
        return QNetworkReply::ProxyAuthenticationRequiredError;
    case 409:
        return QNetworkReply::ContentConflictError;
    case 410:
        return QNetworkReply::ContentGoneError;
    case 500:
        return QNetworkReply::InternalServerError;
    case 501:
        return QNetworkReply::OperationNotImplementedError;
    case 503:
        return QNetworkReply::ServiceUnavailableError;
    default:
        return status >= 500 ? QNetworkReply::UnknownServerError
            : status >= 400  ? QNetworkReply::UnknownContentError
                             : QNetworkReply::NoError;
    }
}

} // namespace

QNetworkReply::NetworkError networkErrorOf(UpstreamFailure failure, int status)
{
    switch (failure) {
    case UpstreamFailure::None:
        return errorOfStatus(status);
    case UpstreamFailure::Unresolved:
        return QNetworkReply::HostNotFoundError;
    case UpstreamFailure::Refused:
        return QNetworkReply::ConnectionRefusedError;
    case UpstreamFailure::ForbiddenAddress:
        return QNetworkReply::ContentAccessDenied;
    case UpstreamFailure::Tls:
    case UpstreamFailure::TlsExpired:
    case UpstreamFailure::TlsNotYetValid:
    case UpstreamFailure::TlsWrongName:
    case UpstreamFailure::TlsUnknownAuthority:
    case UpstreamFailure::TlsSelfSigned:
    case UpstreamFailure::TlsVersion:
    case UpstreamFailure::TlsNoHttp11:
    case UpstreamFailure::TlsCertificateWanted:
    case UpstreamFailure::TlsCertificateRefused:
    case UpstreamFailure::TlsMissing:
        return QNetworkReply::SslHandshakeFailedError;
    case UpstreamFailure::ConnectTimeout:
    case UpstreamFailure::FirstByteTimeout:
    case UpstreamFailure::Stalled:
        return QNetworkReply::TimeoutError;
    case UpstreamFailure::ClosedBeforeAnswer:
    case UpstreamFailure::Cut:
        return QNetworkReply::RemoteHostClosedError;
    case UpstreamFailure::BrokenFraming:
    case UpstreamFailure::Malformed:
    case UpstreamFailure::HeadTooLarge:
        return QNetworkReply::ProtocolFailure;
    case UpstreamFailure::QueueFull:
        return QNetworkReply::TemporaryNetworkFailureError;
    case UpstreamFailure::Cancelled:
        return QNetworkReply::OperationCanceledError;
    case UpstreamFailure::Other:
        return QNetworkReply::UnknownNetworkError;
    }
    return QNetworkReply::UnknownNetworkError;
}

QString TransferOutcome::textOfStatus(int status)
{
    return QStringLiteral("the upstream answered %1").arg(status);
}

} // namespace keyswitch
