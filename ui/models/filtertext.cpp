// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/filtertext.h"

#include <QRegularExpression>

#include <algorithm>

namespace keyswitch
{

namespace
{

// One word up to a space; quotes hide spaces and are dropped.
QString takeWord(const QString &text, qsizetype &at)
{
    QString word;
    bool quoted = false;
    for (; at < text.size() && (quoted || !text.at(at).isSpace()); ++at) {
        if (text.at(at) == u'"')
            quoted = !quoted;
        else
            word.append(text.at(at));
    }
    return word;
}

} // namespace

FilterText FilterText::parse(const QString &text, const QStringList &keys)
{
    FilterText filter;
    for (qsizetype at = 0; at < text.size();) {
        if (text.at(at).isSpace()) {
            ++at;
            continue;
        }
        QString word = takeWord(text, at);
        Term term;
        if (word.size() > 1 && word.startsWith(u'-')) {
            term.negated = true;
            word.remove(0, 1);
        }
        const qsizetype colon = word.indexOf(u':');
        if (colon > 0 && keys.contains(word.left(colon).toLower())) {
            term.key = word.left(colon).toLower();
            word.remove(0, colon + 1);
        }
        term.value = word;
        if (!term.value.isEmpty())
            filter.m_terms.append(term);
    }
    return filter;
}

bool anyContains(std::initializer_list<QStringView> texts, const QString &needle)
{
    return std::any_of(texts.begin(), texts.end(),
                       [&](QStringView text) { return text.contains(needle, Qt::CaseInsensitive); });
}

bool DurationBound::holds(std::chrono::microseconds duration) const
{
    switch (side) {
    case Side::Over:
        return duration > limit;
    case Side::AtLeast:
        return duration >= limit;
    case Side::Under:
        return duration < limit;
    }
    Q_UNREACHABLE();
}

std::optional<DurationBound> parseDurationBound(const QString &text)
{
    static const QRegularExpression form(QStringLiteral("^([<>]?)(\\d{1,7}(?:[.,]\\d{1,3})?)(ms|s|m)?$"));
    const QRegularExpressionMatch match = form.match(text.toLower());
    if (!match.hasMatch())
        return {};
    const double number = match.captured(2).replace(u',', u'.').toDouble();
    const QString unit = match.captured(3);
    const double factor = unit == QLatin1String("ms") ? 1e3 : unit == QLatin1String("m") ? 60e6 : 1e6;
    DurationBound bound;
    bound.limit = std::chrono::microseconds(qint64(number * factor));
    if (match.captured(1) == QLatin1String(">"))
        bound.side = DurationBound::Side::Over;
    else if (match.captured(1) == QLatin1String("<"))
        bound.side = DurationBound::Side::Under;
    return bound;
}

std::optional<bool> statusMatches(int status, const QString &pattern)
{
    static const QRegularExpression form(QStringLiteral("^\\d{1,3}x{0,2}$"));
    QString digits = pattern.toLower();
    if (!form.match(digits).hasMatch() || digits.size() > 3)
        return {};
    digits.remove(u'x');
    return QString::number(status).startsWith(digits);
}

} // namespace keyswitch
