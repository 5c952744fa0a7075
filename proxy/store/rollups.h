// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/problem.h"
#include "proxy/store/rows.h"
#include "proxy/store/statement.h"

#include <array>
#include <memory>
#include <unordered_map>
#include <vector>

namespace keyswitch::store
{

// --- what a sum is ---------------------------------------------------------------------------------------------------

// The nine figures as SQL, over `requests` and over any roll-up, in the order of `Figures`.
extern const char *const figuresOfRows;
extern const char *const figuresOfRollUps;
// Reads them from a row, starting at this column.
Figures readFigures(const Statement &row, int column);

// --- the tables ------------------------------------------------------------------------------------------------------

enum class Bucket { Hour, Day, Month };
// In UTC: hours or days since 1970, or year * 12 + month - 1. Rounds down, also before 1970.
qint64 bucketOf(Bucket bucket, qint64 milliseconds);
qint64 bucketStart(Bucket bucket, qint64 number); // its first millisecond

struct RollUp {
    const char *table;
    Bucket bucket;
    bool byUser;
    bool byAgent;
    bool byModel;
};
inline constexpr std::array rollUps{
    RollUp{"usage_day", Bucket::Day, true, true, true},
    RollUp{"usage_month", Bucket::Month, true, true, true},
    RollUp{"usage_day_user", Bucket::Day, true, false, false},
    RollUp{"usage_month_user", Bucket::Month, true, false, false},
    RollUp{"usage_day_model", Bucket::Day, false, false, true},
    RollUp{"usage_hour_model", Bucket::Hour, false, false, true},
};

// --- adding to them --------------------------------------------------------------------------------------------------

// Sums a batch in memory first and then changes each roll-up row once. The writer's thread; lives with its connection.
class RollUpWriter
{
public:
    explicit RollUpWriter(const Connection &connection);
    void add(qint64 milliseconds, qint64 user, qint64 agent, qint64 model, const Figures &figures);
    Done write(); // within the caller's transaction
    void forget(); // what was added and not written

private:
    struct Key {
        qint64 bucket, user, agent, model; // 0 where the table does not tell them apart
        friend bool operator==(const Key &, const Key &) = default;
    };
    struct KeyHash {
        size_t operator()(const Key &key) const noexcept
        {
            return qHashMulti(0, key.bucket, key.user, key.agent, key.model);
        }
    };
    std::array<std::unordered_map<Key, Figures, KeyHash>, rollUps.size()> m_sums;
    std::vector<std::unique_ptr<Statement>> m_upserts; // as rollUps
};

// --- proving and repairing them --------------------------------------------------------------------------------------

// How many roll-up rows differ from the sums over the rows of the same buckets (0: all agree). Reads all rows.
Result<qint64> differingRollUps(const Connection &connection);

} // namespace keyswitch::store
