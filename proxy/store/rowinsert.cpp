// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/store/rowinsert.h"

#include "proxy/store/sqlproblem.h"

#include <sqlite3.h>

namespace keyswitch::store
{

RowInsert::RowInsert(const Connection &connection, const char *sql)
    : m_connection(connection)
    , m_database(connection.handle())
{
    if (m_database)
        sqlite3_prepare_v3(m_database, sql, -1, SQLITE_PREPARE_PERSISTENT, &m_statement, nullptr);
}

RowInsert::~RowInsert()
{
    sqlite3_finalize(m_statement);
}

RowInsert &RowInsert::operator<<(std::optional<qint64> value)
{
    ++m_bound;
    if (value)
        sqlite3_bind_int64(m_statement, m_bound, *value);
    else
        sqlite3_bind_null(m_statement, m_bound);
    return *this;
}

RowInsert &RowInsert::text(QByteArrayView utf8)
{
    ++m_bound;
    if (utf8.isEmpty())
        sqlite3_bind_null(m_statement, m_bound);
    else
        sqlite3_bind_text(m_statement, m_bound, utf8.data(), int(utf8.size()), SQLITE_STATIC);
    return *this;
}

RowInsert &RowInsert::bytes(QByteArrayView bytes)
{
    sqlite3_bind_blob(m_statement, ++m_bound, bytes.data(), int(bytes.size()), SQLITE_STATIC);
    return *this;
}

Result<int> RowInsert::run()
{
    m_bound = 0;
    if (!m_statement || sqlite3_step(m_statement) != SQLITE_DONE)
        return failed();
    const int added = sqlite3_changes(m_database);
    sqlite3_reset(m_statement);
    return added;
}

Result<int> RowInsert::failed()
{
    const int code = m_database ? sqlite3_extended_errcode(m_database) : SQLITE_ERROR;
    const QString text = m_database ? QString::fromUtf8(sqlite3_errmsg(m_database)) : QString();
    if (m_statement)
        sqlite3_reset(m_statement);
    return tl::unexpected(
        sqlProblem(QSqlError(QString(), text, QSqlError::StatementError, QString::number(code)), m_connection.file()));
}

} // namespace keyswitch::store
