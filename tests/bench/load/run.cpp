// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/load/run.h"

namespace keyswitch::bench
{

static Clock::duration seconds(double count)
{
    return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(count));
}

Run::Run(const Options &options)
    : m_options(options)
    , m_plan(options)
    , m_pace(m_loop, [this] { sendDue(); })
{
}

std::string Run::report()
{
    m_begin = Clock::now();
    m_end = m_begin + seconds(m_options.seconds);
    m_options.rate > 0 ? beginOpen() : beginClosed();
    m_loop.run();
    const std::chrono::duration<double> took = Clock::now() - m_begin;
    int dialled = 0;
    for (const auto &connection : m_connections)
        dialled += connection->dialled();
    return m_report.json(m_sent, took.count(), dialled);
}

Connection &Run::newConnection()
{
    m_connections.push_back(std::make_unique<Connection>(
        m_loop, m_options.port, seconds(m_options.timeoutSeconds),
        [this](Connection &connection, Result &&result) { finished(connection, std::move(result)); }));
    return *m_connections.back();
}

void Run::beginClosed()
{
    for (int number = 0; number < m_options.connections; ++number) {
        Connection &connection = newConnection();
        m_ramp.push_back(std::make_unique<Timer>(m_loop, [this, &connection] {
            if (mayAskMore())
                askNext(connection, Clock::now());
        }));
        m_ramp.back()->startAt(
            m_begin + std::chrono::milliseconds(m_options.rampMilliseconds) * number / m_options.connections);
    }
    m_pace.startAt(m_end); // a run without answers ends too
}

bool Run::mayAskMore() const
{
    return m_options.count > 0 ? m_sent < m_options.count : Clock::now() < m_end;
}

void Run::beginOpen()
{
    m_total = std::uint64_t(m_options.rate * m_options.seconds);
    m_pace.startAt(m_begin);
}

// Called at the time of each request of an open loop, and at the end of a closed one.
void Run::sendDue()
{
    while (m_due < m_total) {
        const Clock::time_point due = m_begin + seconds(double(m_due) / m_options.rate);
        if (due > Clock::now()) {
            m_pace.startAt(due);
            break;
        }
        ++m_due;
        if (!m_free.empty()) {
            Connection &connection = *m_free.back();
            m_free.pop_back();
            askNext(connection, due);
        } else if (int(m_connections.size()) < m_options.connections) {
            askNext(newConnection(), due);
        } else {
            m_late.push_back(due);
        }
    }
    endWhenDone();
}

void Run::askNext(Connection &connection, Clock::time_point due)
{
    connection.ask(m_plan.request(m_sent++), due);
}

void Run::finished(Connection &connection, Result &&result)
{
    m_report.add(result);
    if (m_options.rate <= 0) {
        if (mayAskMore())
            askNext(connection, Clock::now());
    } else if (!m_late.empty()) {
        const Clock::time_point due = m_late.front();
        m_late.pop_front();
        askNext(connection, due);
    } else {
        m_free.push_back(&connection);
    }
    endWhenDone();
}

void Run::endWhenDone()
{
    const bool open = m_options.rate > 0;
    const bool allAsked = open ? m_due == m_total && m_late.empty() : !mayAskMore();
    if (allAsked && m_report.answered() == m_sent)
        m_loop.stop();
}

} // namespace keyswitch::bench
