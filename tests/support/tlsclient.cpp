// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/tlsclient.h"

#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <sys/socket.h>
#include <sys/time.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>

namespace keyswitch::test
{

TlsClient::TlsClient(quint16 port, int receiveBuffer)
    : TlsClient(port, Options{}, receiveBuffer)
{
}

TlsClient::TlsClient(quint16 port, const Options &options, int receiveBuffer)
    : RawClient(port, receiveBuffer)
    , m_context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free)
    , m_ssl(nullptr, SSL_free)
{
    std::signal(SIGPIPE, SIG_IGN); // OpenSSL's socket BIO writes without MSG_NOSIGNAL
    SSL_CTX *const context = m_context.get();
    if (options.lowest > 0 || options.highest > 0) {
        SSL_CTX_set_security_level(context, 0); // what is forbidden here is to be asked for nevertheless
        SSL_CTX_set_min_proto_version(context, options.lowest);
        SSL_CTX_set_max_proto_version(context, options.highest);
    }
    if (!options.trust.isEmpty()) {
        if (SSL_CTX_load_verify_file(context, options.trust.toLocal8Bit().constData()) != 1)
            qFatal("no authority in %s", qPrintable(options.trust));
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    }
    if (!options.protocols.isEmpty())
        SSL_CTX_set_alpn_protos(context, reinterpret_cast<const unsigned char *>(options.protocols.constData()),
                                unsigned(options.protocols.size()));
    m_ssl.reset(SSL_new(context));
    if (!options.trust.isEmpty())
        X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(m_ssl.get()), options.name.constData());
    const timeval patience{8, 0}; // a handshake that is not answered
    ::setsockopt(descriptor(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    SSL_set_fd(m_ssl.get(), descriptor());
    ERR_clear_error();
    m_secure = isConnected() && SSL_connect(m_ssl.get()) == 1;
    if (!m_secure) {
        char words[256];
        ERR_error_string_n(ERR_peek_error(), words, sizeof words);
        m_problem = words;
    }
}

TlsClient::~TlsClient() = default;

qsizetype TlsClient::get(char *data, qsizetype size)
{
    ERR_clear_error();
    const int count = SSL_read(m_ssl.get(), data, int(size));
    if (count > 0)
        return count;
    switch (SSL_get_error(m_ssl.get(), count)) {
    case SSL_ERROR_ZERO_RETURN:
        return 0;
    case SSL_ERROR_WANT_READ:
        errno = EAGAIN;
        return -1;
    default:
        errno = ECONNRESET;
        return -1;
    }
}

qsizetype TlsClient::put(QByteArrayView bytes)
{
    ERR_clear_error();
    const int count = SSL_write(m_ssl.get(), bytes.data(), int(bytes.size()));
    if (count <= 0)
        errno = ECONNRESET;
    return count > 0 ? count : -1;
}

bool TlsClient::holdsInput() const
{
    return SSL_pending(m_ssl.get()) > 0;
}

QByteArray TlsClient::protocol() const
{
    const unsigned char *name = nullptr;
    unsigned int size = 0;
    SSL_get0_alpn_selected(m_ssl.get(), &name, &size);
    return QByteArray(reinterpret_cast<const char *>(name), size);
}

QByteArray TlsClient::version() const
{
    return SSL_get_version(m_ssl.get());
}

QByteArray TlsClient::serial() const
{
    X509 *const certificate = SSL_get0_peer_certificate(m_ssl.get());
    if (!certificate)
        return {};
    const std::unique_ptr<BIGNUM, void (*)(BIGNUM *)> number(
        ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nullptr), BN_free);
    char *const hex = BN_bn2hex(number.get());
    const QByteArray text(hex);
    OPENSSL_free(hex);
    return text;
}

bool TlsClient::sayGoodbye()
{
    return SSL_shutdown(m_ssl.get()) >= 0;
}

} // namespace keyswitch::test
