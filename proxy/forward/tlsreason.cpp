// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/forward/tlsreason.h"

#include <openssl/sslerr.h>
#include <openssl/x509_vfy.h>

namespace keyswitch
{

using upstream::UpstreamFailure;

namespace
{

// "error:", eight hex digits of library and reason (ERR_error_string(3)); 0: none there, or not of the TLS library.
int reasonIn(QByteArrayView words)
{
    constexpr QByteArrayView Mark("error:");
    constexpr quint32 TlsLibrary = 0x0A000000;
    const qsizetype at = words.lastIndexOf(Mark);
    if (at < 0 || at + Mark.size() + 8 > words.size())
        return 0;
    bool valid = false;
    const quint32 code = words.sliced(at + Mark.size(), 8).toByteArray().toUInt(&valid, 16);
    return valid && (code & 0xFF800000) == TlsLibrary ? int(code & 0x7FFFFF) : 0;
}

UpstreamFailure failureOfVerifying(long result)
{
    switch (result) {
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return UpstreamFailure::TlsNotYetValid;
    case X509_V_ERR_CERT_HAS_EXPIRED:
        return UpstreamFailure::TlsExpired;
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        return UpstreamFailure::TlsSelfSigned;
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN: // the chain's own root, which nobody here trusts
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_CERT_UNTRUSTED:
    case X509_V_ERR_CERT_REJECTED:
        return UpstreamFailure::TlsUnknownAuthority;
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        return UpstreamFailure::TlsWrongName;
    case X509_V_OK:
    case X509_V_ERR_UNSPECIFIED: // what curl starts with
        return UpstreamFailure::None;
    default:
        return UpstreamFailure::Tls;
    }
}

} // namespace

UpstreamFailure tlsFailureOf(const TlsEvidence &evidence)
{
    const UpstreamFailure ofCertificate =
        evidence.certificateShown ? UpstreamFailure::TlsCertificateRefused : UpstreamFailure::TlsCertificateWanted;
    switch (reasonIn(evidence.words)) {
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
        return UpstreamFailure::TlsVersion;
    case SSL_R_WRONG_VERSION_NUMBER: // of a record: the first bytes of something else
    case SSL_R_PACKET_LENGTH_TOO_LONG:
#ifdef SSL_R_RECORD_LAYER_FAILURE // OpenSSL 3.2
    case SSL_R_RECORD_LAYER_FAILURE:
#endif
        return UpstreamFailure::TlsMissing;
    case SSL_R_TLSV1_ALERT_NO_APPLICATION_PROTOCOL:
        return UpstreamFailure::TlsNoHttp11;
    // Only a server that judges our certificate has these to say.
    case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
    case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
    case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
    case SSL_R_TLSV1_ALERT_ACCESS_DENIED:
        return ofCertificate;
    case SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE: // TLS 1.2 has no other word for a certificate that is missing
        return evidence.certificateWanted ? UpstreamFailure::TlsCertificateWanted : UpstreamFailure::Tls;
    default:
        return failureOfVerifying(evidence.verifyResult);
    }
}

const char *tlsText(UpstreamFailure failure)
{
    switch (failure) {
    case UpstreamFailure::TlsExpired:
        return "the upstream's certificate has expired";
    case UpstreamFailure::TlsNotYetValid:
        return "the upstream's certificate is not valid yet";
    case UpstreamFailure::TlsWrongName:
        return "the upstream's certificate is for another name";
    case UpstreamFailure::TlsUnknownAuthority:
        return "the upstream's certificate comes from an unknown authority";
    case UpstreamFailure::TlsSelfSigned:
        return "the upstream's certificate is self-signed: unknown authority";
    case UpstreamFailure::TlsVersion:
        return "the upstream speaks no TLS version from 1.2 on";
    case UpstreamFailure::TlsNoHttp11:
        return "the upstream speaks no HTTP/1.1 over TLS";
    case UpstreamFailure::TlsCertificateWanted:
        return "the upstream wants a client certificate, and none is set";
    case UpstreamFailure::TlsCertificateRefused:
        return "our client certificate was not accepted";
    case UpstreamFailure::TlsMissing:
        return "the upstream speaks no TLS at all";
    default:
        return "the TLS connection failed";
    }
}

} // namespace keyswitch
