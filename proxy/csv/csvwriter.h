// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/money.h"

#include <QByteArray>
#include <QStringList>
#include <QStringView>

#include <optional>

namespace keyswitch
{

// Writes lines of CSV as RFC 4180 has them: commas, CRLF, quotes where they are needed, UTF-8 without a mark. Text is
// guarded against being run as a formula; a number is a number, and one that is unknown is an empty cell, never 0. The
// lines gather in text() until take(). One thread.
class CsvWriter
{
public:
    CsvWriter &text(QStringView text);
    CsvWriter &number(std::optional<qint64> number);
    CsvWriter &dollars(std::optional<NanoDollars> amount); // exact: all nine decimals
    CsvWriter &flag(bool flag) { return raw(flag ? "true" : "false"); }
    void endLine();
    void head(const QStringList &names);

    QByteArray take(); // what was written since the last time

private:
    CsvWriter &raw(QByteArrayView bytes);

    QByteArray m_lines;
    bool m_first = true; // of its line
};

// "1.500000000"; also what a dollar amount is in JSON's text, where a number would be rounded.
QByteArray exactDollars(NanoDollars amount);

} // namespace keyswitch
