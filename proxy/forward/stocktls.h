// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/upstreamtls.h"

#include <QSslConfiguration>

class QNetworkReply;

namespace keyswitch
{

// In Qt's terms, for either engine. What `tls` does not say stays as it is in `configuration`.
QSslConfiguration sslConfigurationOf(const UpstreamTls &tls, QSslConfiguration configuration);

// Lets the stock engine's reply tell TLS failures apart: upstream::TlsFailureProperty.
void tellTlsFailures(QNetworkReply *reply, bool certificateShown);

} // namespace keyswitch
