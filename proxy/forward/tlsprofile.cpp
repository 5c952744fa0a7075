// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/forward/tlsprofile.h"

#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>

#include <sodium.h>

namespace keyswitch
{

TlsProfile::~TlsProfile()
{
    if (!key.isEmpty())
        sodium_memzero(key.data(), size_t(key.size()));
}

std::shared_ptr<const TlsProfile> TlsProfile::from(const QSslConfiguration &configuration, const QByteArray &pinnedKey)
{
    auto profile = std::make_shared<TlsProfile>();
    for (const QSslCertificate &authority : configuration.caCertificates())
        profile->authorities += authority.toPem();
    for (const QSslCertificate &link : configuration.localCertificateChain())
        profile->certificate += link.toPem();
    if (!configuration.privateKey().isNull())
        profile->key = configuration.privateKey().toPem();
    if (!pinnedKey.isEmpty())
        profile->pinnedKey = "sha256//" + pinnedKey.toBase64();
    return profile;
}

} // namespace keyswitch
