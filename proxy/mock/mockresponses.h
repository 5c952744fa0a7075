// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/mock/mockscript.h"
#include "proxy/mock/mockturn.h"

namespace keyswitch
{

// OpenAI's Responses API, plain and as events from response.created to response.completed. Letta uses it for models
// whose names begin with o1, o3, o4 or gpt-5.
MockScript mockResponse(const MockCall &call);

} // namespace keyswitch
