// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/clock.h"
#include "proxy/base/problem.h"
#include "proxy/store/connection.h"
#include "proxy/store/keyseal.h"
#include "proxy/store/rows.h"

#include <vector>

namespace keyswitch::store
{

// One line of a list of users or agents. What is empty stays as it is, or is the default of a new one.
struct ImportedUser {
    int line = 0;
    QString email; // which user
    std::optional<QString> name;
    std::optional<bool> enabled;
    Secret litellmKey; // empty: stays
};
struct ImportedAgent {
    int line = 0;
    QString externalId; // which agent
    std::optional<QString> name;
    std::optional<QString> userEmail; // a new one needs it
    std::optional<QString> model;
    std::optional<bool> enabled;
};

struct DirectoryImport {
    std::vector<ImportedUser> users;
    std::vector<ImportedAgent> agents;
    bool dryRun = false;
};

struct ImportedLine {
    enum class Verdict { New, Same, Changed, Refused };
    int line = 0;
    Verdict verdict = Verdict::Refused;
    QString who; // e-mail or external id
    QStringList changes; // names of columns: "name", "litellm_key"
    Problem reason; // when refused
};
struct ImportReport {
    bool applied = false;
    QList<ImportedLine> lines; // users, then agents, each as they came
};

// Carries out all lines or, where one is refused or it is a dry run, none: both do the same work in one transaction,
// which is then rolled back, so that a preview cannot say anything else than what would happen. A Problem is what ended
// the work itself (disk full, locked). The writer's thread.
Result<ImportReport> importDirectory(const Connection &connection, const KeySeal &seal, const Clock &clock,
                                     const DirectoryImport &import);

} // namespace keyswitch::store
