// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/forward/transfer.h"

#include <memory>
#include <vector>

namespace keyswitch
{

// Transfers that wait for their next exchange. Thread of the engine.
class TransferPool
{
public:
    // Null when there is none.
    std::unique_ptr<Transfer> take();
    // Keeps it for reuse, or destroys it.
    void giveBack(std::unique_ptr<Transfer> transfer);
    void clear() { m_waiting.clear(); }

private:
    std::vector<std::unique_ptr<Transfer>> m_waiting;
};

} // namespace keyswitch
