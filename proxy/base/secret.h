// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <memory>

namespace keyswitch
{

// Bytes that wipe themselves: keys, passphrases, tokens. Never held in a QString, never logged, compared in constant
// time. Move-only, so that each copy is asked for by name. Any thread; one object is not shared for writing.
class Secret
{
public:
    Secret() = default;
    // Copies the bytes. The caller wipes its own (see takeFrom()).
    explicit Secret(QByteArrayView bytes);
    // Takes the bytes and wipes the source, also where it was shared (a shared QByteArray detaches: then only the
    // copy is wiped, so pass the only reference).
    static Secret takeFrom(QByteArray &&bytes);
    Secret(Secret &&other) noexcept;
    Secret &operator=(Secret &&other) noexcept;
    Secret(const Secret &) = delete;
    Secret &operator=(const Secret &) = delete;
    ~Secret();

    bool isEmpty() const { return m_size == 0; }
    qsizetype size() const { return m_size; }
    // Valid while this object lives and is not assigned to.
    QByteArrayView view() const { return {m_bytes.get(), m_size}; }
    Secret clone() const { return Secret(view()); }
    std::shared_ptr<const Secret> share() const { return std::make_shared<const Secret>(view()); }

    // Constant time for equal lengths; the length itself is not hidden.
    bool equals(QByteArrayView other) const;

    // What people see in place of the secret: "sk-…4f1a" and a short BLAKE2b digest never tell the bytes.
    // Twelve hex digits of BLAKE2b-128 keyed for this purpose; empty for an empty secret.
    QByteArray fingerprint() const;

private:
    void wipe() noexcept;
    std::unique_ptr<char[]> m_bytes;
    qsizetype m_size = 0;
};

} // namespace keyswitch
