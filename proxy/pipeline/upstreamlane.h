// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/forward/upstreamsender.h"

#include <QNetworkAccessManager>

#include <memory>

namespace keyswitch
{

// One worker's way to its upstream: the engine, and what makes requests for it. Replaced whole when the settings
// change; a run holds the one it started with, so that its reply does not lose its manager.
struct UpstreamLane {
    explicit UpstreamLane(std::unique_ptr<QNetworkAccessManager> engine)
        : manager(std::move(engine))
        , sender(*manager)
    {
    }
    std::unique_ptr<QNetworkAccessManager> manager;
    UpstreamSender sender;
};

} // namespace keyswitch
