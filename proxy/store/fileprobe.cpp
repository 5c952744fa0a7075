// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/store/fileprobe.h"

#include "proxy/store/connection.h"
#include "proxy/store/migrations.h"
#include "proxy/store/statement.h"
#include "proxy/store/words.h"

#include <QFile>
#include <QFileInfo>
#include <QtEndian>

namespace keyswitch::store
{

using namespace Qt::StringLiterals;

static constexpr qint64 checkedWhole = 16 * 1024 * 1024;

static tl::unexpected<Problem> refused(const QString &title, const QString &detail, const QString &remedy)
{
    return tl::unexpected(Problem{Problem::Code::Storage, title, detail, {}, remedy});
}

static tl::unexpected<Problem> damaged(const QString &file, const QString &what)
{
    return refused(
        Words::tr("The database is damaged"), u"%1: %2"_s.arg(file, what),
        Words::tr("The file was not changed. Put a backup in its place (keyswitchd backup list, keyswitchd restore "
                  "FILE): the damaged one is kept aside. Or move it away to start with an empty database."));
}

static tl::unexpected<Problem> foreign(const QString &file, const QString &what)
{
    return refused(Words::tr("The file is not a Keyswitch database"), u"%1: %2"_s.arg(file, what),
                   Words::tr("The file was not changed. Choose another data folder, or move the file away."));
}

static tl::unexpected<Problem> newer(const QString &file, qint64 version, int known)
{
    return refused(
        Words::tr("The database was made by a newer Keyswitch"),
        Words::tr("%1 has schema %2; this version knows schemas up to %3.").arg(file).arg(version).arg(known),
        Words::tr("Use the newer version, or restore the copy that was made before its update (%1.before-%2).")
            .arg(file)
            .arg(version));
}

// https://www.sqlite.org/fileformat2.html#the_database_header
static Done probeHeader(const QString &name, bool hasWal, int knownSchema)
{
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly)) {
        return refused(Words::tr("The database cannot be opened"), name + ": "_L1 + file.errorString(),
                       Words::tr("Give the account that runs Keyswitch the right to read and write the file."));
    }
    const QByteArray header = file.read(100);
    if (header.isEmpty())
        return damaged(name, Words::tr("it is empty"));
    if (!header.startsWith(QByteArrayView("SQLite format 3\0", 16).toByteArray()))
        return foreign(name, Words::tr("another kind of file"));
    if (header.size() < 100)
        return damaged(name, Words::tr("it ends within its header"));
    const auto number = [&](qsizetype at) { return qFromBigEndian<quint32>(header.constData() + at); };
    if (number(68) != quint32(applicationId))
        return foreign(name, Words::tr("another program's database"));
    if (number(60) > quint32(knownSchema))
        return newer(name, number(60), knownSchema);
    qint64 pageSize = qFromBigEndian<quint16>(header.constData() + 16);
    if (pageSize == 1)
        pageSize = 65536;
    // With a WAL left behind the file itself may be behind: its pages are still in there.
    const bool pagesCounted = number(24) == number(92);
    if (!hasWal && pagesCounted && file.size() < qint64(number(28)) * pageSize)
        return damaged(name, Words::tr("its end is missing"));
    return {};
}

static Done probePages(const Connection &connection, qint64 size)
{
    QString verdict = u"ok"_s;
    const Done checked = [&]() -> Done {
        if (size <= checkedWhole) {
            Statement check(connection, u"PRAGMA quick_check(1)"_s);
            return check.forEach({}, [&](const Statement &row) { verdict = row.text(0); });
        }
        QStringList tables;
        Statement names(connection,
                        u"SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite_%'"_s);
        if (const Done done = names.forEach({}, [&](const Statement &row) { tables << row.text(0); }); !done)
            return done;
        for (QString &table : tables) {
            // The schema's own names; quoted all the same, since a damaged file may hold anything.
            const QString quoted = u'"' + table.replace(u'"', u"\"\""_s) + u'"';
            if (const Done done = connection.execute(u"SELECT * FROM %1 LIMIT 1"_s.arg(quoted)); !done)
                return done;
        }
        return {};
    }();
    if (!checked)
        return checked;
    return verdict == "ok"_L1 ? Done() : Done(damaged(connection.file(), verdict));
}

Done probeDatabaseFile(const QString &file, int knownSchema)
{
    const bool hasWal = QFileInfo(file + "-wal"_L1).size() > 0;
    if (const Done done = probeHeader(file, hasWal, knownSchema); !done)
        return done;
    const auto connection = Connection::open(file, hasWal ? Connection::Role::Recoverer : Connection::Role::Inspector);
    if (!connection)
        return tl::unexpected(connection.error());
    // Once more with the WAL in view: an update may not have reached the file's header yet.
    const Result<qint64> version = (*connection)->number(u"PRAGMA user_version"_s);
    if (!version)
        return tl::unexpected(version.error());
    if (*version > knownSchema)
        return newer(file, *version, knownSchema);
    return probePages(**connection, QFileInfo(file).size());
}

} // namespace keyswitch::store
