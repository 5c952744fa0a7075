// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/service/servicesession.h"

#include "proxy/base/threadcall.h"
#include "proxy/service/remotegatewayservice.h"
#include "proxy/store/datafolder.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QStandardPaths>
#include <QTimer>

#include <unistd.h>
#include <utility>

namespace keyswitch
{

namespace
{

using Session = Result<std::shared_ptr<GatewayService>>;

constexpr std::chrono::milliseconds Patience{5'000};
constexpr std::chrono::milliseconds BetweenAttempts{100};

QFuture<Session> openLocal(ServiceOptions options, bool serving)
{
    if (serving) {
        options.flags.insert("listen.address", "127.0.0.1");
        options.flags.insert("listen.port", "0");
    }
    return LocalGatewayService::open(std::move(options))
        .then(qApp,
              [serving](const LocalGatewayService::Opened &opened) -> QFuture<Session> {
                  if (!opened)
                      return readyFuture(Session(tl::unexpected(opened.error())));
                  const std::shared_ptr<LocalGatewayService> service = *opened;
                  if (!serving)
                      return readyFuture(Session(service));
                  return service->serve().then(qApp, [service](const Result<QString> &url) -> Session {
                      if (!url)
                          return tl::unexpected(url.error());
                      return service;
                  });
              })
        .unwrap();
}

QFuture<void> wait(std::chrono::milliseconds time)
{
    auto promise = std::make_shared<QPromise<void>>();
    promise->start();
    QTimer::singleShot(time, qApp, [promise] { promise->finish(); });
    return promise->future();
}

// The folder may be a command's that runs for a moment, or a server's that is still starting or already ending: asked
// again for a while, and then who holds it is told.
QFuture<Session> openUntil(QDeadlineTimer deadline, const ServiceOptions &options, bool serving)
{
    const bool isLast = deadline.hasExpired();
    auto attempt =
        isServed(options.dataFolder) && !isLast ? attachSession(options.dataFolder) : openLocal(options, serving);
    return attempt
        .then(
            qApp,
            [=](const Session &session) -> QFuture<Session> {
                const bool mayPass = !session
                    && (session.error().code == Problem::Code::Unreachable
                        || session.error().code == Problem::Code::Conflict);
                if (!mayPass || isLast)
                    return readyFuture(session);
                return wait(BetweenAttempts).then(qApp, [=] { return openUntil(deadline, options, serving); }).unwrap();
            })
        .unwrap();
}

} // namespace

QString defaultDataFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + QLatin1String("/keyswitch");
}

QFuture<Result<std::shared_ptr<GatewayService>>> openSession(ServiceOptions options, bool serving)
{
    return openUntil(QDeadlineTimer(Patience), options, serving);
}

bool isServed(const QString &dataFolder)
{
    return store::DataFolder::isOwned(dataFolder);
}

QFuture<Result<std::shared_ptr<GatewayService>>> attachSession(const QString &dataFolder)
{
    return RemoteGatewayService::connectTo(store::DataFolder::controlSocketOf(dataFolder))
        .then(qApp, [](const Result<std::shared_ptr<RemoteGatewayService>> &remote) -> Session {
            if (!remote)
                return tl::unexpected(remote.error());
            return *remote;
        });
}

DaemonRun::DaemonRun(ServiceOptions options, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
{
}

DaemonRun::~DaemonRun()
{
    m_service.reset(); // answers what commands still wait for
    m_control.reset();
}

void DaemonRun::start()
{
    m_starting = true;
    LocalGatewayService::open(m_options)
        .then(this,
              [this](const LocalGatewayService::Opened &opened) -> QFuture<Result<QString>> {
                  if (!opened)
                      return readyFuture(Result<QString>(tl::unexpected(opened.error())));
                  m_service = *opened;
                  if (m_ending)
                      return readyFuture(Result<QString>(QString()));
                  for (const QString &text : m_service->remarks())
                      Q_EMIT remark(text);
                  m_control = std::make_unique<ControlServer>(*m_service);
                  if (const Done open = m_control->listen(m_service->controlSocket()); !open)
                      return readyFuture(Result<QString>(tl::unexpected(open.error())));
                  return m_service->serve();
              })
        .unwrap()
        .then(this, [this](const Result<QString> &url) {
            m_starting = false;
            if (m_ending)
                end();
            else if (url)
                announce(*url);
            else
                Q_EMIT failed(url.error());
        });
}

void DaemonRun::announce(const QString &url)
{
    m_service->status().then(this, [this, url](const Result<GatewayStatus> &status) {
        if (m_ending || !status)
            return;
        QJsonObject event{{QStringLiteral("event"), QStringLiteral("listening")},
                          {QStringLiteral("url"), url},
                          {QStringLiteral("mode"), status->mock ? QStringLiteral("mock") : QStringLiteral("litellm")},
                          {QStringLiteral("data"), m_service->dataFolder()},
                          {QStringLiteral("pid"), qint64(::getpid())},
                          {QStringLiteral("version"), status->version}};
        if (!status->curlExample.isEmpty())
            event.insert(QStringLiteral("try"), status->curlExample);
        Q_EMIT listening(event);
        if (!status->curlExample.isEmpty())
            Q_EMIT remark(
                tr("Mock mode: no LiteLLM is needed. Paste this into a shell:\n\n  %1\n").arg(status->curlExample));
    });
}

void DaemonRun::terminate(int count)
{
    if (!std::exchange(m_ending, true) && !m_starting)
        end();
    if (count > 1 && m_service)
        m_service->cutNow();
}

void DaemonRun::end()
{
    if (!m_service) {
        Q_EMIT ended();
        return;
    }
    m_service->shutDown(m_grace).then(this, [this] { Q_EMIT ended(); });
}

} // namespace keyswitch
