// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/money.h"
#include "proxy/base/tokenusage.h"
#include "proxy/service/types.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QString>

#include <chrono>
#include <optional>

namespace keyswitch
{

// Values in the words and figures of the default locale. "–" is none, "unknown" is not known, "~" is an estimate: none
// of them is ever shown as 0.
class Wording
{
    Q_DECLARE_TR_FUNCTIONS(keyswitch::Wording)
public:
    static QString none(); // "–"

    static QString number(qint64 value); // "3,812"
    // From a hundred thousand on in millions: "9.41 M".
    static QString tokens(std::optional<Tokens> tokens, bool estimated = false);
    // Prompt and completion together, as far as they are known.
    static QString tokens(const TokenUsage &usage);

    static QString cost(const Cost &cost); // of one request: "$0.0186", "~$0.0011", "unknown"
    // Of many: "$9.81", "at least" as "≥ $9.81" when some are unknown, "unknown" when all are.
    static QString cost(const UsageRow &row);
    static QString sum(NanoDollars known, qint64 withoutCost); // of what is known, likewise
    static QString dollars(NanoDollars amount, int decimals);

    static QString duration(std::chrono::microseconds duration); // "0.4 ms", "412 ms", "2.14 s", "3 min 4 s"
    static QString bytes(qint64 bytes); // "12.4 KB"

    static QString clock(const QDateTime &time); // "14:32:41", local
    static QString dateTime(const QDateTime &time); // short, local
    static QString moment(const QDateTime &time); // date and clock, to the second
    // "now", "3 min ago", "5 h ago", "yesterday, 18:40", then the date.
    static QString age(const QDateTime &time, const QDateTime &now);
};

} // namespace keyswitch
