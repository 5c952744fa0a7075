// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/relay/streamrelay.h"

#include "proxy/base/upstreamattributes.h"

#include <QNetworkReply>
#include <QThread>

#include <utility>

namespace keyswitch
{

namespace
{

constexpr qint64 ReadAhead = 256 * 1024; // of the upstream's answer, while the client is slow
constexpr qsizetype Piece = 64 * 1024;
constexpr qsizetype LargestErrorBody = 256 * 1024;

FailureKind failureOf(upstream::UpstreamFailure failure)
{
    using upstream::UpstreamFailure;
    switch (failure) {
    case UpstreamFailure::Unresolved:
        return FailureKind::UpstreamUnresolved;
    case UpstreamFailure::Refused:
        return FailureKind::UpstreamRefused;
    case UpstreamFailure::Tls:
        return FailureKind::UpstreamTls;
    case UpstreamFailure::ConnectTimeout:
        return FailureKind::UpstreamConnectTimeout;
    case UpstreamFailure::FirstByteTimeout:
        return FailureKind::UpstreamFirstByteTimeout;
    case UpstreamFailure::Stalled:
        return FailureKind::UpstreamStalled;
    case UpstreamFailure::Cut:
        return FailureKind::UpstreamCut;
    case UpstreamFailure::Malformed:
    case UpstreamFailure::HeadTooLarge:
        return FailureKind::UpstreamMalformed;
    case UpstreamFailure::QueueFull:
        return FailureKind::Overloaded;
    case UpstreamFailure::ClosedBeforeAnswer:
    case UpstreamFailure::Other:
    case UpstreamFailure::Cancelled:
    case UpstreamFailure::None:
        return FailureKind::UpstreamClosed;
    }
    Q_UNREACHABLE();
}

// Our engines say exactly what happened; the stock one only in QNetworkReply's terms, where an answer >= 400 is an
// error too.
upstream::UpstreamFailure failureOf(const QNetworkReply &reply, bool answered)
{
    using upstream::UpstreamFailure;
    if (const auto told = upstream::failureClass(reply))
        return *told;
    switch (reply.error()) {
    case QNetworkReply::NoError:
        return UpstreamFailure::None;
    case QNetworkReply::HostNotFoundError:
        return UpstreamFailure::Unresolved;
    case QNetworkReply::ConnectionRefusedError:
        return UpstreamFailure::Refused;
    case QNetworkReply::SslHandshakeFailedError:
        return UpstreamFailure::Tls;
    case QNetworkReply::TimeoutError:
    case QNetworkReply::OperationCanceledError: // what the stock transfer timeout looks like
        return answered ? UpstreamFailure::Stalled : UpstreamFailure::FirstByteTimeout;
    case QNetworkReply::RemoteHostClosedError:
    case QNetworkReply::UnknownNetworkError:
    case QNetworkReply::TemporaryNetworkFailureError:
    case QNetworkReply::NetworkSessionFailedError:
        return answered ? UpstreamFailure::Cut : UpstreamFailure::ClosedBeforeAnswer;
    case QNetworkReply::ProtocolFailure:
        return UpstreamFailure::Malformed;
    default:
        return answered ? UpstreamFailure::None : UpstreamFailure::Other;
    }
}

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
        m_reply->deleteLater();
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
    m_pulling = true; // the client may leave over any byte; the end comes below
    if (takeHead() && !m_ended && m_shape == Shape::EventStream)
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
    if ((m_shape != Shape::Unknown || takeHead()) && !m_ended) { // a client may leave over the head
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

bool StreamRelay::takeHead()
{
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status == 0)
        return false;
    m_head = UpstreamHead::of(*m_reply);
    m_exchange.cost.amount = parseDollars(m_head.cost);
    if (m_exchange.cost.amount)
        m_exchange.cost.origin = CostOrigin::LiteLlmHeader;

    if (status >= 400) {
        m_shape = Shape::ErrorBody;
        return true;
    }
    // A redirect is never followed and means nothing to an agent; a page is a captive portal or a wrong URL.
    if (status >= 300 || m_head.contentType == "text/html") {
        m_shape = Shape::ErrorBody;
        return true;
    }
    m_shape = m_head.isEventStream() && m_head.isPlain() ? Shape::EventStream : Shape::Plain;
    m_exchange.answered = true;
    m_exchange.status = status;
    // A stream may lose its usage chunk on the way, so its length is not known.
    const auto length = m_shape == Shape::Plain ? m_head.contentLength : std::nullopt;
    m_exchange.client->begin(status, answerFields(), length);
    m_lastSent = m_clock.steady();
    return true;
}

QByteArray StreamRelay::answerFields() const
{
    return m_head.fields + "x-request-id: " + m_exchange.id.text() + "\r\n";
}

void StreamRelay::consume(QByteArrayView piece)
{
    switch (m_shape) {
    case Shape::Unknown:
        break;
    case Shape::EventStream:
        m_splitter.feed(piece, [this](const SseEvent &event) { relayEvent(event); });
        break;
    case Shape::Plain:
        if (!m_exchange.ttft)
            firstByte();
        if (m_head.isPlain())
            m_sniffer.plain(piece);
        send(piece);
        break;
    case Shape::ErrorBody:
        m_errorBody.append(piece);
        if (m_errorBody.size() > LargestErrorBody)
            breakOff(FailureKind::UpstreamNotJson);
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
    }
    send(event.raw);
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
    m_lastSent = m_clock.steady();
}

void StreamRelay::upstreamFinished()
{
    const upstream::UpstreamFailure failure = failureOf(*m_reply, m_shape != Shape::Unknown);
    if (failure != upstream::UpstreamFailure::None || m_shape == Shape::Unknown)
        breakOff(failureOf(failure));
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
    else
        m_sniffer.plainEnd();
    if (m_ended)
        return; // the client left over the last bytes
    m_ended = true;
    // LiteLLM itself reports an upstream that died as an error event and ends in good order, without [DONE].
    if (m_shape == Shape::EventStream && m_sniffer.sawError() && !m_sniffer.sawDone())
        m_exchange.failure = Failure{FailureKind::UpstreamCut, {}};
    letGo()->finish();
}

// The upstream's own error goes on with its status and body; only what is not JSON is wrapped.
void StreamRelay::finishErrorBody()
{
    const bool json = m_head.status >= 400 && m_head.isPlain() && m_errorBody.trimmed().startsWith('{');
    if (!json) {
        breakOff(FailureKind::UpstreamNotJson);
        return;
    }
    m_ended = true;
    const QByteArray body = withoutKey(std::exchange(m_errorBody, {}));
    m_sniffer.plain(body);
    m_sniffer.plainEnd();
    m_exchange.answered = true;
    m_exchange.status = m_head.status;
    m_exchange.client->begin(m_head.status, answerFields(), body.size());
    send(body);
    if (m_exchange.client)
        letGo()->finish();
}

// Some upstreams quote the key they refuse. The agent must not learn it.
QByteArray StreamRelay::withoutKey(QByteArray body) const
{
    if (m_exchange.user && m_exchange.user->litellmKey && !m_exchange.user->litellmKey->isEmpty())
        body.replace(m_exchange.user->litellmKey->view(), QByteArrayView("[key]"));
    return body;
}

void StreamRelay::breakOff(FailureKind kind)
{
    if (m_ended)
        return;
    m_ended = true;
    m_exchange.failure = Failure{kind, {}};
    if (!m_exchange.answered || !m_exchange.client)
        return; // the owner answers
    if (m_shape == Shape::EventStream)
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
    if (!reply->isFinished())
        reply->abort(); // off the wire at once
    reply->deleteLater();
    if (m_exchange.client)
        m_exchange.client->setListener(nullptr);
    settleUsage();
    m_owner.relayEnded();
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
    m_exchange.upstreamId = m_sniffer.answerId();
    m_exchange.upstreamErrorCode = m_sniffer.errorCode();
}

} // namespace keyswitch
