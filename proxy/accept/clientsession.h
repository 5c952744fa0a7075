// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/accept/acceptworker.h"
#include "proxy/accept/answerwriter.h"
#include "proxy/accept/clientchannel.h"
#include "proxy/accept/connectiontable.h"
#include "proxy/accept/halfcloseprobe.h"
#include "proxy/accept/lingeringclose.h"
#include "proxy/accept/outbuffer.h"
#include "proxy/accept/requestparser.h"
#include "proxy/accept/sessiondeadline.h"
#include "proxy/base/clientconnection.h"
#include "proxy/base/requesthandler.h"

#include <QHostAddress>
#include <QObject>

#include <chrono>
#include <memory>

namespace keyswitch
{

// One client connection, from its first byte to its lingering close: reads requests one by one, holds back what is
// pipelined behind the one that is being answered, keeps the deadlines, and frames the answer (RFC 9112, section 9).
// In the worker's thread.
class ClientSession final : public QObject, public ClientConnection, private ClientChannel::Listener
{
public:
    using Time = std::chrono::steady_clock::time_point;

    // What stands between a session and QHttpServer.
    class Front
    {
    public:
        virtual ~Front() = default;
        virtual void requestComplete() = 0; // to be shown to QHttpServer, which leads to handOn()
        virtual void sessionEnded() = 0; // the session may be deleted, but not before this returned
    };

    ClientSession(std::shared_ptr<AcceptWorker> worker, ConnectionSlot slot, int descriptor, const QHostAddress &peer,
                  Front *front);
    ~ClientSession() override;

    quint64 id() const { return m_id; }
    const RequestHead &head() const { return m_parser.head(); } // of the complete request, until handOn()
    bool handOn(); // to the handler; false when there is nothing to hand on
    void park(std::shared_ptr<void> responder) { m_parked = std::move(responder); } // kept until the exchange has ended
    void refuse(const Refusal &refusal);
    void sweep(Time now);
    bool isIdle() const { return m_phase == Phase::Idle; }
    // Bytes of an answer have not been made, or not been taken by the kernel yet.
    bool owes() const { return m_phase == Phase::Answering || (m_phase != Phase::Ended && pending() > 0); }
    void closeWhenDone(); // after the answer that is under way
    void cut(); // now; with a reset where the client does not have all that is due to it

    void setListener(ClientListener *listener) override { m_listener = listener; }
    void begin(int status, const QByteArray &fields, std::optional<qint64> contentLength) override;
    void write(QByteArrayView body) override;
    void flush() override;
    void finish() override;
    void abort() override;
    qint64 pending() const override { return m_out.pending(); }
    bool congested() const override { return pending() > m_worker->limits.highWatermark; }

private:
    static constexpr qsizetype SendInPlace = 16 * 1024; // from here on a piece goes to the kernel without a copy first
    static constexpr int RequestsInARow = 32; // pipelined ones, before other connections get their turn

    // Reading: a byte of a request came. Answering: from the whole request (or its refusal) to finish().
    enum class Phase : quint8 { Idle, Reading, Answering, Lingering, Ended };

    void channelChanged() override;
    void pump();
    bool receiveSome();
    bool feed(QByteArrayView bytes);
    void afterFeeding();
    bool mayHaveBody();
    void readEnd();
    void refuseHandshake();
    void dispatch();
    void prepareAnswer();
    void sendOut(QByteArrayView more = {});
    void noteDrained();
    void probe();
    void exchangeEnded();
    void linger();
    void lingerOn();
    void end(bool withReset);
    void schedule();

    std::shared_ptr<AcceptWorker> m_worker;
    ConnectionSlot m_slot;
    Front *m_front;
    ClientListener *m_listener = nullptr;
    ClientChannel m_channel;
    RequestParser m_parser;
    SessionDeadline m_deadline;
    AnswerWriter m_writer;
    HalfCloseProbe m_probe;
    LingeringClose m_lingering;
    QHostAddress m_peer;
    QByteArray m_held; // received behind the request that is being answered
    OutBuffer m_out;
    std::shared_ptr<void> m_parked;
    quint64 m_id;
    Phase m_phase = Phase::Idle;
    bool m_handedOn = false;
    bool m_inspected = false;
    bool m_inBody = false;
    bool m_pumping = false;
    bool m_dispatching = false;
    bool m_scheduled = false;
    bool m_wasCongested = false;
    bool m_finSent = false;
    bool m_closing = false; // closeWhenDone()
};

} // namespace keyswitch
