// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/rawclient.h"

#include <QString>

#include <memory>

struct ssl_ctx_st;
struct ssl_st;

namespace keyswitch::test
{

// A RawClient whose bytes go through TLS. Its end() is Fin only after a close_notify, Reset for anything torn.
class TlsClient final : public RawClient
{
public:
    struct Options {
        QString trust; // a PEM file; empty: whatever certificate there is, is taken
        QByteArray name = "127.0.0.1"; // that has to stand in it
        QByteArray protocols; // ALPN, as on the wire: "\x02h2\x08http/1.1"; empty: none
        int lowest = 0; // TLS1_2_VERSION and so on; 0: OpenSSL's own
        int highest = 0;
    };
    explicit TlsClient(quint16 port, int receiveBuffer = 0); // takes any certificate
    TlsClient(quint16 port, const Options &options, int receiveBuffer = 0);
    ~TlsClient() override;

    bool isSecure() const { return m_secure; } // the handshake came about
    QByteArray problem() const { return m_problem; } // OpenSSL's words
    QByteArray protocol() const; // ALPN's
    QByteArray version() const; // "TLSv1.3"
    QByteArray serial() const; // of the server's certificate, in hex
    bool sayGoodbye(); // close_notify, without a FIN; receiving goes on

protected:
    qsizetype get(char *data, qsizetype size) override;
    qsizetype put(QByteArrayView bytes) override;
    bool holdsInput() const override;

private:
    std::unique_ptr<ssl_ctx_st, void (*)(ssl_ctx_st *)> m_context;
    std::unique_ptr<ssl_st, void (*)(ssl_st *)> m_ssl;
    bool m_secure = false;
    QByteArray m_problem;
};

} // namespace keyswitch::test
