// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/upstreamattributes.h"

#include <QString>

namespace keyswitch
{

// What a person is told of a TLS connection that failed: what is wrong, and how to mend it. Translated; `service` is
// "Letta" or "LiteLLM".
struct TlsWords {
    QString why;
    QString remedy;
    static TlsWords of(upstream::UpstreamFailure failure, const QString &service);
};

} // namespace keyswitch
