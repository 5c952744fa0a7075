// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/service/types.h"

namespace keyswitch
{

// How a request stands, as windows tell it apart.
enum class RequestState { Waiting, Streaming, Ok, ClientLeft, UpstreamCut, Refused, Error };

RequestState requestState(Outcome outcome);
RequestState requestState(const LiveRow &row);
bool isRunning(RequestState state);
// Ended without what the client wanted, and not by the client's own doing or by a rule.
bool isFailure(RequestState state);
// The word of the filter language: "running", "ok", "left", "cut", "refused", "error".
QLatin1String filterWord(RequestState state);

} // namespace keyswitch
