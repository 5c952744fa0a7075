// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/store/store.h"

#include "proxy/store/agentrepository.h"
#include "proxy/store/fileprobe.h"
#include "proxy/store/migrations.h"
#include "proxy/store/requestreader.h"
#include "proxy/store/settingsrepository.h"
#include "proxy/store/usagereader.h"
#include "proxy/store/userrepository.h"

#include <QCoreApplication>
#include <QFile>
#include <QThreadPool>

#include <sodium.h>

namespace keyswitch::store
{

using namespace Qt::StringLiterals;

QFuture<Result<std::shared_ptr<Store>>> Store::open(OpenOptions options)
{
    const auto answer = std::make_shared<Answer<Result<std::shared_ptr<Store>>>>(options.context);
    auto future = answer->future();
    QThreadPool::globalInstance()->start([answer, options = std::move(options)] { answer->give(openNow(options)); });
    return future;
}

Result<std::shared_ptr<Store>> Store::openNow(const OpenOptions &options)
{
    if (sodium_init() < 0) {
        return tl::unexpected(Problem{Problem::Code::Unavailable,
                                      QCoreApplication::translate("Store", "The cryptography library does not start"),
                                      u"libsodium"_s,
                                      {},
                                      QCoreApplication::translate("Store", "Install it again.")});
    }
    auto folder = DataFolder::open(options.folder);
    if (!folder)
        return tl::unexpected(folder.error());
    const QString file = (*folder)->database();
    Done done = QFile::exists(file) ? probeDatabaseFile(file, allMigrations().back().number) : createDatabase(file);
    if (!done)
        return tl::unexpected(done.error());

    std::shared_ptr<Store> store(new Store(options.limits));
    store->m_copying.setMaxThreadCount(1);
    store->m_folder = std::move(*folder);
    store->m_clock = options.clock;
    store->m_context = options.context;
    store->m_writer = std::make_unique<DatabaseThread>(u"store writer"_s, &store->m_usage);
    store->m_usage.attach(store->m_writer.get());
    store->m_reader = std::make_unique<DatabaseThread>(u"store reader"_s);
    done = store->m_writer->open(file, Connection::Role::Writer).result();
    if (!done)
        return tl::unexpected(done.error());
    DataKeyChoice choice{options.passphrase ? options.passphrase : passphraseFromEnvironment(), options.keychain,
                         store->m_folder->keyFile()};
    auto key = store->m_writer->run([choice](const Connection &connection) -> Result<std::shared_ptr<const DataKey>> {
        if (const Done migrated = migrate(connection); !migrated)
            return tl::unexpected(migrated.error());
        Result<DataKey> obtained = obtainDataKey(connection, choice);
        if (!obtained)
            return tl::unexpected(obtained.error());
        return std::make_shared<const DataKey>(std::move(*obtained));
    });
    if (const auto obtained = key.result(); obtained)
        store->m_key = *obtained;
    else
        return tl::unexpected(obtained.error());
    done = store->m_reader->open(file, Connection::Role::Reader).result();
    if (!done)
        return tl::unexpected(done.error());
    return store;
}

Store::~Store()
{
    close();
}

void Store::close()
{
    std::call_once(m_closed, [this] {
        m_closing = true;
        m_copying.waitForDone();
        if (m_writer && m_key) {
            const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(5);
            m_writer->run([this, until](const Connection &connection) { return m_usage.flushNow(connection, until); })
                .waitForFinished();
        }
        if (const qint64 lost = m_usage.state().queued; m_key && lost > 0)
            qCritical("Requests that could not be written to disk before the end: %lld", static_cast<long long>(lost));
        if (m_reader)
            m_reader->stop(); // before the writer: the last connection to close empties the WAL, and this one may not
        if (m_writer)
            m_writer->stop();
        if (m_folder)
            m_folder->release();
    });
}

template <typename F> auto Store::readSettled(F job)
{
    using R = std::invoke_result_t<F &, const Connection &>;
    Answer<R> answer(m_context);
    QFuture<R> future = answer.future();
    m_writer->call([this, job, answer = std::move(answer)](const Connection *connection) mutable {
        // Whether or not the queue could be written: what is on disk is shown.
        if (connection)
            (void)m_usage.settleNow(*connection);
        m_reader->run(job, std::move(answer));
    });
    return future;
}

// --- directory ---

QFuture<Result<LoadedDirectory>> Store::loadDirectory()
{
    return read([this](const Connection &connection) { return store::loadDirectory(connection, m_key->seal); });
}

QFuture<Result<QList<UserRow>>> Store::users()
{
    return read(
        [this](const Connection &connection) { return UserRepository(connection, m_key->seal, *m_clock).list(); });
}

QFuture<Result<UserRow>> Store::user(UserId user)
{
    return read([this, user](const Connection &connection) {
        return UserRepository(connection, m_key->seal, *m_clock).find(user);
    });
}

QFuture<Result<UserRow>> Store::userByEmail(QString email)
{
    return read([this, email](const Connection &connection) {
        return UserRepository(connection, m_key->seal, *m_clock).findByEmail(email);
    });
}

QFuture<Result<UserRow>> Store::addUser(NewUser user)
{
    return write([this, user = std::move(user)](const Connection &connection) {
        return UserRepository(connection, m_key->seal, *m_clock).add(user);
    });
}

QFuture<Result<UserRow>> Store::updateUser(UserId user, UserChange change)
{
    return write([this, user, change](const Connection &connection) {
        return UserRepository(connection, m_key->seal, *m_clock).update(user, change);
    });
}

QFuture<Result<UserRow>> Store::setUserKey(UserId user, Secret litellmKey)
{
    return write([this, user, key = std::move(litellmKey)](const Connection &connection) {
        return UserRepository(connection, m_key->seal, *m_clock).setKey(user, key);
    });
}

QFuture<Done> Store::removeUser(UserId user)
{
    return write([this, user](const Connection &connection) {
        return UserRepository(connection, m_key->seal, *m_clock).remove(user);
    });
}

QFuture<Result<QList<AgentRow>>> Store::agents()
{
    return readSettled([this](const Connection &connection) { return AgentRepository(connection, *m_clock).list(); });
}

QFuture<Result<AgentRow>> Store::agent(AgentId agent)
{
    return read(
        [this, agent](const Connection &connection) { return AgentRepository(connection, *m_clock).find(agent); });
}

QFuture<Result<AgentRow>> Store::agentByExternalId(QString externalId)
{
    return read([this, externalId](const Connection &connection) {
        return AgentRepository(connection, *m_clock).findByExternalId(externalId);
    });
}

QFuture<Result<AgentRow>> Store::addAgent(NewAgent agent)
{
    return write(
        [this, agent](const Connection &connection) { return AgentRepository(connection, *m_clock).add(agent); });
}

QFuture<Result<AgentRow>> Store::updateAgent(AgentId agent, AgentChange change)
{
    return write([this, agent, change](const Connection &connection) {
        return AgentRepository(connection, *m_clock).update(agent, change);
    });
}

QFuture<Done> Store::removeAgent(AgentId agent)
{
    return write(
        [this, agent](const Connection &connection) { return AgentRepository(connection, *m_clock).remove(agent); });
}

QFuture<Result<ImportReport>> Store::importDirectory(DirectoryImport import)
{
    return write([this, import = std::move(import)](const Connection &connection) {
        return store::importDirectory(connection, m_key->seal, *m_clock, import);
    });
}

// --- settings ---

QFuture<Result<QList<SettingRow>>> Store::settings()
{
    return read(
        [this](const Connection &connection) { return SettingsRepository(connection, m_key->seal, *m_clock).list(); });
}

QFuture<Result<std::shared_ptr<const Secret>>> Store::secretSetting(QString name)
{
    return read([this, name](const Connection &connection) -> Result<std::shared_ptr<const Secret>> {
        Result<Secret> secret = SettingsRepository(connection, m_key->seal, *m_clock).secret(name);
        if (!secret)
            return tl::unexpected(secret.error());
        return secret->isEmpty() ? nullptr : std::make_shared<const Secret>(std::move(*secret));
    });
}

QFuture<Done> Store::setSetting(QString name, QString value)
{
    return write([this, name, value](const Connection &connection) {
        return SettingsRepository(connection, m_key->seal, *m_clock).set(name, value);
    });
}

QFuture<Done> Store::setSecretSetting(QString name, Secret value)
{
    return write([this, name, value = std::move(value)](const Connection &connection) {
        return SettingsRepository(connection, m_key->seal, *m_clock).setSecret(name, value);
    });
}

QFuture<Done> Store::removeSetting(QString name)
{
    return write([this, name](const Connection &connection) {
        return SettingsRepository(connection, m_key->seal, *m_clock).remove(name);
    });
}

// --- requests and usage ---

QFuture<Done> Store::settle()
{
    return write([this](const Connection &connection) { return m_usage.settleNow(connection); });
}

QFuture<Done> Store::flush(std::chrono::milliseconds patience)
{
    return write([this, until = std::chrono::steady_clock::now() + patience](const Connection &connection) {
        return m_usage.flushNow(connection, until);
    });
}

QFuture<Result<QList<RequestRow>>> Store::requests(RequestFilter filter)
{
    return readSettled([filter](const Connection &connection) { return readRequests(connection, filter); });
}

QFuture<Result<std::optional<RequestRow>>> Store::request(RequestId id)
{
    return readSettled([id](const Connection &connection) { return readRequest(connection, id); });
}

QFuture<Result<QList<UsageRow>>> Store::usage(UsageWindow window)
{
    return readSettled([window](const Connection &connection) { return readUsage(connection, window); });
}

QFuture<Result<RequestSlice>> Store::requestSlice(SliceOrder order)
{
    return read([order](const Connection &connection) { return readSlice(connection, order); });
}

QFuture<Result<QList<AccountingGap>>> Store::gaps()
{
    return readSettled([](const Connection &connection) { return readGaps(connection); });
}

// --- care ---

QFuture<Result<BackupFile>> Store::backUp(QString file, int keep)
{
    auto promise = std::make_shared<QPromise<Result<BackupFile>>>();
    promise->setProgressRange(0, 100);
    promise->start();
    m_copying.start([this, promise, file, keep] {
        // Whether or not the queue could be written: what is on disk is kept.
        m_writer->run([this](const Connection &connection) { return m_usage.settleNow(connection); }).waitForFinished();
        const Progress progress = [&](int percent) {
            promise->setProgressValue(percent);
            return !promise->isCanceled() && !m_closing;
        };
        promise->addResult(makeBackup(m_folder->path(), file, keep, progress));
        promise->finish();
    });
    return promise->future();
}

QFuture<Done> Store::check()
{
    return readSettled([](const Connection &connection) -> Done {
        QStringList findings;
        Statement pages(connection, u"PRAGMA integrity_check(10)"_s);
        const Done done = pages.forEach({}, [&](const Statement &row) { findings << row.text(0); });
        if (!done)
            return done;
        if (findings != QStringList{u"ok"_s}) {
            return tl::unexpected(
                Problem{Problem::Code::Storage,
                        QCoreApplication::translate("Store", "The database is damaged"),
                        findings.join(u'\n'),
                        {},
                        QCoreApplication::translate(
                            "Store",
                            "Stop Keyswitch and put a backup in its place (keyswitchd backup list, keyswitchd restore "
                            "FILE): the damaged file is kept aside as it is.")});
        }
        const Result<qint64> differing = differingRollUps(connection);
        if (!differing)
            return tl::unexpected(differing.error());
        if (*differing == 0)
            return {};
        return tl::unexpected(
            Problem{Problem::Code::Storage,
                    QCoreApplication::translate("Store", "Sums differ from the requests they are made of"),
                    QCoreApplication::translate("Store", "%n sum(s)", nullptr, int(*differing)),
                    {},
                    QCoreApplication::translate("Store", "Report this. The requests themselves are intact.")});
    });
}

} // namespace keyswitch::store
