// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/failure.h"
#include "proxy/base/upstreamattributes.h"

class QNetworkReply;

namespace keyswitch
{

// What an exchange that failed on the way is to the failure table.
FailureKind failureKindOf(upstream::UpstreamFailure failure);

// What became of a finished reply. Our engines say exactly; the stock one only in QNetworkReply's terms, where an
// answer of 400 or more is an error too. `answered`: its head has come.
upstream::UpstreamFailure upstreamFailureOf(const QNetworkReply &reply, bool answered);

} // namespace keyswitch
