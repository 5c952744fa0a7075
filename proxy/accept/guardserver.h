// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/accept/acceptworker.h"
#include "proxy/accept/connectiontable.h"
#include "proxy/accept/turnedaway.h"

#include <QTcpServer>
#include <QTimer>

#include <chrono>

struct sockaddr_storage;

namespace keyswitch
{

// Accepts connections for one worker, in its thread, and keeps their time: one sweep for all of them, not a timer each.
// Workers share a port through duplicates of one listening socket.
//
// Out of descriptors, accept pauses: a descriptor held in reserve is spent to tell the client that waits (else it would
// hang in the backlog), and accepting goes on as soon as one is free again. What is turned away, and a shortage, stand
// in the table of connections for all to see.
class GuardServer final : public QTcpServer
{
    Q_OBJECT
public:
    GuardServer(const AcceptLimits &limits, RequestHandler *handler,
                std::shared_ptr<ConnectionTable> connections = std::make_shared<ConnectionTable>(),
                QObject *parent = nullptr);
    ~GuardServer() override;

    bool listenOn(const QHostAddress &address, quint16 port); // not listen(): accepting is ours
    bool adopt(int listeningDescriptor); // a duplicate is taken
    void stopListening(); // connections stay
    void setLimits(const AcceptLimits &limits); // for connections that are open, too
    // For connections to come; null: plain HTTP.
    void setTls(std::shared_ptr<const TlsAcceptor> tls) { m_worker->tls = std::move(tls); }
    void closeIdle(); // no new requests: connections close after the answer that is under way
    void cutAll(); // stops listening and ends every exchange; nothing reaches the handler afterwards

    const std::shared_ptr<AcceptWorker> &worker() const { return m_worker; }
    int connections() const { return int(m_worker->sessions.size()); }
    bool owesAnswers() const; // some client has not been sent all of its answer

    // Takes one and pauses QTcpServer's own waiting again, which the base class has just taken up.
    QTcpSocket *nextPendingConnection() override;

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    static constexpr std::chrono::milliseconds SweepInterval{250};
    void sweep();
    bool startAccepting();
    void acceptSome();
    void runShort();
    void takeIn(int descriptor, const sockaddr_storage &address);
    QByteArray refusalOfConnection(const char *reason);
    void setShort(bool isShort);
    bool takeReserve();

    std::shared_ptr<AcceptWorker> m_worker;
    TurnedAway m_turnedAway;
    QTimer m_sweeper;
    std::unique_ptr<QSocketNotifier> m_acceptable;
    int m_listening = -1; // a descriptor of our own: two notifiers on one number get in each other's way
    int m_reserve = -1;
    bool m_short = false;
};

} // namespace keyswitch
