// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/store/connection.h"

#include "proxy/store/sqlproblem.h"
#include "proxy/store/statement.h"

#include <QCoreApplication>
#include <QSqlDriver>
#include <QSqlError>
#include <QSqlQuery>
#include <QUrl>
#include <QVariant>

#include <sqlite3.h>

#include <atomic>
#include <cstring>

namespace keyswitch::store
{

using namespace Qt::StringLiterals;

static constexpr auto busyTimeout = "QSQLITE_BUSY_TIMEOUT=5000"_L1;

Result<std::unique_ptr<Connection>> Connection::open(const QString &file, Role role)
{
    static std::atomic<quint64> serial = 0;
    const QString name = u"keyswitch-store-%1"_s.arg(++serial);
    QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, name);
    // From here on the connection's destructor closes and removes it.
    std::unique_ptr<Connection> connection(new Connection(file, name, database));
    if (!database.isValid()) {
        return tl::unexpected(
            Problem{Problem::Code::Storage,
                    QCoreApplication::translate("Store", "The database driver is missing"),
                    u"QSQLITE"_s,
                    {},
                    QCoreApplication::translate("Store", "Install Qt's SQLite driver (libqt6sql6-sqlite).")});
    }
    QString options = busyTimeout;
    QString path = file;
    if (role == Role::Inspector || role == Role::Recoverer || role == Role::FileCopier) {
        options += ";QSQLITE_OPEN_READONLY;QSQLITE_OPEN_URI"_L1;
        path = QString::fromLatin1(QUrl::fromLocalFile(file).toEncoded());
        path += role == Role::Recoverer ? "?mode=ro"_L1 : "?immutable=1"_L1;
    } else if (role == Role::Reader || role == Role::Copier) {
        options += ";QSQLITE_OPEN_READONLY"_L1;
    }
    database.setConnectOptions(options);
    database.setDatabaseName(path);
    if (!database.open())
        return tl::unexpected(sqlProblem(database.lastError(), file));
    database = {};
    if (const Done done = connection->configure(role); !done)
        return tl::unexpected(done.error());
    return connection;
}

Connection::Connection(const QString &file, const QString &name, QSqlDatabase database)
    : m_file(file)
    , m_name(name)
    , m_database(std::move(database))
    , m_thread(QThread::currentThread())
{
}

Connection::~Connection()
{
    Q_ASSERT(m_thread == QThread::currentThread());
    m_database.close();
    m_database = {};
    QSqlDatabase::removeDatabase(m_name);
}

const QSqlDatabase &Connection::database() const
{
    Q_ASSERT(m_thread == QThread::currentThread());
    return m_database;
}

// As documented with QSqlDriver::handle().
sqlite3 *Connection::handle() const
{
    const QVariant handle = database().driver()->handle();
    if (!handle.isValid() || std::strcmp(handle.typeName(), "sqlite3*") != 0)
        return nullptr;
    return *static_cast<sqlite3 *const *>(handle.constData());
}

// Measured on 10 million rows: few, large checkpoints rewrite half as many pages. FULL, since with NORMAL a quiet
// server can lose hours at a power cut: everything since its last checkpoint.
// What the caches may hold a busy server does hold, for good: with 64 MiB it stood at 116 MB after half a million
// requests.
Done Connection::configure(Role role) const
{
    QStringList pragmas{u"PRAGMA temp_store=MEMORY"_s, u"PRAGMA trusted_schema=OFF"_s, u"PRAGMA cell_size_check=ON"_s};
    switch (role) {
    case Role::Creator:
        pragmas << u"PRAGMA auto_vacuum=INCREMENTAL"_s; // only has an effect before the first table
        break;
    case Role::Writer:
        pragmas << u"PRAGMA journal_mode=WAL"_s << u"PRAGMA synchronous=FULL"_s << u"PRAGMA wal_autocheckpoint=16000"_s
                << u"PRAGMA journal_size_limit=67108864"_s << u"PRAGMA cache_size=-16384"_s
                << u"PRAGMA foreign_keys=ON"_s;
        break;
    case Role::Reader:
        pragmas << u"PRAGMA query_only=ON"_s << u"PRAGMA cache_size=-8192"_s;
        break;
    case Role::Inspector:
    case Role::Recoverer:
        pragmas << u"PRAGMA query_only=ON"_s;
        break;
    case Role::Copier:
    case Role::FileCopier: // not query_only, which would hold for the copy, too
        pragmas << u"PRAGMA cache_size=-8192"_s;
        break;
    }
    for (const QString &pragma : std::as_const(pragmas)) {
        if (const Done done = execute(pragma); !done)
            return done;
    }
    if (role != Role::Writer)
        return {};
    if (sqlite3_db_readonly(handle(), "main") == 1) { // SQLite opens it all the same, and fails at the first row
        return tl::unexpected(sqlProblem(QSqlError(QString(), u"attempt to write a readonly database"_s,
                                                   QSqlError::ConnectionError, QString::number(SQLITE_READONLY)),
                                         m_file));
    }
    Statement mode(*this, u"PRAGMA journal_mode"_s);
    QString journal;
    if (const Done done = mode.forEach({}, [&](const Statement &row) { journal = row.text(0); }); !done)
        return done;
    if (journal == "wal"_L1)
        return {};
    return tl::unexpected(
        Problem{Problem::Code::Storage,
                QCoreApplication::translate("Store", "The data folder's file system cannot hold the database"),
                QCoreApplication::translate("Store", "%1: the journal mode stays \"%2\"").arg(m_file, journal),
                {},
                QCoreApplication::translate("Store", "Put the data folder on a local disk.")});
}

Done Connection::execute(const QString &sql) const
{
    Statement statement(*this, sql);
    return statement.forEach({}, [](const Statement &) {});
}

Result<qint64> Connection::number(const QString &sql) const
{
    Statement statement(*this, sql);
    qint64 value = 0;
    if (const Done done = statement.forEach({}, [&](const Statement &row) { value = row.integer(0); }); !done)
        return tl::unexpected(done.error());
    return value;
}

Transaction::~Transaction()
{
    if (!m_open)
        return;
    // Fails where SQLite has rolled back already: then it is done.
    (void)m_connection.execute(m_isPart ? u"ROLLBACK TO part"_s : u"ROLLBACK"_s);
    if (m_isPart)
        (void)m_connection.execute(u"RELEASE part"_s);
}

Done Transaction::begin()
{
    sqlite3 *const database = m_connection.handle();
    m_isPart = database && sqlite3_get_autocommit(database) == 0;
    const Done done = m_connection.execute(m_isPart ? u"SAVEPOINT part"_s : u"BEGIN IMMEDIATE"_s);
    m_open = done.has_value();
    return done;
}

Done Transaction::commit()
{
    const Done done = m_connection.execute(m_isPart ? u"RELEASE part"_s : u"COMMIT"_s);
    if (done)
        m_open = false;
    return done;
}

} // namespace keyswitch::store
