// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/csv/csvwriter.h"

#include "proxy/csv/formulaguard.h"

#include <utility>

namespace keyswitch
{

CsvWriter &CsvWriter::text(QStringView text)
{
    QByteArray cell = text.toUtf8();
    if (needsGuard(text))
        cell.prepend('\'');
    const bool quoted = cell.contains('"') || cell.contains(',') || cell.contains('\n') || cell.contains('\r')
        || cell.startsWith(' ') || cell.endsWith(' ');
    if (!quoted)
        return raw(cell);
    return raw('"' + cell.replace('"', "\"\"") + '"');
}

CsvWriter &CsvWriter::number(std::optional<qint64> number)
{
    return raw(number ? QByteArray::number(*number) : QByteArray());
}

CsvWriter &CsvWriter::dollars(std::optional<NanoDollars> amount)
{
    return raw(amount ? exactDollars(*amount) : QByteArray());
}

CsvWriter &CsvWriter::raw(QByteArrayView bytes)
{
    if (!std::exchange(m_first, false))
        m_lines.append(',');
    m_lines.append(bytes);
    return *this;
}

void CsvWriter::endLine()
{
    m_lines.append("\r\n");
    m_first = true;
}

void CsvWriter::head(const QStringList &names)
{
    for (const QString &name : names)
        text(name);
    endLine();
}

QByteArray CsvWriter::take()
{
    return std::exchange(m_lines, {});
}

QByteArray exactDollars(NanoDollars amount)
{
    const qint64 nano = count(amount);
    const quint64 size = nano < 0 ? quint64(0) - quint64(nano) : quint64(nano);
    return (nano < 0 ? "-" : "") + QByteArray::number(size / 1'000'000'000) + '.'
        + QByteArray::number(size % 1'000'000'000).rightJustified(9, '0');
}

} // namespace keyswitch
