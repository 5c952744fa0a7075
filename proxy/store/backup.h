// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/store/databasecopy.h"

#include <QDateTime>
#include <QList>

namespace keyswitch::store
{

// A copy of the database that lies in the data folder.
struct BackupFile {
    enum class Kind {
        Asked, // somebody asked for it; in `backups`
        BeforeUpdate, // made before a migration
        Replaced, // what was there before a restore: not a copy, and it may be damaged
    };
    QString file; // its whole path
    Kind kind = Kind::Asked;
    QDateTime madeAt; // UTC
    qint64 bytes = 0;
    int schema = 0; // 0: not to be read
    friend bool operator==(const BackupFile &, const BackupFile &) = default;
};

// Newest first. Opens none of them, so it works whatever state the database is in. Any thread.
QList<BackupFile> listBackups(const QString &folder);

// Makes one of the database in `folder`: with the name `file`, or, where that is a folder, in it; empty: in the data
// folder's `backups`, of which the `keep` newest stay. Blocks.
Result<BackupFile> makeBackup(const QString &folder, const QString &file, int keep, const Progress &progress = {});

// Removes what is beyond the newest `keep` of those that were asked for, and likewise of those before an update. What a
// restore replaced stays: only a person can know whether it is needed.
void removeOldBackups(const QString &folder, int keep);

} // namespace keyswitch::store
