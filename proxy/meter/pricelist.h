// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/money.h"
#include "proxy/base/tokenusage.h"

#include <QByteArray>
#include <QHash>

#include <optional>

namespace keyswitch
{

// Prices by public model name, as LiteLLM's /model/info tells them. Per million tokens in nano-dollars, so that a price
// of $0.0000001 a token is a whole number. Immutable once shared; any thread.
class PriceList
{
public:
    struct Price {
        qint64 nanoPerMillionPrompt = 0;
        qint64 nanoPerMillionCompletion = 0;
        std::optional<qint64> nanoPerMillionCached; // absent: cached tokens cost as much as others
        friend bool operator==(const Price &, const Price &) = default;
    };
    void set(const QByteArray &model, const Price &price) { m_prices.insert(model, price); }
    qsizetype size() const { return m_prices.size(); }

    // Nothing when the model has no price here or the tokens are not known: unknown stays unknown.
    std::optional<NanoDollars> cost(const QByteArray &model, const TokenUsage &tokens) const;

private:
    QHash<QByteArray, Price> m_prices;
};

} // namespace keyswitch
