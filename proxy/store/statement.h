// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/store/connection.h"

#include <QSqlQuery>
#include <QVariant>

#include <optional>

namespace keyswitch::store
{

// A prepared statement. Values are always bound, by position. A SELECT is drained and finished at once: one left open
// holds the WAL back from being checkpointed (863 MB in 7 s were seen). Same thread as its connection; destroyed first.
class Statement
{
public:
    // A statement that does not compile says so when it is run.
    Statement(const Connection &connection, const QString &sql);
    ~Statement();
    Statement(const Statement &) = delete;
    Statement &operator=(const Statement &) = delete;

    // For statements without rows.
    Done run(const QVariantList &values);
    // Calls `row(const Statement &)` for each row, then finishes. `row` must not run this statement again.
    template <typename F> Done forEach(const QVariantList &values, F row)
    {
        if (!start(values))
            return failed();
        while (m_query.next())
            row(std::as_const(*this));
        return end();
    }
    int affected() const { return m_affected; } // rows changed by the last run()
    qint64 insertedId() const { return m_insertedId; } // row number made by the last run()

    // Of the current row; only inside forEach().
    bool isNull(int column) const { return m_query.isNull(column); }
    qint64 integer(int column) const { return m_query.value(column).toLongLong(); }
    std::optional<qint64> optionalInteger(int column) const;
    QString text(int column) const { return m_query.value(column).toString(); }
    QByteArray bytes(int column) const { return m_query.value(column).toByteArray(); }

private:
    bool start(const QVariantList &values);
    Done failed();
    Done end();

    const Connection &m_connection;
    QSqlQuery m_query;
    bool m_prepared = false;
    int m_affected = 0;
    qint64 m_insertedId = 0;
};

// NULL where there is nothing.
inline QVariant nullable(const std::optional<qint64> &value)
{
    return value ? QVariant(*value) : QVariant(QMetaType::fromType<qlonglong>());
}

// Empty text as '': QtSql makes NULL of a null string.
inline QVariant present(const QString &text)
{
    return text.isNull() ? QVariant(QStringLiteral("")) : QVariant(text);
}

} // namespace keyswitch::store
