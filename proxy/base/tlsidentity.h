// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/secret.h"

#include <QByteArray>
#include <QDateTime>
#include <QString>

#include <tl/expected.hpp>

#include <memory>
#include <vector>

struct evp_pkey_st;
struct x509_st;

namespace keyswitch
{

// A certificate, the chain that leads to its authority, and the private key that belongs to it: read from PEM files
// and found to fit together and to be valid now. Immutable; any thread.
class TlsIdentity
{
public:
    // An error is a translated sentence that names the file, what is wrong with it and how to mend it. The key may
    // stand in the certificate's file.
    static tl::expected<std::shared_ptr<const TlsIdentity>, QString> read(const QString &certificateFile,
                                                                          const QString &keyFile);

    x509_st *certificate() const { return m_chain.front().get(); }
    const std::vector<std::shared_ptr<x509_st>> &chain() const { return m_chain; } // the certificate itself first
    evp_pkey_st *key() const { return m_key.get(); }
    QByteArray chainPem() const { return m_chainPem; } // certificates only
    const Secret &keyPem() const { return m_keyPem; }
    QDateTime validUntil() const { return m_validUntil; }
    QByteArray publicKeyDigest() const; // SHA-256 of the SubjectPublicKeyInfo, raw: what RFC 7469 pins

private:
    TlsIdentity() = default;
    std::vector<std::shared_ptr<x509_st>> m_chain;
    std::shared_ptr<evp_pkey_st> m_key;
    QByteArray m_chainPem;
    Secret m_keyPem;
    QDateTime m_validUntil;
};

// All certificates of a PEM file, as they stand there: what is trusted. An error is a sentence as above.
tl::expected<QByteArray, QString> readAuthorities(const QString &file);

} // namespace keyswitch
