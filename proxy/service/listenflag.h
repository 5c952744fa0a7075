// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>
#include <QString>

namespace keyswitch
{

// A command line's --listen ADDRESS:PORT (an IPv6 address in brackets) as the two settings it stands for, into `flags`.
// False: not of that shape. What address and port may be is checked with all other values.
bool takeListenFlag(const QString &text, QHash<QByteArray, QByteArray> &flags);

} // namespace keyswitch
