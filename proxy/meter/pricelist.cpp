// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/meter/pricelist.h"

#include <algorithm>

namespace keyswitch
{

// 2^53 tokens times a price overflow 64 bits.
__extension__ using Wide = __int128;

std::optional<NanoDollars> PriceList::cost(const QByteArray &model, const TokenUsage &tokens) const
{
    const auto price = m_prices.constFind(model);
    if (price == m_prices.constEnd() || !tokens.isKnown())
        return std::nullopt;
    const Tokens prompt = tokens.prompt.value_or(0);
    const Tokens cached = price->nanoPerMillionCached ? std::min(tokens.cached.value_or(0), prompt) : 0;
    const Wide millionths = static_cast<Wide>(prompt - cached) * price->nanoPerMillionPrompt
        + static_cast<Wide>(cached) * price->nanoPerMillionCached.value_or(0)
        + static_cast<Wide>(tokens.completion.value_or(0)) * price->nanoPerMillionCompletion;
    const Wide nano = (millionths + 500'000) / 1'000'000;
    constexpr qint64 Largest = 1'000'000LL * 1'000'000'000LL;
    if (nano < 0 || nano > Largest)
        return std::nullopt;
    return NanoDollars(static_cast<qint64>(nano));
}

} // namespace keyswitch
