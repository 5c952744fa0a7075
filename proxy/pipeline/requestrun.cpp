// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/pipeline/requestrun.h"

#include "proxy/api/mappingexplainer.h"
#include "proxy/pipeline/failuretable.h"
#include "proxy/pipeline/pipeline.h"
#include "proxy/pipeline/upstreamlane.h"

#include <utility>

namespace keyswitch
{

namespace
{
const QByteArray JsonType = QByteArrayLiteral("content-type: application/json\r\n");
}

RequestRun::RequestRun(Pipeline &pipeline, std::unique_ptr<Exchange> exchange)
    : m_pipeline(pipeline)
    , m_exchange(std::move(exchange))
{
}

void RequestRun::refuse(const Failure &failure)
{
    m_exchange->failure = failure;
    const FailureAnswer answer = answerTo(failure);
    send(answer.status, JsonType + answer.fields, errorBody(failure));
    close();
}

void RequestRun::answer()
{
    QByteArray body = R"({"status":"ok"})";
    if (m_exchange->endpoint == Endpoint::MappingTest) {
        const auto told = MappingExplanation::of(m_exchange->agentId, *m_exchange->config, *m_exchange->directory);
        m_exchange->agent = told.agent;
        m_exchange->user = told.user;
        body = told.toJson(told.refusal ? errorBody(*told.refusal) : QByteArray());
        if (!told.agent) {
            refuse(*told.refusal);
            return;
        }
    }
    send(200, JsonType + "cache-control: no-store\r\n", body);
    close();
}

void RequestRun::forward(std::shared_ptr<UpstreamLane> upstream)
{
    m_upstream = std::move(upstream);
    QNetworkReply *reply = m_upstream->sender.send(*m_exchange);
    m_pipeline.m_sink.began({m_exchange->id, m_exchange->user->id, m_exchange->agent->id, m_exchange->model,
                             kindOf(m_exchange->endpoint), m_exchange->stream});
    m_relay.emplace(*m_exchange, reply, *this, m_pipeline.m_clock);
    m_relay->start();
}

void RequestRun::cut()
{
    if (m_relay) {
        m_relay->cut(m_exchange->answered ? FailureKind::UpstreamCut : FailureKind::ShuttingDown);
        return;
    }
    refuse({FailureKind::ShuttingDown, {}});
}

void RequestRun::tick(std::chrono::steady_clock::time_point now)
{
    if (m_relay)
        m_relay->tick(now);
}

void RequestRun::relayFirstByte()
{
    m_pipeline.m_sink.firstByte(m_exchange->id, *m_exchange->ttft);
}

void RequestRun::relayEnded()
{
    if (m_exchange->failure && !m_exchange->answered) {
        const FailureAnswer answer = answerTo(*m_exchange->failure);
        send(m_exchange->errorStatus ? m_exchange->errorStatus : answer.status,
             JsonType + answer.fields + m_exchange->errorFields, errorBody(*m_exchange->failure));
    }
    close();
}

QByteArray RequestRun::relayErrorBody(const Failure &failure) const
{
    return errorBody(failure);
}

void RequestRun::send(int status, const QByteArray &fields, const QByteArray &body)
{
    ClientConnection *client = std::exchange(m_exchange->client, nullptr);
    if (!client)
        return; // left meanwhile
    m_exchange->status = status;
    m_exchange->answered = true;
    m_exchange->responseBytes = body.size();
    client->begin(status, fields + "x-request-id: " + m_exchange->id.text() + "\r\n", body.size());
    client->write(body);
    client->finish();
}

void RequestRun::close()
{
    const QByteArray code = m_exchange->failure ? QByteArray(answerTo(*m_exchange->failure).code) : QByteArray();
    m_pipeline.m_sink.ended(m_pipeline.m_meter.close(*m_exchange, code));
    m_pipeline.ended(this);
}

} // namespace keyswitch
