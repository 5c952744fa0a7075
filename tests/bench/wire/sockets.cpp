// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/wire/sockets.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace keyswitch::bench
{

static sockaddr_in loopback(int port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(std::uint16_t(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

static void turnOffNagle(const Descriptor &socket)
{
    const int on = 1;
    setsockopt(socket.number(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

static Descriptor newSocket()
{
    return Descriptor(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
}

void Descriptor::close()
{
    if (m_number >= 0)
        ::close(std::exchange(m_number, -1));
}

Descriptor listenOnLoopback(int port)
{
    Descriptor socket = newSocket();
    const int on = 1;
    const sockaddr_in address = loopback(port);
    setsockopt(socket.number(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(socket.number(), reinterpret_cast<const sockaddr *>(&address), sizeof address) < 0
        || listen(socket.number(), 4096) < 0)
        return Descriptor();
    return socket;
}

int portOf(const Descriptor &socket)
{
    sockaddr_in address{};
    socklen_t size = sizeof address;
    return getsockname(socket.number(), reinterpret_cast<sockaddr *>(&address), &size) < 0 ? -1
                                                                                           : ntohs(address.sin_port);
}

Descriptor acceptFrom(const Descriptor &listener)
{
    Descriptor socket(accept4(listener.number(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (socket.isOpen())
        turnOffNagle(socket);
    return socket;
}

Descriptor connectToLoopback(int port)
{
    Descriptor socket = newSocket();
    if (!socket.isOpen())
        return socket;
    turnOffNagle(socket);
    const sockaddr_in address = loopback(port);
    if (connect(socket.number(), reinterpret_cast<const sockaddr *>(&address), sizeof address) < 0
        && errno != EINPROGRESS)
        return Descriptor();
    return socket;
}

int errorOf(const Descriptor &socket)
{
    int error = 0;
    socklen_t size = sizeof error;
    return getsockopt(socket.number(), SOL_SOCKET, SO_ERROR, &error, &size) < 0 ? errno : error;
}

void resetOnClose(const Descriptor &socket)
{
    const linger none{1, 0};
    setsockopt(socket.number(), SOL_SOCKET, SO_LINGER, &none, sizeof none);
}

Sent send(const Descriptor &socket, std::string_view first, std::string_view second, size_t &done)
{
    while (done < first.size() + second.size()) {
        const std::string_view head = first.substr(std::min(done, first.size()));
        const std::string_view rest = second.substr(done > first.size() ? done - first.size() : 0);
        std::array<iovec, 2> parts{iovec{const_cast<char *>(head.data()), head.size()},
                                   iovec{const_cast<char *>(rest.data()), rest.size()}};
        msghdr message{};
        message.msg_iov = parts.data();
        message.msg_iovlen = parts.size();
        const ssize_t count = sendmsg(socket.number(), &message, MSG_NOSIGNAL);
        if (count < 0)
            return errno == EAGAIN ? Sent::Some : Sent::Broken;
        done += size_t(count);
    }
    return Sent::All;
}

Received receive(const Descriptor &socket, std::string &held)
{
    std::array<char, 65536> piece;
    const ssize_t count = recv(socket.number(), piece.data(), piece.size(), 0);
    if (count < 0)
        return errno == EAGAIN ? Received::Nothing : Received::Broken;
    held.append(piece.data(), size_t(count));
    return count == 0 ? Received::End : Received::Some;
}

} // namespace keyswitch::bench
