// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/problem.h"
#include "proxy/base/secret.h"

#include <QByteArray>
#include <QFuture>
#include <QFutureWatcher>
#include <QJsonValue>
#include <QObject>
#include <QPromise>
#include <QTimer>

#include <chrono>
#include <functional>
#include <memory>

class QNetworkAccessManager;
class QNetworkReply;

namespace keyswitch
{

// One request of the control plane, to Letta or LiteLLM.
struct JsonRequest {
    QByteArray method = "GET";
    QByteArray baseUrl; // without a trailing slash
    QByteArray target; // "/v1/agents/?limit=50"
    std::shared_ptr<const Secret> bearer; // null: none is sent
    QJsonValue body = QJsonValue::Undefined; // object or array; undefined: no body
    std::chrono::milliseconds deadline{60'000}; // for the whole answer
    QString service; // "Letta": whom a Problem speaks of
    QString step; // "create the agent": what a Problem says was tried; translated
    QByteArray secretField; // top-level string of the answer that is a secret; see JsonAnswer::secret
};

struct JsonAnswer {
    int status = 0; // 200 … 299
    QJsonValue value; // undefined: empty body. Scalars are fine: LiteLLM answers some calls with one
    std::shared_ptr<const Secret> secret; // taken out of the bytes before anything was parsed
};

// Sends one request and understands the answer; whatever else happens comes back as a Problem with the step, the URL
// without query or credentials, what the service said (keys blotted out) and a remedy. Redirects are not followed: the
// bearer would go along. At most 16 MiB. The manager should be an engine of proxy/forward: the stock one sends a POST
// twice when a server closes without an answer.
//
// Thread: the manager's. Deletes itself; `done` is called once, from the event loop, unless the manager is destroyed.
class JsonCall : public QObject
{
    Q_OBJECT
public:
    using Done = std::function<void(Result<JsonAnswer>)>;
    static JsonCall *start(QNetworkAccessManager &manager, JsonRequest request, Done done);
    void cancel(); // Problem::Code::Cancelled

private:
    JsonCall(QNetworkAccessManager &manager, JsonRequest request, Done done);
    void read();
    void finish();
    Result<JsonAnswer> outcome();
    Result<JsonAnswer> understood(int status);
    Problem problem(Problem::Code code, const QString &title, const QString &detail, const QString &remedy) const;
    Problem unanswered() const;
    Problem refusal(int status) const;
    QString saidByService() const;

    enum class Stop : quint8 { None, Deadline, TooLarge, Cancelled };
    void stop(Stop why);

    JsonRequest m_request;
    Done m_done;
    QNetworkReply *m_reply = nullptr; // our parent
    QTimer m_deadline;
    QByteArray m_bytes;
    Stop m_stop = Stop::None;
};

// The same as a future. `convert` turns the answer into what the caller wants, or refuses it. Cancelling the future
// aborts the request.
template <typename T>
QFuture<Result<T>> callJson(QNetworkAccessManager &manager, JsonRequest request,
                            std::function<Result<T>(const JsonAnswer &)> convert)
{
    auto promise = std::make_shared<QPromise<Result<T>>>();
    promise->start();
    QFuture<Result<T>> future = promise->future();
    JsonCall *call = JsonCall::start(manager, std::move(request),
                                     [promise, convert = std::move(convert)](const Result<JsonAnswer> &answer) {
                                         promise->addResult(answer ? convert(*answer) : tl::unexpected(answer.error()));
                                         promise->finish();
                                     });
    auto *watcher = new QFutureWatcher<Result<T>>(call);
    QObject::connect(watcher, &QFutureWatcherBase::canceled, call, &JsonCall::cancel);
    watcher->setFuture(future);
    return future;
}

// For `convert`: the answer has not the shape that was expected.
Problem unexpectedAnswer(const QString &service, const QString &step, const QString &what);

} // namespace keyswitch
