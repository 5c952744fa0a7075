// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/store/usagereader.h"

#include "proxy/store/requestkey.h"
#include "proxy/store/statement.h"

#include <QHash>

#include <algorithm>
#include <array>

namespace keyswitch::store
{

using namespace Qt::StringLiterals;

// The roll-ups that can answer, coarse to fine. The narrow ones first: a year by user takes 2 s from the wide one.
static std::vector<const RollUp *> rollUpsFor(UsageGroup by, bool ofOneUser)
{
    static constexpr const RollUp *dayAll = &rollUps[0];
    static constexpr const RollUp *monthAll = &rollUps[1];
    static constexpr const RollUp *dayUser = &rollUps[2];
    static constexpr const RollUp *monthUser = &rollUps[3];
    static constexpr const RollUp *dayModel = &rollUps[4];
    static constexpr const RollUp *hourModel = &rollUps[5];
    switch (by) {
    case UsageGroup::Total:
    case UsageGroup::User:
        return {monthUser, dayUser};
    case UsageGroup::Day:
        if (ofOneUser)
            return {dayUser};
        return {dayModel, hourModel};
    case UsageGroup::Agent:
        return {monthAll, dayAll};
    case UsageGroup::Model:
        if (ofOneUser)
            return {monthAll, dayAll};
        return {dayModel, hourModel};
    }
    Q_UNREACHABLE();
}

static void split(const std::vector<const RollUp *> &tables, size_t level, qint64 from, qint64 to,
                  std::vector<WindowPiece> &pieces)
{
    if (from >= to)
        return;
    if (level == tables.size()) {
        pieces.push_back({nullptr, from, to});
        return;
    }
    const Bucket bucket = tables[level]->bucket;
    const qint64 first = bucketOf(bucket, from - 1) + 1; // the first that begins in the window
    const qint64 end = bucketOf(bucket, to); // the one the window ends in
    if (first >= end) {
        split(tables, level + 1, from, to, pieces);
        return;
    }
    split(tables, level + 1, from, bucketStart(bucket, first), pieces);
    pieces.push_back({tables[level], first, end});
    split(tables, level + 1, bucketStart(bucket, end), to, pieces);
}

std::vector<WindowPiece> splitWindow(UsageGroup by, bool ofOneUser, qint64 from, qint64 to)
{
    std::vector<WindowPiece> pieces;
    split(rollUpsFor(by, ofOneUser), 0, from, to, pieces);
    return pieces;
}

static QString groupColumn(UsageGroup by, const RollUp *rollUp)
{
    switch (by) {
    case UsageGroup::Total:
        return u"0"_s;
    case UsageGroup::User:
        return u"user_id"_s;
    case UsageGroup::Agent:
        return u"agent_id"_s;
    case UsageGroup::Model:
        return u"model_id"_s;
    case UsageGroup::Day:
        if (!rollUp)
            return u"((id>>8)+%1)/86400000"_s.arg(requestKeyEpoch);
        return rollUp->bucket == Bucket::Hour ? u"bucket/24"_s : u"bucket"_s;
    }
    Q_UNREACHABLE();
}

static Done readPiece(const Connection &connection, const UsageWindow &window, const WindowPiece &piece,
                      QHash<qint64, Figures> &sums)
{
    const bool rows = !piece.rollUp;
    const QString column = rows ? u"id"_s : u"bucket"_s;
    QString sql = u"SELECT %1 AS part,%2 FROM %3 WHERE %4>=? AND %4<?"_s.arg(
        groupColumn(window.by, piece.rollUp), QLatin1String(rows ? figuresOfRows : figuresOfRollUps),
        rows ? u"requests"_s : QString::fromLatin1(piece.rollUp->table), column);
    QVariantList values{rows ? firstKeyOf(piece.from) : piece.from, rows ? firstKeyOf(piece.to) : piece.to};
    if (window.user) {
        sql += u" AND user_id=?"_s;
        values << qint64(*window.user);
    }
    Statement statement(connection, sql + u" GROUP BY part"_s);
    return statement.forEach(values, [&](const Statement &row) { sums[row.integer(0)] += readFigures(row, 1); });
}

static QString namesOf(UsageGroup by)
{
    switch (by) {
    case UsageGroup::User:
        return u"SELECT email,name FROM users WHERE id=?"_s;
    case UsageGroup::Agent:
        return u"SELECT external_id,name FROM agents WHERE id=?"_s;
    case UsageGroup::Model:
        return u"SELECT name,name FROM models WHERE id=?"_s;
    case UsageGroup::Total:
    case UsageGroup::Day:
        return {};
    }
    Q_UNREACHABLE();
}

static Done label(UsageGroup by, qint64 part, Statement *names, UsageRow &row)
{
    if (by == UsageGroup::Day) {
        row.key = QDateTime::fromMSecsSinceEpoch(bucketStart(Bucket::Day, part), Qt::UTC).date().toString(Qt::ISODate);
        row.label = row.key;
    }
    if (!names)
        return {};
    return names->forEach({part}, [&](const Statement &name) {
        row.key = name.text(0);
        row.label = name.text(1);
    });
}

Result<QList<UsageRow>> readUsage(const Connection &connection, const UsageWindow &window)
{
    // A request id has 48 bits for its time: nothing lies outside, and the calendar has no year 0.
    constexpr qint64 latest = qint64(1) << 48;
    const qint64 from = window.from.isValid() ? qBound<qint64>(0, window.from.toMSecsSinceEpoch(), latest) : 0;
    const qint64 to = window.to.isValid() ? qBound<qint64>(0, window.to.toMSecsSinceEpoch(), latest) : latest;

    QHash<qint64, Figures> sums;
    for (const WindowPiece &piece : splitWindow(window.by, window.user.has_value(), from, to)) {
        if (const Done done = readPiece(connection, window, piece, sums); !done)
            return tl::unexpected(done.error());
    }
    if (window.by == UsageGroup::Total)
        sums[0] += {}; // nothing is a total, too

    std::vector<qint64> order(sums.keyBegin(), sums.keyEnd());
    if (window.by == UsageGroup::Day) {
        std::sort(order.begin(), order.end());
    } else {
        std::sort(order.begin(), order.end(), [&](qint64 a, qint64 b) {
            const Figures left = sums.value(a);
            const Figures right = sums.value(b);
            return std::tuple(-count(left.cost), -left.requests, a)
                < std::tuple(-count(right.cost), -right.requests, b);
        });
    }
    std::optional<Statement> names;
    if (const QString sql = namesOf(window.by); !sql.isEmpty())
        names.emplace(connection, sql);
    QList<UsageRow> rows;
    for (const qint64 part : order) {
        UsageRow row;
        row.figures = sums.value(part);
        if (const Done done = label(window.by, part, names ? &*names : nullptr, row); !done)
            return tl::unexpected(done.error());
        rows.append(row);
    }
    return rows;
}

} // namespace keyswitch::store
