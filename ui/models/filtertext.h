// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

#include <chrono>
#include <optional>

namespace keyswitch
{

// What people type into a filter field: words that must all be found, and terms "key:value" for one column. A minus in
// front turns a term round, quotes keep spaces. Keys a table does not have are plain words.
class FilterText
{
public:
    struct Term {
        QString key; // lower case; empty: a word that may stand in any column
        QString value; // never empty
        bool negated = false;
        friend bool operator==(const Term &, const Term &) = default;
    };

    static FilterText parse(const QString &text, const QStringList &keys);

    bool isEmpty() const { return m_terms.isEmpty(); }
    const QList<Term> &terms() const { return m_terms; }
    friend bool operator==(const FilterText &, const FilterText &) = default;

private:
    QList<Term> m_terms;
};

// True when one of the texts has the needle in it, whatever its case.
bool anyContains(std::initializer_list<QStringView> texts, const QString &needle);

// "slow:>2s", "slow:500ms", "slow:<1m": over, at least, under. Nothing while it is not complete: half a term must not
// empty the table that is being filtered.
struct DurationBound {
    enum class Side { Over, AtLeast, Under };
    Side side = Side::AtLeast;
    std::chrono::microseconds limit{0};
    bool holds(std::chrono::microseconds duration) const;
    friend bool operator==(const DurationBound &, const DurationBound &) = default;
};
std::optional<DurationBound> parseDurationBound(const QString &text);

// "429", "5xx", "4": a status or the beginning of one. Nothing for other text.
std::optional<bool> statusMatches(int status, const QString &pattern);

} // namespace keyswitch
