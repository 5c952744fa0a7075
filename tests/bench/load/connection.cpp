// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/load/connection.h"

#include <sys/epoll.h>

#include <cerrno>
#include <cstring>

namespace keyswitch::bench
{

// A client that cancels leaves so long after its request was sent, or after the first byte of a stream.
static constexpr auto leavesAfter = std::chrono::milliseconds(50);

Connection::Connection(EventLoop &loop, int port, Clock::duration timeout, Finished finished)
    : m_loop(loop)
    , m_port(port)
    , m_timeout(timeout)
    , m_finished(std::move(finished))
    , m_timer(loop, [this] { timerFired(); })
{
}

void Connection::ask(Request request, Clock::time_point due)
{
    m_request = std::move(request);
    m_result = Result{{}, m_request.script, due, {}, {}};
    m_check.begin(m_request);
    m_sent = 0;
    m_leaving = false;
    m_failure = "no whole answer in time";
    m_timer.startIn(m_timeout);
    if (m_socket.isOpen()) {
        m_state = State::Sending;
        write();
    } else if (!dial()) {
        m_failure = std::string("cannot connect: ") + std::strerror(errno);
        m_timer.startIn(std::chrono::milliseconds(1)); // not at once: whoever asks again would never return
    }
}

bool Connection::dial()
{
    m_in.clear();
    m_state = State::Connecting;
    m_socket = connectToLoopback(m_port);
    if (!m_socket.isOpen())
        return false;
    ++m_dialled;
    m_loop.watch(m_socket, *this);
    return true;
}

void Connection::ready(std::uint32_t events)
{
    if (m_state == State::Connecting && (events & (EPOLLOUT | EPOLLERR | EPOLLHUP))) {
        if (const int error = errorOf(m_socket); error != 0) {
            fail(std::string("cannot connect: ") + std::strerror(error));
            return;
        }
        m_state = State::Sending;
    }
    if (m_state == State::Sending && (events & EPOLLOUT))
        write();
    if (m_socket.isOpen() && (events & (EPOLLIN | EPOLLRDHUP | EPOLLERR | EPOLLHUP)))
        read();
}

void Connection::write()
{
    switch (send(m_socket, m_request.head, *m_request.body, m_sent)) {
    case Sent::Some:
        return;
    case Sent::Broken:
        fail("the connection was lost while the request was sent");
        return;
    case Sent::All:
        break;
    }
    m_state = State::Head;
    if (m_request.script.fault == Script::Fault::Hold && !m_request.script.streams())
        leaveSoon();
}

void Connection::leaveSoon()
{
    m_leaving = true;
    m_timer.startIn(leavesAfter);
}

void Connection::timerFired()
{
    if (m_leaving) {
        m_socket.close();
        end({true, "client_cancelled", {}, {}});
    } else {
        fail(m_failure);
    }
}

void Connection::read()
{
    const int connection = m_dialled;
    while (m_socket.isOpen() && connection == m_dialled) { // finishing an answer may have begun another connection
        const Received received = receive(m_socket, m_in);
        if (received == Received::Nothing)
            return;
        if (received == Received::Some) {
            if (!takeAnswer())
                return;
            continue;
        }
        if (m_state == State::Idle)
            m_socket.close();
        else
            finish(false);
        return;
    }
}

// False when there is no more to be read here.
bool Connection::takeAnswer()
{
    if (m_state == State::Idle || m_state == State::Connecting) {
        fail("bytes that belong to no answer");
        return false;
    }
    if (m_state != State::Body) { // an answer may come before all of the request is sent
        const auto length = headLength(m_in);
        if (!length)
            return true;
        const auto head = readHead(std::string_view(m_in).substr(0, *length));
        if (!head || head->status() == 0) {
            fail("an answer whose head cannot be read");
            return false;
        }
        m_closesAfter = head->closes || m_state == State::Sending;
        m_body = BodyReader(*head);
        m_check.takeHead(*head);
        m_in.erase(0, *length);
        m_state = State::Body;
    }
    std::string_view bytes = m_in;
    const BodyReader::State state = m_body.read(bytes, [this](std::string_view piece) {
        if (m_result.firstBody == Clock::time_point())
            m_result.firstBody = Clock::now();
        m_check.takeBody(piece);
    });
    const bool more = !bytes.empty();
    m_in.clear();
    if (state == BodyReader::State::Malformed || (state == BodyReader::State::Complete && more)) {
        fail("an answer whose framing is wrong");
        return false;
    }
    if (state == BodyReader::State::Complete)
        finish(true);
    else if (m_request.script.fault == Script::Fault::Hold && !m_leaving && m_check.seesRightBody())
        leaveSoon();
    return m_socket.isOpen();
}

void Connection::finish(bool whole)
{
    if (!whole || m_closesAfter)
        m_socket.close();
    end(m_check.finish(whole));
}

void Connection::fail(const std::string &what)
{
    m_socket.close();
    if (m_state == State::Idle)
        return;
    end({false, {}, what, {}});
}

void Connection::end(Verdict verdict)
{
    m_timer.stop();
    m_state = State::Idle;
    m_result.verdict = std::move(verdict);
    m_result.end = Clock::now();
    m_finished(*this, std::move(m_result));
}

} // namespace keyswitch::bench
