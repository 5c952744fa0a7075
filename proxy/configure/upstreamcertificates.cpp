// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/configure/upstreamcertificates.h"

#include <QCoreApplication>

#include <openssl/evp.h>

namespace keyswitch
{

tl::expected<std::shared_ptr<const UpstreamTls>, CertificateFault>
readUpstreamCertificates(const UpstreamTlsFiles &files)
{
    if (files.authorities.isEmpty() && files.certificate.isEmpty())
        return nullptr;
    auto tls = std::make_shared<UpstreamTls>();
    if (!files.authorities.isEmpty()) {
        const auto authorities = readAuthorities(QString::fromUtf8(files.authorities));
        if (!authorities)
            return tl::unexpected(CertificateFault{"upstream.ca_file", authorities.error()});
        tls->authorities = *authorities;
    }
    if (!files.certificate.isEmpty()) {
        const QString key = QString::fromUtf8(files.key);
        const auto identity = TlsIdentity::read(QString::fromUtf8(files.certificate), key);
        if (!identity)
            return tl::unexpected(CertificateFault{"upstream.client_certificate", identity.error()});
        const int kind = EVP_PKEY_get_base_id((*identity)->key());
        if (kind != EVP_PKEY_RSA && kind != EVP_PKEY_EC) // what QSslKey knows
            return tl::unexpected(CertificateFault{
                "upstream.client_key",
                QCoreApplication::translate("Settings",
                                            "the key in %1 is of a kind that cannot be used: take an RSA or an EC key")
                    .arg(key)});
        tls->identity = *identity;
    }
    return tls;
}

} // namespace keyswitch
