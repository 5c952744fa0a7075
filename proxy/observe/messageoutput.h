// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace keyswitch
{

// Sends Qt's own messages (qWarning and its like) to standard error as far as it takes them without waiting: Qt's
// default handler blocks on a full pipe, and with it the thread that had something to say, a worker for instance.
void installMessageOutput();

} // namespace keyswitch
