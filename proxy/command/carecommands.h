// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/service/caretypes.h"

#include <QHash>
#include <QStringList>

#include <tl/expected.hpp>

#include <optional>
#include <variant>

namespace keyswitch
{

// The commands that take care of the data. Values, as those of commandline.h.
namespace command
{
struct Backup {
    QString file; // absolute; empty: in the data folder
};
struct BackupList {
};
struct Restore {
    QString file; // absolute
};
struct Export {
    ExportOrder order; // without a file: to standard output
};
struct Import {
    ImportOrder order;
};
} // namespace command

using CareCommand =
    std::variant<command::Backup, command::BackupList, command::Restore, command::Export, command::Import>;

// Reads the rest of such a command: takes what it knows out of words and options. Nothing: `noun` is none of them. The
// error is a sentence for the person who typed it.
std::optional<tl::expected<CareCommand, QString>> parseCareCommand(const QString &noun, QStringList &words,
                                                                   QHash<QString, QString> &options);

} // namespace keyswitch
