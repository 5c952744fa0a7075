// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/forward/plainconnection.h"

#include "proxy/base/coarseclock.h"
#include "proxy/base/edgepoller.h"

#include <cerrno>
#include <sys/socket.h>

namespace keyswitch
{

using namespace std::chrono_literals;

namespace
{

// Within this time the upstream's end is all but certain to be told by the poller, in this turn of the loop or the
// next.
constexpr auto UsedJustNow = 8ms; // twice the step of the coarse clock

} // namespace

PlainConnection::PlainConnection(int descriptor, const QByteArray &origin)
    : EdgeSocket(descriptor, EdgePoller::ofThread())
    , m_origin(origin)
{
}

void PlainConnection::setIdle(User *watcher)
{
    m_user = watcher;
    m_idleSince = coarseNow();
}

bool PlainConnection::isFit()
{
    if (broken() || finished() || readable())
        return false;
    if (coarseNow() - m_idleSince < UsedJustNow)
        return true;
    m_readable = true; // look
    return isDrained();
}

bool PlainConnection::isDrained()
{
    char byte = 0;
    if (m_readable && ::recv(descriptor(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && errno == EAGAIN)
        m_readable = false; // the next byte makes a new edge
    return !m_readable;
}

void PlainConnection::take(quint32 events)
{
    noteEvents(events);
    if (broken())
        m_readable = true; // what came before the end is read first
    if (m_user)
        m_user->connectionChanged();
}

} // namespace keyswitch
