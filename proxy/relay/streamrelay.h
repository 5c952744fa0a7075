// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/clientconnection.h"
#include "proxy/base/clock.h"
#include "proxy/base/exchange.h"
#include "proxy/relay/compressedinspection.h"
#include "proxy/relay/errorbody.h"
#include "proxy/relay/ssesplitter.h"
#include "proxy/relay/upstreamhead.h"
#include "proxy/relay/usagesniffer.h"

#include <QObject>

class QNetworkReply;

namespace keyswitch
{

// Told how a relay goes on; called in its thread.
class RelayOwner
{
public:
    virtual ~RelayOwner() = default;
    virtual void relayFirstByte() = 0; // exchange.ttft is set
    // Once, last of all; may delete the relay. With exchange.failure and not exchange.answered the owner has to answer.
    virtual void relayEnded() = 0;
    virtual QByteArray relayErrorBody(const Failure &failure) const = 0; // for the error event of a broken stream
};

// Carries one upstream answer to its client: the first byte as it comes, no more in memory than the watermarks allow,
// an end that never looks complete when it is not. Looks at what passes for tokens and cost, and hides the usage chunk
// from a client that did not ask for one.
//
// One worker's thread. Fills in the exchange's relay part.
class StreamRelay final : public QObject, public ClientListener
{
    Q_OBJECT
public:
    // All outlive the relay, except the reply, which it owns from now on.
    StreamRelay(Exchange &exchange, QNetworkReply *reply, RelayOwner &owner, const Clock &clock);
    ~StreamRelay() override;

    void start();
    // Now and then (a second is fine): sends a comment into a stream that has been silent for too long.
    void tick(std::chrono::steady_clock::time_point now);
    // Ends at once, as if the upstream had been cut: for a shutdown that cannot wait any longer.
    void cut(FailureKind why);

    void clientGone() override;
    void clientDrained() override;

private:
    enum class Shape : quint8 { Unknown, EventStream, Plain, ErrorBody };

    void headCame();
    void pull();
    bool readHead();
    void takeHead();
    bool failedBeforeItsBody() const;
    bool isPassedEventStream() const;
    void consume(QByteArrayView piece);
    void relayEvent(const SseEvent &event);
    void upstreamFinished();
    void finishWhole();
    void finishErrorBody();
    void wrapError(FailureKind kind);
    void breakOff(FailureKind kind);
    void end();
    void firstByte();
    void send(QByteArrayView bytes);
    void pass(QByteArrayView event);
    void sendRun();
    ClientConnection *letGo();
    void settleUsage();
    const char *whyUnread() const;
    QByteArray answerFields() const;

    Exchange &m_exchange;
    QNetworkReply *m_reply;
    RelayOwner &m_owner;
    const Clock &m_clock;
    UpstreamHead m_head;
    Shape m_shape = Shape::Unknown;
    SseSplitter m_splitter;
    UsageSniffer m_sniffer;
    std::unique_ptr<CompressedInspection> m_compressed; // of an answer with a content-encoding
    ErrorBody m_errorBody;
    QByteArrayView m_piece; // that is being consumed
    QByteArrayView m_run; // events in it that go out in one write
    std::chrono::steady_clock::time_point m_lastSent;
    bool m_skippedEvent = false; // one too large to be looked at
    bool m_paused = false; // waiting for the client to drain
    bool m_ended = false;
    bool m_pulling = false;
};

} // namespace keyswitch
