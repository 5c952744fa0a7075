// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/problem.h"
#include "proxy/store/connection.h"
#include "proxy/store/rows.h"
#include "proxy/store/statement.h"

namespace keyswitch::store
{

// The request log, newest first, by keyset: the next page starts below the last row's id, however many rows came
// meanwhile. OFFSET is never used (7 s for page 50,000). Runs in the thread of its connection.
Result<QList<RequestRow>> readRequests(const Connection &connection, const RequestFilter &filter);
// Nothing where there is no such request.
Result<std::optional<RequestRow>> readRequest(const Connection &connection, const RequestId &id);

// What one row is read with: the columns and joins, then the conditions; and the row itself.
QString selectRequests(const QString &conditions);
RequestRow requestOf(const Statement &row);
// The row's number, which a collision may have moved on; where there is no such row, the one it would have had.
Result<qint64> keyOf(const Connection &connection, const RequestId &id, bool &found);

} // namespace keyswitch::store
