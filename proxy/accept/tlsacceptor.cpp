// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/accept/tlsacceptor.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

namespace keyswitch
{

namespace
{

constexpr unsigned char Protocols[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

// A client that names protocols has to name ours (RFC 7301, 3.2); one that names none gets HTTP/1.1.
int chooseProtocol(SSL *, const unsigned char **out, unsigned char *outSize, const unsigned char *offered,
                   unsigned int offeredSize, void *)
{
    unsigned char *chosen = nullptr;
    if (SSL_select_next_proto(&chosen, outSize, Protocols, sizeof Protocols, offered, offeredSize)
        != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
}

bool takeIdentity(SSL_CTX *context, const TlsIdentity &identity)
{
    if (SSL_CTX_use_certificate(context, identity.certificate()) != 1
        || SSL_CTX_use_PrivateKey(context, identity.key()) != 1)
        return false;
    for (size_t i = 1; i < identity.chain().size(); ++i) {
        if (SSL_CTX_add1_chain_cert(context, identity.chain()[i].get()) != 1)
            return false;
    }
    return true;
}

} // namespace

std::shared_ptr<const TlsAcceptor> TlsAcceptor::make(std::shared_ptr<const TlsIdentity> identity)
{
    std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
    if (!context || !takeIdentity(context.get(), *identity)) {
        ERR_clear_error();
        return nullptr;
    }
    SSL_CTX *const rules = context.get();
    SSL_CTX_set_min_proto_version(rules, TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(rules, "ECDHE+AESGCM:ECDHE+CHACHA20"); // of TLS 1.2; those of 1.3 are all of this kind
    // A FIN without close_notify ends a client's input as well: whether a request is whole, its framing says.
    SSL_CTX_set_options(rules,
                        SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE
                            | SSL_OP_PRIORITIZE_CHACHA | SSL_OP_IGNORE_UNEXPECTED_EOF);
    // No resumption: clients that matter keep their connections, and a ticket's key that lives as long as the process
    // would undo the forward secrecy of TLS 1.2.
    SSL_CTX_set_options(rules, SSL_OP_NO_TICKET);
    SSL_CTX_set_session_cache_mode(rules, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(rules, 0);
    // Partial: a record at a time, and what is kept may have moved until it is tried again. Idle connections give
    // their 34 KB back.
    SSL_CTX_set_mode(rules,
                     SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_read_ahead(rules, 1); // one recv() a record instead of two
    SSL_CTX_set_alpn_select_cb(rules, chooseProtocol, nullptr);

    std::shared_ptr<TlsAcceptor> acceptor(new TlsAcceptor);
    acceptor->m_context = std::move(context);
    acceptor->m_identity = std::move(identity);
    return acceptor;
}

} // namespace keyswitch
