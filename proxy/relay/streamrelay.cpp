// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/relay/streamrelay.h"

#include "proxy/base/upstreamattributes.h"
#include "proxy/relay/lastbytes.h"
#include "proxy/relay/upstreamfailures.h"

#include <QNetworkReply>
#include <QThread>

#include <functional>
#include <utility>

namespace keyswitch
{

namespace
{

constexpr qint64 ReadAhead = 128 * 1024; // of the upstream's answer, while the client is slow
constexpr qsizetype Piece = 64 * 1024;

} // namespace

StreamRelay::StreamRelay(Exchange &exchange, QNetworkReply *reply, RelayOwner &owner, const Clock &clock)
    : m_exchange(exchange)
    , m_reply(reply)
    , m_owner(owner)
    , m_clock(clock)
{
}

StreamRelay::~StreamRelay()
{
    if (m_exchange.client)
        m_exchange.client->setListener(nullptr);
    if (m_reply) {
        m_reply->disconnect(this);
        if (!m_reply->isFinished())
            m_reply->abort();
        upstream::dispose(m_reply);
    }
}

void StreamRelay::start()
{
    Q_ASSERT(thread() == QThread::currentThread());
    m_exchange.client->setListener(this);
    m_reply->setReadBufferSize(ReadAhead);
    connect(m_reply, &QNetworkReply::metaDataChanged, this, &StreamRelay::headCame);
    connect(m_reply, &QIODevice::readyRead, this, &StreamRelay::pull);
    connect(m_reply, &QNetworkReply::finished, this, &StreamRelay::pull);
    if (m_reply->isFinished())
        pull();
}

// A stream's head goes out at once, since its first event may take long; any other waits for its body, to go in one
// write.
void StreamRelay::headCame()
{
    if (m_ended || m_pulling || m_shape != Shape::Unknown)
        return;
    if (m_reply->bytesAvailable() > 0)
        return; // its first event came along: both go in one write
    if (!readHead() || !isPassedEventStream())
        return;
    m_pulling = true; // the client may leave over any byte; the end comes below
    takeHead();
    if (!m_ended)
        m_exchange.client->flush();
    m_pulling = false;
    if (m_ended)
        end();
}

// Moves what has come as far as the client takes it. Entered again from below when a flush lets the socket drain.
void StreamRelay::pull()
{
    if (m_ended || m_pulling)
        return;
    m_pulling = true;
    if (m_shape == Shape::Unknown && readHead() && !failedBeforeItsBody())
        takeHead();
    if (m_shape != Shape::Unknown && !m_ended) { // a client may leave over the head
        static thread_local char piece[Piece];
        do {
            m_paused = false;
            for (;;) {
                if (m_exchange.client->congested()) {
                    m_paused = true;
                    break;
                }
                const qint64 got = m_reply->read(piece, Piece);
                if (got <= 0)
                    break;
                consume({piece, qsizetype(got)});
                if (m_ended) {
                    m_pulling = false;
                    end();
                    return;
                }
            }
            if (!m_paused && m_reply->isFinished())
                break; // the end goes out in the same write as the last bytes
            m_exchange.client->flush();
        } while (!m_ended && m_paused && !m_exchange.client->congested());
    }
    m_pulling = false;
    if (m_ended)
        end();
    else if (!m_paused && m_reply->isFinished())
        upstreamFinished();
}

bool StreamRelay::readHead()
{
    if (m_head.status == 0)
        m_head = UpstreamHead::of(*m_reply);
    return m_head.status != 0;
}

// Nothing of it went out, so the client can still be told so with a status of its own.
bool StreamRelay::failedBeforeItsBody() const
{
    return m_reply->isFinished() && m_reply->bytesAvailable() == 0
        && upstreamFailureOf(*m_reply, true) != upstream::UpstreamFailure::None;
}

bool StreamRelay::isPassedEventStream() const
{
    return m_head.status < 300 && m_head.isEventStream() && m_head.isPlain();
}

void StreamRelay::takeHead()
{
    if (m_head.status < 200) { // the stock engine takes some of 1xx for the answer
        breakOff(FailureKind::UpstreamMalformed);
        return;
    }
    m_exchange.cost.amount = parseDollars(m_head.cost);
    if (m_exchange.cost.amount)
        m_exchange.cost.origin = CostOrigin::LiteLlmHeader;

    // A redirect is never followed and means nothing to an agent; a page is a captive portal or a wrong URL.
    if (m_head.status >= 300 || m_head.contentType == "text/html") {
        m_shape = Shape::ErrorBody;
        return;
    }
    m_shape = isPassedEventStream() ? Shape::EventStream : Shape::Plain;
    if (!m_head.isPlain()) {
        m_compressed = std::make_unique<CompressedInspection>(Inflater::forCoding(m_head.contentEncoding),
                                                              m_head.isEventStream(), m_sniffer);
    }
    m_exchange.answered = true;
    m_exchange.status = m_head.status;
    // A stream may lose its usage chunk on the way, so its length is not known.
    const auto length = m_shape == Shape::Plain ? m_head.contentLength : std::nullopt;
    m_exchange.client->begin(m_head.status, answerFields(), length);
    m_lastSent = m_clock.steady();
}

QByteArray StreamRelay::answerFields() const
{
    QByteArray fields;
    fields.reserve(m_head.fields.size() + 64);
    return fields.append(m_head.fields).append("x-request-id: ").append(m_exchange.id.text()).append("\r\n", 2);
}

void StreamRelay::consume(QByteArrayView piece)
{
    switch (m_shape) {
    case Shape::Unknown:
        break;
    case Shape::EventStream:
        m_piece = piece;
        m_splitter.feed(piece, [this](const SseEvent &event) { relayEvent(event); });
        sendRun();
        m_piece = {};
        break;
    case Shape::Plain:
        if (!m_exchange.ttft)
            firstByte();
        if (m_compressed)
            m_compressed->feed(piece);
        else
            m_sniffer.plain(piece);
        send(piece);
        break;
    case Shape::ErrorBody:
        if (!m_errorBody.append(piece))
            wrapError(FailureKind::UpstreamNotJson);
        break;
    }
}

void StreamRelay::relayEvent(const SseEvent &event)
{
    if (event.hasData()) {
        // A comment (LiteLLM's ": ping") is no token: the time to the first one goes on.
        if (!m_exchange.ttft)
            firstByte();
        const UsageSniffer::Verdict verdict = m_sniffer.event(event.data);
        if (verdict == UsageSniffer::Verdict::UsageOnly && !m_exchange.clientAskedForUsage)
            return;
    } else if (event.kind == SseEvent::Kind::Part) {
        m_skippedEvent = true;
    }
    pass(event.raw);
}

// Events that lie side by side go out side by side: a write for each would cost more than all that is done with it.
void StreamRelay::pass(QByteArrayView event)
{
    const bool isInPiece = std::less_equal<>()(m_piece.begin(), event.begin())
        && std::less_equal<>()(event.end(), m_piece.end()) && !m_piece.isEmpty();
    if (!isInPiece) { // one that began in an earlier piece, and was put together
        sendRun();
        send(event);
    } else if (!m_run.isEmpty() && m_run.end() == event.begin()) {
        m_run = QByteArrayView(m_run.begin(), event.end());
    } else {
        sendRun();
        m_run = event;
    }
}

void StreamRelay::sendRun()
{
    if (!m_run.isEmpty())
        send(std::exchange(m_run, {}));
}

void StreamRelay::firstByte()
{
    m_exchange.ttft = std::chrono::duration_cast<std::chrono::microseconds>(m_clock.steady() - m_exchange.began);
    m_owner.relayFirstByte();
}

ClientConnection *StreamRelay::letGo()
{
    m_exchange.client->setListener(nullptr);
    return std::exchange(m_exchange.client, nullptr);
}

void StreamRelay::send(QByteArrayView bytes)
{
    if (!m_exchange.client)
        return; // left while this piece was being passed on
    m_exchange.client->write(bytes);
    m_exchange.responseBytes += bytes.size();
    if (m_shape == Shape::EventStream)
        m_lastSent = m_clock.steady();
}

void StreamRelay::upstreamFinished()
{
    const upstream::UpstreamFailure failure = upstreamFailureOf(*m_reply, m_head.status != 0);
    if (failure != upstream::UpstreamFailure::None || m_shape == Shape::Unknown)
        breakOff(failureKindOf(failure));
    else if (m_shape == Shape::ErrorBody)
        finishErrorBody();
    else
        finishWhole();
    end();
}

void StreamRelay::finishWhole()
{
    if (m_shape == Shape::EventStream)
        m_splitter.finish([this](const SseEvent &event) { relayEvent(event); });
    else if (m_compressed)
        m_compressed->end();
    else
        m_sniffer.plainEnd();
    if (m_ended)
        return; // the client left over the last bytes
    m_ended = true;
    // LiteLLM itself reports an upstream that died as an error event and ends in good order, without [DONE].
    if (m_head.isEventStream() && m_sniffer.sawError() && !m_sniffer.sawDone())
        m_exchange.failure = Failure{FailureKind::UpstreamCut, {}};
    letGo()->finish();
}

// The upstream's own error goes on with its status and body; only what is not JSON is wrapped.
void StreamRelay::finishErrorBody()
{
    if (m_head.status >= 300 && m_head.status < 400) {
        wrapError(FailureKind::UpstreamRedirect);
        return;
    }
    const auto body = m_errorBody.passable(m_head, m_exchange.user ? m_exchange.user->litellmKey.get() : nullptr);
    if (!body) {
        wrapError(FailureKind::UpstreamNotJson);
        return;
    }
    m_ended = true;
    m_sniffer.plain(*body);
    m_sniffer.plainEnd();
    m_exchange.answered = true;
    m_exchange.status = m_head.status;
    QByteArray fields = answerFields();
    if (m_head.status == 401 && m_sniffer.refusesTheKey())
        fields.append("x-keyswitch-hint: LiteLLM refused this user's key; set another in Keyswitch, under Users\r\n");
    m_exchange.client->begin(m_head.status, fields, body->size());
    send(*body);
    if (m_exchange.client)
        letGo()->finish();
}

// Keeps what of an error a client can act on: its status, and when to come again.
void StreamRelay::wrapError(FailureKind kind)
{
    if (m_head.status >= 400) {
        m_exchange.errorStatus = m_head.status;
        RequestHead::eachField(m_head.fields, [this](QByteArrayView name, QByteArrayView value) {
            if (equalsIgnoringCase(name, "retry-after"))
                m_exchange.errorFields.append("retry-after: ").append(value).append("\r\n");
        });
    }
    breakOff(kind);
}

void StreamRelay::breakOff(FailureKind kind)
{
    if (m_ended)
        return;
    m_ended = true;
    m_exchange.failure = Failure{kind, {}};
    if (!m_exchange.answered || !m_exchange.client)
        return; // the owner answers
    if (m_shape == Shape::EventStream && !m_sniffer.sawDone()) // nothing belongs behind [DONE]
        send("data: " + m_owner.relayErrorBody(*m_exchange.failure) + "\n\n");
    if (m_exchange.client)
        letGo()->abort();
}

void StreamRelay::cut(FailureKind why)
{
    if (m_ended)
        return;
    breakOff(why);
    if (!m_pulling)
        end();
}

void StreamRelay::tick(std::chrono::steady_clock::time_point now)
{
    const auto silence = m_exchange.config->upstream.keepAliveComment;
    if (m_ended || m_shape != Shape::EventStream || silence.count() <= 0 || now - m_lastSent < silence
        || m_exchange.client->congested() || m_splitter.isInsideEvent())
        return;
    m_exchange.client->write(": keep-alive\n\n");
    m_lastSent = now;
    m_exchange.client->flush();
}

void StreamRelay::clientGone()
{
    m_exchange.client = nullptr;
    // The openai SDK closes as soon as it has read [DONE], often before the last chunk of the framing has come.
    m_exchange.clientLeft = !m_sniffer.sawDone();
    if (m_ended)
        return;
    m_ended = true;
    if (!m_pulling)
        end();
}

void StreamRelay::clientDrained()
{
    if (m_paused)
        pull();
}

void StreamRelay::end()
{
    if (!m_reply)
        return;
    QNetworkReply *reply = std::exchange(m_reply, nullptr);
    reply->disconnect(this);
    if (!reply->isFinished() && m_sniffer.sawDone() && !m_exchange.failure) {
        readToItsEnd(reply);
    } else {
        if (!reply->isFinished())
            reply->abort(); // off the wire at once
        upstream::dispose(reply);
    }
    if (m_exchange.client)
        m_exchange.client->setListener(nullptr);
    settleUsage();
    m_owner.relayEnded();
}

const char *StreamRelay::whyUnread() const
{
    if (const char *problem = m_compressed ? m_compressed->problem() : nullptr)
        return problem;
    if (m_sniffer.gaveUp() || m_skippedEvent)
        return "usage_unread_size";
    return nullptr;
}

void StreamRelay::settleUsage()
{
    const bool whole = !m_exchange.failure && !m_exchange.clientLeft;
    m_exchange.tokens = m_sniffer.usage();
    if (!m_exchange.tokens.isKnown() && !whole && m_exchange.answered)
        m_exchange.tokens = m_sniffer.estimate();
    if (!m_exchange.cost.amount && m_sniffer.cost()) {
        m_exchange.cost = {m_sniffer.cost(), CostOrigin::LiteLlmStream};
    }
    if (!m_exchange.tokens.isKnown())
        m_exchange.usageUnread = whyUnread();
    m_exchange.upstreamId = m_sniffer.answerId();
    m_exchange.upstreamErrorCode = m_sniffer.errorCode();
}

} // namespace keyswitch
