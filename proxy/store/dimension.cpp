// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/store/dimension.h"

namespace keyswitch::store
{

using namespace Qt::StringLiterals;

static QString nameOf(Dimension::Table table)
{
    return table == Dimension::Table::Models ? u"models"_s : u"failures"_s;
}

Dimension::Dimension(const Connection &connection, Table table)
    : m_connection(connection)
    , m_table(nameOf(table))
    , m_select(connection, u"SELECT id FROM %1 WHERE name=?"_s.arg(m_table))
    , m_insert(connection, u"INSERT INTO %1(name) VALUES(?)"_s.arg(m_table))
{
}

// Cut between characters, with what is not UTF-8 and NULs made visible, so that any bytes can be stored and read.
static QString storable(const QByteArray &word)
{
    qsizetype size = qMin(word.size(), Dimension::longestWord);
    while (size > 0 && size < word.size() && (word[size] & 0xc0) == 0x80)
        --size;
    QString text = QString::fromUtf8(word.constData(), size);
    text.replace(QChar(0), QChar(QChar::ReplacementCharacter));
    return text;
}

Result<qint64> Dimension::number(const QByteArray &word)
{
    if (word.isEmpty())
        return 0;
    if (const auto it = m_numbers.constFind(word); it != m_numbers.constEnd())
        return *it;
    const Result<qint64> number = lookUp(storable(word));
    if (number && m_numbers.size() < mostWords && word.size() <= longestWord)
        m_numbers.insert(word, *number);
    return number;
}

Result<qint64> Dimension::lookUp(const QString &word)
{
    std::optional<qint64> number;
    Done done = m_select.forEach({word}, [&](const Statement &row) { number = row.integer(0); });
    if (!done)
        return tl::unexpected(done.error());
    if (number)
        return *number;
    static const QString other = u"(other)"_s;
    if (word != other) {
        // Words are never deleted, so the highest number is their count, and it is one seek.
        const Result<qint64> words = m_connection.number(u"SELECT max(id) FROM %1"_s.arg(m_table));
        if (!words)
            return words;
        if (*words >= mostWords)
            return lookUp(other);
    }
    done = m_insert.run({word});
    if (!done)
        return tl::unexpected(done.error());
    return m_insert.insertedId();
}

} // namespace keyswitch::store
