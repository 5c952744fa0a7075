// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/store/accountinggap.h"

#include "proxy/store/metatable.h"

#include <algorithm>

namespace keyswitch::store
{

using namespace Qt::StringLiterals;

static constexpr auto prefix = "accounting_gap/"_L1;

void AccountingGap::add(const UsageRecord &record)
{
    AccountingGap one;
    one.from = one.to = QDateTime::fromMSecsSinceEpoch(record.id.milliseconds(), Qt::UTC);
    if (record.outcome == Outcome::Refused)
        one.refused = 1;
    else
        one.requests = 1;
    one.withoutCost = one.requests && !record.cost.amount ? 1 : 0;
    one.cost = record.cost.amount.value_or(NanoDollars(0));
    add(one);
}

void AccountingGap::add(const AccountingGap &other)
{
    if (other.isEmpty())
        return;
    from = isEmpty() ? other.from : std::min(from, other.from);
    to = isEmpty() ? other.to : std::max(to, other.to);
    requests += other.requests;
    refused += other.refused;
    withoutCost += other.withoutCost;
    cost = cost + other.cost;
}

static QByteArray textOf(const AccountingGap &gap)
{
    QByteArrayList figures;
    for (const qint64 figure : {gap.from.toMSecsSinceEpoch(), gap.to.toMSecsSinceEpoch(), gap.requests, gap.refused,
                                gap.withoutCost, count(gap.cost)})
        figures << QByteArray::number(figure);
    return figures.join(' ');
}

static std::optional<AccountingGap> gapOf(const QByteArray &text)
{
    const QList<QByteArray> figures = text.split(' ');
    if (figures.size() != 6)
        return std::nullopt;
    const auto number = [&](qsizetype i) { return figures[i].toLongLong(); };
    return AccountingGap{QDateTime::fromMSecsSinceEpoch(number(0), Qt::UTC),
                         QDateTime::fromMSecsSinceEpoch(number(1), Qt::UTC),
                         number(2),
                         number(3),
                         number(4),
                         NanoDollars(number(5))};
}

Done keepGap(const Connection &connection, const AccountingGap &gap)
{
    const MetaTable meta(connection);
    const QString name = prefix + u"%1"_s.arg(gap.from.toMSecsSinceEpoch(), 15, 10, QLatin1Char('0'));
    AccountingGap sum = gap;
    // Two gaps that begin in the same millisecond are one.
    const Result<QByteArray> there = meta.value(name);
    if (!there)
        return tl::unexpected(there.error());
    if (const auto other = gapOf(*there))
        sum.add(*other);
    return meta.set(name, textOf(sum));
}

Result<QList<AccountingGap>> readGaps(const Connection &connection)
{
    QList<AccountingGap> gaps;
    Statement select(connection, u"SELECT value FROM meta WHERE name BETWEEN ? AND ? ORDER BY name"_s);
    const Done done = select.forEach({prefix + u'0', prefix + u':'}, [&](const Statement &row) {
        if (const auto gap = gapOf(row.bytes(0)))
            gaps << *gap;
    });
    if (!done)
        return tl::unexpected(done.error());
    return gaps;
}

} // namespace keyswitch::store
