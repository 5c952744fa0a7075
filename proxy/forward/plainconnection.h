// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/edgesocket.h"

#include <QByteArray>

#include <chrono>

namespace keyswitch
{

// A TCP connection to an upstream, with an exchange on it or waiting for one. In the thread of its poller.
class PlainConnection final : public EdgeSocket
{
public:
    using Moment = std::chrono::steady_clock::time_point;

    class User
    {
    public:
        virtual void connectionChanged() = 0; // something can be read or written again, or it ended; ask. May die here.

    protected:
        ~User() = default;
    };

    // Takes the descriptor. `origin`: "host:port", as in a URL.
    PlainConnection(int descriptor, const QByteArray &origin);

    const QByteArray &origin() const { return m_origin; }
    void setUser(User *user) { m_user = user; }
    // Waiting: since when. Anything that then happens on it, be it the upstream's end or bytes that answer nothing,
    // makes it useless.
    void setIdle(User *watcher);
    Moment idleSince() const { return m_idleSince; }
    bool isDrained(); // nothing has come that was not read
    // Whether the upstream is likely to be still there; looks at the socket, unless it was used a moment ago.
    bool isFit();

private:
    void take(quint32 events) override;

    QByteArray m_origin;
    User *m_user = nullptr;
    Moment m_idleSince;
};

} // namespace keyswitch
