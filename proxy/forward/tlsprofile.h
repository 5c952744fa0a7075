// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <memory>

class QSslConfiguration;

namespace keyswitch
{

// How the upstream proves who it is, and how we do, as the PEM that curl takes. Immutable once made; transfers share
// it.
struct TlsProfile {
    TlsProfile() = default;
    TlsProfile(const TlsProfile &) = delete;
    TlsProfile &operator=(const TlsProfile &) = delete;
    ~TlsProfile(); // wipes the key
    // Whatever the configuration says, the upstream's proof is asked for.
    static std::shared_ptr<const TlsProfile> from(const QSslConfiguration &configuration,
                                                  const QByteArray &pinnedKey = {});

    QByteArray authorities; // empty: the system's
    QByteArray certificate; // ours, with its chain; empty: none
    QByteArray key;
    QByteArray pinnedKey; // "sha256//…" of the one public key that is taken, in place of authorities and name
};

} // namespace keyswitch
