// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/configsnapshot.h"

#include <QNetworkAccessManager>

#include <memory>

namespace keyswitch
{

// The engine that the settings name, for the calling thread; never null. Either one follows no redirect, keeps no
// cookie, caches nothing, uses no proxy and speaks HTTP/1.1. What the stock engine cannot do stands at
// UpstreamSettings::Engine.
std::unique_ptr<QNetworkAccessManager> makeAccessManager(const UpstreamSettings &settings);

// For questions to Letta, to LiteLLM's admin API and to ourselves: always our own engine over a socket, whatever engine
// or mock the calls go through. For the calling thread; never null. `tls` is for one service only: another one's
// authority is not to be trusted, nor shown our certificate.
std::unique_ptr<QNetworkAccessManager> makeControlPlaneManager(const std::shared_ptr<const UpstreamTls> &tls = nullptr);

} // namespace keyswitch
