// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/store/datafolder.h"

#include "proxy/store/words.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStorageInfo>
#include <QSysInfo>
#include <QThread>

#include <array>

#ifdef Q_OS_UNIX
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>
#endif

namespace keyswitch::store
{

using namespace Qt::StringLiterals;

static tl::unexpected<Problem> refused(const QString &title, const QString &detail, const QString &remedy,
                                       Problem::Code code = Problem::Code::Storage)
{
    return tl::unexpected(Problem{code, title, detail, {}, remedy});
}

static QString lockFileOf(const QString &path)
{
    return path + "/keyswitch.lock"_L1;
}

static bool isNetworkFileSystem(const QByteArray &type)
{
    static constexpr std::array names{"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "9p", "fuse.sshfs"};
    for (const char *name : names) {
        if (type == name)
            return true;
    }
    return false;
}

// The system's words for what the lock file's class does not tell: full, read-only, not allowed.
static QString whyNot(const QString &path)
{
    QFile probe(path + "/keyswitch.probe"_L1);
    const bool good = probe.open(QIODevice::WriteOnly | QIODevice::Unbuffered) && probe.write("?", 1) == 1;
    const QString why = good ? QString() : ": "_L1 + probe.errorString();
    probe.close();
    probe.remove();
    return why;
}

DataFolder::DataFolder(const QString &path)
    : m_path(path)
    , m_lock(lockFileOf(path))
{
    m_lock.setStaleLockTime(0); // a lock does not age: a server may run for a year
}

Result<std::unique_ptr<DataFolder>> DataFolder::open(const QString &given)
{
    const QString path = QDir(given).absolutePath();
    const QFileInfo info(path);
    if (!info.exists()) {
        if (!QDir().mkpath(path))
            return refused(Words::tr("The data folder cannot be made"), path,
                           Words::tr("Make the folder yourself, or choose another one with --data."));
        QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    } else if (!info.isDir()) {
        return refused(Words::tr("The data folder is not a folder"), path, Words::tr("Choose another one with --data."),
                       Problem::Code::Invalid);
    }
    const QByteArray fileSystem = QStorageInfo(path).fileSystemType().toLower();
    if (isNetworkFileSystem(fileSystem)) {
        return refused(Words::tr("The data folder is on a network drive"),
                       u"%1 (%2)"_s.arg(path, QString::fromLatin1(fileSystem)),
                       Words::tr("The database needs a local disk. Choose another folder with --data."));
    }

    std::unique_ptr<DataFolder> folder(new DataFolder(path));
    if (folder->m_lock.tryLock(0))
        return folder;
    if (folder->m_lock.error() != QLockFile::LockFailedError) {
        return refused(
            Words::tr("The data folder cannot be written"), path + whyNot(path),
            Words::tr("Give the account that runs Keyswitch the right to write there and some free space, or choose "
                      "another folder with --data."));
    }
    qint64 pid = 0;
    QString host;
    QString application;
    folder->m_lock.getLockInfo(&pid, &host, &application);
    // One without a word in it was left by a process that was ended right then, or another one is just writing it.
    if (pid == 0) {
        QThread::msleep(100);
        folder->m_lock.getLockInfo(&pid, &host, &application);
        if (pid == 0 && folder->m_lock.removeStaleLockFile() && folder->m_lock.tryLock(0))
            return folder;
    }
    // In a container every start has the same process number: the lock of the one before us looks like our own. A lock
    // that this process really holds cannot be removed this way.
    if (pid == QCoreApplication::applicationPid() && host == QSysInfo::machineHostName()
        && folder->m_lock.removeStaleLockFile() && folder->m_lock.tryLock(0))
        return folder;
    return refused(Words::tr("Another Keyswitch uses this data folder"),
                   Words::tr("%1 is held by process %2 (%3) on %4").arg(path).arg(pid).arg(application, host),
                   Words::tr("Use the one that runs, or stop it first. To run two, give each its own --data folder."),
                   Problem::Code::Conflict);
}

QString DataFolder::controlSocketOf(const QString &path)
{
    return QDir(path).absolutePath() + "/control.sock"_L1;
}

bool DataFolder::isOwned(const QString &path)
{
    const QString file = lockFileOf(QDir(path).absolutePath());
    if (!QFileInfo::exists(file))
        return false;
    QLockFile lock(file);
    lock.setStaleLockTime(0);
    qint64 pid = 0;
    QString host;
    QString application;
    return !lock.tryLock(0) && lock.error() == QLockFile::LockFailedError && lock.getLockInfo(&pid, &host, &application)
        && pid != 0;
}

Done DataFolder::createPrivate(const QString &name)
{
    QFile file(name);
    if (file.open(QIODevice::WriteOnly | QIODevice::Truncate)
        && file.setPermissions(QFile::ReadOwner | QFile::WriteOwner))
        return {};
    return refused(Words::tr("A file in the data folder cannot be written"), name + ": "_L1 + file.errorString(),
                   Words::tr("Give the account that runs Keyswitch the right to write there."));
}

bool DataFolder::putInPlace(QFile &written, const QString &name)
{
    const QString made = written.fileName();
    bool good = written.isOpen() && written.flush();
#ifdef Q_OS_UNIX
    good = good && ::fsync(written.handle()) == 0;
    written.close();
    good = good && ::rename(QFile::encodeName(made).constData(), QFile::encodeName(name).constData()) == 0;
    if (good) {
        const int folder = ::open(QFile::encodeName(QFileInfo(name).path()).constData(), O_RDONLY | O_CLOEXEC);
        good = folder >= 0 && ::fsync(folder) == 0;
        if (folder >= 0)
            ::close(folder);
    }
#else
    written.close();
    good = good && (!QFileInfo::exists(name) || QFile::remove(name)) && QFile::rename(made, name);
#endif
    return good;
}

} // namespace keyswitch::store
