// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QtGlobal>

#include <optional>

namespace keyswitch
{

// US dollars in integer billionths. A token price of $0.15 a million is 150 of them; the sum of a year stays exact.
enum class NanoDollars : qint64 {};

constexpr qint64 count(NanoDollars amount)
{
    return static_cast<qint64>(amount);
}
constexpr NanoDollars operator+(NanoDollars a, NanoDollars b)
{
    return NanoDollars(count(a) + count(b));
}

// Where a cost comes from. Unknown is a state of its own and is never shown or summed as 0.
enum class CostOrigin : quint8 {
    Unknown,
    LiteLlmHeader, // x-litellm-response-cost of a plain answer
    LiteLlmStream, // usage.cost of a stream's last chunk (include_cost_in_streaming_usage)
    PriceList, // tokens × our price list
    Estimated, // from what was seen before a client left or an upstream was cut
};

struct Cost {
    std::optional<NanoDollars> amount;
    CostOrigin origin = CostOrigin::Unknown;
    friend bool operator==(const Cost &, const Cost &) = default;
};

// Reads a decimal such as "0.0013", "1.3e-06" or "2" exactly, digit by digit (never through double), rounding half up
// at the ninth decimal. Nothing for signs, other text, or more than a million dollars for one request.
std::optional<NanoDollars> parseDollars(QByteArrayView text);

} // namespace keyswitch
