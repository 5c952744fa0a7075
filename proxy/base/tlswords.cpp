// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/base/tlswords.h"

#include <QCoreApplication>

namespace keyswitch
{

using upstream::UpstreamFailure;

namespace
{

TlsWords words(const char *why, const char *remedy, const QString &service)
{
    return {QCoreApplication::translate("TlsWords", why),
            QCoreApplication::translate("TlsWords", remedy).replace(QLatin1String("%1"), service)};
}

} // namespace

TlsWords TlsWords::of(UpstreamFailure failure, const QString &service)
{
    switch (failure) {
    case UpstreamFailure::TlsExpired:
        return words(QT_TRANSLATE_NOOP("TlsWords", "Its certificate has expired."),
                     QT_TRANSLATE_NOOP("TlsWords", "Renew the certificate of %1."), service);
    case UpstreamFailure::TlsNotYetValid:
        return words(QT_TRANSLATE_NOOP("TlsWords", "Its certificate is not valid yet."),
                     QT_TRANSLATE_NOOP("TlsWords", "Compare the clock of this machine with that of %1."), service);
    case UpstreamFailure::TlsWrongName:
        return words(QT_TRANSLATE_NOOP("TlsWords", "Its certificate is for another name."),
                     QT_TRANSLATE_NOOP("TlsWords",
                                       "Put a name into the URL of %1 that stands in the certificate, or have the "
                                       "certificate issued for this name."),
                     service);
    case UpstreamFailure::TlsUnknownAuthority:
        return words(QT_TRANSLATE_NOOP("TlsWords", "Its certificate comes from an authority that is not trusted here."),
                     QT_TRANSLATE_NOOP("TlsWords",
                                       "Trust the authority that %1 has its certificate from: LiteLLM's with the "
                                       "setting upstream.ca_file, any other in the system's list."),
                     service);
    case UpstreamFailure::TlsSelfSigned:
        return words(QT_TRANSLATE_NOOP("TlsWords", "Its certificate is self-signed."),
                     QT_TRANSLATE_NOOP("TlsWords",
                                       "Trust exactly the certificate of %1: LiteLLM's with the setting "
                                       "upstream.ca_file, any other in the system's list."),
                     service);
    case UpstreamFailure::TlsVersion:
        return words(QT_TRANSLATE_NOOP("TlsWords", "It speaks no TLS version from 1.2 on."),
                     QT_TRANSLATE_NOOP("TlsWords", "Update %1, or what stands in front of it."), service);
    case UpstreamFailure::TlsNoHttp11:
        return words(QT_TRANSLATE_NOOP("TlsWords", "It speaks no HTTP/1.1 over TLS."),
                     QT_TRANSLATE_NOOP("TlsWords", "Allow HTTP/1.1 in what stands in front of %1."), service);
    case UpstreamFailure::TlsCertificateWanted:
        return words(QT_TRANSLATE_NOOP("TlsWords", "It wants a client certificate, and none is set."),
                     QT_TRANSLATE_NOOP("TlsWords",
                                       "Set upstream.client_certificate and upstream.client_key, if %1 is LiteLLM; for "
                                       "any other service there is no such setting."),
                     service);
    case UpstreamFailure::TlsCertificateRefused:
        return words(QT_TRANSLATE_NOOP("TlsWords", "It does not accept our client certificate."),
                     QT_TRANSLATE_NOOP("TlsWords",
                                       "Have the certificate in upstream.client_certificate issued by an authority "
                                       "that %1 trusts, and see that it has not expired."),
                     service);
    case UpstreamFailure::TlsMissing:
        return words(QT_TRANSLATE_NOOP("TlsWords", "It speaks no TLS at this address."),
                     QT_TRANSLATE_NOOP("TlsWords", "Begin the URL of %1 with http://, or correct its port."), service);
    default:
        return words(QT_TRANSLATE_NOOP("TlsWords", "No secure connection could be made."),
                     QT_TRANSLATE_NOOP("TlsWords",
                                       "See the log of %1, and whether its URL should begin with http:// or https://."),
                     service);
    }
}

} // namespace keyswitch
