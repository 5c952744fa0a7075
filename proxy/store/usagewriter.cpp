// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/store/usagewriter.h"

#include <algorithm>
#include <utility>

namespace keyswitch::store
{

using std::chrono::steady_clock;

void UsageWriter::push(std::vector<UsageRecord> &&records)
{
    bool wake = false;
    {
        const std::lock_guard lock(m_mutex);
        size_t queued = m_queue.size() + size_t(m_inBatch);
        const size_t before = queued;
        for (UsageRecord &record : records) {
            if (record.id.isNull()) // a row without an id could not be told from another one
                record.id = RequestId::make(std::chrono::system_clock::now());
            if (takes(record, queued)) {
                m_queue.push_back(std::move(record));
                ++queued;
            } else {
                ++m_dropped;
                m_unaccounted.add(record);
                m_gap.add(record);
            }
        }
        noteRoom(queued);
        if (queued > before && m_retry.count() == 0) {
            const Time now = steady_clock::now();
            const Time due = m_queue.size() >= m_limits.batch ? now : now + m_limits.interval;
            if (!m_due || due < *m_due) {
                m_due = due;
                wake = true;
            }
        }
    }
    records.clear();
    if (wake)
        m_thread->wake();
}

void UsageWriter::setMostRows(size_t rows)
{
    const std::lock_guard lock(m_mutex);
    m_limits.rows = rows;
    noteRoom(m_queue.size() + size_t(m_inBatch));
}

bool UsageWriter::takes(const UsageRecord &record, size_t queued) const
{
    return queued < (record.outcome == Outcome::Refused ? m_limits.full() : m_limits.rows);
}

void UsageWriter::noteRoom(size_t queued)
{
    if (queued >= m_limits.full())
        m_full.store(true, std::memory_order_relaxed);
    else if (queued <= m_limits.full() / 2)
        m_full.store(false, std::memory_order_relaxed);
}

UsageWriter::State UsageWriter::state() const
{
    const std::lock_guard lock(m_mutex);
    return {qint64(m_queue.size()) + m_inBatch, m_written, m_dropped, m_unaccounted, m_gap, !hasRoom(), m_problem};
}

Done UsageWriter::settleNow(const Connection &connection)
{
    {
        // While writing does not work, queries are not held up by one more attempt each.
        const std::lock_guard lock(m_mutex);
        if (m_problem && m_due && steady_clock::now() < *m_due)
            return tl::unexpected(*m_problem);
    }
    qint64 left = state().queued; // rows that come meanwhile are not waited for
    while (left > 0) {
        if (const Done done = writeBatch(connection); !done)
            return done;
        left -= qint64(m_limits.batch);
    }
    return {};
}

Done UsageWriter::flushNow(const Connection &connection, steady_clock::time_point until)
{
    while (state().queued > 0) {
        const Done done = writeBatch(connection);
        if (!done && steady_clock::now() >= until)
            return done;
        if (!done)
            QThread::msleep(static_cast<unsigned long>(m_limits.firstRetry.count()));
    }
    return {};
}

std::optional<steady_clock::time_point> UsageWriter::due() const
{
    const std::lock_guard lock(m_mutex);
    return m_due;
}

void UsageWriter::perform(const Connection &connection)
{
    (void)writeBatch(connection); // a failure stands in the state and is tried again
}

Done UsageWriter::writeBatch(const Connection &connection)
{
    {
        const std::lock_guard lock(m_mutex);
        while (!m_queue.empty() && m_batch.size() < m_limits.batch) {
            m_batch.push_back(std::move(m_queue.front()));
            m_queue.pop_front();
        }
        m_inBatch = qint64(m_batch.size());
    }
    if (!m_writer)
        m_writer = std::make_unique<RequestWriter>(connection);
    const Result<qint64> added = m_batch.empty() ? Result<qint64>(0) : m_writer->write(m_batch);
    const size_t size = m_batch.size();
    if (!added)
        return failed(added.error());
    m_batch.clear();
    wrote(size);
    if (hasRoom())
        keepGap(connection);
    return {};
}

void UsageWriter::wrote(size_t rows)
{
    const std::lock_guard lock(m_mutex);
    const Time now = steady_clock::now();
    m_written += qint64(rows);
    m_inBatch = 0;
    noteRoom(m_queue.size());
    m_retry = {};
    m_problem.reset();
    if (m_queue.empty())
        m_due.reset();
    else
        m_due = m_queue.size() >= m_limits.batch ? now : now + m_limits.interval;
}

Done UsageWriter::failed(const Problem &problem)
{
    const std::lock_guard lock(m_mutex);
    m_retry = m_retry.count() == 0 ? m_limits.firstRetry : std::min(m_retry * 2, m_limits.lastRetry);
    m_due = steady_clock::now() + m_retry;
    m_problem = problem;
    return tl::unexpected(problem);
}

// Once rows go to disk again, so does the word on those that could not. What fails stays for the next time.
void UsageWriter::keepGap(const Connection &connection)
{
    AccountingGap gap;
    {
        const std::lock_guard lock(m_mutex);
        gap = std::exchange(m_gap, {});
    }
    if (gap.isEmpty() || store::keepGap(connection, gap))
        return;
    const std::lock_guard lock(m_mutex);
    m_gap.add(gap);
}

void UsageWriter::closing()
{
    m_writer.reset();
}

} // namespace keyswitch::store
