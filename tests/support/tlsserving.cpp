// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/tlsserving.h"

#include <openssl/ssl.h>

#include <csignal>

namespace keyswitch::test
{

TlsServing::TlsServing(const Options &options)
    : m_context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free)
{
    std::signal(SIGPIPE, SIG_IGN); // OpenSSL's socket BIO writes without MSG_NOSIGNAL
    SSL_CTX *const context = m_context.get();
    if (options.lowest > 0 || options.highest > 0) {
        SSL_CTX_set_security_level(context, 0);
        SSL_CTX_set_min_proto_version(context, options.lowest);
        SSL_CTX_set_max_proto_version(context, options.highest);
    }
    if (SSL_CTX_use_certificate_chain_file(context, options.certificate.toLocal8Bit().constData()) != 1
        || SSL_CTX_use_PrivateKey_file(context, options.key.toLocal8Bit().constData(), SSL_FILETYPE_PEM) != 1)
        qFatal("no certificate for a server");
    if (!options.clientAuthority.isEmpty()) {
        if (SSL_CTX_load_verify_file(context, options.clientAuthority.toLocal8Bit().constData()) != 1)
            qFatal("no authority for a server's clients");
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    }
    if (options.h2Only)
        SSL_CTX_set_alpn_select_cb(
            context,
            [](SSL *, const unsigned char **, unsigned char *, const unsigned char *, unsigned int, void *) {
                return SSL_TLSEXT_ERR_ALERT_FATAL;
            },
            nullptr);
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
}

std::shared_ptr<SSL> TlsServing::accept(int descriptor) const
{
    std::shared_ptr<SSL> made(SSL_new(m_context.get()), SSL_free);
    SSL_set_fd(made.get(), descriptor);
    SSL_set_accept_state(made.get());
    return made;
}

} // namespace keyswitch::test
