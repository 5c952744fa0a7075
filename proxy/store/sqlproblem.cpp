// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/store/sqlproblem.h"

#include <QCoreApplication>

#include <sqlite3.h>

namespace keyswitch::store
{

static QString tr(const char *text)
{
    return QCoreApplication::translate("Store", text);
}

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
        problem.title = tr("The database is locked by another program");
        problem.remedy = tr("Close the program that has the file open (a database browser, a backup). Keyswitch tries "
                            "again by itself; nothing is lost meanwhile.");
        break;
    case SQLITE_FULL:
        problem.title = tr("The disk is full");
        problem.remedy = tr("Free some space on the disk that holds the data folder. Keyswitch tries again by itself.");
        break;
    case SQLITE_READONLY:
    case SQLITE_PERM:
        problem.title = tr("The database cannot be written");
        problem.remedy =
            tr("Give the account that runs Keyswitch the right to write to the data folder and its files.");
        break;
    case SQLITE_CANTOPEN:
        problem.title = tr("The database cannot be opened");
        problem.remedy = tr("Check that the data folder exists and that the account that runs Keyswitch may use it.");
        break;
    case SQLITE_CORRUPT:
        problem.title = tr("The database is damaged");
        problem.remedy = tr("Stop Keyswitch, keep a copy of the data folder, and restore a backup. The damaged file "
                            "itself was not changed.");
        break;
    case SQLITE_NOTADB:
        problem.title = tr("The file is not a Keyswitch database");
        problem.remedy = tr("Choose another data folder, or move the file away to start with an empty database.");
        break;
    case SQLITE_IOERR:
        problem.title = tr("The disk reports an error");
        problem.remedy = tr("Check the disk that holds the data folder. Keyswitch tries again by itself.");
        break;
    case SQLITE_CONSTRAINT:
        problem.code = Problem::Code::Conflict;
        problem.title = tr("The change contradicts what is stored");
        problem.remedy = tr("Reload and try again.");
        break;
    default:
        problem.title = tr("The database reports an error");
        problem.remedy = tr("Try again. If it stays, run the doctor and report the detail above.");
        break;
    }
    return problem;
}

} // namespace keyswitch::store
