// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/forward/upstreamsender.h"

#include "proxy/base/hopmark.h"
#include "proxy/base/upstreamattributes.h"
#include "proxy/forward/fieldfilter.h"
#include "proxy/forward/upstreamaccessmanager.h"

#include <QMap>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QThread>
#include <QTimer>

#include <algorithm>
#include <utility>

namespace keyswitch
{

namespace
{

// By RequestKind.
constexpr const char *paths[] = {"", "/chat/completions", "/completions", "/responses", "/embeddings", "/models"};

bool isVisibleAscii(QByteArrayView text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

// The inside of a JSON string in ASCII, so that it can stand in a header field.
void appendJsonAscii(QByteArray &out, QByteArrayView utf8)
{
    const auto plain = [](char c) { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\'; };
    if (std::all_of(utf8.begin(), utf8.end(), plain)) {
        out.append(utf8);
        return;
    }
    const QString text = QString::fromUtf8(utf8); // what is no UTF-8 becomes U+FFFD
    for (const QChar character : text) {
        const char16_t unit = character.unicode();
        if (unit < 0x7f && plain(char(unit)))
            out.append(char(unit));
        else
            out.append("\\u").append(QByteArray::number(uint(unit), 16).rightJustified(4, '0'));
    }
}

void appendLine(QByteArray &block, QByteArrayView name, QByteArrayView value)
{
    block.append(name).append(": ", 2).append(value).append("\r\n", 2);
}

// Both need a look at all fields first: two traceparents are none (W3C Trace Context, section 3.2), and a tracestate
// means nothing without one.
void appendTrace(QByteArray &block, const QByteArray &fields)
{
    QByteArrayView parent;
    int parents = 0;
    RequestHead::eachField(fields, [&](QByteArrayView name, QByteArrayView value) {
        if (fateOfField(name) == FieldFate::TraceParent) {
            parent = value;
            ++parents;
        }
    });
    if (parents != 1 || !isTraceParent(parent))
        return;
    appendLine(block, "traceparent", parent);
    RequestHead::eachField(fields, [&](QByteArrayView name, QByteArrayView value) {
        if (fateOfField(name) == FieldFate::TraceState)
            appendLine(block, name, value);
    });
}

} // namespace

UpstreamSender::UpstreamSender(QNetworkAccessManager &manager)
    : m_manager(manager)
    , m_ours(qobject_cast<UpstreamAccessManager *>(&manager))
    , m_hop(hopMark() + "\r\n")
{
}

void UpstreamSender::adopt(const std::shared_ptr<const ConfigSnapshot> &config)
{
    const UpstreamSettings &settings = config->upstream;
    for (size_t kind = 1; kind < m_templates.size(); ++kind) {
        QNetworkRequest request(QUrl::fromEncoded(settings.baseUrl + paths[kind]));
        request.setAttribute(upstream::ConnectTimeout, int(settings.connectTime.count()));
        request.setAttribute(upstream::FirstByteTimeout, int(settings.firstByteTime.count()));
        request.setAttribute(upstream::SilenceTimeout, int(settings.silenceTime.count()));
        request.setAttribute(upstream::HeaderBlock, true);
        m_templates[kind] = request;
    }
    m_config = config;
}

QNetworkRequest UpstreamSender::requestFor(const Exchange &exchange) const
{
    QNetworkRequest request = m_templates[size_t(kindOf(exchange.endpoint))];
    if (exchange.endpoint != Endpoint::Models || exchange.head.query.isEmpty())
        return request;
    if (m_ours)
        request.setAttribute(upstream::RawQuery, exchange.head.query);
    else
        request.setUrl(QUrl::fromEncoded(m_config->upstream.baseUrl + "/models?" + exchange.head.query));
    return request;
}

QByteArray UpstreamSender::fieldsFor(const Exchange &exchange) const
{
    QByteArray block;
    block.reserve(exchange.head.fields.size() + 448);
    bool traced = false;
    // Lines are passed on as they stand, and those that stand together in one copy.
    QByteArrayView run;
    const auto appendRun = [&] { block.append(std::exchange(run, {})); };
    RequestHead::eachLine(exchange.head.fields, [&](QByteArrayView name, QByteArrayView, QByteArrayView line) {
        const FieldFate fate = fateOfField(name);
        traced = traced || fate == FieldFate::TraceParent;
        if (fate != FieldFate::PassOn)
            appendRun();
        else
            run = run.isEmpty() ? line : QByteArrayView(run.data(), line.end());
    });
    appendRun();
    if (traced)
        appendTrace(block, exchange.head.fields);
    block.append(exchange.head.http10 ? "via: 1.0 " : "via: 1.1 ", 9).append(m_hop); // RFC 9110, section 7.6.3
    block.append("accept-encoding: identity\r\n"); // what comes back is looked at, and never decompressed
    appendLine(block, "x-litellm-call-id", exchange.callId);
    block.append("x-litellm-spend-logs-metadata: {");
    if (exchange.agent) {
        block.append("\"keyswitch_agent\":\"");
        appendJsonAscii(block, exchange.agent->externalId);
        block.append("\",");
    }
    block.append("\"keyswitch_request\":\"").append(exchange.id.text()).append("\"}\r\n");
    if (exchange.agent && isVisibleAscii(exchange.agent->externalId))
        appendLine(block, "x-litellm-end-user-id", exchange.agent->externalId);
    return block;
}

void UpstreamSender::attach(QNetworkRequest &request, const QByteArray &fields,
                            const std::shared_ptr<const Secret> &key) const
{
    const bool hasKey = key && !key->isEmpty();
    if (m_ours) {
        request.setAttribute(upstream::FieldBlock, fields);
        if (hasKey)
            request.setAttribute(upstream::Bearer, QVariant::fromValue(key));
        return;
    }
    QMap<QByteArray, QByteArray> joined; // setRawHeader() replaces an equal name
    RequestHead::eachField(fields, [&](QByteArrayView name, QByteArrayView value) {
        QByteArray &line = joined[name.toByteArray()];
        if (!line.isNull())
            line.append(", ");
        line.append(value);
    });
    for (auto field = joined.cbegin(); field != joined.cend(); ++field)
        request.setRawHeader(field.key(), field.value());
    const auto breaks = [](char c) { return c == '\r' || c == '\n' || c == '\0'; };
    if (hasKey && std::none_of(key->view().begin(), key->view().end(), breaks)) {
        QByteArray value("Bearer ");
        value.append(key->view());
        request.setRawHeader("Authorization", value);
    }
}

// The stock engine has one time limit for all phases, and loses a read limit that was set before it had a connection.
// It tells that a request went out through its thread's queue, and so after the answer where that is there at once.
QNetworkReply *UpstreamSender::limitKept(QNetworkReply *reply) const
{
    if (m_ours)
        return reply;
    const UpstreamSettings &limits = m_config->upstream;
    auto *timer = new QTimer(reply);
    timer->setSingleShot(true);
    QObject::connect(timer, &QTimer::timeout, reply, [reply, timer] {
        if (reply->bytesAvailable() > 0)
            timer->start(); // its reader is slow, not the upstream
        else if (!reply->isFinished())
            reply->abort();
    });
    QObject::connect(reply, &QNetworkReply::requestSent, timer, [reply, timer, wait = limits.firstByteTime] {
        reply->setReadBufferSize(reply->readBufferSize());
        if (!reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).isValid())
            timer->start(wait);
    });
    const auto alive = [timer, wait = limits.silenceTime] { timer->start(wait); };
    // That the request was sent may be told behind the answer's head.
    QObject::connect(reply, &QNetworkReply::metaDataChanged, timer, [reply, alive] {
        reply->setReadBufferSize(reply->readBufferSize());
        alive();
    });
    QObject::connect(reply, &QIODevice::readyRead, timer, alive);
    QObject::connect(reply, &QNetworkReply::finished, timer, &QTimer::stop);
    timer->start(limits.connectTime);
    return reply;
}

QNetworkReply *UpstreamSender::send(Exchange &exchange)
{
    Q_ASSERT(m_manager.thread() == QThread::currentThread());
    Q_ASSERT(isRelayed(exchange.endpoint));
    if (exchange.config != m_config)
        adopt(exchange.config);
    // A first attempt has the request's own id, which is as good as any and is kept anyway.
    exchange.callId =
        exchange.callId.isEmpty() ? exchange.id.text() : RequestId::make(std::chrono::system_clock::now()).text();
    QNetworkRequest request = requestFor(exchange);
    const QByteArray fields = fieldsFor(exchange);
    const std::shared_ptr<const Secret> key = exchange.user ? exchange.user->litellmKey : nullptr;
    if (m_ours && exchange.endpoint != Endpoint::Models)
        return m_ours->postBytes(request, fields, key, exchange.upstreamBody);
    attach(request, fields, key);
    if (exchange.endpoint == Endpoint::Models)
        return limitKept(m_manager.get(request));
    return limitKept(m_manager.post(request, exchange.upstreamBody));
}

} // namespace keyswitch
