// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/csv/csvreader.h"

#include <QCoreApplication>

#include <cstring>

namespace keyswitch
{

namespace
{

// lupdate would file the texts of a plain function under the class that surrounds the call.
struct Words {
    Q_DECLARE_TR_FUNCTIONS(Csv)
};

char separatorOf(std::span<const char> text)
{
    for (const char c : text) {
        if (c == ',' || c == ';' || c == '\t')
            return c;
        if (c == '\n' || c == '\r')
            break;
    }
    return ',';
}

} // namespace

CsvReader::CsvReader(std::span<char> text)
    : m_text(text)
{
    if (text.size() >= 3 && std::memcmp(text.data(), "\xef\xbb\xbf", 3) == 0)
        m_at = 3;
    m_separator = separatorOf(text.subspan(m_at));
}

tl::unexpected<Problem> CsvReader::wrong(const QString &what) const
{
    return tl::unexpected(
        Problem{Problem::Code::Invalid,
                Words::tr("The file is not CSV that can be read"),
                Words::tr("Line %1: %2").arg(m_line).arg(what),
                {},
                Words::tr("Save it as CSV with commas and in UTF-8, then try again. Nothing was changed.")});
}

bool CsvReader::atEndOfLine() const
{
    return m_at >= m_text.size() || m_text[m_at] == '\n'
        || (m_text[m_at] == '\r' && (m_at + 1 >= m_text.size() || m_text[m_at + 1] == '\n'));
}

void CsvReader::skipEndOfLine()
{
    if (m_at < m_text.size() && m_text[m_at] == '\r')
        ++m_at;
    if (m_at < m_text.size() && m_text[m_at] == '\n')
        ++m_at;
    ++m_line;
}

Result<std::optional<CsvLine>> CsvReader::next()
{
    while (m_at < m_text.size() && atEndOfLine())
        skipEndOfLine();
    if (m_at >= m_text.size())
        return std::optional<CsvLine>();
    CsvLine line;
    line.number = m_line;
    for (;;) {
        if (line.cells.size() == MostCells)
            return wrong(Words::tr("it has more than %1 cells").arg(MostCells));
        const Result<QByteArrayView> read = cell();
        if (!read)
            return tl::unexpected(read.error());
        line.cells.push_back(*read);
        if (atEndOfLine())
            break;
        ++m_at; // the separator
    }
    skipEndOfLine();
    return std::optional<CsvLine>(std::move(line));
}

Result<QByteArrayView> CsvReader::cell()
{
    if (m_at < m_text.size() && m_text[m_at] == '"')
        return quotedCell();
    const size_t from = m_at;
    while (!atEndOfLine() && m_text[m_at] != m_separator) {
        switch (m_text[m_at]) {
        case '"':
            return wrong(Words::tr("a quote stands within a cell that does not begin with one"));
        case '\r':
            return wrong(Words::tr("a line break stands within a cell that is not quoted"));
        case '\0':
            return wrong(Words::tr("it has a zero byte"));
        default:
            ++m_at;
        }
    }
    return QByteArrayView(m_text.data() + from, qsizetype(m_at - from));
}

Result<QByteArrayView> CsvReader::quotedCell()
{
    const int begun = m_line;
    const size_t from = ++m_at;
    size_t to = from; // what stays is moved up over the quotes that go
    for (; m_at < m_text.size(); ++m_at) {
        const char c = m_text[m_at];
        if (c == '\0')
            return wrong(Words::tr("it has a zero byte"));
        if (c == '\n')
            ++m_line;
        if (c == '"') {
            if (m_at + 1 >= m_text.size() || m_text[m_at + 1] != '"')
                break;
            ++m_at;
        }
        m_text[to++] = c;
    }
    if (m_at >= m_text.size()) {
        m_line = begun;
        return wrong(Words::tr("a cell begins with a quote and does not end"));
    }
    ++m_at; // the closing quote
    if (!atEndOfLine() && m_text[m_at] != m_separator)
        return wrong(Words::tr("text follows a closing quote"));
    return QByteArrayView(m_text.data() + from, qsizetype(to - from));
}

} // namespace keyswitch
