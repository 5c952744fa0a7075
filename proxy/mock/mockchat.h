// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/mock/mockscript.h"
#include "proxy/mock/mockturn.h"

namespace keyswitch
{

// OpenAI's chat completions, plain and streamed, in LiteLLM's dialect where it differs: the cost in a header of plain
// answers and in `usage.cost` of a stream, whose usage chunk has a choice. With `tools` the first function is called
// (or the one `tool_choice` names), unless the last message is a tool's answer.
MockScript mockChat(const MockCall &call);

// The legacy completions API.
MockScript mockCompletion(const MockCall &call);

} // namespace keyswitch
