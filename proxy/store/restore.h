// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/secret.h"
#include "proxy/store/databasecopy.h"

#include <QDateTime>

#include <memory>

namespace keyswitch::store
{

struct RestoreOrder {
    QString folder;
    QString file;
    std::shared_ptr<const Secret> passphrase; // null: KEYSWITCH_PASSPHRASE
};

struct Restored {
    QString keptAside; // the database that was there before; empty: there was none
    int schema = 0;
    qint64 users = 0;
    qint64 agents = 0;
    qint64 requests = 0;
    int unreadableKeys = 0; // LiteLLM keys in it that do not open: these users need theirs anew
};

// Puts a backup in the place of the database. First it looks at it: is it a Keyswitch database, whole, of a schema that
// is known, and does the data key of this folder open the keys in it? Then the backup is copied into the folder and
// takes the database's name in one step; the old one stays beside it. Refuses while a Keyswitch uses the folder, or
// another program has the database open. A refusal has changed nothing. Blocks; with the data key in the keychain the
// application's event loop must run meanwhile.
Result<Restored> restoreDatabase(const RestoreOrder &order, const Progress &progress = {});

} // namespace keyswitch::store
