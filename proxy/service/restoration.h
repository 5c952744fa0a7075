// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/service/types.h"

#include <QFuture>

namespace keyswitch
{

// Puts a backup in the place of a data folder's database, which no Keyswitch may use meanwhile: not a call of the
// service, but what is done instead of opening it. In steps; cancelling breaks it off, and nothing has changed then.
// The application's event loop must run.
QFuture<CheckStep> restoreBackup(const QString &dataFolder, const QString &file);

} // namespace keyswitch
