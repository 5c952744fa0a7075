// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/relay/streamrelay.h"
#include "tests/proxy/relay/recordingclient.h"
#include "tests/support/scriptedreply.h"

#include <QPointer>

#include <optional>

namespace keyswitch::test
{

using namespace std::chrono_literals;
using upstream::UpstreamFailure;

class HandClock final : public Clock
{
public:
    std::chrono::steady_clock::time_point steady() const override { return now; }
    std::chrono::steady_clock::time_point now{1h};
};

// One exchange from the moment that its request is under way.
class Run final : public RelayOwner
{
public:
    explicit Run(bool clientAskedForUsage = false)
    {
        auto config = std::make_shared<ConfigSnapshot>();
        config->upstream.keepAliveComment = 15s;
        user.litellmKey = Secret(QByteArrayView("sk-maria")).share();
        exchange.id = RequestId::make(std::chrono::system_clock::now());
        exchange.began = clock.now;
        exchange.client = &client;
        exchange.config = config;
        exchange.user = &user;
        exchange.clientAskedForUsage = clientAskedForUsage;
        reply = new ScriptedReply;
        relay.emplace(exchange, reply, *this, clock);
        relay->start();
    }
    void relayFirstByte() override { ++firstBytes; }
    void relayEnded() override
    {
        ++ends;
        abortsAtEnd = reply ? reply->aborts : -1;
        endedWithClient = exchange.client != nullptr;
    }
    QByteArray relayErrorBody(const Failure &failure) const override
    {
        return "{\"error\":" + QByteArray::number(int(failure.kind)) + '}';
    }
    static QByteArray errorEvent(FailureKind kind)
    {
        return "data: {\"error\":" + QByteArray::number(int(kind)) + "}\n\n";
    }
    void stream(const QByteArray &more = {}) { reply->head(200, "content-type: text/event-stream\r\n" + more); }
    void json(const QByteArray &more = {}) { reply->head(200, "content-type: application/json\r\n" + more); }

    HandClock clock;
    UserEntry user;
    RecordingClient client;
    Exchange exchange;
    QPointer<ScriptedReply> reply;
    std::optional<StreamRelay> relay;
    int firstBytes = 0;
    int ends = 0;
    int abortsAtEnd = 0;
    bool endedWithClient = false;
};

inline QByteArray delta(const QByteArray &text)
{
    return R"(data: {"id":"c-1","choices":[{"index":0,"delta":{"content":")" + text + "\"}}]}\n\n";
}
inline const QByteArray usageChunk = QByteArrayLiteral(
    "data: {\"id\":\"c-1\",\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":7,\"cost\":0.25}}\n\n");
inline const QByteArray done = QByteArrayLiteral("data: [DONE]\n\n");

} // namespace keyswitch::test
