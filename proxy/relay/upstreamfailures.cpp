// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/relay/upstreamfailures.h"

#include <QNetworkReply>

namespace keyswitch
{

FailureKind failureKindOf(upstream::UpstreamFailure failure)
{
    using upstream::UpstreamFailure;
    switch (failure) {
    case UpstreamFailure::Unresolved:
        return FailureKind::UpstreamUnresolved;
    case UpstreamFailure::Refused:
        return FailureKind::UpstreamRefused;
    case UpstreamFailure::ForbiddenAddress:
        return FailureKind::UpstreamForbidden;
    case UpstreamFailure::Tls:
        return FailureKind::UpstreamTls;
    case UpstreamFailure::TlsExpired:
        return FailureKind::UpstreamTlsExpired;
    case UpstreamFailure::TlsNotYetValid:
        return FailureKind::UpstreamTlsNotYetValid;
    case UpstreamFailure::TlsWrongName:
        return FailureKind::UpstreamTlsWrongName;
    case UpstreamFailure::TlsUnknownAuthority:
        return FailureKind::UpstreamTlsUnknownAuthority;
    case UpstreamFailure::TlsSelfSigned:
        return FailureKind::UpstreamTlsSelfSigned;
    case UpstreamFailure::TlsVersion:
        return FailureKind::UpstreamTlsVersion;
    case UpstreamFailure::TlsNoHttp11:
        return FailureKind::UpstreamTlsNoHttp11;
    case UpstreamFailure::TlsCertificateWanted:
        return FailureKind::UpstreamTlsCertificateWanted;
    case UpstreamFailure::TlsCertificateRefused:
        return FailureKind::UpstreamTlsCertificateRefused;
    case UpstreamFailure::TlsMissing:
        return FailureKind::UpstreamTlsMissing;
    case UpstreamFailure::ConnectTimeout:
        return FailureKind::UpstreamConnectTimeout;
    case UpstreamFailure::FirstByteTimeout:
        return FailureKind::UpstreamFirstByteTimeout;
    case UpstreamFailure::Stalled:
        return FailureKind::UpstreamStalled;
    case UpstreamFailure::Cut:
        return FailureKind::UpstreamCut;
    case UpstreamFailure::BrokenFraming:
        return FailureKind::UpstreamFraming;
    case UpstreamFailure::Malformed:
    case UpstreamFailure::HeadTooLarge:
        return FailureKind::UpstreamMalformed;
    case UpstreamFailure::QueueFull:
        return FailureKind::Overloaded;
    case UpstreamFailure::ClosedBeforeAnswer:
    case UpstreamFailure::Other:
    case UpstreamFailure::Cancelled:
    case UpstreamFailure::None:
        return FailureKind::UpstreamClosed;
    }
    Q_UNREACHABLE();
}

upstream::UpstreamFailure upstreamFailureOf(const QNetworkReply &reply, bool answered)
{
    using upstream::UpstreamFailure;
    if (const auto told = upstream::failureClass(reply))
        return *told;
    if (!answered && reply.property(upstream::TlsFailureProperty).isValid())
        return upstream::tlsFailureOf(reply);
    switch (reply.error()) {
    case QNetworkReply::NoError:
        return UpstreamFailure::None;
    case QNetworkReply::HostNotFoundError:
        return UpstreamFailure::Unresolved;
    case QNetworkReply::ConnectionRefusedError:
        return UpstreamFailure::Refused;
    case QNetworkReply::SslHandshakeFailedError:
        return UpstreamFailure::Tls;
    case QNetworkReply::TimeoutError:
    case QNetworkReply::OperationCanceledError: // what the stock transfer timeout looks like
        return answered ? UpstreamFailure::Stalled : UpstreamFailure::FirstByteTimeout;
    case QNetworkReply::RemoteHostClosedError:
    case QNetworkReply::UnknownNetworkError:
    case QNetworkReply::TemporaryNetworkFailureError:
    case QNetworkReply::NetworkSessionFailedError:
        return answered ? UpstreamFailure::Cut : UpstreamFailure::ClosedBeforeAnswer;
    case QNetworkReply::ProtocolFailure:
        return UpstreamFailure::Malformed;
    default:
        return answered ? UpstreamFailure::None : UpstreamFailure::Other;
    }
}

} // namespace keyswitch
