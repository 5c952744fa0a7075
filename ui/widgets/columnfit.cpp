// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/columnfit.h"

#include <algorithm>
#include <utility>

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
    // The poorest first: one very long address must not keep all names cut.
    QList<int> byMissing;
    const auto missing = [&](int i) { return std::max(0, wishes.at(i).natural - wishes.at(i).minimum); };
    for (int i = 0; i < count; ++i) {
        if (shown.at(i))
            byMissing << i;
    }
    std::stable_sort(byMissing.begin(), byMissing.end(), [&](int a, int b) { return missing(a) < missing(b); });
    const int visible = int(byMissing.size());
    if (visible == 0)
        return widths;
    if (stretch >= 0 && stretch < count && shown.at(stretch)) {
        // What the row is about comes before the rest, but does not take all.
        const int grant = std::min(missing(stretch), rest / 2);
        widths[stretch] = grant;
        rest -= grant;
    }
    int waiting = visible;
    for (const int i : std::as_const(byMissing)) {
        const int grant = std::min(missing(i) - widths.at(i), rest / waiting);
        widths[i] += wishes.at(i).minimum + grant;
        rest -= grant;
        --waiting;
    }
    const int air = std::min(mostAir, rest / (2 * visible));
    int last = -1;
    for (int i = 0; i < count; ++i) {
        if (!shown.at(i))
            continue;
        last = i;
        if (wishes.at(i).rigid)
            continue;
        widths[i] += air;
        rest -= air;
    }
    const bool canStretch = stretch >= 0 && stretch < count && shown.at(stretch);
    widths[canStretch ? stretch : last] += rest;
    return widths;
}

} // namespace keyswitch
