// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/store/statement.h"

#include "proxy/store/sqlproblem.h"

#include <QSqlError>

namespace keyswitch::store
{

Statement::Statement(const Connection &connection, const QString &sql)
    : m_connection(connection)
    , m_query(connection.database())
{
    m_query.setForwardOnly(true); // or QtSql keeps every row it has seen
    m_prepared = m_query.prepare(sql);
}

Statement::~Statement()
{
    m_query.finish();
}

Done Statement::run(const QVariantList &values)
{
    if (!start(values))
        return failed();
    m_affected = m_query.numRowsAffected(); // both are gone once it is finished
    m_insertedId = m_query.lastInsertId().toLongLong();
    return end();
}

std::optional<qint64> Statement::optionalInteger(int column) const
{
    if (m_query.isNull(column))
        return std::nullopt;
    return integer(column);
}

bool Statement::start(const QVariantList &values)
{
    if (!m_prepared)
        return false;
    for (int i = 0; i < values.size(); ++i)
        m_query.bindValue(i, values[i]);
    return m_query.exec();
}

Done Statement::failed()
{
    const Problem problem = sqlProblem(m_query.lastError(), m_connection.file());
    m_query.finish();
    return tl::unexpected(problem);
}

Done Statement::end()
{
    // next() says "no more" for an error, too.
    if (m_query.lastError().isValid())
        return failed();
    m_query.finish();
    return {};
}

} // namespace keyswitch::store
