// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/rawclient.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <thread>

namespace keyswitch::test
{

using std::chrono::milliseconds;
using std::chrono::steady_clock;

RawClient::RawClient(quint16 port, int receiveBuffer, const char *from)
    : m_fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    if (receiveBuffer > 0)
        ::setsockopt(m_fd, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, sizeof receiveBuffer);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    if (from) {
        ::inet_pton(AF_INET, from, &address.sin_addr);
        if (::bind(m_fd, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0)
            close();
    }
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(m_fd, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0)
        close();
    const int on = 1;
    ::setsockopt(m_fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

RawClient::~RawClient()
{
    close();
}

qsizetype RawClient::get(char *data, qsizetype size)
{
    return ::recv(m_fd, data, size_t(size), 0);
}

qsizetype RawClient::put(QByteArrayView bytes)
{
    return ::send(m_fd, bytes.data(), size_t(bytes.size()), MSG_NOSIGNAL);
}

bool RawClient::send(QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const qsizetype count = put(bytes);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        bytes = bytes.sliced(count);
    }
    return true;
}

bool RawClient::sendSlowly(QByteArrayView bytes, qsizetype step, milliseconds pause)
{
    while (!bytes.isEmpty()) {
        const qsizetype size = qMin(step, bytes.size());
        if (!send(bytes.first(size)))
            return false;
        bytes = bytes.sliced(size);
        std::this_thread::sleep_for(pause);
    }
    return true;
}

bool RawClient::receiveOnce(steady_clock::time_point until, qsizetype most)
{
    while (true) {
        const auto left = std::chrono::duration_cast<milliseconds>(until - steady_clock::now()).count();
        pollfd wait{m_fd, POLLIN, 0};
        const int ready = holdsInput() ? 1 : left > 0 ? ::poll(&wait, 1, int(left)) : 0;
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0) {
            m_end = End::Timeout;
            return false;
        }
        char buffer[65536];
        const qsizetype count = get(buffer, qMin<qsizetype>(most, sizeof buffer));
        if (count < 0 && errno == EAGAIN)
            continue;
        if (count > 0) {
            m_received.append(buffer, count);
            return true;
        }
        m_end = count == 0 ? End::Fin : End::Reset;
        return false;
    }
}

QByteArray RawClient::receiveUntil(QByteArrayView text, int count, milliseconds time)
{
    const auto until = steady_clock::now() + time;
    m_end = End::None;
    qsizetype from = 0;
    while (true) {
        for (qsizetype at; count > 0 && (at = m_received.indexOf(text, from)) >= 0; --count)
            from = at + text.size();
        if (count <= 0 || !receiveOnce(until))
            return std::exchange(m_received, {});
    }
}

QByteArray RawClient::receiveAll(milliseconds time)
{
    const auto until = steady_clock::now() + time;
    m_end = End::None;
    while (receiveOnce(until)) { }
    return std::exchange(m_received, {});
}

qint64 RawClient::receiveSome(qint64 bytes, milliseconds time)
{
    const auto until = steady_clock::now() + time;
    m_end = End::None;
    qint64 got = std::exchange(m_received, {}).size();
    while (got < bytes && receiveOnce(until, bytes - got))
        got += std::exchange(m_received, {}).size();
    return got;
}

void RawClient::finish()
{
    ::shutdown(m_fd, SHUT_WR);
}

void RawClient::reset()
{
    const linger hard{1, 0};
    ::setsockopt(m_fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    close();
}

void RawClient::close()
{
    if (m_fd >= 0)
        ::close(m_fd);
    m_fd = -1;
}

} // namespace keyswitch::test
