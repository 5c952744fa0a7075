// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/store/keyseal.h"

#include <QCoreApplication>

#include <sodium.h>

namespace keyswitch::store
{

static constexpr char version = 1;
static constexpr qsizetype nonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
static constexpr qsizetype tagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(KeySeal::dataKeyBytes == crypto_kdf_KEYBYTES);
static_assert(KeySeal::dataKeyBytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

static const unsigned char *bytes(QByteArrayView view)
{
    return reinterpret_cast<const unsigned char *>(view.data());
}
static unsigned char *bytes(QByteArray &array, qsizetype from)
{
    return reinterpret_cast<unsigned char *>(array.data()) + from;
}

KeySeal::KeySeal(const Secret &dataKey)
{
    Q_ASSERT(dataKey.size() == dataKeyBytes);
    for (const Purpose purpose : {Purpose::UserKey, Purpose::Setting, Purpose::Check}) {
        QByteArray key(dataKeyBytes, Qt::Uninitialized);
        crypto_kdf_derive_from_key(bytes(key, 0), size_t(dataKeyBytes), quint64(purpose), "keyswtch",
                                   bytes(dataKey.view()));
        m_subkeys[size_t(purpose) - 1] = Secret::takeFrom(std::move(key));
    }
}

QByteArray KeySeal::seal(Purpose purpose, QByteArrayView place, const Secret &secret) const
{
    return sealWith(subkey(purpose), place, secret);
}

Result<Secret> KeySeal::open(Purpose purpose, QByteArrayView place, QByteArrayView blob) const
{
    return openWith(subkey(purpose), place, blob);
}

QByteArray KeySeal::sealWith(const Secret &key, QByteArrayView place, const Secret &secret)
{
    Q_ASSERT(key.size() == dataKeyBytes);
    QByteArray blob(1 + nonceBytes + secret.size() + tagBytes, Qt::Uninitialized);
    blob[0] = version;
    randombytes_buf(bytes(blob, 1), size_t(nonceBytes));
    crypto_aead_xchacha20poly1305_ietf_encrypt(
        bytes(blob, 1 + nonceBytes), nullptr, bytes(secret.view()), static_cast<unsigned long long>(secret.size()),
        bytes(place), static_cast<unsigned long long>(place.size()), nullptr, bytes(blob, 1), bytes(key.view()));
    return blob;
}

Result<Secret> KeySeal::openWith(const Secret &key, QByteArrayView place, QByteArrayView blob)
{
    Q_ASSERT(key.size() == dataKeyBytes);
    const qsizetype size = blob.size() - 1 - nonceBytes - tagBytes;
    if (size >= 0 && blob[0] == version) {
        QByteArray clear(size, Qt::Uninitialized);
        if (crypto_aead_xchacha20poly1305_ietf_decrypt(
                bytes(clear, 0), nullptr, nullptr, bytes(blob.sliced(1 + nonceBytes)),
                static_cast<unsigned long long>(size + tagBytes), bytes(place),
                static_cast<unsigned long long>(place.size()), bytes(blob.sliced(1)), bytes(key.view()))
            == 0)
            return Secret::takeFrom(std::move(clear));
    }
    return tl::unexpected(
        Problem{Problem::Code::Storage,
                QCoreApplication::translate("Store", "A stored key cannot be decrypted"),
                QString::fromUtf8(place),
                {},
                QCoreApplication::translate(
                    "Store", "It was sealed with another data key, or was damaged. Enter the key again.")});
}

} // namespace keyswitch::store
