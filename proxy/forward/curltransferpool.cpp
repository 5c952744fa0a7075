// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/forward/curltransferpool.h"

#include <utility>

namespace keyswitch
{

namespace
{

constexpr size_t most = 512;

} // namespace

std::unique_ptr<CurlTransfer> CurlTransferPool::take()
{
    if (m_waiting.empty())
        return {};
    std::unique_ptr<CurlTransfer> transfer = std::move(m_waiting.back());
    m_waiting.pop_back();
    return transfer;
}

// Only a handle whose exchange ended well is used again: in curl 8.14 one that failed with "necessary data rewind was
// not possible" fails at every later exchange. Connections live in the multi handle, so nothing else is lost.
void CurlTransferPool::giveBack(std::unique_ptr<CurlTransfer> transfer)
{
    if (!transfer->endedWell() || m_waiting.size() >= most)
        return;
    transfer->reset();
    m_waiting.push_back(std::move(transfer));
}

} // namespace keyswitch
