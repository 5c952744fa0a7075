// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/upstreamattributes.h"

#include <QByteArrayView>

namespace keyswitch
{

// What is known of a TLS connection to an upstream that failed.
struct TlsEvidence {
    long verifyResult = 0; // OpenSSL's X509_V_ERR_…
    QByteArrayView words; // the engine's, with OpenSSL's "error:0A00042E:SSL routines::…" in them
    bool certificateShown = false; // ours
    bool certificateWanted = false; // the upstream asked for one, and there was none
};

// Which failure that is; None: nothing here says so.
upstream::UpstreamFailure tlsFailureOf(const TlsEvidence &evidence);

// English, for logs.
const char *tlsText(upstream::UpstreamFailure failure);

} // namespace keyswitch
