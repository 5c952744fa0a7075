// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/architecture/sourcetree.h"

#include <QSet>

// The rules of the house, each a pure function from a tree to what breaks it: "path: why". CMake refuses a wrong link;
// these see what a linker does not, such as a header that is only included.
namespace keyswitch::architecture
{

// A room knows proxy/base and itself; only the pipeline knows the rooms; windows know the service.
QStringList wrongIncludes(const SourceTree &tree);
// Folders of ui/ see only lower ones, by the LEVEL in their CMakeLists.txt.
QStringList wrongWindowIncludes(const SourceTree &tree);
// Qt Core only in ui/models, no windows below proxy/, QHttpServer only in proxy/accept. A module's headers are told
// from the folder it has below `qtHeaders`.
QStringList wrongQtHeaders(const SourceTree &tree, const QString &qtHeaders);
// Includes are written from the root and name a file that is there.
QStringList includesNotFromRoot(const SourceTree &tree);
// Libraries of proxy/ and ui/ come from keyswitch_library() alone, or its refusals could be walked around.
QStringList librariesWithoutLevel(const SourceTree &tree);
QStringList versionSwitches(const SourceTree &tree); // beyond the two files that may have them
QStringList withoutLicenceLine(const SourceTree &tree);
QStringList unfinishedWork(const SourceTree &tree);
QStringList namesWithoutJob(const SourceTree &tree);
QStringList machinePlaces(const SourceTree &tree);

struct TooLong {
    QStringList noted; // worth a look
    QStringList refused;
};
TooLong tooLong(const SourceTree &tree);

} // namespace keyswitch::architecture
