// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/forward/transferoutcome.h"

namespace keyswitch
{

class CurlTransfer;

// Reads from an easy handle, and from curl's words, what became of its exchange.
struct CurlOutcome {
    static TransferOutcome of(const CurlTransfer &transfer);
};

} // namespace keyswitch
