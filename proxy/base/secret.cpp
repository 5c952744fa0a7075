// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/base/secret.h"

#include <sodium.h>

#include <cstring>
#include <utility>

namespace keyswitch
{

Secret::Secret(QByteArrayView bytes)
    : m_bytes(bytes.isEmpty() ? nullptr : new char[size_t(bytes.size())])
    , m_size(bytes.size())
{
    if (m_size)
        std::memcpy(m_bytes.get(), bytes.data(), size_t(m_size));
}

Secret Secret::takeFrom(QByteArray &&bytes)
{
    Secret secret{QByteArrayView(bytes)};
    if (!bytes.isEmpty())
        sodium_memzero(bytes.data(), size_t(bytes.size()));
    bytes.clear();
    return secret;
}

Secret::Secret(Secret &&other) noexcept
    : m_bytes(std::move(other.m_bytes))
    , m_size(std::exchange(other.m_size, 0))
{
}

Secret &Secret::operator=(Secret &&other) noexcept
{
    if (this != &other) {
        wipe();
        m_bytes = std::move(other.m_bytes);
        m_size = std::exchange(other.m_size, 0);
    }
    return *this;
}

Secret::~Secret()
{
    wipe();
}

void Secret::wipe() noexcept
{
    if (m_bytes)
        sodium_memzero(m_bytes.get(), size_t(m_size));
    m_bytes.reset();
    m_size = 0;
}

bool Secret::equals(QByteArrayView other) const
{
    return m_size == other.size() && (m_size == 0 || sodium_memcmp(m_bytes.get(), other.data(), size_t(m_size)) == 0);
}

QByteArray Secret::fingerprint() const
{
    if (isEmpty())
        return {};
    static const unsigned char purpose[crypto_generichash_KEYBYTES] = "keyswitch fingerprint v1";
    unsigned char digest[crypto_generichash_BYTES_MIN];
    crypto_generichash(digest, sizeof digest, reinterpret_cast<const unsigned char *>(m_bytes.get()),
                       static_cast<unsigned long long>(m_size), purpose, sizeof purpose);
    return QByteArray(reinterpret_cast<const char *>(digest), 6).toHex();
}

} // namespace keyswitch
