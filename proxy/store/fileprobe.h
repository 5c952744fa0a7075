// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/problem.h"

#include <QString>

namespace keyswitch::store
{

// Looks at a database file before anything may write to it. The file and its WAL stay byte-identical whatever they are.
// A file that is missing, empty, truncated, damaged, somebody else's, or of a newer schema than `knownSchema` is a
// Problem. Small files are checked whole; large ones by their header and one page of each table, since a start may not
// take minutes (the doctor checks the rest).
Done probeDatabaseFile(const QString &file, int knownSchema);

} // namespace keyswitch::store
