// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/service/types.h"

// What crosses the service's door for the care of the data: backups, exports, imports.
namespace keyswitch
{

struct BackupSummary {
    enum class Kind { Asked, BeforeUpdate, Replaced }; // Replaced: what was there before a restore
    QString file;
    Kind kind = Kind::Asked;
    QDateTime madeAt; // UTC
    qint64 bytes = 0;
    int schema = 0; // 0: not to be read
    friend bool operator==(const BackupSummary &, const BackupSummary &) = default;
};

struct ExportOrder {
    enum class What { Requests, Usage, Users, Agents };
    enum class Format { Csv, JsonLines };
    What what = What::Requests;
    Format format = Format::Csv;
    QString file; // absolute; must not exist
    QDateTime from; // requests, usage: UTC, inclusive; invalid: from the first one
    QDateTime to; // exclusive; invalid: to the last one
    UsageGroup by = UsageGroup::User; // usage
    QString user; // requests: e-mail; empty: of all
    QString agent; // requests: external id; empty: of all
    friend bool operator==(const ExportOrder &, const ExportOrder &) = default;
};

struct ImportOrder {
    enum class What { Users, Agents };
    What what = What::Users;
    QString file; // CSV, absolute: it is read by the service, since keys in it are never sent as text
    bool dryRun = false;
    friend bool operator==(const ImportOrder &, const ImportOrder &) = default;
};

struct ImportLine {
    enum class Verdict { New, Same, Changed, Refused };
    int line = 0; // in the file
    Verdict verdict = Verdict::Refused;
    QString who; // e-mail or agent id
    QStringList changes; // columns
    Problem reason; // when refused
    friend bool operator==(const ImportLine &, const ImportLine &) = default;
};

struct ImportSummary {
    bool applied = false; // all of it; else nothing
    QList<ImportLine> lines;
    QStringList warnings;
    friend bool operator==(const ImportSummary &, const ImportSummary &) = default;
};

} // namespace keyswitch
