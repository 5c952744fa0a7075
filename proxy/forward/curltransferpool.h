// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/forward/curltransfer.h"

#include <memory>
#include <vector>

namespace keyswitch
{

// Transfers that wait for their next exchange. Thread of the engine.
class CurlTransferPool
{
public:
    // Null when there is none.
    std::unique_ptr<CurlTransfer> take();
    // Keeps it for reuse, or destroys it.
    void giveBack(std::unique_ptr<CurlTransfer> transfer);
    void clear() { m_waiting.clear(); }

private:
    std::vector<std::unique_ptr<CurlTransfer>> m_waiting;
};

} // namespace keyswitch
