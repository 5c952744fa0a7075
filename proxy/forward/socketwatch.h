// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSocketNotifier>

#include <vector>

namespace keyswitch
{

// curl's sockets on one epoll descriptor behind one QSocketNotifier, which is cheaper than a notifier a socket: Qt
// poll()s every notifier each turn. A socket stays registered after its exchange, so that a reused connection costs no
// epoll_ctl() at all; it is taken out when it fires unwanted. Thread of the engine.
class SocketWatch
{
public:
    struct Event {
        int socket;
        bool readable; // or broken
        bool writable;
    };
    static constexpr int batch = 64;

    SocketWatch();
    ~SocketWatch();
    SocketWatch(const SocketWatch &) = delete;
    SocketWatch &operator=(const SocketWatch &) = delete;

    QSocketNotifier &notifier() { return m_notifier; }

    // What curl waits for. Neither: it does not wait now, though the exchange may live on (paused).
    void want(int socket, bool readable, bool writable);
    // No exchange uses the connection any more; it is kept for reuse.
    void setIdle(int socket);
    // About to be closed: the kernel drops it from epoll, the number may come back as another socket.
    void forget(int socket);
    // Events that curl wants, at most `batch`.
    int collect(Event *events);

private:
    struct Entry {
        quint32 wanted = 0;
        quint32 registered = 0;
        bool inUse = false;
    };
    void retire(int socket, Entry &entry);

    int m_epoll;
    QSocketNotifier m_notifier;
    std::vector<Entry> m_entries; // by descriptor
};

} // namespace keyswitch
