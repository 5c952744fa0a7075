// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/service/mappingcheck.h"

#include "proxy/api/mappingexplainer.h"
#include "proxy/base/jsontext.h"
#include "proxy/base/upstreamattributes.h"
#include "proxy/forward/accessmanagers.h"
#include "proxy/pipeline/failuretable.h"
#include "proxy/service/rowmapping.h"

#include <QFutureWatcher>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkReply>
#include <QTimer>

namespace keyswitch
{

namespace
{

using Verdict = CheckStep::Verdict;
constexpr qsizetype LargestAnswer = 1 << 20;

CheckStep step(const char *id, Verdict verdict, const QString &title, const QString &detail, const QString &remedy = {})
{
    CheckStep made;
    made.id = QString::fromLatin1(id);
    made.verdict = verdict;
    made.title = title;
    made.detail = detail;
    made.remedy = remedy;
    return made;
}

// The text of a plain answer's first choice, or of one chunk's.
QString textOf(const QJsonObject &answer, const char *part)
{
    const QJsonObject choice = answer.value(QLatin1String("choices")).toArray().at(0).toObject();
    return choice.value(QLatin1String(part)).toObject().value(QLatin1String("content")).toString();
}

} // namespace

QFuture<CheckStep> MappingCheck::run(MappingTest test, std::shared_ptr<const ConfigSnapshot> config,
                                     std::shared_ptr<const DirectorySnapshot> directory, const QString &proxyUrl,
                                     std::shared_ptr<const UpstreamTls> proxyTls, QObject *parent)
{
    auto *check = new MappingCheck(std::move(test), std::move(config), std::move(directory), proxyUrl,
                                   std::move(proxyTls), parent);
    QTimer::singleShot(0, check, &MappingCheck::explain);
    return check->m_promise->future();
}

MappingCheck::MappingCheck(MappingTest test, std::shared_ptr<const ConfigSnapshot> config,
                           std::shared_ptr<const DirectorySnapshot> directory, const QString &proxyUrl,
                           std::shared_ptr<const UpstreamTls> proxyTls, QObject *parent)
    : QObject(parent)
    , m_test(std::move(test))
    , m_config(std::move(config))
    , m_directory(std::move(directory))
    , m_proxyUrl(proxyUrl)
    , m_proxyTls(std::move(proxyTls))
    , m_promise(std::make_shared<QPromise<CheckStep>>())
{
    m_promise->start();
    auto *watcher = new QFutureWatcher<CheckStep>(this);
    connect(watcher, &QFutureWatcherBase::canceled, this, &MappingCheck::end);
    watcher->setFuture(m_promise->future());
}

MappingCheck::~MappingCheck()
{
    if (m_reply) {
        m_reply->disconnect(this);
        m_reply->abort();
        delete m_reply; // before its manager
    }
}

void MappingCheck::explain()
{
    const QByteArray id = m_test.agentExternalId.toUtf8();
    const auto told = MappingExplanation::of(id, *m_config, *m_directory);
    if (!told.agent) {
        tell(step("agent", Verdict::Failed, tr("Agent"), tr("No agent “%1” is mapped.").arg(m_test.agentExternalId),
                  tr("Map it to a user: keyswitchd agent add --id %1 --user EMAIL").arg(m_test.agentExternalId)));
        end();
        return;
    }
    const QString agentName = QString::fromUtf8(told.agent->name);
    tell(told.agent->enabled ? step("agent", Verdict::Ok, tr("Agent"), agentName)
                             : step("agent", Verdict::Failed, tr("Agent"), tr("%1 is switched off.").arg(agentName),
                                    tr("Switch it on under Agents.")));
    const QString userName = QString::fromUtf8(told.user->name);
    const QString user = QStringLiteral("%1 <%2>").arg(userName, QString::fromUtf8(told.user->email));
    tell(told.user->enabled ? step("user", Verdict::Ok, tr("User"), user)
                            : step("user", Verdict::Failed, tr("User"), tr("%1 is switched off.").arg(user),
                                   tr("Switch the user on under Users.")));
    tell(told.keyFingerprint.isEmpty() ? step(
             "key", Verdict::Failed, tr("LiteLLM key"), tr("%1 has none.").arg(userName),
             tr("Set one under Users, or: keyswitchd user set-key --email %1").arg(QString::fromUtf8(told.user->email)))
                                       : step("key", Verdict::Ok, tr("LiteLLM key"),
                                              tr("fingerprint %1").arg(QString::fromLatin1(told.keyFingerprint))));
    tell(told.model.isEmpty()
             ? step("model", Verdict::Warning, tr("Model"), tr("Neither the agent nor the settings name one."),
                    tr("Requests have to name their model."))
             : step("model", Verdict::Ok, tr("Model"), QString::fromUtf8(told.model)));
    CheckStep upstream =
        step("upstream", Verdict::Ok, tr("Upstream"),
             m_config->upstream.mode == UpstreamSettings::Mode::Mock ? tr("the built-in mock") : tr("LiteLLM"));
    if (m_config->upstream.mode != UpstreamSettings::Mode::Mock)
        upstream.url = QString::fromUtf8(told.upstream);
    tell(upstream);
    if (!m_test.call) {
        end();
        return;
    }
    if (told.refusal) {
        tell(step("call", Verdict::Skipped, tr("Call"), tr("It would be refused; mend what failed above first.")));
        end();
        return;
    }
    call();
}

void MappingCheck::call()
{
    m_call = step("call", Verdict::Running, m_test.stream ? tr("Streamed call") : tr("Call"), {});
    if (m_proxyUrl.isEmpty()) {
        m_call.verdict = Verdict::Failed;
        m_call.detail = tr("The proxy is not running.");
        m_call.remedy = tr("Start it: keyswitchd serve");
        tell(m_call);
        end();
        return;
    }
    m_call.url = endpointOf(m_proxyUrl, m_test.agentExternalId) + QLatin1String("/chat/completions");
    tell(m_call);

    m_manager = makeControlPlaneManager(m_proxyTls); // the path to ourselves, as an agent would come
    QNetworkRequest request{QUrl(m_call.url)};
    request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArrayLiteral("application/json"));
    request.setAttribute(upstream::Bearer, QVariant::fromValue(m_config->globalKey));
    const QString prompt = m_test.prompt.isEmpty() ? QStringLiteral("Say hello in five words.") : m_test.prompt;
    const QByteArray body = R"({"messages":[{"role":"user","content":)" + jsonText(prompt.toUtf8()) + R"(}],"stream":)"
        + (m_test.stream ? QByteArray("true") : QByteArray("false")) + '}';
    m_clock.start();
    m_reply = m_manager->post(request, body);
    connect(m_reply, &QIODevice::readyRead, this, &MappingCheck::received);
    connect(m_reply, &QNetworkReply::finished, this, &MappingCheck::finished);
}

void MappingCheck::received()
{
    if (!m_firstByte) {
        m_firstByte = true;
        CheckStep first = step("first_byte", Verdict::Ok, tr("First byte"), {});
        first.took = std::chrono::microseconds(m_clock.nsecsElapsed() / 1000);
        tell(first);
    }
    m_body += m_reply->readAll();
    if (m_body.size() > LargestAnswer)
        m_reply->abort();
    else if (m_test.stream)
        takeEvents();
}

// For people to watch, so only what they read: lines with content.
void MappingCheck::takeEvents()
{
    const qsizetype before = m_call.text.size();
    for (qsizetype end; (end = m_body.indexOf('\n')) >= 0; m_body.remove(0, end + 1)) {
        const QByteArray line = m_body.first(end).trimmed();
        if (line.startsWith("data: {"))
            m_call.text += textOf(QJsonDocument::fromJson(line.mid(6)).object(), "delta");
    }
    if (m_call.text.size() != before)
        tell(m_call);
}

void MappingCheck::finished()
{
    m_body += m_reply->readAll();
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    m_call.took = std::chrono::microseconds(m_clock.nsecsElapsed() / 1000);
    if (status == 0 || (m_reply->error() != QNetworkReply::NoError && status < 400)) {
        m_call.verdict = Verdict::Failed;
        m_call.detail = status == 0 ? tr("No answer: %1").arg(m_reply->errorString())
                                    : tr("The answer broke off: %1").arg(m_reply->errorString());
    } else if (status >= 400) {
        const QJsonObject error = QJsonDocument::fromJson(m_body).object().value(QLatin1String("error")).toObject();
        m_call.verdict = Verdict::Failed;
        m_call.detail = tr("Answered %1: %2").arg(status).arg(error.value(QLatin1String("message")).toString());
        m_call.remedy = tr("The request is in the log with its id; the doctor looks at each connection.");
    } else {
        if (!m_test.stream)
            m_call.text = textOf(QJsonDocument::fromJson(m_body).object(), "message");
        m_call.verdict = Verdict::Ok;
        m_call.detail = tr("Answered %1").arg(status);
    }
    tell(m_call);
    end();
}

void MappingCheck::tell(const CheckStep &step)
{
    m_promise->addResult(step);
}

void MappingCheck::end()
{
    m_promise->finish();
    deleteLater();
}

} // namespace keyswitch
