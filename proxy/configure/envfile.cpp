// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/configure/envfile.h"

#include <QCoreApplication>
#include <QFile>

#include <sodium.h>

namespace keyswitch
{
namespace
{

constexpr qint64 MaximumSize = 1024 * 1024;

bool isNameCharacter(char c, bool first)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_'
        || (!first && ((c >= '0' && c <= '9') || c == '.' || c == '-'));
}

bool isBlank(char c)
{
    return c == ' ' || c == '\t';
}

// One pass over the text; keeps the number of the line an entry began in.
class Reader
{
public:
    Reader(QByteArrayView text, const EnvFile::Lookup &outside, std::vector<EnvFile::Entry> &entries)
        : m_text(text)
        , m_outside(outside)
        , m_entries(entries)
    {
        if (m_text.startsWith("\xEF\xBB\xBF"))
            m_at = 3;
    }

    bool atEnd() const { return m_at >= m_text.size(); }
    int line() const { return m_entryLine; }

    // Reads one line, or several when a quoted value spans them. The complaint, translated; empty: fine.
    QString next()
    {
        m_entryLine = m_line;
        skipBlanks();
        if (endOfLine() || skipComment())
            return newLine();
        QByteArray name = readName();
        if (name == "export" && !atEnd() && isBlank(peek())) {
            skipBlanks();
            name = readName();
        }
        if (name.isEmpty())
            return QCoreApplication::translate("EnvFile", "a name is expected at the beginning of the line");
        skipBlanks();
        if (endOfLine() || skipComment()) // "NAME" alone: python-dotenv and docker take it as not given
            return newLine();
        if (peek() != '=')
            return QCoreApplication::translate("EnvFile", "“=” is expected after the name");
        ++m_at;
        QByteArray value;
        const QString complaint = readValue(value);
        if (complaint.isEmpty())
            m_entries.push_back({name, Secret::takeFrom(std::move(value)), m_entryLine});
        else if (!value.isEmpty())
            sodium_memzero(value.data(), size_t(value.size()));
        return complaint.isEmpty() ? newLine() : complaint;
    }

private:
    char peek() const { return m_text[m_at]; }
    bool endOfLine() const { return atEnd() || peek() == '\n' || peek() == '\r'; }
    void skipBlanks()
    {
        while (!atEnd() && isBlank(peek()))
            ++m_at;
    }
    bool skipComment()
    {
        if (atEnd() || peek() != '#')
            return false;
        while (!endOfLine())
            ++m_at;
        return true;
    }
    QString newLine()
    {
        if (!atEnd() && peek() == '\r')
            ++m_at;
        if (!atEnd() && peek() == '\n')
            ++m_at;
        ++m_line;
        return {};
    }
    QByteArray readName()
    {
        const qsizetype begin = m_at;
        while (!atEnd() && isNameCharacter(peek(), m_at == begin))
            ++m_at;
        return m_text.sliced(begin, m_at - begin).toByteArray();
    }

    QString readValue(QByteArray &value)
    {
        const bool blankBefore = !atEnd() && isBlank(peek());
        skipBlanks();
        if (endOfLine() || (blankBefore && peek() == '#')) {
            skipComment();
            return {};
        }
        if (peek() != '\'' && peek() != '"') {
            readBare(value);
            return {};
        }
        if (!readQuoted(value))
            return QCoreApplication::translate("EnvFile", "the quotation mark is never closed");
        skipBlanks();
        if (!endOfLine() && !skipComment())
            return QCoreApplication::translate("EnvFile", "there is text after the closing quotation mark");
        return {};
    }

    void readBare(QByteArray &value)
    {
        value.reserve(256);
        while (!endOfLine()) {
            if (peek() == '#' && isBlank(m_text[m_at - 1])) {
                skipComment();
                break;
            }
            if (!expand(value))
                value.append(m_text[m_at++]);
        }
        while (!value.isEmpty() && isBlank(value.back()))
            value.chop(1);
    }

    bool readQuoted(QByteArray &value)
    {
        const char quote = m_text[m_at++];
        value.reserve(256); // no growing: a copy left behind could not be wiped
        while (!atEnd() && peek() != quote) {
            if (peek() == '\\' && m_at + 1 < m_text.size()) {
                const char escaped = m_text[m_at + 1];
                m_at += 2;
                value.append(unescape(escaped, quote));
            } else if (quote == '\'' || !expand(value)) {
                if (peek() == '\n')
                    ++m_line;
                value.append(m_text[m_at++]);
            }
        }
        if (atEnd())
            return false;
        ++m_at;
        return true;
    }

    QByteArray unescape(char c, char quote)
    {
        if (c == '\n')
            ++m_line;
        if (c == '\\' || c == quote)
            return QByteArray(1, c);
        if (quote == '"') {
            switch (c) {
            case 'n':
                return QByteArray(1, '\n');
            case 'r':
                return QByteArray(1, '\r');
            case 't':
                return QByteArray(1, '\t');
            case '$':
                return QByteArray(1, '$');
            default:
                break;
            }
        }
        const char kept[] = {'\\', c};
        return QByteArray(kept, 2);
    }

    // ${NAME} and ${NAME:-default}. Anything else with a dollar stays as it is: keys and passwords have dollars.
    bool expand(QByteArray &value)
    {
        if (peek() != '$' || m_at + 1 >= m_text.size() || m_text[m_at + 1] != '{')
            return false;
        const qsizetype close = m_text.indexOf('}', m_at);
        if (close < 0 || m_text.sliced(m_at, close - m_at).contains('\n'))
            return false;
        const QByteArrayView inside = m_text.sliced(m_at + 2, close - m_at - 2);
        const qsizetype colon = inside.indexOf(":-");
        const QByteArray name = (colon < 0 ? inside : inside.first(colon)).toByteArray();
        std::optional<QByteArray> found = m_outside ? m_outside(name) : std::nullopt;
        for (auto entry = m_entries.rbegin(); !found && entry != m_entries.rend(); ++entry)
            if (entry->name == name)
                found = entry->value.view().toByteArray();
        if (found && !(colon >= 0 && found->isEmpty()))
            value.append(*found);
        else if (colon >= 0)
            value.append(inside.sliced(colon + 2));
        m_at = close + 1;
        return true;
    }

    QByteArrayView m_text;
    const EnvFile::Lookup &m_outside;
    std::vector<EnvFile::Entry> &m_entries;
    qsizetype m_at = 0;
    int m_line = 1;
    int m_entryLine = 1;
};

Problem unreadable(const QString &path, const QString &why)
{
    return {Problem::Code::Invalid,
            QCoreApplication::translate("EnvFile", "The settings file cannot be read"),
            QStringLiteral("%1: %2").arg(path, why),
            {},
            QCoreApplication::translate("EnvFile", "Correct the file, or start without it.")};
}

} // namespace

Result<EnvFile> EnvFile::parse(QByteArrayView text, const QString &shownName, const Lookup &outside)
{
    if (text.contains('\0'))
        return tl::unexpected(
            unreadable(shownName, QCoreApplication::translate("EnvFile", "it is not a text file in UTF-8")));
    EnvFile file;
    Reader reader(text, outside, file.m_entries);
    while (!reader.atEnd()) {
        const QString complaint = reader.next();
        if (!complaint.isEmpty())
            return tl::unexpected(unreadable(
                shownName, QCoreApplication::translate("EnvFile", "line %1: %2").arg(reader.line()).arg(complaint)));
    }
    return file;
}

Result<EnvFile> EnvFile::read(const QString &path, const Lookup &outside)
{
    QFile device(path);
    if (!device.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return tl::unexpected(unreadable(path, device.errorString()));
    if (device.size() > MaximumSize)
        return tl::unexpected(unreadable(path, QCoreApplication::translate("EnvFile", "it is larger than 1 MiB")));
    QByteArray text = device.read(MaximumSize);
    if (device.error() != QFileDevice::NoError) // a folder opens, but does not read
        return tl::unexpected(unreadable(path, device.errorString()));
    Result<EnvFile> file = parse(text, path, outside);
    if (!text.isEmpty())
        sodium_memzero(text.data(), size_t(text.size()));
    return file;
}

const EnvFile::Entry *EnvFile::find(QByteArrayView name) const
{
    for (auto entry = m_entries.rbegin(); entry != m_entries.rend(); ++entry)
        if (entry->name == name)
            return &*entry;
    return nullptr;
}

} // namespace keyswitch
