// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/store/restore.h"

#include "proxy/store/datafolder.h"
#include "proxy/store/datakey.h"
#include "proxy/store/directoryloader.h"
#include "proxy/store/fileprobe.h"
#include "proxy/store/migrations.h"
#include "proxy/store/words.h"

#include <QFileInfo>

#ifdef Q_OS_UNIX
#include <unistd.h>
#endif

namespace keyswitch::store
{

using namespace Qt::StringLiterals;

namespace
{

tl::unexpected<Problem> refused(const QString &title, const QString &detail, const QString &remedy,
                                Problem::Code code = Problem::Code::Storage)
{
    return tl::unexpected(Problem{code, title, detail, {}, remedy});
}

// What is in the copy, and whether the data key opens it.
Result<Restored> look(const QString &copy, const DataKeyChoice &choice)
{
    const auto connection = Connection::open(copy, Connection::Role::Inspector);
    if (!connection)
        return tl::unexpected(connection.error());
    const Result<std::optional<DataKey>> key = findDataKey(**connection, choice);
    if (!key) {
        Problem problem = key.error();
        problem.detail += (problem.detail.isEmpty() ? QString() : u". "_s)
            + Words::tr("Without it the LiteLLM keys in the backup cannot be opened. Nothing was changed.");
        return tl::unexpected(problem);
    }
    Restored found;
    const auto number = [&](const QString &sql) -> qint64 { return (*connection)->number(sql).value_or(0); };
    found.schema = int(number(u"PRAGMA user_version"_s));
    found.users = number(u"SELECT count(*) FROM users WHERE removed_ms IS NULL"_s);
    found.agents = number(u"SELECT count(*) FROM agents WHERE removed_ms IS NULL"_s);
    found.requests = number(u"SELECT count(*) FROM requests"_s);
    if (*key) {
        if (const auto directory = loadDirectory(**connection, (*key)->seal))
            found.unreadableKeys = directory->unreadableKeys;
    }
    return found;
}

// What a process that was killed left in the WAL goes into the file, as the next start would do, so that one file is
// the whole database. A damaged one is left as it is: its WAL then goes aside with it.
Done settleWal(const QString &database)
{
    const QString wal = database + "-wal"_L1;
    if (!QFileInfo::exists(wal))
        return {};
    if (!probeDatabaseFile(database, allMigrations().back().number))
        return {};
    if (const auto writer = Connection::open(database, Connection::Role::Writer); !writer) // closing it empties the WAL
        return tl::unexpected(writer.error());
    if (!QFileInfo::exists(wal))
        return {};
    return refused(Words::tr("Another program has the database open"), database,
                   Words::tr("Close it (a database browser, a backup), then try again. Nothing was changed."),
                   Problem::Code::Conflict);
}

QString nameAside(const QString &database)
{
    const QString stem =
        database + ".before-restore-"_L1 + QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd'T'HHmmss'Z'"_s);
    QString name = stem;
    for (int i = 2; QFileInfo::exists(name); ++i)
        name = u"%1-%2"_s.arg(stem).arg(i);
    return name;
}

// The old file gets its second name while it still has its first: at no moment is there no database, which the next
// start would take for a new installation. File systems without hard links have to do with two renames.
bool keepAside(const QString &database, const QString &aside)
{
#ifdef Q_OS_UNIX
    const bool kept = ::link(QFile::encodeName(database).constData(), QFile::encodeName(aside).constData()) == 0
        || QFile::rename(database, aside);
#else
    const bool kept = QFile::rename(database, aside);
#endif
    for (const auto suffix : {"-wal"_L1, "-shm"_L1}) {
        if (QFileInfo::exists(database + suffix) && !QFile::rename(database + suffix, aside + suffix))
            return false;
    }
    return kept;
}

void takeBack(const QString &database, const QString &aside)
{
    for (const auto suffix : {"-wal"_L1, "-shm"_L1}) {
        if (QFileInfo::exists(aside + suffix))
            QFile::rename(aside + suffix, database + suffix);
    }
    if (QFileInfo::exists(database))
        QFile::remove(aside);
    else
        QFile::rename(aside, database);
}

} // namespace

Result<Restored> restoreDatabase(const RestoreOrder &order, const Progress &progress)
{
    const auto folder = DataFolder::open(order.folder);
    if (!folder)
        return tl::unexpected(folder.error());
    const QString database = (*folder)->database();
    const QFileInfo backup(order.file);
    if (!backup.isFile()) {
        return refused(Words::tr("There is no such file"), order.file,
                       Words::tr("“keyswitchd backup list” tells those there are."), Problem::Code::NotFound);
    }
    if (backup.canonicalFilePath() == QFileInfo(database).canonicalFilePath()) {
        return refused(Words::tr("This is the database itself"), database, Words::tr("Name a backup of it."),
                       Problem::Code::Invalid);
    }
    const QString source = backup.canonicalFilePath();
    // The checks are a third of the work, the copy is the rest.
    const Progress checking = [&progress](int percent) { return !progress || progress(percent / 3); };
    const Progress copying = [&progress](int percent) { return !progress || progress(34 + percent * 65 / 100); };
    Done done = probeDatabaseFile(source, allMigrations().back().number);
    done = done ? checkDatabase(source, checking) : done;
    if (!done)
        return tl::unexpected(done.error());

    const QString copy = database + ".restoring"_L1;
    QFile::remove(copy); // an attempt that was broken off
    if (done = copyDatabase(source, Original::Closed, copy, copying); !done)
        return tl::unexpected(done.error());
    Result<Restored> restored =
        look(copy, {order.passphrase ? order.passphrase : passphraseFromEnvironment(), true, (*folder)->keyFile()});
    if (restored && QFileInfo::exists(database)) {
        done = settleWal(database);
        restored->keptAside = nameAside(database);
        if (done && !keepAside(database, restored->keptAside)) {
            done = refused(Words::tr("The old database cannot be kept aside"), restored->keptAside,
                           Words::tr("Check the rights and the space in the data folder."));
        }
    }
    QFile written(copy);
    if (restored && done
        && !(written.open(QIODevice::ReadWrite | QIODevice::ExistingOnly)
             && DataFolder::putInPlace(written, database))) {
        done = refused(Words::tr("The backup cannot take the database's place"),
                       database + ": "_L1 + written.errorString(),
                       Words::tr("The old one is still there. Check the disk and try again."));
    }
    if (!restored || !done)
        QFile::remove(copy);
    if (restored && !done && !restored->keptAside.isEmpty())
        takeBack(database, restored->keptAside);
    if (!done)
        return tl::unexpected(done.error());
    return restored;
}

} // namespace keyswitch::store
