// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/mock/mockscript.h"
#include "proxy/mock/mockturn.h"

namespace keyswitch
{

// OpenAI's embeddings: unit vectors that depend on the text alone, so that the same text is found again. As floats, or
// as base64 of little-endian 32-bit floats, which both Letta and the openai SDK ask for.
MockScript mockEmbeddings(const MockCall &call);

} // namespace keyswitch
