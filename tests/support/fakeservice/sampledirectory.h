// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/fakeservice/fakegatewayservice.h"

namespace keyswitch
{

// Users, agents, requests and usage as a small company would have them, the same each time, ending at `now`.
void fillSampleDirectory(FakeGatewayService &service, const QDateTime &now);

// Requests that are happening at that moment.
QList<LiveRow> sampleLiveRows(const QDateTime &now);

} // namespace keyswitch
