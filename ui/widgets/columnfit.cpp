// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/columnfit.h"

#include <algorithm>

namespace keyswitch
{

namespace
{

constexpr int mostAir = 14; // per column, so that a wide table does not look torn

} // namespace

QList<int> fitColumns(const QList<ColumnWish> &wishes, const QList<int> &dropOrder, int stretch, int available)
{
    const int count = int(wishes.size());
    QList<bool> shown(count, true);
    const auto sum = [&](auto part) {
        int total = 0;
        for (int i = 0; i < count; ++i)
            total += shown.at(i) ? part(wishes.at(i)) : 0;
        return total;
    };
    const auto minimums = [&] { return sum([](const ColumnWish &wish) { return wish.minimum; }); };
    for (const int column : dropOrder) {
        if (minimums() <= available)
            break;
        if (column >= 0 && column < count)
            shown[column] = false;
    }

    QList<int> widths(count, 0);
    int rest = std::max(0, available - minimums());
    const int missing = sum([](const ColumnWish &wish) { return std::max(0, wish.natural - wish.minimum); });
    const double grant = missing > 0 ? std::min(1.0, double(rest) / missing) : 0;
    int visible = 0;
    for (int i = 0; i < count; ++i) {
        if (!shown.at(i))
            continue;
        const ColumnWish &wish = wishes.at(i);
        const int more = int(std::max(0, wish.natural - wish.minimum) * grant);
        widths[i] = wish.minimum + more;
        rest -= more;
        ++visible;
    }
    if (visible == 0)
        return widths;
    const int air = std::min(mostAir, rest / (2 * visible));
    int last = -1;
    for (int i = 0; i < count; ++i) {
        if (!shown.at(i))
            continue;
        widths[i] += air;
        rest -= air;
        last = i;
    }
    const bool canStretch = stretch >= 0 && stretch < count && shown.at(stretch);
    widths[canStretch ? stretch : last] += rest;
    return widths;
}

} // namespace keyswitch
