// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/bench/load/report.h"

#include <deque>

namespace keyswitch::bench
{

// One measurement. Closed loop: each connection asks again when it is answered. Open loop: requests are due at a steady
// rate whether answers come or not; what finds no free connection waits, and the waiting counts.
class Run
{
public:
    explicit Run(const Options &options);
    std::string report(); // runs; the report's JSON

private:
    void beginClosed();
    void beginOpen();
    void sendDue();
    void askNext(Connection &connection, Clock::time_point due);
    Connection &newConnection();
    void finished(Connection &connection, Result &&result);
    bool mayAskMore() const;
    void endWhenDone();

    const Options &m_options;
    EventLoop m_loop;
    RequestPlan m_plan;
    Report m_report;
    Clock::time_point m_begin;
    Clock::time_point m_end;
    std::vector<std::unique_ptr<Connection>> m_connections;
    std::vector<std::unique_ptr<Timer>> m_ramp;
    Timer m_pace;
    std::uint64_t m_sent = 0;
    std::uint64_t m_due = 0; // open loop: requests that were due so far
    std::uint64_t m_total = 0; // open loop: requests in all
    std::vector<Connection *> m_free; // open loop; the one used last is used next
    std::deque<Clock::time_point> m_late; // open loop: due, without a connection
};

} // namespace keyswitch::bench
