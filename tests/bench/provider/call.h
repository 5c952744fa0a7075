// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/bench/provider/listener.h"
#include "tests/bench/wire/bodyreader.h"

namespace keyswitch::bench
{

// One connection to the provider: reads a request, does what its script says, reads the next one.
class Call : public Watcher
{
public:
    Call(Listener &listener, EventLoop &loop, Descriptor socket);
    void ready(std::uint32_t events) override;

private:
    enum class State { Head, Body, Answering, Closed };

    void read();
    void consume();
    bool takeHead();
    void begin();
    void answer();
    void answerPlainly(int status, const std::string &body, size_t bodyBytes);
    void beginStream();
    void continueStream();
    void endStream();
    bool flush();
    void finishAnswer();
    void refuse();
    void peerLeft();
    void close();

    Listener &m_listener;
    Descriptor m_socket;
    Timer m_timer;
    State m_state = State::Head;
    std::string m_in;
    BodyReader m_body;
    std::string m_bodyBegin;
    std::string m_bearer;
    bool m_isPost = false;
    bool m_closesAfter = false;
    Script m_script;
    std::string m_out;
    size_t m_sent = 0; // of m_out
    bool m_answerEnds = false; // all of it is in m_out
    int m_nextChunk = 0;
    Clock::time_point m_streamBegin;
};

} // namespace keyswitch::bench
