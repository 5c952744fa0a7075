// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/problem.h"
#include "proxy/base/usagerecord.h"
#include "proxy/store/connection.h"

#include <QDateTime>
#include <QList>

namespace keyswitch::store
{

// A stretch of time with requests that have no row, since neither the disk nor the queue could take any. It is kept
// with the figures as soon as they can be written again: a sum over that time is "at least".
struct AccountingGap {
    QDateTime from; // UTC, start of the first and of the last such request
    QDateTime to;
    qint64 requests = 0; // that may have cost something
    qint64 refused = 0; // by Keyswitch: cost nothing
    qint64 withoutCost = 0; // of `requests`, those whose cost was not known either
    NanoDollars cost{0}; // of those whose cost was known

    bool isEmpty() const { return requests == 0 && refused == 0; }
    void add(const UsageRecord &record);
    void add(const AccountingGap &other);
    friend bool operator==(const AccountingGap &, const AccountingGap &) = default;
};

// In the table `meta`, one entry a gap. The writer's thread; reading also in the reader's.
Done keepGap(const Connection &connection, const AccountingGap &gap);
Result<QList<AccountingGap>> readGaps(const Connection &connection); // oldest first

} // namespace keyswitch::store
