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

} // namespace keyswitch
