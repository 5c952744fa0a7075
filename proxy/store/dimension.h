// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/problem.h"
#include "proxy/store/statement.h"

#include <QHash>

namespace keyswitch::store
{

// Numbers for words that repeat in many rows (model names, failure codes). The words come from callers and upstreams,
// so their length and their number are capped: what is beyond becomes "(other)". The writer's thread; lives with its
// connection.
class Dimension
{
public:
    static constexpr qsizetype longestWord = 200; // bytes
    static constexpr qsizetype mostWords = 10'000;

    enum class Table { Models, Failures };
    Dimension(const Connection &connection, Table table);
    // 0 for the empty word. Within the caller's transaction: call forget() when that is rolled back.
    Result<qint64> number(const QByteArray &word);
    void forget() { m_numbers.clear(); }

private:
    Result<qint64> lookUp(const QString &word);

    const Connection &m_connection;
    const QString m_table;
    Statement m_select;
    Statement m_insert;
    QHash<QByteArray, qint64> m_numbers;
};

} // namespace keyswitch::store
