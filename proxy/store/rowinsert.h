// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/store/connection.h"

#include <QByteArrayView>

#include <optional>

struct sqlite3;
struct sqlite3_stmt;

namespace keyswitch::store
{

// The one statement that runs for every request, straight on QtSql's SQLite handle: a QVariant for each of its values,
// made, copied and bound, cost as much as the row itself. Values are bound in order, then run() executes and starts
// anew. Same thread as its connection; destroyed first.
class RowInsert
{
public:
    RowInsert(const Connection &connection, const char *sql);
    ~RowInsert();
    RowInsert(const RowInsert &) = delete;
    RowInsert &operator=(const RowInsert &) = delete;

    RowInsert &operator<<(std::optional<qint64> value); // nothing: NULL
    RowInsert &text(QByteArrayView utf8); // valid UTF-8 without NUL; empty: NULL. Must live until run()
    RowInsert &bytes(QByteArrayView bytes); // must live until run()

    Result<int> run(); // how many rows were added

private:
    Result<int> failed();

    const Connection &m_connection;
    sqlite3 *m_database = nullptr;
    sqlite3_stmt *m_statement = nullptr;
    int m_bound = 0;
};

} // namespace keyswitch::store
