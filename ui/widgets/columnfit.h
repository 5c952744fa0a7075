// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>

namespace keyswitch
{

// What a column would like, in pixels.
struct ColumnWish {
    int natural = 0; // shows everything
    int minimum = 0; // still useful; equal to natural for numbers, which never elide
    bool rigid = false; // gets no air either: check boxes, widths set by the user
};

// Widths of all columns in `available` pixels; 0 for a column that has to leave. When the minimums do not fit, whole
// columns leave in `dropOrder`. What is left over
// first completes the columns that miss least, then gives all some air, then goes to `stretch`.
QList<int> fitColumns(const QList<ColumnWish> &wishes, const QList<int> &dropOrder, int stretch, int available);

} // namespace keyswitch
