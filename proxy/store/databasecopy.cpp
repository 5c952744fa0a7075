// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/store/databasecopy.h"

#include "proxy/store/connection.h"
#include "proxy/store/datafolder.h"
#include "proxy/store/statement.h"
#include "proxy/store/words.h"

#include <QFile>
#include <QFileInfo>
#include <QLocale>
#include <QStorageInfo>

#include <sqlite3.h>

namespace keyswitch::store
{

using namespace Qt::StringLiterals;

namespace
{

constexpr int StepsBetweenLooks = 20'000; // of SQLite's virtual machine: some milliseconds
constexpr int CopyShare = 70; // percent of the work that is copying; the rest is checking
constexpr qint64 LeaveFree = 32 * 1024 * 1024; // for the WAL, which goes on growing

tl::unexpected<Problem> refused(const QString &title, const QString &detail, const QString &remedy,
                                Problem::Code code = Problem::Code::Storage)
{
    return tl::unexpected(Problem{code, title, detail, {}, remedy});
}

// SQLite asks now and then, in the middle of a statement, whether to go on.
class Watched
{
public:
    Watched(const Connection &connection, std::function<bool()> goesOn)
        : m_database(connection.handle())
        , m_goesOn(std::move(goesOn))
    {
        if (m_database)
            sqlite3_progress_handler(m_database, StepsBetweenLooks, &Watched::look, this);
    }
    ~Watched()
    {
        if (m_database)
            sqlite3_progress_handler(m_database, 0, nullptr, nullptr);
    }
    Watched(const Watched &) = delete;
    Watched &operator=(const Watched &) = delete;
    bool brokenOff() const { return m_brokenOff; }

private:
    static int look(void *self)
    {
        auto *const watched = static_cast<Watched *>(self);
        watched->m_brokenOff = watched->m_brokenOff || !watched->m_goesOn();
        return watched->m_brokenOff;
    }
    sqlite3 *m_database;
    std::function<bool()> m_goesOn;
    bool m_brokenOff = false;
};

Done checkRoom(const QString &folder, qint64 size)
{
    const qint64 free = QStorageInfo(folder).bytesAvailable();
    if (free < 0 || free >= size + LeaveFree)
        return {};
    const QLocale locale;
    return refused(Words::tr("There is too little disk space for the copy"),
                   Words::tr("%1: it takes %2, and %3 are free")
                       .arg(folder, locale.formattedDataSize(size + LeaveFree), locale.formattedDataSize(free)),
                   Words::tr("Free some space, or choose a folder on another disk."));
}

Done check(const Connection &connection, const char *pragma, const Progress &progress, int from, int to)
{
    // How far it is cannot be known: the share passes with the time it takes, and never ends before it.
    int percent = from;
    int looks = 0;
    const Watched watched(connection, [&] {
        if (++looks % 64 == 0 && percent < to - 1)
            ++percent;
        return !progress || progress(percent);
    });
    QStringList findings;
    Statement statement(connection, QLatin1String(pragma));
    const Done done = statement.forEach({}, [&](const Statement &row) { findings << row.text(0); });
    if (watched.brokenOff())
        return tl::unexpected(brokenOff());
    if (!done)
        return done;
    if (findings == QStringList{u"ok"_s})
        return {};
    return refused(Words::tr("The database is damaged"), connection.file() + ": "_L1 + findings.join(u"; "_s),
                   Words::tr("The file was not changed. Take another backup."));
}

bool hasWal(const QString &file)
{
    return QFileInfo(file + "-wal"_L1).size() > 0;
}

Done copy(const QString &from, Original original, const QString &part, const Progress &progress)
{
    const bool isAlone = original == Original::Closed && !hasWal(from);
    const auto source = Connection::open(from, isAlone ? Connection::Role::FileCopier : Connection::Role::Copier);
    if (!source)
        return tl::unexpected(source.error());
    const Result<qint64> size =
        (*source)->number(u"SELECT (page_count-freelist_count)*page_size FROM pragma_page_count(),"
                          "pragma_freelist_count(),pragma_page_size()"_s);
    if (!size)
        return tl::unexpected(size.error());
    if (const Done room = checkRoom(QFileInfo(part).path(), *size); !room)
        return room;
    if (const Done made = DataFolder::createPrivate(part); !made)
        return made;
    const Watched watched(**source, [&] {
        const qint64 share = QFileInfo(part).size() * CopyShare / std::max<qint64>(*size, 1);
        return !progress || progress(int(std::clamp<qint64>(share, 0, CopyShare)));
    });
    Statement vacuum(**source, u"VACUUM INTO ?"_s);
    const Done done = vacuum.run({part});
    if (watched.brokenOff())
        return tl::unexpected(brokenOff());
    return done;
}

// A copy is worth something only when it can be read.
Done checkCopy(const QString &part, const Progress &progress)
{
    const auto connection = Connection::open(part, Connection::Role::Inspector);
    if (!connection)
        return tl::unexpected(connection.error());
    return check(**connection, "PRAGMA quick_check(10)", progress, CopyShare, 100);
}

} // namespace

Problem brokenOff()
{
    return Problem{Problem::Code::Cancelled, Words::tr("Broken off"), {}, {}, {}};
}

Done copyDatabase(const QString &from, Original original, const QString &to, const Progress &progress)
{
    if (QFileInfo::exists(to)) {
        return refused(Words::tr("A file of that name exists already"), to,
                       Words::tr("Choose another name; nothing is written over."), Problem::Code::Conflict);
    }
    const QString part = to + ".part"_L1;
    QFile::remove(part + "-journal"_L1); // of an attempt that was ended: it must not be played into this one
    Done done = copy(from, original, part, progress);
    done = done ? checkCopy(part, progress) : done;
    if (done) {
        QFile written(part);
        if (written.open(QIODevice::ReadWrite | QIODevice::ExistingOnly) && DataFolder::putInPlace(written, to))
            return {};
        done = refused(Words::tr("The copy cannot be brought to disk"), to + ": "_L1 + written.errorString(),
                       Words::tr("Check the disk and try again."));
    }
    QFile::remove(part);
    QFile::remove(part + "-journal"_L1);
    return done;
}

Done checkDatabase(const QString &file, const Progress &progress)
{
    const auto connection =
        Connection::open(file, hasWal(file) ? Connection::Role::Recoverer : Connection::Role::Inspector);
    if (!connection)
        return tl::unexpected(connection.error());
    return check(**connection, "PRAGMA integrity_check(10)", progress, 0, 100);
}

} // namespace keyswitch::store
