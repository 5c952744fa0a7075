// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/accept/guardserver.h"

#include "proxy/accept/guardedsocket.h"
#include "proxy/base/coarseclock.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace keyswitch
{

namespace
{

constexpr int ConnectionsInARow = 64; // accepted before the requests of others get their turn

// Accepted sockets inherit these on Linux, which saves the calls for each of them. We gather what is sent by ourselves;
// and a client that vanished without a word is noticed while it waits, and while it is being answered.
void setOptions(int listening, std::chrono::milliseconds stallTime)
{
    const int on = 1;
    const int idleSeconds = 30;
    const int intervalSeconds = 10;
    const int probes = 3;
    const auto unacknowledged = static_cast<unsigned>(stallTime.count()); // a closed window counts as well
    ::setsockopt(listening, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::setsockopt(listening, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    ::setsockopt(listening, IPPROTO_TCP, TCP_KEEPIDLE, &idleSeconds, sizeof idleSeconds);
    ::setsockopt(listening, IPPROTO_TCP, TCP_KEEPINTVL, &intervalSeconds, sizeof intervalSeconds);
    ::setsockopt(listening, IPPROTO_TCP, TCP_KEEPCNT, &probes, sizeof probes);
    ::setsockopt(listening, IPPROTO_TCP, TCP_USER_TIMEOUT, &unacknowledged, sizeof unacknowledged);
}

} // namespace

GuardServer::GuardServer(const AcceptLimits &limits, RequestHandler *handler,
                         std::shared_ptr<ConnectionTable> connections, QObject *parent)
    : QTcpServer(parent)
    , m_worker(std::make_shared<AcceptWorker>())
    , m_turnedAway(m_worker->poller)
{
    m_worker->limits = limits;
    m_worker->handler = handler;
    m_worker->connections = std::move(connections);
    setListenBacklogSize(1024);
    setMaxPendingConnections(std::numeric_limits<int>::max()); // QHttpServer takes them within the same turn
    takeReserve();
    connect(&m_sweeper, &QTimer::timeout, this, &GuardServer::sweep);
    m_sweeper.start(SweepInterval);
}

GuardServer::~GuardServer()
{
    cutAll();
    stopListening();
    setShort(false); // the table is for all workers
    if (m_reserve >= 0)
        ::close(m_reserve);
}

bool GuardServer::adopt(int listeningDescriptor)
{
    const int own = ::fcntl(listeningDescriptor, F_DUPFD_CLOEXEC, 3);
    if (own < 0)
        return false;
    if (!setSocketDescriptor(own)) {
        ::close(own);
        return false;
    }
    return startAccepting();
}

bool GuardServer::listenOn(const QHostAddress &address, quint16 port)
{
    if (!listen(address, port))
        return false;
    return startAccepting();
}

void GuardServer::setLimits(const AcceptLimits &limits)
{
    m_worker->limits = limits;
    if (isListening())
        setOptions(int(socketDescriptor()), limits.stallTime);
}

void GuardServer::stopListening()
{
    m_acceptable.reset();
    if (m_listening >= 0)
        ::close(m_listening);
    m_listening = -1;
    close();
}

bool GuardServer::startAccepting()
{
    pauseAccepting(); // QTcpServer's own
    setOptions(int(socketDescriptor()), m_worker->limits.stallTime);
    m_listening = ::fcntl(int(socketDescriptor()), F_DUPFD_CLOEXEC, 3);
    if (m_listening < 0)
        return false;
    m_acceptable = std::make_unique<QSocketNotifier>(m_listening, QSocketNotifier::Read);
    connect(m_acceptable.get(), &QSocketNotifier::activated, this, &GuardServer::acceptSome);
    return true;
}

QTcpSocket *GuardServer::nextPendingConnection()
{
    QTcpSocket *const socket = QTcpServer::nextPendingConnection();
    if (isListening())
        pauseAccepting();
    return socket;
}

void GuardServer::acceptSome()
{
    for (int i = 0; i < ConnectionsInARow; ++i) {
        sockaddr_storage address{};
        socklen_t size = sizeof address;
        const int fd =
            ::accept4(m_listening, reinterpret_cast<sockaddr *>(&address), &size, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (fd >= 0) {
            takeIn(fd, address);
            continue;
        }
        switch (errno) {
        case EAGAIN: // another worker was faster
            return;
        case EMFILE:
        case ENFILE:
        case ENOBUFS:
        case ENOMEM:
            return runShort();
        default: // the connection in the backlog has failed already (accept(2)); the next one is none the worse
            break;
        }
    }
}

bool GuardServer::takeReserve()
{
    if (m_reserve < 0)
        m_reserve = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    return m_reserve >= 0;
}

// From QTcpServer, should somebody have called listen() after all: nothing passes the guard by.
void GuardServer::incomingConnection(qintptr descriptor)
{
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    if (::getpeername(int(descriptor), reinterpret_cast<sockaddr *>(&address), &size) == 0)
        takeIn(int(descriptor), address);
    else
        ::close(int(descriptor));
}

void GuardServer::takeIn(int descriptor, const sockaddr_storage &address)
{
    const quint16 port = address.ss_family == AF_INET6 ? reinterpret_cast<const sockaddr_in6 *>(&address)->sin6_port
                                                       : reinterpret_cast<const sockaddr_in *>(&address)->sin_port;
    const QHostAddress peer(reinterpret_cast<const sockaddr *>(&address));
    auto slot = ConnectionSlot::take(m_worker->connections, peer, m_worker->limits);
    if (!slot)
        return m_turnedAway.add(descriptor,
                                refusalOfConnection(slot.error() == ConnectionTable::Cap::InAll
                                                        ? "There are too many connections."
                                                        : "There are too many connections from your address."));
    addPendingConnection(new GuardedSocket(m_worker, std::move(*slot), descriptor, peer, ntohs(port), this));
    Q_EMIT
    newConnection(); // QHttpServer of Qt 6.4 waits for this one, later ones for what addPendingConnection() emits
}

// The whole answer for a connection that is not taken in at all.
QByteArray GuardServer::refusalOfConnection(const char *reason)
{
    if (m_worker->tls)
        return {}; // a handshake, only to say so, would be the very work that there is too much of
    const Refusal refusal{503, reason};
    const QByteArray body = refusalBody(refusal);
    AnswerWriter writer;
    writer.reset({false, false, false});
    QByteArray out;
    writer.begin(&out, refusal.status, refusalFields(refusal, RequestId::make(std::chrono::system_clock::now())),
                 body.size(), m_worker->date.now());
    out.append(writer.openPiece(&out, body));
    return out;
}

void GuardServer::runShort()
{
    m_acceptable->setEnabled(false); // sweep() tries again
    if (m_reserve >= 0) {
        ::close(m_reserve);
        m_reserve = -1;
        const int fd = ::accept4(m_listening, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (fd >= 0) {
            // No lingering: this descriptor is needed for the next one.
            TurnedAway::tellAndClose(fd, refusalOfConnection("There are too many connections."));
            m_worker->connections->noteWithoutDescriptor();
        }
        takeReserve();
    }
    setShort(true);
}

void GuardServer::setShort(bool isShort)
{
    if (isShort != m_short)
        m_worker->connections->noteShortage(isShort);
    m_short = isShort;
}

void GuardServer::sweep()
{
    if (m_short && takeReserve()) {
        const int probe = ::fcntl(m_reserve, F_DUPFD_CLOEXEC, 3);
        if (probe >= 0) {
            ::close(probe);
            setShort(false);
            if (m_acceptable)
                m_acceptable->setEnabled(true);
        }
    }
    const auto now = coarseNow();
    m_turnedAway.sweep(now);
    const QList<ClientSession *> sessions = m_worker->sessions.values(); // ends are followed by deletion later, not now
    for (ClientSession *session : sessions)
        session->sweep(now);
}

void GuardServer::closeIdle()
{
    const QList<ClientSession *> sessions = m_worker->sessions.values();
    for (ClientSession *session : sessions)
        session->closeWhenDone();
}

bool GuardServer::owesAnswers() const
{
    return std::any_of(m_worker->sessions.cbegin(), m_worker->sessions.cend(),
                       [](const ClientSession *session) { return session->owes(); });
}

void GuardServer::cutAll()
{
    stopListening();
    m_worker->handler = nullptr;
    const QList<ClientSession *> sessions = m_worker->sessions.values();
    for (ClientSession *session : sessions)
        session->cut();
}

} // namespace keyswitch
