// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/problem.h"
#include "proxy/store/connection.h"
#include "proxy/store/rows.h"

#include <limits>

namespace keyswitch::store
{

// A piece of the request log, oldest first: what an export is made of. Those of one window are the same rows as the
// figures of that window count.
struct SliceOrder {
    QDateTime from; // inclusive; invalid: from the first one
    QDateTime to; // exclusive; invalid: to the last one
    std::optional<UserId> user;
    std::optional<AgentId> agent;
    qint64 after = std::numeric_limits<qint64>::min(); // the `last` of the slice before
    int limit = 1000;
};
struct RequestSlice {
    QList<RequestRow> rows; // fewer than the limit: these are the last ones
    qint64 last = 0; // number of the last row
    int percent = 0; // how far through the window's time that is
};
Result<RequestSlice> readSlice(const Connection &connection, const SliceOrder &order);

} // namespace keyswitch::store
