// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/problem.h"

#include <QString>

#include <functional>

namespace keyswitch::store
{

// Told how far the work is, in percent; false breaks it off. Called often, in the thread that does the work.
using Progress = std::function<bool(int percent)>;

// A copy of a database as it is at this moment, which may be open and written to (VACUUM INTO on a connection that only
// reads; meanwhile the WAL of the original cannot shrink). Written under another name, checked, brought to disk, then
// named: after a power cut there is all of the copy or none. Readable for its owner only. `to` must not exist.
// Refused beforehand where the disk would be full with it. Any thread; blocks.
enum class Original { Open, Closed }; // Closed: nobody has it open, and nothing is made beside it
Done copyDatabase(const QString &from, Original original, const QString &to, const Progress &progress = {});

// The whole of one that nobody writes to: pages, indexes, constraints (PRAGMA integrity_check). Changes nothing.
Done checkDatabase(const QString &file, const Progress &progress = {});

Problem brokenOff(); // what a Progress that said false makes of it

} // namespace keyswitch::store
