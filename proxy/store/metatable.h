// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/store/connection.h"
#include "proxy/store/statement.h"

namespace keyswitch::store
{

// What the store remembers about itself (table `meta`): the source of the data key and what goes with it.
class MetaTable
{
public:
    explicit MetaTable(const Connection &connection)
        : m_connection(connection)
    {
    }
    // Empty where there is none.
    Result<QByteArray> value(const QString &name) const
    {
        Statement select(m_connection, QStringLiteral("SELECT value FROM meta WHERE name=?"));
        QByteArray value;
        const Done done = select.forEach({name}, [&](const Statement &row) { value = row.bytes(0); });
        if (!done)
            return tl::unexpected(done.error());
        return value;
    }
    Done set(const QString &name, const QByteArray &value) const
    {
        Statement insert(m_connection,
                         QStringLiteral("INSERT INTO meta(name,value) VALUES(?,?) "
                                        "ON CONFLICT(name) DO UPDATE SET value=excluded.value"));
        return insert.run({name, value});
    }

private:
    const Connection &m_connection;
};

} // namespace keyswitch::store
