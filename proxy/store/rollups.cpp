// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/store/rollups.h"

#include "proxy/store/requestkey.h"

#include <QDate>

namespace keyswitch::store
{

using namespace Qt::StringLiterals;

static constexpr qint64 hourMs = 3'600'000;
static constexpr qint64 dayMs = 24 * hourMs;
static constexpr qint64 julianDayOf1970 = 2'440'588;

static constexpr qint64 floorDivide(qint64 value, qint64 by)
{
    return value >= 0 ? value / by : -((-value + by - 1) / by);
}

Figures readFigures(const Statement &row, int column)
{
    Figures figures;
    figures.requests = row.integer(column);
    figures.errors = row.integer(column + 1);
    figures.withoutUsage = row.integer(column + 2);
    figures.withoutCost = row.integer(column + 3);
    figures.prompt = row.integer(column + 4);
    figures.completion = row.integer(column + 5);
    figures.cached = row.integer(column + 6);
    figures.reasoning = row.integer(column + 7);
    figures.cost = NanoDollars(row.integer(column + 8));
    return figures;
}

qint64 bucketOf(Bucket bucket, qint64 milliseconds)
{
    switch (bucket) {
    case Bucket::Hour:
        return floorDivide(milliseconds, hourMs);
    case Bucket::Day:
        return floorDivide(milliseconds, dayMs);
    case Bucket::Month: {
        const QDate date = QDate::fromJulianDay(floorDivide(milliseconds, dayMs) + julianDayOf1970);
        return qint64(date.year()) * 12 + date.month() - 1;
    }
    }
    Q_UNREACHABLE();
}

qint64 bucketStart(Bucket bucket, qint64 number)
{
    switch (bucket) {
    case Bucket::Hour:
        return number * hourMs;
    case Bucket::Day:
        return number * dayMs;
    case Bucket::Month:
        return (QDate(int(floorDivide(number, 12)), int(number - floorDivide(number, 12) * 12) + 1, 1).toJulianDay()
                - julianDayOf1970)
            * dayMs;
    }
    Q_UNREACHABLE();
}

static QStringList keyColumns(const RollUp &rollUp)
{
    QStringList columns{u"bucket"_s};
    if (rollUp.byUser)
        columns << u"user_id"_s;
    if (rollUp.byAgent)
        columns << u"agent_id"_s;
    if (rollUp.byModel)
        columns << u"model_id"_s;
    return columns;
}

static const QStringList &sumColumns()
{
    static const QStringList columns{u"requests"_s,   u"errors"_s, u"without_usage"_s, u"without_cost"_s, u"prompt"_s,
                                     u"completion"_s, u"cached"_s, u"reasoning"_s,     u"cost_nano"_s};
    return columns;
}

RollUpWriter::RollUpWriter(const Connection &connection)
{
    for (const RollUp &rollUp : rollUps) {
        const QStringList keys = keyColumns(rollUp);
        const QStringList columns = keys + sumColumns();
        QStringList additions;
        for (const QString &column : sumColumns())
            additions << u"%1=%1+excluded.%1"_s.arg(column);
        const QString sql = u"INSERT INTO %1(%2) VALUES(%3) ON CONFLICT(%4) DO UPDATE SET %5"_s.arg(
            QLatin1String(rollUp.table), columns.join(u','), QStringList(columns.size(), u"?"_s).join(u','),
            keys.join(u','), additions.join(u','));
        m_upserts.push_back(std::make_unique<Statement>(connection, sql));
    }
}

void RollUpWriter::add(qint64 milliseconds, qint64 user, qint64 agent, qint64 model, const Figures &figures)
{
    for (size_t i = 0; i < rollUps.size(); ++i) {
        const RollUp &rollUp = rollUps[i];
        const Key key{bucketOf(rollUp.bucket, milliseconds), rollUp.byUser ? user : 0, rollUp.byAgent ? agent : 0,
                      rollUp.byModel ? model : 0};
        m_sums[i][key] += figures;
    }
}

Done RollUpWriter::write()
{
    for (size_t i = 0; i < rollUps.size(); ++i) {
        for (const auto &[key, figures] : m_sums[i]) {
            QVariantList values{key.bucket};
            if (rollUps[i].byUser)
                values << key.user;
            if (rollUps[i].byAgent)
                values << key.agent;
            if (rollUps[i].byModel)
                values << key.model;
            values << figures.requests << figures.errors << figures.withoutUsage << figures.withoutCost
                   << figures.prompt << figures.completion << figures.cached << figures.reasoning
                   << count(figures.cost);
            if (const Done done = m_upserts[i]->run(values); !done)
                return done;
        }
    }
    forget();
    return {};
}

void RollUpWriter::forget()
{
    for (auto &sums : m_sums)
        sums.clear();
}

// The bucket of a row in SQL, from the row's number, as the writer takes it.
static QString bucketOfRow(Bucket bucket)
{
    switch (bucket) {
    case Bucket::Hour:
        return u"start_ms/3600000"_s;
    case Bucket::Day:
        return u"start_ms/86400000"_s;
    case Bucket::Month:
        return u"CAST(strftime('%Y',start_ms/1000,'unixepoch') AS INTEGER)*12"
               "+CAST(strftime('%m',start_ms/1000,'unixepoch') AS INTEGER)-1"_s;
    }
    Q_UNREACHABLE();
}

Result<qint64> differingRollUps(const Connection &connection)
{
    qint64 differing = 0;
    for (const RollUp &rollUp : rollUps) {
        const QStringList keys = keyColumns(rollUp);
        const QString fromRows =
            u"SELECT %1,%2 FROM (SELECT *,%3 AS bucket FROM (SELECT *,(id>>8)+%4 AS start_ms FROM requests)) GROUP BY %1"_s
                .arg(keys.join(u','), QLatin1String(figuresOfRows), bucketOfRow(rollUp.bucket),
                     QString::number(requestKeyEpoch));
        const QString stored =
            u"SELECT %1,%2 FROM %3"_s.arg(keys.join(u','), sumColumns().join(u','), QLatin1String(rollUp.table));
        const Result<qint64> count = connection.number(
            u"SELECT (SELECT count(*) FROM (%1 EXCEPT %2))+(SELECT count(*) FROM (%2 EXCEPT %1))"_s.arg(fromRows,
                                                                                                        stored));
        if (!count)
            return count;
        differing += *count;
    }
    return differing;
}

} // namespace keyswitch::store
