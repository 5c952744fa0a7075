// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/problem.h"
#include "proxy/store/connection.h"

#include <QStringList>

#include <vector>

namespace keyswitch::store
{

struct Migration {
    int number = 0; // the schema version it leads to, from 1
    QStringList statements;
};

// The schema's history, from the files sql/sqlite/NNNN.sql.
const std::vector<Migration> &allMigrations();
// Cuts a file into statements. Knows comments ("-- …" to the end of the line) and quotes; no triggers.
QStringList splitStatements(const QString &sql);

// "Ksw1" in the file's header (PRAGMA application_id): a file without it is somebody else's and is never written.
inline constexpr qint32 applicationId = 0x4b737731;

// Makes a new database under another name and gives it `file` when it is complete: an interrupted first start leaves no
// half-made file that would look like a lost one.
Done createDatabase(const QString &file, const std::vector<Migration> &migrations = allMigrations());

// Brings an open database up to date: a copy is made first (file.before-N), each migration is one transaction, an error
// rolls its migration back and stops. Refuses a newer schema. Up only.
Done migrate(const Connection &writer, const std::vector<Migration> &migrations = allMigrations());

} // namespace keyswitch::store
