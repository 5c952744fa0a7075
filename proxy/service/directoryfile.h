// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/service/caretypes.h"
#include "proxy/store/directoryimport.h"

namespace keyswitch
{

// A list of users or agents as it was read from a CSV file.
struct DirectoryFile {
    store::DirectoryImport import;
    QList<ImportLine> refused; // lines that cannot mean anything: then none is carried out
    QStringList warnings;

    // Columns of users: email, name, enabled, litellm_key; of agents: agent_id, name, user_email, model, enabled. Those
    // that an export has besides are left out; others are a mistake. A key goes from the file into a Secret and nowhere
    // else; the rest of the file is wiped. Blocks on the disk.
    static Result<DirectoryFile> read(const ImportOrder &order);
};

} // namespace keyswitch
