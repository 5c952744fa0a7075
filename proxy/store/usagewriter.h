// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/store/accountinggap.h"
#include "proxy/store/databasethread.h"
#include "proxy/store/requestwriter.h"
#include "proxy/store/rows.h"

#include <atomic>
#include <deque>

namespace keyswitch::store
{

// The way of request rows from the workers to the disk: a bounded queue, written in batches by the writer's thread (at
// the latest `interval` after the first row, or as soon as `batch` rows wait). A batch that cannot be written (disk
// full, file locked) stays and is tried again; meanwhile the queue fills. From three quarters on it is full: hasRoom()
// says so to whoever may refuse new calls, rows of refused ones are no longer taken, and what is left is for those that
// run. What finds no room is counted and, once writing works again, kept as an AccountingGap. A full queue has room
// again when it is half empty. What is answered within the last interval is what a kill -9 can lose.
class UsageWriter final : public DatabaseThread::Duty
{
public:
    struct Limits {
        size_t rows = 200'000; // about 100 MB
        size_t full() const { return rows - rows / 4; }
        size_t batch = 4'000;
        std::chrono::milliseconds interval{200};
        std::chrono::milliseconds firstRetry{100}; // doubled up to
        std::chrono::milliseconds lastRetry{5'000};
    };
    struct State {
        qint64 queued = 0; // not yet on disk
        qint64 written = 0; // since the start
        qint64 dropped = 0; // since the start; must stay 0
        AccountingGap unaccounted; // the same with what is known of them
        AccountingGap pendingGap; // of it, what is not on disk yet
        bool full = false; // no room but for requests that run
        std::optional<Problem> problem; // why writing does not work just now
    };

    UsageWriter() = default;
    explicit UsageWriter(Limits limits)
        : m_limits(limits)
    {
    }
    // The thread whose duty this is; before the first push().
    void attach(DatabaseThread *thread) { m_thread = thread; }

    // Any thread; never waits for the disk.
    void push(std::vector<UsageRecord> &&records);
    State state() const; // any thread
    void setMostRows(size_t rows); // in the queue; any thread
    bool hasRoom() const { return !m_full.load(std::memory_order_relaxed); } // any thread; costs nothing

    // Jobs for the writer's thread. Puts what was pushed before on disk, with one attempt: for queries that want to see
    // it.
    Done settleNow(const Connection &connection);
    // Puts all on disk, and gives up with the Problem when it still is not there at `until`. For an orderly end.
    Done flushNow(const Connection &connection, std::chrono::steady_clock::time_point until);

    std::optional<std::chrono::steady_clock::time_point> due() const override;
    void perform(const Connection &connection) override;
    void closing() override;

private:
    using Time = std::chrono::steady_clock::time_point;
    Done writeBatch(const Connection &connection);
    void wrote(size_t rows);
    Done failed(const Problem &problem);
    void keepGap(const Connection &connection);
    bool takes(const UsageRecord &record, size_t queued) const;
    void noteRoom(size_t queued);

    Limits m_limits{}; // rows: guarded by the lock; the rest is not changed
    DatabaseThread *m_thread = nullptr;
    std::unique_ptr<RequestWriter> m_writer; // the writer's thread
    std::vector<UsageRecord> m_batch; // the writer's thread; taken from the queue, not yet on disk

    mutable std::mutex m_mutex; // guards the rest; held for moments only
    std::deque<UsageRecord> m_queue;
    std::optional<Time> m_due;
    std::chrono::milliseconds m_retry{0}; // 0: the last batch was written
    qint64 m_inBatch = 0;
    qint64 m_written = 0;
    qint64 m_dropped = 0;
    AccountingGap m_unaccounted; // since the start
    AccountingGap m_gap; // of it, what is not on disk yet
    std::optional<Problem> m_problem;

    std::atomic<bool> m_full{false}; // written under the lock
};

} // namespace keyswitch::store
