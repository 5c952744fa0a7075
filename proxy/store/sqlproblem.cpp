// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/store/sqlproblem.h"

#include "proxy/store/words.h"

#include <sqlite3.h>

namespace keyswitch::store
{

Problem sqlProblem(const QSqlError &error, const QString &file)
{
    // Extended codes carry the primary one in their low byte.
    const int code = error.nativeErrorCode().toInt() & 0xff;
    Problem problem;
    problem.code = Problem::Code::Storage;
    problem.detail = file + QLatin1String(": ") + error.databaseText();
    switch (code) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        problem.title = Words::tr("The database is locked by another program");
        problem.remedy =
            Words::tr("Close the program that has the file open (a database browser, a backup). Keyswitch tries "
                      "again by itself; nothing is lost meanwhile.");
        break;
    case SQLITE_FULL:
        problem.title = Words::tr("The disk is full");
        problem.remedy =
            Words::tr("Free some space on the disk that holds the data folder. Keyswitch tries again by itself.");
        break;
    case SQLITE_READONLY:
    case SQLITE_PERM:
        problem.title = Words::tr("The database cannot be written");
        problem.remedy =
            Words::tr("Give the account that runs Keyswitch the right to write to the data folder and its files.");
        break;
    case SQLITE_CANTOPEN:
        problem.title = Words::tr("The database cannot be opened");
        problem.remedy =
            Words::tr("Check that the data folder exists and that the account that runs Keyswitch may use it.");
        break;
    case SQLITE_CORRUPT:
        problem.title = Words::tr("The database is damaged");
        problem.remedy = Words::tr("Stop Keyswitch and put a backup in its place (keyswitchd backup list, keyswitchd "
                                   "restore FILE): the damaged file is kept aside as it is.");
        break;
    case SQLITE_NOTADB:
        problem.title = Words::tr("The file is not a Keyswitch database");
        problem.remedy =
            Words::tr("Choose another data folder, or move the file away to start with an empty database.");
        break;
    case SQLITE_IOERR:
        problem.title = Words::tr("The disk reports an error");
        problem.remedy = Words::tr("Check the disk that holds the data folder. Keyswitch tries again by itself.");
        break;
    case SQLITE_CONSTRAINT:
        problem.code = Problem::Code::Conflict;
        problem.title = Words::tr("The change contradicts what is stored");
        problem.remedy = Words::tr("Reload and try again.");
        break;
    default:
        problem.title = Words::tr("The database reports an error");
        problem.remedy = Words::tr("Try again. If it stays, run the doctor and report the detail above.");
        break;
    }
    return problem;
}

} // namespace keyswitch::store
