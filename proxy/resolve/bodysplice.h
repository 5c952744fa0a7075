// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/resolve/bodylook.h"

namespace keyswitch
{

// The only changes ever made to a client's body, each as a splice: all other bytes stay as they were.
// `look` must be what lookAt() said of this very body. Pure, any thread.

// True when a stream would end without its usage unless we ask for it in the client's place (chat and completions; the
// Responses API always tells). The relay then hides the usage chunk from the client again.
bool needsUsage(Endpoint endpoint, const BodyLook &look);

// Sets the model (UTF-8) that the client left out, or replaces the one it named.
QByteArray withModel(QByteArrayView body, const BodyLook &look, QByteArrayView model);

// Sets stream_options.include_usage to true.
QByteArray withUsage(QByteArrayView body, const BodyLook &look);

// Both in one pass.
QByteArray withModelAndUsage(QByteArrayView body, const BodyLook &look, QByteArrayView model);

} // namespace keyswitch
