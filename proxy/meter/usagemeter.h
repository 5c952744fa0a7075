// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/clock.h"
#include "proxy/base/exchange.h"
#include "proxy/meter/pricelist.h"

#include <memory>

namespace keyswitch
{

// Makes the one row of an exchange that has ended. The cost is what LiteLLM said (header, or the stream's usage.cost);
// else tokens times the price list; else unknown. One a worker, its thread.
class UsageMeter
{
public:
    explicit UsageMeter(const Clock &clock)
        : m_clock(clock)
    {
    }
    void setPriceList(std::shared_ptr<const PriceList> prices) { m_prices = std::move(prices); }

    // `refusalCode`: the failure table's code when the exchange has a failure; else ignored.
    UsageRecord close(const Exchange &exchange, const QByteArray &refusalCode) const;

private:
    static Outcome outcome(const Exchange &exchange);
    Cost cost(const Exchange &exchange) const;

    const Clock &m_clock;
    std::shared_ptr<const PriceList> m_prices;
};

} // namespace keyswitch
