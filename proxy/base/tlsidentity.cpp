// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/base/tlsidentity.h"

#include <QCoreApplication>
#include <QFile>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <ctime>

namespace keyswitch
{

namespace
{

using Chain = std::vector<std::shared_ptr<X509>>;
template <typename T> using Read = tl::expected<T, QString>;

constexpr qint64 LargestFile = 1024 * 1024;

QString text(const char *source)
{
    return QCoreApplication::translate("TlsIdentity", source);
}

Read<Secret> contentOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return tl::unexpected(text(QT_TRANSLATE_NOOP("TlsIdentity",
                                                     "the file %1 cannot be read (%2): check the path, and that the "
                                                     "user Keyswitch runs as may read it"))
                                  .arg(path, file.errorString()));
    QByteArray bytes = file.read(LargestFile + 1); // a device or a wrong path may have no end
    if (bytes.size() > LargestFile)
        return tl::unexpected(
            text(QT_TRANSLATE_NOOP("TlsIdentity", "the file %1 is larger than 1 MiB: it is no PEM file")).arg(path));
    return Secret::takeFrom(std::move(bytes));
}

std::shared_ptr<BIO> over(const Secret &bytes)
{
    return {BIO_new_mem_buf(bytes.view().data(), int(bytes.size())), BIO_free};
}

// Never asks on a terminal.
int noPassphrase(char *, int, int, void *asked)
{
    *static_cast<bool *>(asked) = true;
    return 0;
}

Read<Chain> chainIn(const Secret &bytes, const QString &path)
{
    Chain chain;
    bool asked = false;
    const std::shared_ptr<BIO> source = over(bytes);
    while (X509 *const one = PEM_read_bio_X509(source.get(), nullptr, noPassphrase, &asked))
        chain.emplace_back(one, X509_free);
    const unsigned long end = ERR_peek_last_error();
    ERR_clear_error();
    if (ERR_GET_REASON(end) != PEM_R_NO_START_LINE) // what ends a file in good order
        return tl::unexpected(
            text(QT_TRANSLATE_NOOP("TlsIdentity",
                                   "the file %1 has a damaged certificate: copy it again from where it was issued"))
                .arg(path));
    if (chain.empty())
        return tl::unexpected(
            text(QT_TRANSLATE_NOOP("TlsIdentity",
                                   "the file %1 has no certificate in PEM form (“-----BEGIN CERTIFICATE-----”)"))
                .arg(path));
    return chain;
}

Read<std::shared_ptr<EVP_PKEY>> keyIn(const Secret &bytes, const QString &path)
{
    bool asked = false;
    EVP_PKEY *const key = PEM_read_bio_PrivateKey(over(bytes).get(), nullptr, noPassphrase, &asked);
    ERR_clear_error();
    if (key)
        return std::shared_ptr<EVP_PKEY>(key, EVP_PKEY_free);
    return tl::unexpected(
        (asked ? text(QT_TRANSLATE_NOOP("TlsIdentity",
                                        "the private key in %1 is locked with a passphrase, which nobody could enter: "
                                        "give one without (openssl pkey -in FILE -out NEW)"))
               : text(QT_TRANSLATE_NOOP("TlsIdentity",
                                        "the file %1 has no private key in PEM form (“-----BEGIN PRIVATE KEY-----”)")))
            .arg(path));
}

QDateTime timeOf(const ASN1_TIME *time)
{
    std::tm parts{};
    if (!ASN1_TIME_to_tm(time, &parts))
        return {};
    return QDateTime(QDate(parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday),
                     QTime(parts.tm_hour, parts.tm_min, parts.tm_sec), Qt::UTC);
}

QString shown(const QDateTime &time)
{
    return time.toString(QStringLiteral("yyyy-MM-dd HH:mm 'UTC'"));
}

} // namespace

tl::expected<std::shared_ptr<const TlsIdentity>, QString> TlsIdentity::read(const QString &certificateFile,
                                                                            const QString &keyFile)
{
    const Read<Secret> certificateBytes = contentOf(certificateFile);
    if (!certificateBytes)
        return tl::unexpected(certificateBytes.error());
    Read<Secret> keyBytes = contentOf(keyFile);
    if (!keyBytes)
        return tl::unexpected(keyBytes.error());
    Read<Chain> chain = chainIn(*certificateBytes, certificateFile);
    if (!chain)
        return tl::unexpected(chain.error());
    Read<std::shared_ptr<EVP_PKEY>> key = keyIn(*keyBytes, keyFile);
    if (!key)
        return tl::unexpected(key.error());

    const X509 *const certificate = chain->front().get();
    if (X509_check_private_key(certificate, key->get()) != 1) {
        ERR_clear_error();
        return tl::unexpected(
            text(QT_TRANSLATE_NOOP("TlsIdentity",
                                   "the key in %1 does not belong to the certificate in %2: give the key the "
                                   "certificate was made for, with the server's own certificate first in its file"))
                .arg(keyFile, certificateFile));
    }
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const QDateTime from = timeOf(X509_get0_notBefore(certificate));
    const QDateTime until = timeOf(X509_get0_notAfter(certificate));
    if (!until.isValid() || until <= now)
        return tl::unexpected(
            text(QT_TRANSLATE_NOOP("TlsIdentity", "the certificate in %1 expired on %2: put a renewed one there"))
                .arg(certificateFile, shown(until)));
    if (!from.isValid() || from > now)
        return tl::unexpected(text(QT_TRANSLATE_NOOP("TlsIdentity",
                                                     "the certificate in %1 is not valid before %2: wait, or set this "
                                                     "machine's clock right"))
                                  .arg(certificateFile, shown(from)));

    std::shared_ptr<TlsIdentity> identity(new TlsIdentity);
    identity->m_chain = std::move(*chain);
    identity->m_key = std::move(*key);
    identity->m_keyPem = std::move(*keyBytes);
    identity->m_validUntil = until;
    for (const std::shared_ptr<X509> &link : identity->m_chain) {
        const std::shared_ptr<BIO> out(BIO_new(BIO_s_mem()), BIO_free);
        PEM_write_bio_X509(out.get(), link.get());
        char *data = nullptr;
        const long size = BIO_get_mem_data(out.get(), &data);
        identity->m_chainPem.append(data, size);
    }
    return identity;
}

QByteArray TlsIdentity::publicKeyDigest() const
{
    QByteArray digest(EVP_MAX_MD_SIZE, '\0');
    unsigned char *encoded = nullptr;
    const int length = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate()), &encoded);
    unsigned int size = 0;
    if (length <= 0
        || EVP_Digest(encoded, size_t(length), reinterpret_cast<unsigned char *>(digest.data()), &size, EVP_sha256(),
                      nullptr)
            != 1)
        size = 0;
    OPENSSL_free(encoded);
    return digest.first(size);
}

tl::expected<QByteArray, QString> readAuthorities(const QString &file)
{
    const Read<Secret> bytes = contentOf(file);
    if (!bytes)
        return tl::unexpected(bytes.error());
    if (const Read<Chain> chain = chainIn(*bytes, file); !chain)
        return tl::unexpected(chain.error());
    return bytes->view().toByteArray();
}

} // namespace keyswitch
