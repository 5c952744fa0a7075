// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/problem.h"
#include "proxy/store/dimension.h"
#include "proxy/store/rollups.h"
#include "proxy/store/rowinsert.h"
#include "proxy/store/statement.h"

#include <vector>

namespace keyswitch::store
{

// Writes a batch of request rows and what follows from them (roll-ups, dimensions) in one transaction. A batch may be
// written again after an unclear end: rows that are there already are left out, of the sums too. The writer's thread;
// keeps its statements prepared, so it must go before its connection.
class RequestWriter
{
public:
    explicit RequestWriter(const Connection &connection);
    // How many were new.
    Result<qint64> write(const std::vector<UsageRecord> &batch);

private:
    Done writeAll(const std::vector<UsageRecord> &batch, qint64 &added);
    // Its row's number; nothing when the request is there already.
    Result<std::optional<qint64>> insert(const UsageRecord &record, qint64 model, qint64 failure);

    const Connection &m_connection;
    Dimension m_models;
    Dimension m_failures;
    RollUpWriter m_rollUps;
    RowInsert m_insert;
    Statement m_select;
};

} // namespace keyswitch::store
