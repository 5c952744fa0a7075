// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/problem.h"
#include "proxy/base/secret.h"

#include <QByteArray>

#include <array>

namespace keyswitch::store
{

// Seals secrets for the database: XChaCha20-Poly1305 with a subkey for each purpose (one key used for two purposes has
// cost others their admin access), and bound to the place it was made for, so that a sealed key copied into another row
// does not open. Immutable, readable from any thread.
// Blob: version (1 byte, 1), nonce (24), ciphertext with tag. https://doc.libsodium.org/secret-key_cryptography/aead
class KeySeal
{
public:
    enum class Purpose : quint8 { UserKey = 1, Setting = 2, Check = 3 };
    static constexpr qsizetype dataKeyBytes = 32;

    // `dataKey` has dataKeyBytes bytes; it is not kept.
    explicit KeySeal(const Secret &dataKey);

    // `place`: table and row, the same for opening.
    QByteArray seal(Purpose purpose, QByteArrayView place, const Secret &secret) const;
    Result<Secret> open(Purpose purpose, QByteArrayView place, QByteArrayView blob) const;

    // The same with a given 32-byte key in place of a subkey; for the data key itself.
    static QByteArray sealWith(const Secret &key, QByteArrayView place, const Secret &secret);
    static Result<Secret> openWith(const Secret &key, QByteArrayView place, QByteArrayView blob);

private:
    const Secret &subkey(Purpose purpose) const { return m_subkeys[size_t(purpose) - 1]; }
    std::array<Secret, 3> m_subkeys;
};

} // namespace keyswitch::store
