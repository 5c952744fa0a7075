// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/clock.h"
#include "proxy/store/backup.h"
#include "proxy/store/databasethread.h"
#include "proxy/store/datafolder.h"
#include "proxy/store/datakey.h"
#include "proxy/store/directoryimport.h"
#include "proxy/store/directoryloader.h"
#include "proxy/store/requestslice.h"
#include "proxy/store/rows.h"
#include "proxy/store/usagewriter.h"

#include <QFuture>
#include <QThreadPool>

#include <atomic>
#include <memory>
#include <mutex>

namespace keyswitch::store
{

struct OpenOptions {
    QString folder;
    bool keychain = false; // a new database may keep its data key in the system's keychain (desktop)
    std::shared_ptr<const Secret> passphrase; // null: KEYSWITCH_PASSPHRASE
    const Clock *clock = &Clock::system(); // outlives the store
    QObject *context = nullptr; // futures finish in its thread; outlives what is asked before close()
    UsageWriter::Limits limits;
};

// All that is kept on disk: directory, settings, requests and usage. Owns the data folder's lock and two threads: one
// that writes, one that reads. May be called from any thread; nothing blocks but open()'s future and the destructor.
// Futures finish in the thread of OpenOptions::context, and may be continued there. Without one they finish in the
// store's threads and may only be waited for (see Answer).
class Store
{
public:
    // Opens in a pool thread: makes the folder, takes the lock, looks at the file, migrates, gets the data key. With
    // the data key in the keychain the application's event loop must run meanwhile.
    static QFuture<Result<std::shared_ptr<Store>>> open(OpenOptions options);
    ~Store(); // close()
    Store(const Store &) = delete;
    Store &operator=(const Store &) = delete;

    const DataFolder &folder() const { return *m_folder; }
    DataKeySource dataKeySource() const { return m_key->source; }

    // --- directory: ask loadDirectory() after each change ---
    QFuture<Result<LoadedDirectory>> loadDirectory();
    QFuture<Result<QList<UserRow>>> users();
    QFuture<Result<UserRow>> user(UserId user);
    QFuture<Result<UserRow>> userByEmail(QString email);
    QFuture<Result<UserRow>> addUser(NewUser user);
    QFuture<Result<UserRow>> updateUser(UserId user, UserChange change);
    QFuture<Result<UserRow>> setUserKey(UserId user, Secret litellmKey); // empty: take it away
    QFuture<Done> removeUser(UserId user);
    QFuture<Result<QList<AgentRow>>> agents(); // with their last requests: waits for the queue
    QFuture<Result<AgentRow>> agent(AgentId agent);
    QFuture<Result<AgentRow>> agentByExternalId(QString externalId);
    QFuture<Result<AgentRow>> addAgent(NewAgent agent);
    QFuture<Result<AgentRow>> updateAgent(AgentId agent, AgentChange change);
    QFuture<Done> removeAgent(AgentId agent);

    QFuture<Result<ImportReport>> importDirectory(DirectoryImport import);

    // --- settings ---
    QFuture<Result<QList<SettingRow>>> settings();
    QFuture<Result<std::shared_ptr<const Secret>>> secretSetting(QString name); // null: not set
    QFuture<Done> setSetting(QString name, QString value);
    QFuture<Done> setSecretSetting(QString name, Secret value);
    QFuture<Done> removeSetting(QString name);

    // --- requests and usage: what was pushed before the question is in the answer ---
    void push(std::vector<UsageRecord> &&records) { m_usage.push(std::move(records)); } // never blocks
    UsageWriter::State writerState() const { return m_usage.state(); }
    void setMostQueuedRows(qint64 rows) { m_usage.setMostRows(size_t(rows)); }
    bool hasRoom() const { return m_usage.hasRoom(); } // for one more request's row; costs nothing
    QFuture<Result<QList<AccountingGap>>> gaps(); // times whose figures are not whole; oldest first
    QFuture<Done> settle();
    QFuture<Done> flush(std::chrono::milliseconds patience); // for an orderly end
    QFuture<Result<QList<RequestRow>>> requests(RequestFilter filter);
    QFuture<Result<std::optional<RequestRow>>> request(RequestId id);
    QFuture<Result<QList<UsageRow>>> usage(UsageWindow window);
    QFuture<Result<RequestSlice>> requestSlice(SliceOrder order); // settle() first

    // --- care ---
    // Writes what is queued (tries for at most 5 s), ends the threads and gives the folder back; what is asked
    // afterwards is refused. Waits: not in the GUI's thread, nor in the store's. Call it where the moment matters: a
    // future that still holds the store keeps it open otherwise.
    void close();
    // A copy of all that was pushed so far, made on a connection of its own: nothing waits for it. One at a time. The
    // future tells its progress in percent; cancelling it breaks the work off.
    QFuture<Result<BackupFile>> backUp(QString file, int keep); // as makeBackup() takes them
    QFuture<Done> check(); // the whole file: pages, and the roll-ups against the rows; reads everything

private:
    explicit Store(UsageWriter::Limits limits)
        : m_usage(limits)
    {
    }
    static Result<std::shared_ptr<Store>> openNow(const OpenOptions &options);
    template <typename F> auto read(F job) { return m_reader->run(std::move(job), m_context); }
    template <typename F> auto write(F job) { return m_writer->run(std::move(job), m_context); }
    template <typename F> auto readSettled(F job);

    std::once_flag m_closed;
    // Destroyed from the last to the first.
    std::unique_ptr<DataFolder> m_folder;
    std::shared_ptr<const DataKey> m_key;
    const Clock *m_clock = nullptr;
    QObject *m_context = nullptr;
    UsageWriter m_usage;
    std::unique_ptr<DatabaseThread> m_writer;
    std::unique_ptr<DatabaseThread> m_reader;
    QThreadPool m_copying; // backups
    std::atomic<bool> m_closing = false;
};

} // namespace keyswitch::store
