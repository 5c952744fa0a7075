// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/forward/stocktls.h"

#include "proxy/forward/tlsreason.h"

#include <QNetworkReply>
#include <QSslCertificate>
#include <QSslError>
#include <QSslKey>

#include <openssl/evp.h>

namespace keyswitch
{

using upstream::UpstreamFailure;

namespace
{

UpstreamFailure failureOf(const QSslError &error)
{
    switch (error.error()) {
    case QSslError::CertificateExpired:
        return UpstreamFailure::TlsExpired;
    case QSslError::CertificateNotYetValid:
        return UpstreamFailure::TlsNotYetValid;
    case QSslError::HostNameMismatch:
        return UpstreamFailure::TlsWrongName;
    case QSslError::SelfSignedCertificate:
        return UpstreamFailure::TlsSelfSigned;
    case QSslError::SelfSignedCertificateInChain:
    case QSslError::UnableToGetIssuerCertificate:
    case QSslError::UnableToGetLocalIssuerCertificate:
    case QSslError::UnableToVerifyFirstCertificate:
    case QSslError::CertificateUntrusted:
    case QSslError::CertificateRejected:
        return UpstreamFailure::TlsUnknownAuthority;
    default:
        return UpstreamFailure::Tls;
    }
}

// A certificate nobody here trusts may be expired as well; the first of these is what to mend first, as libcurl has it.
UpstreamFailure failureOf(const QList<QSslError> &errors)
{
    UpstreamFailure worst = UpstreamFailure::Tls;
    for (const QSslError &error : errors) {
        const UpstreamFailure one = failureOf(error);
        if (one == UpstreamFailure::TlsSelfSigned || one == UpstreamFailure::TlsUnknownAuthority)
            return one;
        if (worst == UpstreamFailure::Tls || worst == UpstreamFailure::TlsWrongName)
            worst = one == UpstreamFailure::Tls ? worst : one;
    }
    return worst;
}

} // namespace

QSslConfiguration sslConfigurationOf(const UpstreamTls &tls, QSslConfiguration configuration)
{
    configuration.setProtocol(QSsl::TlsV1_2OrLater);
    configuration.setPeerVerifyMode(QSslSocket::VerifyPeer);
    if (!tls.authorities.isEmpty())
        configuration.setCaCertificates(QSslCertificate::fromData(tls.authorities));
    if (tls.identity) {
        const bool isRsa = EVP_PKEY_get_base_id(tls.identity->key()) == EVP_PKEY_RSA;
        const QByteArrayView pem = tls.identity->keyPem().view();
        configuration.setLocalCertificateChain(QSslCertificate::fromData(tls.identity->chainPem()));
        configuration.setPrivateKey(
            QSslKey(QByteArray::fromRawData(pem.data(), pem.size()), isRsa ? QSsl::Rsa : QSsl::Ec));
    }
    return configuration;
}

void tellTlsFailures(QNetworkReply *reply, bool certificateShown)
{
    const auto tell = [reply](UpstreamFailure failure) {
        reply->setProperty(upstream::TlsFailureProperty, int(failure));
    };
    QObject::connect(reply, &QNetworkReply::sslErrors, reply,
                     [tell](const QList<QSslError> &errors) { tell(failureOf(errors)); });
    QObject::connect(reply, &QNetworkReply::errorOccurred, reply,
                     [reply, tell, certificateShown](QNetworkReply::NetworkError error) {
                         if (reply->property(upstream::TlsFailureProperty).isValid())
                             return;
                         TlsEvidence evidence;
                         const QByteArray words = reply->errorString().toUtf8();
                         evidence.words = words;
                         evidence.certificateShown = certificateShown;
                         const UpstreamFailure failure = tlsFailureOf(evidence);
                         if (failure != UpstreamFailure::None)
                             tell(failure);
                         else if (error == QNetworkReply::SslHandshakeFailedError)
                             tell(UpstreamFailure::Tls);
                     });
}

} // namespace keyswitch
