// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/accept/clientsession.h"

#include <QThread>

namespace keyswitch
{

ClientSession::ClientSession(std::shared_ptr<AcceptWorker> worker, ConnectionSlot slot, int descriptor,
                             const QHostAddress &peer, Front *front)
    : m_worker(std::move(worker))
    , m_slot(std::move(slot))
    , m_front(front)
    , m_channel(descriptor, m_worker->poller, this, m_worker->tls.get())
    , m_parser(m_worker->limits)
    , m_deadline(m_worker->limits)
    , m_peer(peer)
    , m_id(++m_worker->lastSession)
{
    m_worker->sessions.insert(m_id, this);
    m_out.restart(m_deadline.firstRequest());
}

ClientSession::~ClientSession()
{
    m_front = nullptr;
    end(true); // whoever deletes us while an answer is under way: its listener has to know
    m_worker->sessions.remove(m_id);
}

// --- reading ---

void ClientSession::channelChanged()
{
    Q_ASSERT(thread() == QThread::currentThread());
    m_scheduled = false;
    if (m_phase == Phase::Ended)
        return;
    if (m_phase == Phase::Lingering)
        return lingerOn();
    if (m_channel.broken())
        return end(true);
    if (pending() > 0 && m_channel.writable())
        sendOut();
    if (m_wasCongested)
        noteDrained();
    if (m_phase == Phase::Answering)
        probe();
    else
        pump();
}

// Once more from the event loop: never call a listener or the next request's handler from within a call of theirs.
void ClientSession::schedule()
{
    if (m_scheduled)
        return;
    m_scheduled = true;
    QMetaObject::invokeMethod(
        this, [this] { channelChanged(); }, Qt::QueuedConnection);
}

void ClientSession::pump()
{
    if (m_pumping)
        return; // answered from within dispatch(): the loop below goes on
    m_pumping = true;
    int requests = 0;
    while ((m_phase == Phase::Idle || m_phase == Phase::Reading) && !congested() && receiveSome()) {
        if (m_phase == Phase::Idle && m_parser.started() == false && ++requests >= RequestsInARow) {
            schedule();
            break;
        }
    }
    m_pumping = false;
}

// One step; false when nothing is left to be read now.
bool ClientSession::receiveSome()
{
    if (!m_held.isEmpty())
        return feed(std::exchange(m_held, {}));
    qsizetype size = 0;
    if (m_parser.state() == RequestParser::State::Body && m_channel.readable()) {
        char *const room = m_parser.bodyRoom(&size);
        const qsizetype count = m_channel.receive(room, size);
        m_parser.received(count);
        if (count > 0) {
            afterFeeding();
            return true;
        }
    } else {
        QByteArray &buffer = m_worker->readBuffer;
        const qsizetype count = m_channel.receive(buffer.data(), buffer.size());
        if (count > 0)
            return feed(QByteArrayView(buffer).first(count));
    }
    if (m_channel.broken())
        end(true);
    else if (m_channel.handshakeFault() != TlsLayer::Fault::None)
        refuseHandshake();
    else if (m_channel.atEnd())
        readEnd();
    return false;
}

bool ClientSession::feed(QByteArrayView bytes)
{
    const qsizetype taken = m_parser.feed(bytes);
    if (m_phase == Phase::Idle && m_parser.started()) {
        m_phase = Phase::Reading;
        m_deadline.head();
    }
    if (taken < bytes.size())
        m_held = bytes.sliced(taken).toByteArray();
    afterFeeding();
    return true;
}

void ClientSession::afterFeeding()
{
    if (m_parser.state() == RequestParser::State::Refused)
        return refuse(m_parser.refusal());
    if (m_parser.state() == RequestParser::State::Complete)
        return dispatch();
    if (!m_parser.headComplete())
        return;
    if (!m_inBody) {
        m_inBody = true;
        m_deadline.body();
    }
    if (!m_inspected && mayHaveBody() && m_parser.expectsContinue() && m_parser.bodySize() == 0) {
        static constexpr char Continue[] = "HTTP/1.1 100 Continue\r\n\r\n";
        m_out.tail()->append(Continue, sizeof Continue - 1);
        sendOut();
    }
}

// The body is not here yet: whether it may come is asked before it costs memory (and before 100, RFC 9110, 10.1.1).
bool ClientSession::mayHaveBody()
{
    m_inspected = true;
    if (!m_worker->handler)
        return false;
    const std::optional<Failure> failure = m_worker->handler->inspectHead(m_parser.head());
    if (!failure)
        return true;
    prepareAnswer();
    m_writer.closeAfterwards();
    m_handedOn = true;
    m_worker->handler->refuse(m_parser.takeHead(), *failure, this);
    return false;
}

// The client sends nothing more. Between requests that is a good end, within one it is none (RFC 9112, 8).
void ClientSession::readEnd()
{
    if (m_phase == Phase::Reading && m_parser.started())
        refuse({400, "The request is incomplete."});
    else if (pending() == 0)
        end(false);
}

void ClientSession::dispatch()
{
    prepareAnswer();
    m_dispatching = true;
    if (m_front)
        m_front->requestComplete();
    m_dispatching = false;
    if (!m_handedOn && m_phase == Phase::Answering)
        refuse({400, "The request target is malformed."}); // QHttpServer would not have it
    if (m_phase != Phase::Answering)
        m_parked.reset(); // only now: QHttpServer must not see its responder die while it handles the request
    else if (m_channel.finished())
        schedule(); // to probe
}

bool ClientSession::handOn()
{
    if (!m_dispatching || m_handedOn || !m_worker->handler)
        return false;
    m_handedOn = true;
    m_worker->handler->handle(m_parser.takeHead(), m_parser.takeBody(), this);
    return true;
}

// --- answering ---

void ClientSession::prepareAnswer()
{
    m_phase = Phase::Answering;
    m_out.restart(m_deadline.nothing());
    m_writer.reset({m_parser.isHead(), m_parser.isHttp10(), m_parser.keepAlive() && !m_closing});
}

void ClientSession::refuse(const Refusal &refusal)
{
    const FramingRefusal told = framingRefusal(refusal, m_peer);
    if (m_phase != Phase::Answering)
        prepareAnswer();
    m_writer.closeAfterwards();
    const QByteArray body = refusalBody(refusal);
    begin(refusal.status, refusalFields(refusal, told.id), body.size());
    write(body);
    finish();
    if (m_worker->handler)
        m_worker->handler->refusedFraming(told);
}

void ClientSession::refuseHandshake()
{
    if (m_channel.handshakeFault() == TlsLayer::Fault::NotTls)
        return refuse({400, "This port takes TLS only: call it with https://."});
    linger(); // the alert has to reach the client
    if (m_worker->handler)
        m_worker->handler->refusedFraming(handshakeRefusal(m_channel.handshakeFault(), m_peer));
}

void ClientSession::begin(int status, const QByteArray &fields, std::optional<qint64> contentLength)
{
    if (m_phase != Phase::Answering)
        return;
    if (m_closing)
        m_writer.closeAfterwards();
    m_writer.begin(m_out.tail(), status, fields, contentLength, m_worker->date.now(), m_probe.prefixSent());
}

void ClientSession::write(QByteArrayView body)
{
    if (m_phase != Phase::Answering)
        return;
    const QByteArrayView piece = m_writer.openPiece(m_out.tail(), body);
    if (piece.size() < SendInPlace)
        m_out.tail()->append(piece);
    else
        sendOut(piece);
    m_writer.closePiece(m_out.tail());
    if (!piece.isEmpty())
        m_probe.chunkSent();
    m_wasCongested = m_wasCongested || congested();
}

void ClientSession::flush()
{
    if (m_phase == Phase::Answering)
        sendOut();
}

void ClientSession::finish()
{
    if (m_phase != Phase::Answering)
        return;
    if (!m_writer.begun() || !m_writer.end(m_out.tail()))
        return abort();
    exchangeEnded();
    if (!m_writer.keepAlive() || m_closing) {
        linger();
        return;
    }
    m_parser.reset();
    m_inspected = m_inBody = m_handedOn = false;
    m_phase = Phase::Idle;
    m_deadline.nextRequest();
    sendOut();
    if (!m_pumping && (!m_held.isEmpty() || m_channel.readable()))
        schedule();
}

// Bytes that went out stand for themselves; only where the end of the connection is the end of the body must it be a
// reset.
void ClientSession::abort()
{
    if (m_phase != Phase::Answering)
        return;
    exchangeEnded();
    if (m_writer.endsByClosing())
        end(true);
    else
        linger();
}

void ClientSession::exchangeEnded()
{
    m_listener = nullptr;
    m_wasCongested = false;
    m_probe.reset();
    if (!m_dispatching)
        m_parked.reset();
}

void ClientSession::sendOut(QByteArrayView more)
{
    m_out.send(m_channel, more);
    // The listener may be in the middle of a write: it is told from the event loop.
    if (m_channel.broken() || (m_wasCongested && pending() <= m_worker->limits.lowWatermark))
        schedule();
}

void ClientSession::noteDrained()
{
    if (pending() > m_worker->limits.lowWatermark)
        return;
    m_wasCongested = false;
    if (m_listener && m_phase == Phase::Answering)
        m_listener->clientDrained();
}

void ClientSession::probe()
{
    if (!m_channel.finished() || pending() > 0) // what is pending probes as well
        return;
    const QByteArrayView byte = m_probe.next(m_writer);
    if (byte.isEmpty())
        return;
    m_out.tail()->append(byte);
    sendOut();
}

// --- ending ---

void ClientSession::linger()
{
    m_phase = Phase::Lingering;
    m_deadline.nothing();
    m_held.clear();
    m_parser.reset();
    sendOut();
    if (m_pumping || m_dispatching)
        schedule();
    else
        lingerOn();
}

void ClientSession::lingerOn()
{
    if (m_lingering.advance(m_channel, m_out, m_worker->limits.lingerTime))
        end(false);
}

void ClientSession::end(bool withReset)
{
    if (m_phase == Phase::Ended)
        return;
    m_phase = Phase::Ended;
    if (withReset)
        m_channel.reset();
    else
        m_channel.close();
    if (ClientListener *const listener = std::exchange(m_listener, nullptr))
        listener->clientGone();
    m_parked.reset();
    if (m_front)
        m_front->sessionEnded();
}

void ClientSession::closeWhenDone()
{
    m_closing = true;
    if (m_phase == Phase::Idle && !m_channel.readable())
        linger(); // a request that is crossing the FIN sees an end without an answer, and no reset
}

void ClientSession::cut()
{
    end(owes() || m_phase == Phase::Reading); // else the kernel still delivers what it took
}

void ClientSession::sweep(Time now)
{
    if (m_phase == Phase::Ended)
        return;
    if (pending() > 0 && now - m_out.lastProgress() > m_worker->limits.stallTime)
        return end(true); // a reader that takes nothing
    switch (m_phase) {
    case Phase::Idle:
        if (pending() == 0 && m_deadline.missed(now, 0))
            end(false);
        return;
    case Phase::Reading:
        if (m_deadline.missed(now, m_parser.bodySize()))
            refuse({408, "The request did not come in time."});
        return;
    case Phase::Answering:
        if (m_channel.finished())
            probe();
        return;
    case Phase::Lingering:
        lingerOn();
        if (m_phase == Phase::Lingering && m_lingering.missed(now))
            end(false);
        return;
    case Phase::Ended:
        return;
    }
}

} // namespace keyswitch
