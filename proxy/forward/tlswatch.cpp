// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/forward/tlswatch.h"

#include <openssl/ssl.h>

namespace keyswitch
{

namespace
{

using Flag = std::shared_ptr<bool>;

// A Flag of the connection's own: it outlives neither more nor less than it has to, since curl frees the connection
// before it tells that an exchange on it has ended.
int goodbyeIndex()
{
    static const int index =
        SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, [](void *, void *flag, CRYPTO_EX_DATA *, int, long, void *) {
            delete static_cast<Flag *>(flag);
        });
    return index;
}

int wantedIndex()
{
    static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    return index;
}

int onCertificateWanted(SSL *tls, X509 **, EVP_PKEY **)
{
    *static_cast<bool *>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(tls), wantedIndex())) = true;
    return 0; // it may go on without one
}

void onEvent(const SSL *tls, int where, int value)
{
    if (where != SSL_CB_READ_ALERT || (value & 0xff) != SSL_AD_CLOSE_NOTIFY)
        return;
    if (const auto *flag = static_cast<const Flag *>(SSL_get_ex_data(tls, goodbyeIndex())))
        **flag = true;
}

} // namespace

void TlsWatch::prepare(void *sslContext, bool *certificateWanted)
{
    auto *const rules = static_cast<SSL_CTX *>(sslContext);
    SSL_CTX_set_options(rules, SSL_OP_NO_RENEGOTIATION); // whoever wanted to know may be gone by then
    SSL_CTX_set_ex_data(rules, wantedIndex(), certificateWanted);
    SSL_CTX_set_client_cert_cb(rules, onCertificateWanted);
    SSL_CTX_set_info_callback(rules, onEvent);
}

std::shared_ptr<const bool> TlsWatch::goodbyeOf(CURL *easy)
{
    curl_tlssessioninfo *session = nullptr;
    if (curl_easy_getinfo(easy, CURLINFO_TLS_SSL_PTR, &session) != CURLE_OK || !session || !session->internals
        || session->backend != CURLSSLBACKEND_OPENSSL)
        return nullptr;
    auto *const tls = static_cast<SSL *>(session->internals);
    if (const auto *known = static_cast<const Flag *>(SSL_get_ex_data(tls, goodbyeIndex())))
        return *known;
    const auto flag = std::make_shared<bool>((SSL_get_shutdown(tls) & SSL_RECEIVED_SHUTDOWN) != 0);
    auto kept = std::make_unique<Flag>(flag);
    if (SSL_set_ex_data(tls, goodbyeIndex(), kept.get()) == 1)
        (void)kept.release();
    return flag;
}

} // namespace keyswitch
