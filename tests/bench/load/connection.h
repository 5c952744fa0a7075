// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/bench/load/answercheck.h"
#include "tests/bench/wire/bodyreader.h"
#include "tests/bench/wire/eventloop.h"

namespace keyswitch::bench
{

struct Result {
    Verdict verdict;
    Script script;
    Clock::time_point due; // when the request was to be sent: late sending counts as waiting
    Clock::time_point firstBody; // first byte of the body
    Clock::time_point end;
};

// One connection to the target, made anew when it was closed. Asks one request at a time and tells `finished`, which
// may ask the next one at once. A request is never sent twice.
class Connection : public Watcher
{
public:
    using Finished = std::function<void(Connection &, Result &&)>;
    Connection(EventLoop &loop, int port, Clock::duration timeout, Finished finished);

    void ask(Request request, Clock::time_point due);
    int dialled() const { return m_dialled; }
    void ready(std::uint32_t events) override;

private:
    enum class State { Idle, Connecting, Sending, Head, Body };

    bool dial();
    void write();
    void read();
    bool takeAnswer();
    void leaveSoon();
    void timerFired();
    void finish(bool whole);
    void fail(const std::string &what);
    void end(Verdict verdict);

    EventLoop &m_loop;
    const int m_port;
    const Clock::duration m_timeout;
    const Finished m_finished;
    Descriptor m_socket;
    Timer m_timer;
    State m_state = State::Idle;
    bool m_leaving = false; // the timer is for leaving, not for giving up
    std::string m_failure; // why it gives up when the timer fires
    bool m_closesAfter = false;
    int m_dialled = 0;
    Request m_request;
    size_t m_sent = 0;
    std::string m_in;
    BodyReader m_body;
    AnswerCheck m_check;
    Result m_result;
};

} // namespace keyswitch::bench
