// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/problem.h"

#include <QByteArrayView>

#include <optional>
#include <span>
#include <vector>

namespace keyswitch
{

struct CsvLine {
    int number = 0; // of the line in the file where it begins, from 1
    std::vector<QByteArrayView> cells; // into the reader's bytes, quotes taken out
};

// Reads CSV as RFC 4180 has it, besides with LF alone and with semicolons or tabs in place of commas where the first
// line has them (spreadsheets of some countries write these). Works in place and copies nothing, since a cell may be a
// key: whoever owns the bytes wipes them. A mark (BOM) at the start and empty lines are skipped. Text that is not CSV
// is a Problem that names the line. One thread.
class CsvReader
{
public:
    static constexpr size_t MostCells = 64;

    explicit CsvReader(std::span<char> text); // changed while it is read

    // Nothing after the last line.
    Result<std::optional<CsvLine>> next();

private:
    Result<QByteArrayView> cell();
    Result<QByteArrayView> quotedCell();
    bool atEndOfLine() const;
    void skipEndOfLine();
    tl::unexpected<Problem> wrong(const QString &what) const;

    std::span<char> m_text;
    size_t m_at = 0;
    int m_line = 1;
    char m_separator = ',';
};

} // namespace keyswitch
