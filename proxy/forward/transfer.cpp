// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/forward/transfer.h"

namespace keyswitch
{

using upstream::UpstreamFailure;

void Transfer::note(UpstreamFailure kind, const char *text)
{
    if (failure != UpstreamFailure::None)
        return;
    failure = kind;
    failureText = text;
}

std::optional<Transfer::Expiry> Transfer::expiry(Moment now)
{
    if (done || isPaused())
        return {}; // paused: its reader is slow, not the upstream
    const auto over = [&](Milliseconds limit) { return limit.count() > 0 && now - lastActivity > limit; };
    if (place == Place::Queued) {
        if (over(limits.connect))
            return Expiry{UpstreamFailure::QueueFull, "no upstream connection became free in time"};
        return {};
    }
    if (!requestBegun)
        return {}; // connecting: curl's own limit
    noteUploadProgress(now);
    if (head.isComplete()) {
        if (over(limits.silence))
            return Expiry{UpstreamFailure::Stalled, "the upstream fell silent in the middle of its answer"};
    } else if (over(limits.firstByte)) {
        return Expiry{UpstreamFailure::FirstByteTimeout, "the upstream did not answer in time"};
    }
    return {};
}

void Transfer::forget()
{
    lines.clear();
    requestBody = {};
    uploadFromDevice = repeatable = false;
    uploadSize = -1;
    limits = {};
    head.clear();
    requestBegun = done = false;
    failure = UpstreamFailure::None;
    failureText = nullptr;
    client = nullptr;
    place = Place::Free;
    bodyPaused = uploadPaused = false;
}

} // namespace keyswitch
