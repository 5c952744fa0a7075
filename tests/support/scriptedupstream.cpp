// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/scriptedupstream.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

namespace keyswitch::test
{

using namespace std::chrono_literals;

namespace
{

constexpr auto patience = 20ms; // how soon a thread notices that it has to end

bool isReady(int socket, short events, std::chrono::milliseconds time)
{
    pollfd descriptor{socket, events, 0};
    return ::poll(&descriptor, 1, int(time.count())) > 0;
}

} // namespace

QByteArray RecordedRequest::field(const QByteArray &name) const
{
    for (const QByteArray &line : head.split('\n')) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0 && line.first(colon).compare(name, Qt::CaseInsensitive) == 0)
            return line.mid(colon + 1).trimmed();
    }
    return {};
}

int RecordedRequest::count(const QByteArray &name) const
{
    int found = 0;
    for (const QByteArray &line : head.split('\n'))
        found += line.size() > name.size() && line[name.size()] == ':'
            && line.first(name.size()).compare(name, Qt::CaseInsensitive) == 0;
    return found;
}

qsizetype UpstreamConnection::put(const char *data, qsizetype size)
{
    if (!m_tls)
        return ::send(m_socket, data, size_t(size), MSG_NOSIGNAL | MSG_DONTWAIT);
    ERR_clear_error();
    const int count = SSL_write(m_tls.get(), data, int(size));
    if (count <= 0)
        errno = SSL_get_error(m_tls.get(), count) == SSL_ERROR_WANT_WRITE ? EAGAIN : EPIPE;
    return count > 0 ? count : -1;
}

qsizetype UpstreamConnection::get(char *data, qsizetype size)
{
    if (!m_tls)
        return ::recv(m_socket, data, size_t(size), MSG_DONTWAIT);
    ERR_clear_error();
    const int count = SSL_read(m_tls.get(), data, int(size));
    if (count > 0)
        return count;
    const int error = SSL_get_error(m_tls.get(), count);
    errno = error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? EAGAIN : ECONNRESET;
    return error == SSL_ERROR_ZERO_RETURN ? 0 : -1;
}

void UpstreamConnection::sayGoodbye()
{
    if (m_tls)
        SSL_shutdown(m_tls.get());
}

// After a handshake that failed: a reset, which unread bytes would cause, could overtake the alert.
void UpstreamConnection::endBadly()
{
    if (m_tls && !SSL_is_init_finished(m_tls.get())) {
        ::shutdown(m_socket, SHUT_WR);
        const auto until = std::chrono::steady_clock::now() + 1s;
        char bytes[4096];
        while (std::chrono::steady_clock::now() < until && !m_owner->m_stopping) {
            if (isReady(m_socket, POLLIN, patience) && ::recv(m_socket, bytes, sizeof bytes, MSG_DONTWAIT) <= 0)
                break;
        }
    }
    close();
}

bool UpstreamConnection::send(const QByteArray &bytes)
{
    qsizetype offset = 0;
    while (m_socket >= 0 && offset < bytes.size()) {
        if (m_owner->m_stopping)
            return false;
        if (!isReady(m_socket, POLLOUT, patience))
            continue;
        const qsizetype sent = put(bytes.constData() + offset, bytes.size() - offset);
        if (sent < 0 && errno != EAGAIN && errno != EINTR) {
            ++m_owner->m_closedByPeer;
            close();
            return false;
        }
        if (sent > 0) {
            offset += sent;
            m_sent += sent;
            m_owner->m_bytesSent += sent;
        }
    }
    return m_socket >= 0;
}

bool UpstreamConnection::answer(int status, const QByteArray &body, const QByteArray &extraLines)
{
    return send("HTTP/1.1 " + QByteArray::number(status) + " Scripted\r\n" + extraLines
                + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
}

bool UpstreamConnection::chunk(const QByteArray &data)
{
    return send(QByteArray::number(data.size(), 16) + "\r\n" + data + "\r\n");
}

void UpstreamConnection::close()
{
    if (m_socket >= 0)
        ::close(m_socket);
    m_socket = -1;
}

void UpstreamConnection::reset()
{
    if (m_socket < 0)
        return;
    const linger abortive{1, 0};
    ::setsockopt(m_socket, SOL_SOCKET, SO_LINGER, &abortive, sizeof abortive);
    close();
}

void UpstreamConnection::sleep(std::chrono::milliseconds time)
{
    const auto until = std::chrono::steady_clock::now() + time;
    while (!m_owner->m_stopping && std::chrono::steady_clock::now() < until)
        std::this_thread::sleep_for(std::min<std::chrono::milliseconds>(time, 5ms));
}

bool UpstreamConnection::waitForClose(std::chrono::milliseconds time)
{
    const auto until = std::chrono::steady_clock::now() + time;
    while (m_socket >= 0 && !m_owner->m_stopping && std::chrono::steady_clock::now() < until) {
        if (!isReady(m_socket, POLLIN, patience))
            continue;
        char bytes[4096];
        const qsizetype size = get(bytes, sizeof bytes);
        if (size == 0 || (size < 0 && errno != EAGAIN && errno != EINTR)) {
            ++m_owner->m_closedByPeer;
            close();
            return true;
        }
    }
    return m_socket < 0;
}

bool UpstreamConnection::fill(std::chrono::milliseconds time)
{
    const bool held = m_tls && SSL_has_pending(m_tls.get());
    if (m_socket < 0 || (!held && !isReady(m_socket, POLLIN, time)))
        return false;
    char bytes[65536];
    const qsizetype size = get(bytes, sizeof bytes);
    if (size > 0) {
        m_received.append(bytes, size);
    } else if (size == 0 || (errno != EAGAIN && errno != EINTR)) {
        ++m_owner->m_closedByPeer;
        endBadly();
    }
    return size > 0;
}

bool UpstreamConnection::take(qsizetype size, QByteArray &into)
{
    while (m_received.size() < size) {
        if (m_socket < 0 || m_owner->m_stopping)
            return false;
        fill(patience);
    }
    into.append(m_received.constData(), size);
    m_received.remove(0, size);
    return true;
}

bool UpstreamConnection::takeLine(QByteArray &line)
{
    qsizetype end = -1;
    while ((end = m_received.indexOf('\n')) < 0) {
        if (m_socket < 0 || m_owner->m_stopping)
            return false;
        fill(patience);
    }
    line.clear();
    return take(end + 1, line);
}

bool UpstreamConnection::readHead(RecordedRequest &request)
{
    QByteArray line;
    do {
        if (!takeLine(line))
            return false;
        request.head += line;
    } while (line != "\r\n");
    const QList<QByteArray> words = request.head.left(request.head.indexOf("\r\n")).split(' ');
    request.method = words.value(0);
    request.target = words.value(1);
    request.connection = m_number;
    return true;
}

bool UpstreamConnection::readBody(RecordedRequest &request)
{
    request.complete = false;
    if (request.field("Transfer-Encoding") == "chunked") {
        QByteArray line;
        for (qsizetype size = -1; size != 0;) {
            if (!takeLine(line))
                return false;
            size = line.trimmed().toLongLong(nullptr, 16);
            if (!take(size, request.body) || !takeLine(line))
                return false;
        }
    } else if (!take(request.field("Content-Length").toLongLong(), request.body)) {
        return false;
    }
    request.complete = true;
    return true;
}

ScriptedUpstream::ScriptedUpstream(Script script, Options options)
    : m_script(std::move(script))
    , m_options(options)
    , m_listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    if (m_options.receiveBuffer > 0)
        ::setsockopt(m_listener, SOL_SOCKET, SO_RCVBUF, &m_options.receiveBuffer, sizeof m_options.receiveBuffer);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    if (::bind(m_listener, reinterpret_cast<sockaddr *>(&address), length) < 0 || ::listen(m_listener, 1024) < 0
        || ::getsockname(m_listener, reinterpret_cast<sockaddr *>(&address), &length) < 0)
        qFatal("no port for the scripted upstream");
    m_port = ntohs(address.sin_port);
    m_acceptor = std::thread([this] { accept(); });
}

ScriptedUpstream::~ScriptedUpstream()
{
    m_stopping = true;
    m_acceptor.join();
    for (std::thread &thread : m_threads)
        thread.join();
    ::close(m_listener);
}

void ScriptedUpstream::accept()
{
    while (!m_stopping) {
        if (!isReady(m_listener, POLLIN, patience))
            continue;
        const int socket = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (socket < 0)
            continue;
        const int yes = 1;
        ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        const int number = ++m_connections;
        m_threads.emplace_back([this, socket, number] {
            UpstreamConnection connection;
            connection.m_owner = this;
            connection.m_socket = socket;
            connection.m_number = number;
            if (m_options.tls)
                connection.m_tls = m_options.tls->accept(socket);
            if (m_options.runAtConnect)
                m_script(connection, {});
            else
                serve(connection);
            connection.close();
        });
    }
}

void ScriptedUpstream::serve(UpstreamConnection &connection)
{
    while (connection.isOpen() && !m_stopping) {
        RecordedRequest request;
        if (!connection.readHead(request))
            return;
        if (!m_options.runAtHead)
            connection.readBody(request);
        {
            const std::scoped_lock lock(m_mutex);
            m_requests.append(request);
        }
        if (!m_options.runAtHead && !request.complete)
            return;
        m_script(connection, request);
    }
}

QList<RecordedRequest> ScriptedUpstream::requests() const
{
    const std::scoped_lock lock(m_mutex);
    // A copy of its own: a shared one would still be read by the caller while the next request is appended, as QList
    // learns without ordering that it is no longer shared.
    return {m_requests.cbegin(), m_requests.cend()};
}

int ScriptedUpstream::requestCount(const QByteArray &method, const QByteArray &target) const
{
    int found = 0;
    for (const RecordedRequest &request : requests())
        found += request.method == method && request.target == target;
    return found;
}

} // namespace keyswitch::test
