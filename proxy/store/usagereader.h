// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/problem.h"
#include "proxy/store/connection.h"
#include "proxy/store/rollups.h"
#include "proxy/store/rows.h"

#include <vector>

namespace keyswitch::store
{

// A piece of a time window that one table answers: a roll-up for whole buckets, the rows for what is left at the edges.
struct WindowPiece {
    const RollUp *rollUp = nullptr; // null: rows, and the bounds are milliseconds
    qint64 from = 0; // inclusive; buckets of the roll-up
    qint64 to = 0; // exclusive
    friend bool operator==(const WindowPiece &, const WindowPiece &) = default;
};
// Splits [from, to) in milliseconds for this grouping: whole months, else whole days (for models also hours), else
// rows.
std::vector<WindowPiece> splitWindow(UsageGroup by, bool ofOneUser, qint64 from, qint64 to);

// Sums over a window, exact to the millisecond; most expensive first, days in order. Runs in the thread of its
// connection.
Result<QList<UsageRow>> readUsage(const Connection &connection, const UsageWindow &window);

} // namespace keyswitch::store
