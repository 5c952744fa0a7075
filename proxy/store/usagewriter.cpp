// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/store/usagewriter.h"

#include <algorithm>

namespace keyswitch::store
{

using std::chrono::steady_clock;

void UsageWriter::push(std::vector<UsageRecord> &&records)
{
    bool wake = false;
    {
        const std::lock_guard lock(m_mutex);
        const size_t room = m_limits.rows - std::min(m_limits.rows, m_queue.size() + size_t(m_inBatch));
        const size_t taken = std::min(room, records.size());
        m_dropped += qint64(records.size() - taken);
        for (size_t i = 0; i < taken; ++i) {
            if (records[i].id.isNull()) // a row without an id could not be told from another one
                records[i].id = RequestId::make(std::chrono::system_clock::now());
            m_queue.push_back(std::move(records[i]));
        }
        if (taken && m_retry.count() == 0) {
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

UsageWriter::State UsageWriter::state() const
{
    const std::lock_guard lock(m_mutex);
    return {qint64(m_queue.size()) + m_inBatch, m_written, m_dropped, m_problem};
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
    if (added)
        m_batch.clear();

    const std::lock_guard lock(m_mutex);
    const Time now = steady_clock::now();
    if (added) {
        m_written += qint64(size);
        m_inBatch = 0;
        m_retry = {};
        m_problem.reset();
        if (m_queue.empty())
            m_due.reset();
        else
            m_due = m_queue.size() >= m_limits.batch ? now : now + m_limits.interval;
        return {};
    }
    m_retry = m_retry.count() == 0 ? m_limits.firstRetry : std::min(m_retry * 2, m_limits.lastRetry);
    m_due = now + m_retry;
    m_problem = added.error();
    return tl::unexpected(added.error());
}

void UsageWriter::closing()
{
    m_writer.reset();
}

} // namespace keyswitch::store
