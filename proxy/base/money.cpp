// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/base/money.h"

#include <QByteArray>

namespace keyswitch
{

namespace
{
constexpr qint64 Largest = 1'000'000LL * 1'000'000'000LL;
constexpr int Decimals = 9;
} // namespace

std::optional<NanoDollars> parseDollars(QByteArrayView text)
{
    // Shape: digits [. digits] [e [+-] digits]; JSON numbers and Python floats both fit.
    QByteArray digits;
    qsizetype at = 0;
    qsizetype pointAt = -1;
    for (; at < text.size(); ++at) {
        const char c = text[at];
        if (c >= '0' && c <= '9')
            digits.append(c);
        else if (c == '.' && pointAt < 0)
            pointAt = digits.size();
        else
            break;
    }
    if (digits.isEmpty() || digits.size() > 64 || pointAt == 0)
        return std::nullopt;
    if (pointAt < 0)
        pointAt = digits.size();
    int exponent = 0;
    if (at < text.size()) {
        if ((text[at] | 0x20) != 'e')
            return std::nullopt;
        bool ok = false;
        exponent = text.sliced(at + 1).toByteArray().toInt(&ok);
        if (!ok || exponent < -64 || exponent > 64)
            return std::nullopt;
    }
    // The value is 0.digits × 10^(pointAt + exponent); keep the digits left of the ninth decimal.
    const qsizetype keep = pointAt + exponent + Decimals;
    qint64 value = 0;
    for (qsizetype i = 0; i < keep; ++i) {
        value = value * 10 + (i < digits.size() ? digits[i] - '0' : 0);
        if (value > Largest)
            return std::nullopt;
    }
    if (keep >= 0 && keep < digits.size() && digits[keep] >= '5')
        ++value;
    return NanoDollars(value);
}

} // namespace keyswitch
