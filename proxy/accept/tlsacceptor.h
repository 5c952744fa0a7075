// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/tlsidentity.h"

#include <memory>

struct ssl_ctx_st;

namespace keyswitch
{

// What all TLS connections of a listener share: our identity and the rules. TLS 1.2 and 1.3, forward secrecy and
// authenticated ciphers only, HTTP/1.1 in ALPN (RFC 7301). Immutable; any thread. A connection keeps the one it was
// accepted with, so that a renewed certificate disturbs none.
class TlsAcceptor
{
public:
    // Null when OpenSSL does not take the identity (a key too weak for its security level).
    static std::shared_ptr<const TlsAcceptor> make(std::shared_ptr<const TlsIdentity> identity);

    ssl_ctx_st *context() const { return m_context.get(); }
    const TlsIdentity &identity() const { return *m_identity; }

private:
    TlsAcceptor() = default;
    std::shared_ptr<ssl_ctx_st> m_context;
    std::shared_ptr<const TlsIdentity> m_identity;
};

} // namespace keyswitch
