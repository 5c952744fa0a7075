// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/tlsidentity.h"

#include <QByteArray>

#include <memory>

namespace keyswitch
{

// How an upstream that speaks TLS proves who it is, and how we do. There is no way to do without a proof. Immutable
// once made; any thread.
struct UpstreamTls {
    QByteArray authorities; // PEM; exactly these are trusted; empty: the system's
    std::shared_ptr<const TlsIdentity> identity; // ours, for an upstream that asks; null: none
    // SHA-256 of the one public key that is taken, raw, in place of authorities and name: for our own listener, whose
    // certificate may be for any name and from anybody. Only our own engine knows it.
    QByteArray pinnedKey;
};

} // namespace keyswitch
