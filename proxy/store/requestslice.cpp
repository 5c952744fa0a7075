// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/store/requestslice.h"

#include "proxy/store/requestkey.h"
#include "proxy/store/requestreader.h"
#include "proxy/store/statement.h"

#include <algorithm>

namespace keyswitch::store
{

using namespace Qt::StringLiterals;

static Result<int> percentOf(const Connection &connection, const SliceOrder &order, qint64 at)
{
    Result<qint64> first = order.from.isValid() ? firstKeyOf(order.from.toMSecsSinceEpoch())
                                                : connection.number(u"SELECT min(id) FROM requests"_s);
    if (!first)
        return tl::unexpected(first.error());
    const Result<qint64> newest = connection.number(u"SELECT max(id) FROM requests"_s);
    if (!newest)
        return tl::unexpected(newest.error());
    const qint64 last = order.to.isValid() ? std::min(*newest, firstKeyOf(order.to.toMSecsSinceEpoch())) : *newest;
    const double share = double(at - *first) / double(std::max<qint64>(last - *first, 1));
    return int(100 * std::clamp(share, 0.0, 1.0));
}

Result<RequestSlice> readSlice(const Connection &connection, const SliceOrder &order)
{
    QString conditions = u"r.id>?"_s;
    QVariantList values{order.after};
    if (order.from.isValid()) {
        conditions += u" AND r.id>=?"_s;
        values << firstKeyOf(order.from.toMSecsSinceEpoch());
    }
    if (order.to.isValid()) {
        conditions += u" AND r.id<?"_s;
        values << firstKeyOf(order.to.toMSecsSinceEpoch());
    }
    if (order.agent) {
        conditions += u" AND r.agent_id=?"_s;
        values << qint64(*order.agent);
    }
    if (order.user) { // with both, the agent's index is the narrower one
        conditions += order.agent ? u" AND +r.user_id=?"_s : u" AND r.user_id=?"_s;
        values << qint64(*order.user);
    }
    values << order.limit;
    RequestSlice slice;
    slice.last = order.after;
    slice.percent = 100;
    Statement statement(connection, selectRequests(conditions + u" ORDER BY r.id LIMIT ?"_s));
    const Done done = statement.forEach(values, [&](const Statement &row) { slice.rows << requestOf(row); });
    if (!done)
        return tl::unexpected(done.error());
    if (slice.rows.isEmpty())
        return slice;
    bool found = false;
    const Result<qint64> last = keyOf(connection, slice.rows.last().id, found);
    if (!last)
        return tl::unexpected(last.error());
    slice.last = *last;
    if (slice.rows.size() < order.limit)
        return slice;
    const Result<int> percent = percentOf(connection, order, *last);
    if (!percent)
        return tl::unexpected(percent.error());
    slice.percent = *percent;
    return slice;
}

} // namespace keyswitch::store
