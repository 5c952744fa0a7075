// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/service/localgatewayservice.h"

#include "proxy/base/threadcall.h"
#include "proxy/mock/mockaccessmanager.h"
#include "proxy/service/caredesk.h"
#include "proxy/service/connectionwatch.h"
#include "proxy/service/demo.h"
#include "proxy/service/directorydesk.h"
#include "proxy/service/doctorcheck.h"
#include "proxy/service/gateway.h"
#include "proxy/service/healthwatch.h"
#include "proxy/service/mappingcheck.h"
#include "proxy/service/rowmapping.h"
#include "proxy/service/storefuture.h"
#include "proxy/service/storewatch.h"
#include "proxy/store/store.h"

#include <QCoreApplication>
#include <QMetaMethod>
#include <QThread>
#include <QTimeZone>

#include <utility>

namespace keyswitch
{

using namespace std::chrono_literals;

namespace
{

constexpr auto RefreshInterval = 2s;

// The built-in upstream needs an address to be asked at, and a first start a key to be called with.
std::shared_ptr<const ConfigSnapshot> forMockMode(const ConfigSnapshot &config)
{
    auto adapted = std::make_shared<ConfigSnapshot>(config);
    adapted->upstream.baseUrl = MockAccessManager::BaseUrl;
    if (!adapted->globalKey)
        adapted->globalKey = Secret(QByteArrayView(demo::GlobalKey)).share();
    if (adapted->defaultModel.isEmpty())
        adapted->defaultModel = demo::Model;
    return adapted;
}

QDateTime localMidnight()
{
    return QDate::currentDate().startOfDay().toUTC();
}

} // namespace

// ---- opening --------------------------------------------------------------------------------------------------------

LocalGatewayService::LocalGatewayService(ServiceOptions options)
    : m_options(std::move(options))
{
    m_refresh.setInterval(RefreshInterval);
    connect(&m_refresh, &QTimer::timeout, this, [this] { Q_EMIT statusChanged(statusNow()); });
}

LocalGatewayService::~LocalGatewayService()
{
    Q_ASSERT(thread() == QThread::currentThread());
    m_closing = true;
    m_health.reset();
    m_storeWatch.reset();
    m_gateway.reset(); // before the store: its workers still push rows
    qDeleteAll(findChildren<QObject *>(QString(), Qt::FindDirectChildrenOnly)); // checks that run
    if (!m_store)
        return;
    m_care.reset();
    if (m_directory)
        m_directory->stop();
    // All questions to the store have their answers now. They are told while there is somebody to tell them to: the
    // continuations' context would be gone afterwards, and whoever waits for one would wait for ever.
    m_store->close();
    if (m_directory)
        QCoreApplication::sendPostedEvents(m_directory.get(), QEvent::MetaCall);
    QCoreApplication::sendPostedEvents(this, QEvent::MetaCall);
}

QFuture<LocalGatewayService::Opened> LocalGatewayService::open(ServiceOptions options)
{
    std::shared_ptr<LocalGatewayService> service(new LocalGatewayService(std::move(options)));
    LocalGatewayService *self = service.get();
    store::OpenOptions opening;
    opening.folder = self->m_options.dataFolder;
    opening.keychain = self->m_options.keychain;
    opening.context = self;
    // The reference travels along: nobody else holds the service until all is open.
    return store::Store::open(opening)
        .then(self,
              [self, service](const Result<std::shared_ptr<store::Store>> &opened) -> QFuture<Done> {
                  if (!opened)
                      return readyFuture(Done(tl::unexpected(opened.error())));
                  self->m_store = *opened;
                  self->openDirectory();
                  return self->loadSettingsFromAll();
              })
        .unwrap()
        .then(self,
              [self, service](const Done &done) -> QFuture<Done> {
                  return done ? self->m_directory->load() : readyFuture(done);
              })
        .unwrap()
        .then(self, [service](const Done &done) -> Opened {
            if (!done)
                return tl::unexpected(done.error());
            return service;
        });
}

QFuture<Done> LocalGatewayService::loadSettingsFromAll()
{
    return m_store->settings()
        .then(this,
              [this](const Result<QList<store::SettingRow>> &rows) -> Done {
                  if (!rows)
                      return tl::unexpected(rows.error());
                  SettingsSources sources;
                  sources.flags = m_options.flags;
                  sources.envFile = m_options.envFile;
                  sources.dataFolder = m_store->folder().path();
                  for (const store::SettingRow &row : *rows) {
                      if (!row.secret)
                          sources.database.insert(row.name.toUtf8(), row.value.toUtf8());
                  }
                  auto loaded = loadSettings(sources);
                  if (!loaded)
                      return tl::unexpected(loaded.error());
                  m_settings = std::move(*loaded);
                  if (m_settings.config->upstream.mode == UpstreamSettings::Mode::Mock)
                      m_settings.config = forMockMode(*m_settings.config);
                  m_store->setMostQueuedRows(config().store.queuedRows);
                  m_care = std::make_unique<CareDesk>(*m_store, config().store);
                  return {};
              })
        .onCanceled(this, [] { return Done(tl::unexpected(shuttingDown())); });
}

void LocalGatewayService::openDirectory()
{
    m_directory = std::make_unique<DirectoryDesk>(
        *m_store,
        [this](const DirectoryDesk::Snapshot &snapshot) {
            m_feed.setDirectory(snapshot);
            auto taken = m_gateway ? m_gateway->setDirectory(snapshot) : QtFuture::makeReadyFuture();
            Q_EMIT directoryChanged();
            return taken;
        },
        [this] { return publicUrl(); });
}

// ---- serving --------------------------------------------------------------------------------------------------------

QFuture<Result<QString>> LocalGatewayService::serve()
{
    Q_ASSERT(thread() == QThread::currentThread() && !m_gateway);
    m_gateway = std::make_unique<Gateway>(*m_store);
    connect(m_gateway.get(), &Gateway::happened, this, [this](const std::vector<TrafficEvent> &events) {
        if (const QList<LiveRow> rows = m_feed.take(events); !rows.isEmpty())
            Q_EMIT traffic(rows);
    });
    connect(m_gateway.get(), &Gateway::pulse, this, [this](const store::Figures &ended, int running) {
        m_running = running;
        m_figures.add(ended, QDate::currentDate(), std::chrono::steady_clock::now());
    });
    m_storeWatch = std::make_unique<StoreWatch>([this] { return m_store->writerState(); }, config().store.whenFull);
    connect(m_storeWatch.get(), &StoreWatch::changed, this, [this] { Q_EMIT statusChanged(statusNow()); });
    connect(m_gateway.get(), &Gateway::connectionsChanged, this, [this] { Q_EMIT statusChanged(statusNow()); });
    const bool mock = m_settings.config->upstream.mode == UpstreamSettings::Mode::Mock;
    return (mock ? m_directory->seedDemo() : readyFuture(Done()))
        .then(this, [this](const Done &seeded) -> QFuture<Done> { return seeded ? countToday() : readyFuture(seeded); })
        .unwrap()
        .then(this,
              [this](const Done &counted) -> QFuture<Result<QString>> {
                  if (!counted)
                      return readyFuture(Result<QString>(tl::unexpected(counted.error())));
                  if (m_closing)
                      return readyFuture(Result<QString>(tl::unexpected(shuttingDown())));
                  return m_gateway->start(m_settings.config, m_directory->snapshot());
              })
        .unwrap()
        .then(this, [this](const Result<QString> &url) {
            if (!url && m_gateway)
                m_gateway.release()->deleteLater(); // another attempt makes another one
            if (url && m_gateway) {
                m_health = std::make_unique<HealthWatch>(m_settings.config);
                connect(m_health.get(), &HealthWatch::changed, this, [this] { Q_EMIT statusChanged(statusNow()); });
                connect(m_health.get(), &HealthWatch::pricesChanged, this,
                        [this](const std::shared_ptr<const PriceList> &prices) { m_gateway->setPriceList(prices); });
                m_health->start();
                m_watched = false;
                watch();
                m_refresh.start();
                Q_EMIT statusChanged(statusNow());
            }
            return url;
        });
}

QFuture<void> LocalGatewayService::shutDown(std::chrono::milliseconds grace)
{
    m_refresh.stop();
    m_health.reset();
    if (!m_gateway)
        return QtFuture::makeReadyFuture();
    return m_gateway->stop(grace)
        .then(this, [this] { return m_store->flush(5s); })
        .unwrap()
        .then(this, [](const Done &) {});
}

void LocalGatewayService::cutNow()
{
    if (m_gateway)
        m_gateway->cutNow();
}

QString LocalGatewayService::dataFolder() const
{
    return m_store->folder().path();
}

QString LocalGatewayService::controlSocket() const
{
    return m_store->folder().controlSocket();
}

QString LocalGatewayService::publicUrl() const
{
    if (!config().publicUrl.isEmpty())
        return QString::fromUtf8(config().publicUrl);
    if (m_gateway && m_gateway->isServing())
        return m_gateway->url();
    return Gateway::urlOf(config().listenAddress, config().listenPort, config().listenTls.isWanted());
}

// Watching costs the workers a little, so they tell only while somebody listens.
void LocalGatewayService::watch()
{
    const bool wanted = isSignalConnected(QMetaMethod::fromSignal(&GatewayService::traffic));
    if (wanted == m_watched || !m_gateway)
        return;
    m_watched = wanted;
    m_gateway->setWatched(wanted);
    if (!wanted)
        m_feed.forget();
}

// Qt may hold a lock of this object here that isSignalConnected() takes as well, hence later.
void LocalGatewayService::connectNotify(const QMetaMethod &)
{
    QMetaObject::invokeMethod(this, &LocalGatewayService::watch, Qt::QueuedConnection);
}

void LocalGatewayService::disconnectNotify(const QMetaMethod &)
{
    QMetaObject::invokeMethod(this, &LocalGatewayService::watch, Qt::QueuedConnection);
}

// ---- state ----------------------------------------------------------------------------------------------------------

GatewayStatus LocalGatewayService::statusNow()
{
    GatewayStatus status;
    const store::Figures &today = m_figures.today(QDate::currentDate());
    status.running = m_running;
    status.costToday = today.cost;
    status.requestsToday = today.requests;
    status.requestsTodayWithoutCost = today.withoutCost;
    status.requestsPerMinute = double(m_figures.lastMinute(std::chrono::steady_clock::now()));
    status.serving = m_gateway && m_gateway->isServing();
    status.mock = config().upstream.mode == UpstreamSettings::Mode::Mock;
    status.url = publicUrl();
    status.version = QStringLiteral(KEYSWITCH_VERSION);
    status.dataFolder = dataFolder();
    status.droppedRows = m_store->writerState().dropped;
    status.queuedRows = m_store->writerState().queued;
    if (m_storeWatch)
        status.store = m_storeWatch->part();
    status.proxy.url = status.url;
    status.proxy.health = status.serving ? Health::Ok : Health::NotConfigured;
    if (const ConnectionWatch *const connections = m_gateway ? m_gateway->connections() : nullptr) {
        status.connections = connections->open();
        status.connectionsTurnedAway = connections->turnedAway();
        status.proxy.sentence = connections->alarm();
        if (status.serving && !connections->alarm().isEmpty())
            status.proxy.health = Health::Failing;
    }
    if (status.store.health == Health::Failing) {
        status.proxy.health = Health::Failing;
        status.proxy.sentence = status.store.sentence;
    }
    if (m_health) {
        status.letta = m_health->letta();
        status.litellm = m_health->litellm();
    }
    if (status.mock && config().globalKey && config().globalKey->equals(demo::GlobalKey))
        status.curlExample = demo::curlExample(status.url);
    return status;
}

QFuture<Result<GatewayStatus>> LocalGatewayService::status()
{
    // With what the workers have not told yet.
    return (m_gateway ? m_gateway->flush() : QtFuture::makeReadyFuture())
        .then(this, [this] { return Result<GatewayStatus>(statusNow()); })
        .onCanceled(this, [] { return Result<GatewayStatus>(tl::unexpected(shuttingDown())); });
}

QFuture<Done> LocalGatewayService::countToday()
{
    return m_store->usage({store::UsageGroup::Total, localMidnight(), {}, {}})
        .then(this,
              [this](const Result<QList<store::UsageRow>> &today) -> Done {
                  if (!today)
                      return tl::unexpected(today.error());
                  m_figures.start(today->isEmpty() ? store::Figures() : today->constFirst().figures,
                                  QDate::currentDate());
                  return {};
              })
        .onCanceled(this, [] { return Done(tl::unexpected(shuttingDown())); });
}

QFuture<Result<QList<SettingValue>>> LocalGatewayService::settings()
{
    QList<SettingValue> values;
    for (const ShownSetting &shown : m_settings.shown)
        values.append({QString::fromUtf8(shown.name), shown.value, shown.origin, shown.isSecret});
    return readyFuture(Result<QList<SettingValue>>(values));
}

// ---- directory ------------------------------------------------------------------------------------------------------

QFuture<Result<QList<UserSummary>>> LocalGatewayService::users()
{
    return m_directory->users();
}

QFuture<Result<UserSummary>> LocalGatewayService::addUser(NewUser user)
{
    return m_directory->addUser(std::move(user));
}

QFuture<Result<UserSummary>> LocalGatewayService::setUserKey(UserId user, Secret litellmKey)
{
    return m_directory->setUserKey(user, std::move(litellmKey));
}

QFuture<Result<UserSummary>> LocalGatewayService::setUserEnabled(UserId user, bool enabled)
{
    return m_directory->setUserEnabled(user, enabled);
}

QFuture<Result<QList<AgentSummary>>> LocalGatewayService::agents()
{
    return m_directory->agents();
}

QFuture<Result<AgentSummary>> LocalGatewayService::addAgent(NewAgent agent)
{
    return m_directory->addAgent(std::move(agent));
}

QFuture<Result<AgentSummary>> LocalGatewayService::createAgent(AgentCreation agent)
{
    return m_directory->createAgent(std::move(agent), m_settings.config);
}

QFuture<Result<AgentSummary>> LocalGatewayService::setAgentEnabled(AgentId agent, bool enabled)
{
    return m_directory->setAgentEnabled(agent, enabled);
}

QFuture<Done> LocalGatewayService::removeAgent(AgentId agent)
{
    return m_directory->removeAgent(agent);
}

// ---- requests and usage ---------------------------------------------------------------------------------------------

QFuture<Result<QList<RequestRow>>> LocalGatewayService::requests(RequestQuery query)
{
    store::RequestFilter filter;
    filter.limit = query.limit;
    filter.user = query.user;
    filter.agent = query.agent;
    if (!query.beforeRequestId.isEmpty()) {
        filter.before = RequestId::fromText(query.beforeRequestId.toLatin1());
        if (!filter.before) {
            Problem problem;
            problem.title = tr("“%1” is no request id").arg(query.beforeRequestId);
            return readyFuture(Result<QList<RequestRow>>(tl::unexpected(problem)));
        }
    }
    auto rows = (m_gateway ? m_gateway->flush() : QtFuture::makeReadyFuture())
                    .then(this, [this, filter] { return m_store->requests(filter); })
                    .unwrap();
    return translated<QList<RequestRow>>(this, rows, [](const QList<store::RequestRow> &list) {
        return mapped<RequestRow>(list, [](const store::RequestRow &row) { return rowOf(row); });
    });
}

QFuture<Result<QList<UsageRow>>> LocalGatewayService::usage(UsageQuery query)
{
    store::UsageWindow window{groupOf(query.by), query.from, query.to, {}};
    auto rows = (m_gateway ? m_gateway->flush() : QtFuture::makeReadyFuture())
                    .then(this, [this, window] { return m_store->usage(window); })
                    .unwrap();
    return translated<QList<UsageRow>>(this, rows, [](const QList<store::UsageRow> &list) {
        return mapped<UsageRow>(list, [](const store::UsageRow &row) { return rowOf(row); });
    });
}

// ---- checks ---------------------------------------------------------------------------------------------------------

QFuture<CheckStep> LocalGatewayService::testMapping(MappingTest test)
{
    const QString url = m_gateway && m_gateway->isServing() ? m_gateway->url() : QString();
    auto proxyTls = m_gateway ? m_gateway->ownTls() : nullptr;
    return MappingCheck::run(std::move(test), m_settings.config, m_directory->snapshot(), url, std::move(proxyTls),
                             this);
}

QFuture<CheckStep> LocalGatewayService::doctor()
{
    const QString url = m_gateway && m_gateway->isServing() ? m_gateway->url() : QString();
    return DoctorCheck::run(m_settings.config, m_directory->snapshot(), *m_store, url, this);
}

// ---- care -----------------------------------------------------------------------------------------------------------

QFuture<CheckStep> LocalGatewayService::backUp(QString file)
{
    return m_care->backUp(file);
}

QFuture<Result<QList<BackupSummary>>> LocalGatewayService::backups()
{
    return m_care->backups();
}

QFuture<CheckStep> LocalGatewayService::exportData(ExportOrder order)
{
    return m_care->exportData(order);
}

QFuture<Result<ImportSummary>> LocalGatewayService::importDirectory(ImportOrder order)
{
    return m_directory->afterImport(m_care->importDirectory(order));
}

} // namespace keyswitch
