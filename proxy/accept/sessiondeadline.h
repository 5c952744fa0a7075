// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/configsnapshot.h"

#include <chrono>

namespace keyswitch
{

// By when a client has to have sent what its connection waits for. All deadlines are absolute: no byte prolongs one,
// but a body's grows with what came of it, which makes it a minimum rate. Asked by a sweep, so coarse. In the worker's
// thread.
class SessionDeadline
{
public:
    using Time = std::chrono::steady_clock::time_point;

    explicit SessionDeadline(const AcceptLimits &limits) // must outlive this; may change meanwhile
        : m_limits(&limits)
    {
    }

    // What is waited for, from now on. Each returns now.
    Time firstRequest(); // on a new connection
    Time nextRequest(); // on one that is kept
    Time head(); // from its first byte; of a first request from the connection's beginning, TLS handshake and all
    Time body(); // from the end of its head
    Time nothing(); // of the client's

    bool missed(Time now, qsizetype bodyBytes) const; // so many of the body are here

private:
    Time wait(std::chrono::milliseconds time, bool grows = false);

    const AcceptLimits *m_limits;
    Time m_deadline = Time::max();
    Time m_firstHead = Time::max(); // by when the first request's has to be here; max(): it was
    bool m_grows = false; // with the body
};

} // namespace keyswitch
