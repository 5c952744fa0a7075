// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/problem.h"

#include <QSqlDatabase>
#include <QThread>

#include <memory>

struct sqlite3;

namespace keyswitch::store
{

// One open SQLite database. Belongs to the thread that opened it (QtSql's rule), and asserts it. There is one Writer in
// a process, since SQLite below 3.51.3 can damage a WAL that two connections write or checkpoint at the same time.
class Connection
{
public:
    enum class Role {
        Creator, // a new file, not yet in WAL mode: builds the schema before the file gets its name
        Writer, // the one that writes and checkpoints; every commit is on disk when it returns
        Reader, // refuses to write
        Inspector, // looks at a file that nobody else has open, without touching it or anything beside it
        Recoverer, // the same where a WAL is left to be read: only the shared-memory file is made
        Copier, // reads, and may write another file with VACUUM INTO
        FileCopier, // the same for a file as an Inspector sees it
    };
    static Result<std::unique_ptr<Connection>> open(const QString &file, Role role);
    ~Connection();
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    const QString &file() const { return m_file; }
    const QSqlDatabase &database() const;
    sqlite3 *handle() const; // QtSql's own; null where it has none

    // One statement without values, run to its end.
    Done execute(const QString &sql) const;
    // The first column of the first row as a number; 0 where there is none.
    Result<qint64> number(const QString &sql) const;

private:
    Connection(const QString &file, const QString &name, QSqlDatabase database);
    Done configure(Role role) const;

    QString m_file;
    QString m_name;
    QSqlDatabase m_database; // let go before the connection is removed by name
    QThread *m_thread;
};

// Takes the write lock at once (BEGIN IMMEDIATE): a lock that is taken at the first write cannot be waited for.
// Rolls back unless committed. Within another one it is a part of it, which can be rolled back alone (SAVEPOINT).
class Transaction
{
public:
    explicit Transaction(const Connection &connection)
        : m_connection(connection)
    {
    }
    ~Transaction();
    Transaction(const Transaction &) = delete;
    Transaction &operator=(const Transaction &) = delete;
    Done begin();
    Done commit();

private:
    const Connection &m_connection;
    bool m_open = false;
    bool m_isPart = false;
};

} // namespace keyswitch::store
