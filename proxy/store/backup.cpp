// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/store/backup.h"

#include "proxy/store/words.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QtEndian>

#include <algorithm>

namespace keyswitch::store
{

using namespace Qt::StringLiterals;

namespace
{

constexpr auto databaseName = "keyswitch.db"_L1;
constexpr auto folderName = "backups"_L1;

// From the file's header, since a file is not opened to be listed.
// https://www.sqlite.org/fileformat2.html#the_database_header
int schemaOf(const QString &name)
{
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray header = file.read(100);
    if (header.size() < 100 || !header.startsWith("SQLite format 3"))
        return 0;
    return int(qFromBigEndian<quint32>(header.constData() + 60));
}

BackupFile describe(const QFileInfo &info, BackupFile::Kind kind)
{
    return {info.absoluteFilePath(), kind, info.lastModified().toUTC(), info.size(), schemaOf(info.absoluteFilePath())};
}

void removeBeyond(QList<BackupFile> backups, BackupFile::Kind kind, int keep)
{
    erase_if(backups, [kind](const BackupFile &backup) { return backup.kind != kind; });
    for (const BackupFile &old : backups.mid(keep))
        QFile::remove(old.file);
}

// A name that is not taken.
QString freeName(const QString &folder)
{
    const QString stem =
        folder + "/keyswitch-"_L1 + QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd'T'HHmmsszzz'Z'"_s);
    QString name = stem + ".db"_L1;
    for (int i = 2; QFileInfo::exists(name); ++i)
        name = u"%1-%2.db"_s.arg(stem).arg(i);
    return name;
}

Result<QString> targetOf(const QString &folder, const QString &given)
{
    if (given.isEmpty()) {
        const QString place = folder + u'/' + folderName;
        if (!QDir().mkpath(place)) {
            return tl::unexpected(Problem{Problem::Code::Storage,
                                          Words::tr("The folder for backups cannot be made"),
                                          place,
                                          {},
                                          Words::tr("Give the account that runs Keyswitch the right to write there.")});
        }
        QFile::setPermissions(place, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        const QStringList broken = QDir(place).entryList({u"*.db.part*"_s}, QDir::Files); // by a process that was ended
        for (const QString &name : broken)
            QFile::remove(place + u'/' + name);
        return freeName(place);
    }
    const QFileInfo info(given);
    if (info.isDir())
        return freeName(info.absoluteFilePath());
    if (!info.absoluteDir().exists()) {
        return tl::unexpected(Problem{Problem::Code::NotFound,
                                      Words::tr("There is no such folder"),
                                      info.absolutePath(),
                                      {},
                                      Words::tr("Make it first, or choose another one.")});
    }
    return info.absoluteFilePath();
}

} // namespace

QList<BackupFile> listBackups(const QString &folder)
{
    QList<BackupFile> backups;
    const QFileInfoList asked = QDir(folder + u'/' + folderName).entryInfoList({u"*.db"_s}, QDir::Files);
    for (const QFileInfo &info : asked)
        backups << describe(info, BackupFile::Kind::Asked);
    const QFileInfoList beside = QDir(folder).entryInfoList({databaseName + ".before-*"_L1}, QDir::Files);
    for (const QFileInfo &info : beside) {
        if (info.fileName().contains(".part"_L1) || info.fileName().endsWith("-wal"_L1)
            || info.fileName().endsWith("-shm"_L1))
            continue;
        const bool replaced = info.fileName().startsWith(databaseName + ".before-restore"_L1);
        backups << describe(info, replaced ? BackupFile::Kind::Replaced : BackupFile::Kind::BeforeUpdate);
    }
    std::sort(backups.begin(), backups.end(), [](const BackupFile &a, const BackupFile &b) {
        return a.madeAt != b.madeAt ? a.madeAt > b.madeAt : a.file > b.file;
    });
    return backups;
}

Result<BackupFile> makeBackup(const QString &folder, const QString &file, int keep, const Progress &progress)
{
    const Result<QString> target = targetOf(folder, file);
    if (!target)
        return tl::unexpected(target.error());
    if (const Done done = copyDatabase(folder + u'/' + databaseName, Original::Open, *target, progress); !done) {
        Problem problem = done.error();
        if (problem.code == Problem::Code::Storage) {
            problem.title = Words::tr("The backup could not be made");
            problem.detail = done.error().title + u". "_s + done.error().detail;
            problem.remedy =
                Words::tr("The database is as it was. Check %1: free some space there, or choose another place.")
                    .arg(QFileInfo(*target).path());
        }
        return tl::unexpected(problem);
    }
    if (file.isEmpty())
        removeOldBackups(folder, keep);
    return describe(QFileInfo(*target), BackupFile::Kind::Asked);
}

void removeOldBackups(const QString &folder, int keep)
{
    const QList<BackupFile> backups = listBackups(folder);
    removeBeyond(backups, BackupFile::Kind::Asked, keep);
    removeBeyond(backups, BackupFile::Kind::BeforeUpdate, keep);
}

} // namespace keyswitch::store
