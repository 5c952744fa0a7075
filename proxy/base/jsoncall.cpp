// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/base/jsoncall.h"

#include "proxy/base/secretfield.h"
#include "proxy/base/tlswords.h"
#include "proxy/base/upstreamattributes.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QThread>
#include <QUrl>

#include <algorithm>
#include <utility>

namespace keyswitch
{

using namespace Qt::StringLiterals;

namespace
{

constexpr qsizetype MaximumSize = 16 * 1024 * 1024;
constexpr qsizetype QuotedCharacters = 300;
constexpr std::chrono::milliseconds ConnectTime{10'000};

QString text(const char *source)
{
    return QCoreApplication::translate("JsonCall", source);
}

QNetworkRequest networkRequest(const JsonRequest &request)
{
    QNetworkRequest network(QUrl::fromEncoded(request.baseUrl + request.target, QUrl::StrictMode));
    network.setRawHeader("accept", "application/json");
    network.setRawHeader("user-agent", "Keyswitch/" KEYSWITCH_VERSION);
    if (!request.body.isUndefined())
        network.setRawHeader("content-type", "application/json");
    if (request.bearer && !request.bearer->isEmpty())
        network.setRawHeader("authorization", "Bearer " + request.bearer->view().toByteArray());
    network.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    network.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    network.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    network.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    network.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    network.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    network.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    network.setAttribute(upstream::ConnectTimeout, int(std::min(request.deadline, ConnectTime).count()));
    return network;
}

QByteArray bytesOf(const QJsonValue &body)
{
    if (body.isUndefined())
        return {};
    return body.isArray() ? QJsonDocument(body.toArray()).toJson(QJsonDocument::Compact)
                          : QJsonDocument(body.toObject()).toJson(QJsonDocument::Compact);
}

QNetworkReply *send(QNetworkAccessManager &manager, const JsonRequest &request)
{
    if (request.method == "GET")
        return manager.get(networkRequest(request));
    if (request.method == "DELETE")
        return manager.deleteResource(networkRequest(request));
    if (request.method == "POST")
        return manager.post(networkRequest(request), bytesOf(request.body));
    return manager.sendCustomRequest(networkRequest(request), request.method, bytesOf(request.body));
}

// QJsonDocument knows objects and arrays only; within an array any value will do.
std::optional<QJsonValue> parsed(const QByteArray &bytes)
{
    if (bytes.trimmed().isEmpty())
        return QJsonValue(QJsonValue::Undefined);
    const QJsonDocument document = QJsonDocument::fromJson('[' + bytes + ']');
    const QJsonArray array = document.array();
    return array.size() == 1 ? std::optional(array.at(0)) : std::nullopt;
}

bool looksLikeHtml(const QByteArray &bytes)
{
    const QByteArray start = bytes.first(std::min<qsizetype>(bytes.size(), 512)).trimmed().toLower();
    return start.startsWith("<!doctype") || start.startsWith("<html") || start.startsWith("<head");
}

} // namespace

JsonCall *JsonCall::start(QNetworkAccessManager &manager, JsonRequest request, Done done)
{
    Q_ASSERT(manager.thread() == QThread::currentThread());
    return new JsonCall(manager, std::move(request), std::move(done));
}

JsonCall::JsonCall(QNetworkAccessManager &manager, JsonRequest request, Done done)
    : m_request(std::move(request))
    , m_done(std::move(done))
{
    m_reply = send(manager, m_request);
    setParent(m_reply);
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] { stop(Stop::Deadline); });
    m_deadline.start(m_request.deadline);
    connect(m_reply, &QNetworkReply::readyRead, this, &JsonCall::read);
    // Queued: an engine may finish a reply within the call that made it.
    connect(m_reply, &QNetworkReply::finished, this, &JsonCall::finish, Qt::QueuedConnection);
    if (m_reply->isFinished())
        QMetaObject::invokeMethod(this, &JsonCall::finish, Qt::QueuedConnection);
}

void JsonCall::cancel()
{
    stop(Stop::Cancelled);
}

void JsonCall::stop(Stop why)
{
    if (m_stop != Stop::None || m_reply->isFinished())
        return;
    m_stop = why;
    m_reply->abort();
}

void JsonCall::read()
{
    if (m_stop != Stop::None)
        return;
    m_bytes += m_reply->readAll();
    if (m_bytes.size() > MaximumSize)
        stop(Stop::TooLarge);
}

void JsonCall::finish()
{
    Q_ASSERT(thread() == QThread::currentThread());
    if (!m_done)
        return;
    m_deadline.stop();
    if (m_stop == Stop::None)
        m_bytes += m_reply->readAll();
    const Done done = std::exchange(m_done, {});
    m_reply->deleteLater(); // and with it this
    done(outcome());
}

Result<JsonAnswer> JsonCall::outcome()
{
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    // A status that came whole counts, whatever error() says: every 4xx is an error there.
    const std::optional<upstream::UpstreamFailure> failure = upstream::failureClass(*m_reply);
    const QNetworkReply::NetworkError error = m_reply->error();
    const bool whole = failure ? *failure == upstream::UpstreamFailure::None
                               : error == QNetworkReply::NoError || error >= QNetworkReply::ContentAccessDenied;
    if (m_stop != Stop::None || !status || !whole)
        return tl::unexpected(unanswered());
    if (status < 200 || status > 299)
        return tl::unexpected(refusal(status));
    return understood(status);
}

Result<JsonAnswer> JsonCall::understood(int status)
{
    JsonAnswer answer;
    answer.status = status;
    if (!m_request.secretField.isEmpty()) {
        answer.secret = takeSecretField(m_bytes, m_request.secretField).share();
    }
    const std::optional<QJsonValue> value = parsed(m_bytes);
    if (value) {
        answer.value = *value;
        return answer;
    }
    const QString detail = looksLikeHtml(m_bytes)
        ? text(QT_TRANSLATE_NOOP("JsonCall", "It answered with a web page instead of JSON."))
        : text(QT_TRANSLATE_NOOP("JsonCall", "It answered with something that is not JSON."));
    return tl::unexpected(problem(
        Problem::Code::Unexpected,
        text(QT_TRANSLATE_NOOP("JsonCall", "%1 answers something unexpected")).arg(m_request.service), detail,
        text(QT_TRANSLATE_NOOP("JsonCall",
                               "Check that the URL is %1's own: it may lead to another program, or to a login page."))
            .arg(m_request.service)));
}

Problem JsonCall::problem(Problem::Code code, const QString &title, const QString &detail, const QString &remedy) const
{
    const QUrl url = QUrl::fromEncoded(m_request.baseUrl + m_request.target);
    return {code, title, text(QT_TRANSLATE_NOOP("JsonCall", "Step “%1”: %2")).arg(m_request.step, detail),
            url.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment), remedy};
}

Problem JsonCall::unanswered() const
{
    using upstream::UpstreamFailure;
    const QString &service = m_request.service;
    const UpstreamFailure failure = upstream::failureClass(*m_reply).value_or(UpstreamFailure::Other);
    const QNetworkReply::NetworkError error = m_reply->error();
    if (m_stop == Stop::Cancelled)
        return problem(Problem::Code::Cancelled, text(QT_TRANSLATE_NOOP("JsonCall", "Cancelled")),
                       text(QT_TRANSLATE_NOOP("JsonCall", "It was cancelled while %1 was asked.")).arg(service), {});
    if (m_stop == Stop::TooLarge)
        return problem(Problem::Code::Unexpected,
                       text(QT_TRANSLATE_NOOP("JsonCall", "%1 answers something unexpected")).arg(service),
                       text(QT_TRANSLATE_NOOP("JsonCall", "The answer is larger than 16 MiB.")),
                       text(QT_TRANSLATE_NOOP("JsonCall", "Check that the URL is %1's own.")).arg(service));
    if (m_stop == Stop::Deadline || error == QNetworkReply::TimeoutError || failure == UpstreamFailure::ConnectTimeout
        || failure == UpstreamFailure::FirstByteTimeout)
        return problem(Problem::Code::Timeout,
                       text(QT_TRANSLATE_NOOP("JsonCall", "%1 does not answer in time")).arg(service),
                       text(QT_TRANSLATE_NOOP("JsonCall", "No whole answer came within %1 seconds."))
                           .arg(double(m_request.deadline.count()) / 1000),
                       text(QT_TRANSLATE_NOOP("JsonCall", "See whether it is busy or hangs, and try again.")));
    if (upstream::isTls(failure) || error == QNetworkReply::SslHandshakeFailedError) {
        const auto words = TlsWords::of(upstream::isTls(failure) ? failure : upstream::tlsFailureOf(*m_reply), service);
        return problem(Problem::Code::Unreachable,
                       text(QT_TRANSLATE_NOOP("JsonCall", "%1 cannot be reached")).arg(service), words.why,
                       words.remedy);
    }
    QString why = m_reply->errorString();
    if (failure == UpstreamFailure::Refused || error == QNetworkReply::ConnectionRefusedError)
        why = text(QT_TRANSLATE_NOOP("JsonCall", "The connection was refused: nothing listens there."));
    else if (failure == UpstreamFailure::Unresolved || error == QNetworkReply::HostNotFoundError)
        why = text(QT_TRANSLATE_NOOP("JsonCall", "The host's name is not known."));
    else if (error == QNetworkReply::RemoteHostClosedError)
        why = text(QT_TRANSLATE_NOOP("JsonCall", "The connection was closed before the answer was whole."));
    return problem(Problem::Code::Unreachable, text(QT_TRANSLATE_NOOP("JsonCall", "%1 cannot be reached")).arg(service),
                   why,
                   text(QT_TRANSLATE_NOOP("JsonCall", "Check that %1 runs and that the URL is right.")).arg(service));
}

Problem JsonCall::refusal(int status) const
{
    const QString &service = m_request.service;
    const QString said = saidByService();
    const QString detail = said.isEmpty()
        ? text(QT_TRANSLATE_NOOP("JsonCall", "Status %1.")).arg(status)
        : text(QT_TRANSLATE_NOOP("JsonCall", "Status %1: %2")).arg(QString::number(status), said);
    if (status == 401 || status == 403)
        return problem(Problem::Code::Unauthorized,
                       text(QT_TRANSLATE_NOOP("JsonCall", "%1 does not accept the key")).arg(service), detail,
                       text(QT_TRANSLATE_NOOP("JsonCall", "Check the key that is set for %1.")).arg(service));
    if (status == 404)
        return problem(Problem::Code::NotFound, text(QT_TRANSLATE_NOOP("JsonCall", "%1 does not know it")).arg(service),
                       detail,
                       text(QT_TRANSLATE_NOOP("JsonCall", "Check the URL, and whether it was deleted meanwhile.")));
    if (status == 409)
        return problem(Problem::Code::Conflict, text(QT_TRANSLATE_NOOP("JsonCall", "%1 has it already")).arg(service),
                       detail, text(QT_TRANSLATE_NOOP("JsonCall", "Use the one that is there, or another name.")));
    if (status < 400)
        return problem(
            Problem::Code::Unexpected,
            text(QT_TRANSLATE_NOOP("JsonCall", "%1 answers something unexpected")).arg(service),
            text(QT_TRANSLATE_NOOP(
                     "JsonCall",
                     "Status %1: it points to another address, which is not followed, since the key would go along."))
                .arg(status),
            text(QT_TRANSLATE_NOOP("JsonCall", "Set the URL it points to, if that is %1.")).arg(service));
    return problem(Problem::Code::Refused, text(QT_TRANSLATE_NOOP("JsonCall", "%1 answers with an error")).arg(service),
                   detail, text(QT_TRANSLATE_NOOP("JsonCall", "See the log of %1.")).arg(service));
}

// {"error":{"message"}} of LiteLLM and OpenAI; {"detail"} of FastAPI, where it is a text, an object or a list.
QString JsonCall::saidByService() const
{
    const std::optional<QJsonValue> value = parsed(m_bytes);
    if (!value)
        return looksLikeHtml(m_bytes) ? text(QT_TRANSLATE_NOOP("JsonCall", "a web page instead of JSON")) : QString();
    QString message = value->toObject()["error"_L1]["message"_L1].toString();
    const QJsonValue detail = value->toObject()["detail"_L1];
    if (message.isEmpty())
        message = detail.toString(detail["error"_L1].toString(detail["message"_L1].toString()));
    if (message.isEmpty() && detail.isArray()) {
        const QJsonValue first = detail.toArray().at(0);
        QStringList place;
        for (const QJsonValue part : first["loc"_L1].toArray())
            place.append(part.toVariant().toString());
        message = place.join(u'.') + QStringLiteral(": ") + first["msg"_L1].toString();
    }
    const QByteArrayView key = m_request.bearer ? m_request.bearer->view() : QByteArrayView();
    message = QString::fromUtf8(withoutKeys(message.toUtf8(), key)).simplified();
    if (message.size() > QuotedCharacters)
        message = message.first(QuotedCharacters) + u'…';
    return message;
}

Problem unexpectedAnswer(const QString &service, const QString &step, const QString &what)
{
    return {Problem::Code::Unexpected,
            text(QT_TRANSLATE_NOOP("JsonCall", "%1 answers something unexpected")).arg(service),
            text(QT_TRANSLATE_NOOP("JsonCall", "Step “%1”: %2")).arg(step, what),
            {},
            text(QT_TRANSLATE_NOOP("JsonCall", "Its version may not be one Keyswitch knows: see the doctor."))};
}

} // namespace keyswitch
