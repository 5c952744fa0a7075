// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/presenters/wording.h"

#include <QLocale>

namespace keyswitch
{

namespace
{

constexpr qint64 inMillionsFrom = 100'000;
constexpr double nano = 1e9;

} // namespace

QString Wording::none()
{
    return QStringLiteral("–");
}

QString Wording::number(qint64 value)
{
    return QLocale().toString(value);
}

QString Wording::tokens(std::optional<Tokens> tokens, bool estimated)
{
    if (!tokens)
        return none();
    const QString figure = *tokens < inMillionsFrom
        ? number(*tokens)
        : tr("%1 M", "millions").arg(QLocale().toString(double(*tokens) / 1e6, 'f', 2));
    return estimated ? QLatin1Char('~') + figure : figure;
}

QString Wording::tokens(const TokenUsage &usage)
{
    if (!usage.isKnown())
        return none();
    return tokens(usage.prompt.value_or(0) + usage.completion.value_or(0), usage.estimated);
}

QString Wording::dollars(NanoDollars amount, int decimals)
{
    return QLocale().toCurrencyString(double(count(amount)) / nano, QStringLiteral("$"), decimals);
}

QString Wording::cost(const Cost &cost)
{
    if (!cost.amount)
        return tr("unknown", "cost");
    constexpr NanoDollars smallest{100'000};
    QString figure = count(*cost.amount) > 0 && count(*cost.amount) < count(smallest) / 2
        ? QLatin1Char('<') + dollars(smallest, 4)
        : dollars(*cost.amount, 4);
    return cost.origin == CostOrigin::Estimated ? QLatin1Char('~') + figure : figure;
}

QString Wording::cost(const UsageRow &row)
{
    return row.requests == 0 ? none() : sum(row.cost, row.requestsWithoutCost);
}

QString Wording::sum(NanoDollars known, qint64 withoutCost)
{
    if (count(known) == 0 && withoutCost > 0)
        return tr("unknown", "cost");
    constexpr NanoDollars smallest{10'000'000};
    if (withoutCost > 0)
        return tr("≥ %1", "at least this cost").arg(dollars(known, known < smallest ? 6 : 2));
    if (count(known) > 0 && count(known) < count(smallest) / 2)
        return QLatin1Char('<') + dollars(smallest, 2);
    return dollars(known, 2);
}

QString Wording::duration(std::chrono::microseconds duration)
{
    const QLocale locale;
    const qint64 us = duration.count();
    if (us < 0)
        return none();
    if (us < 9'950)
        return tr("%1 ms").arg(locale.toString(double(us) / 1e3, 'f', 1));
    if (us < 999'500)
        return tr("%1 ms").arg((us + 500) / 1000);
    if (us < 9'995'000)
        return tr("%1 s", "seconds").arg(locale.toString(double(us) / 1e6, 'f', 2));
    if (us < 59'950'000)
        return tr("%1 s", "seconds").arg(locale.toString(double(us) / 1e6, 'f', 1));
    const qint64 seconds = (us + 500'000) / 1'000'000;
    if (seconds < 3600)
        return tr("%1 min %2 s").arg(seconds / 60).arg(seconds % 60);
    return tr("%1 h %2 min").arg(seconds / 3600).arg(seconds / 60 % 60);
}

QString Wording::bytes(qint64 bytes)
{
    return QLocale().formattedDataSize(bytes, 1, QLocale::DataSizeTraditionalFormat);
}

QString Wording::clock(const QDateTime &time)
{
    return time.isValid() ? QLocale().toString(time.toLocalTime().time(), QStringLiteral("HH:mm:ss")) : none();
}

QString Wording::dateTime(const QDateTime &time)
{
    return time.isValid() ? QLocale().toString(time.toLocalTime(), QLocale::ShortFormat) : none();
}

QString Wording::moment(const QDateTime &time)
{
    if (!time.isValid())
        return none();
    return tr("%1, %2", "date, time")
        .arg(QLocale().toString(time.toLocalTime().date(), QLocale::ShortFormat), clock(time));
}

QString Wording::age(const QDateTime &time, const QDateTime &now)
{
    if (!time.isValid())
        return none();
    const qint64 seconds = time.secsTo(now);
    if (seconds < 60)
        return tr("now"); // also when the clocks differ a little
    if (seconds < 3600)
        return tr("%1 min ago").arg(seconds / 60);
    const QDateTime local = time.toLocalTime();
    const qint64 days = local.date().daysTo(now.toLocalTime().date());
    if (days == 0 || seconds < 6 * 3600)
        return tr("%1 h ago").arg(seconds / 3600);
    if (days == 1)
        return tr("yesterday, %1").arg(QLocale().toString(local.time(), QLocale::ShortFormat));
    return QLocale().toString(local.date(), QLocale::ShortFormat);
}

} // namespace keyswitch
