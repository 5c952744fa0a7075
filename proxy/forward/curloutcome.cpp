// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/forward/curloutcome.h"

#include "proxy/forward/curltransfer.h"
#include "proxy/forward/tlsreason.h"

#include <cerrno>
#include <cstring>

namespace keyswitch
{

using upstream::UpstreamFailure;

namespace
{

long info(const CurlTransfer &transfer, CURLINFO what)
{
    long value = 0;
    curl_easy_getinfo(transfer.easy, what, &value);
    return value;
}

UpstreamFailure classOfConnecting(const CurlTransfer &transfer)
{
    if (transfer.result == CURLE_COULDNT_CONNECT && transfer.addressForbidden)
        return UpstreamFailure::ForbiddenAddress;
    switch (transfer.result) {
    case CURLE_COULDNT_RESOLVE_HOST:
        return UpstreamFailure::Unresolved;
    case CURLE_COULDNT_CONNECT:
        return UpstreamFailure::Refused;
    case CURLE_OPERATION_TIMEDOUT:
        return UpstreamFailure::ConnectTimeout;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    case CURLE_SSL_CLIENTCERT:
        return UpstreamFailure::Tls;
    default:
        return UpstreamFailure::Other;
    }
}

UpstreamFailure classOfAnswering(const CurlTransfer &transfer)
{
    switch (transfer.result) {
    case CURLE_OK: // curl takes a head that breaks off for an empty answer
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_SEND_FAIL_REWIND:
    case CURLE_PARTIAL_FILE:
        return UpstreamFailure::ClosedBeforeAnswer;
    case CURLE_UNSUPPORTED_PROTOCOL: // "Received HTTP/0.9"
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_HTTP2:
    case CURLE_WRITE_ERROR:
        return UpstreamFailure::Malformed;
    case CURLE_OUT_OF_MEMORY: // a header line beyond curl's own 100 KB
    case CURLcode(100): // CURLE_TOO_LARGE, which has its name from 8.6 on
        return UpstreamFailure::HeadTooLarge;
    default:
        return classOfConnecting(transfer);
    }
}

// By curl's words, as it has one code for whatever ends a body badly: "… in chunked-encoding" in 7.88, "chunk …" later.
bool isBrokenFraming(const CurlTransfer &transfer)
{
    return transfer.result == CURLE_RECV_ERROR && std::strstr(transfer.curlText, "chunk");
}

// A TLS connection that ends without close_notify was cut, by whomever, and so was an answer that ends with it (RFC
// 9112, 9.8).
bool wasTorn(const CurlTransfer &transfer)
{
    return transfer.goodbye && !*transfer.goodbye;
}

// Before the answer. With TLS 1.3 a certificate of ours that is missing or refused shows only when the request was sent
// already; and where the upstream's reset overtakes its alert, only that it had asked for one.
UpstreamFailure classOfTls(const CurlTransfer &transfer)
{
    TlsEvidence evidence;
    evidence.verifyResult = transfer.requestBegun ? 0 : info(transfer, CURLINFO_SSL_VERIFYRESULT);
    evidence.words = transfer.curlText;
    evidence.certificateShown = transfer.tls && !transfer.tls->certificate.isEmpty();
    evidence.certificateWanted = transfer.certificateWanted;
    const UpstreamFailure failure = tlsFailureOf(evidence);
    if (failure != UpstreamFailure::None)
        return failure;
    const bool broken = transfer.result == CURLE_RECV_ERROR || transfer.result == CURLE_SEND_ERROR
        || transfer.result == CURLE_SSL_CONNECT_ERROR;
    if (broken && transfer.certificateWanted)
        return UpstreamFailure::TlsCertificateWanted;
    if (transfer.requestBegun)
        return UpstreamFailure::None;
    switch (transfer.result) {
    case CURLE_PEER_FAILED_VERIFICATION:
        return UpstreamFailure::TlsWrongName;
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
        return UpstreamFailure::TlsUnknownAuthority;
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CLIENTCERT:
        return UpstreamFailure::TlsCertificateRefused;
    default:
        return UpstreamFailure::None;
    }
}

UpstreamFailure classOf(const CurlTransfer &transfer)
{
    if (transfer.failure != UpstreamFailure::None)
        return transfer.failure;
    if (transfer.head.isComplete()) {
        return transfer.result == CURLE_OK ? (wasTorn(transfer) ? UpstreamFailure::Cut : UpstreamFailure::None)
            : isBrokenFraming(transfer)    ? UpstreamFailure::BrokenFraming
                                           : UpstreamFailure::Cut;
    }
    const UpstreamFailure tls = classOfTls(transfer);
    if (tls != UpstreamFailure::None)
        return tls;
    return transfer.requestBegun ? classOfAnswering(transfer) : classOfConnecting(transfer);
}

QString curlText(const CurlTransfer &transfer)
{
    if (transfer.curlText[0] != '\0')
        return QString::fromUtf8(transfer.curlText);
    return transfer.result == CURLE_OK ? QStringLiteral("the connection was closed")
                                       : QString::fromLatin1(curl_easy_strerror(transfer.result));
}

QString textOf(UpstreamFailure failure, const CurlTransfer &transfer)
{
    if (failure == UpstreamFailure::None)
        return TransferOutcome::textOfStatus(transfer.head.status());
    if (transfer.failureText)
        return QString::fromLatin1(transfer.failureText);
    if (failure == UpstreamFailure::ForbiddenAddress)
        return QStringLiteral("the name leads to a link-local or cloud metadata address, which is never called");
    return isTls(failure) ? QStringLiteral("%1 (%2)").arg(QLatin1String(tlsText(failure)), curlText(transfer))
                          : curlText(transfer);
}

} // namespace

TransferOutcome CurlOutcome::of(const CurlTransfer &transfer)
{
    TransferOutcome outcome;
    outcome.failure = classOf(transfer);
    outcome.error = networkErrorOf(outcome.failure, transfer.head.status());
    if (outcome.failure == UpstreamFailure::Refused && info(transfer, CURLINFO_OS_ERRNO) != ECONNREFUSED)
        outcome.error = QNetworkReply::UnknownNetworkError;
    if (outcome.error != QNetworkReply::NoError)
        outcome.text = textOf(outcome.failure, transfer);
    return outcome;
}

} // namespace keyswitch
