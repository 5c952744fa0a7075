// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <memory>

struct ssl_ctx_st;
struct ssl_st;

namespace keyswitch::test
{

// TLS for a server double. Any thread once made.
class TlsServing
{
public:
    struct Options {
        QString certificate; // PEM files
        QString key;
        QString clientAuthority; // a client has to show a certificate of this one; empty: need not
        int lowest = 0; // TLS1_VERSION and so on, down to what is forbidden; 0: OpenSSL's own
        int highest = 0;
        bool h2Only = false; // in ALPN
    };
    explicit TlsServing(const Options &options);

    std::shared_ptr<ssl_st> accept(int descriptor) const; // the handshake happens with the first read

private:
    std::shared_ptr<ssl_ctx_st> m_context;
};

} // namespace keyswitch::test
