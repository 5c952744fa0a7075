// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/service/caretypes.h"

#include <functional>

namespace keyswitch
{

namespace store
{
class Store;
}

// Writes what was ordered into a new file, slice by slice, so that neither memory nor other questions to the store feel
// how much it is. The file has its name when all of it is on disk; one that was broken off is not there. Keys are never
// in it. Waits for the store: in a thread of its own. `goesOn` hears the percent and may end the work with false.
Result<qint64> exportData(store::Store &store, const ExportOrder &order,
                          const std::function<bool(int)> &goesOn); // rows

} // namespace keyswitch
