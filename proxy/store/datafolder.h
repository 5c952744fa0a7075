// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/problem.h"

#include <QFile>
#include <QLockFile>
#include <QString>

#include <memory>

namespace keyswitch::store
{

// The folder that holds all of one installation, and the lock that makes this process its only owner. The lock is given
// back with the object. Used by one thread at a time.
class DataFolder
{
public:
    // Makes the folder where it is missing (for the owner only) and locks it. A lock left behind by a process that is
    // gone is taken over. Refuses network file systems: SQLite's WAL works on one host only.
    static Result<std::unique_ptr<DataFolder>> open(const QString &path);

    // Gives the lock back before the object goes.
    void release() { m_lock.unlock(); }

    const QString &path() const { return m_path; }
    QString database() const { return file(QStringLiteral("keyswitch.db")); }
    QString keyFile() const { return file(QStringLiteral("data.key")); }
    QString controlSocket() const { return controlSocketOf(m_path); }
    QString file(const QString &name) const { return m_path + QLatin1Char('/') + name; }

    // Where a running keyswitchd listens for commands, for those that do not own the folder.
    static QString controlSocketOf(const QString &path);
    // Whether another process (or another object of this one) owns the folder just now. A hint: it may change.
    static bool isOwned(const QString &path);

    // Makes an empty file that only its owner may read, or clears the one that is there.
    static Done createPrivate(const QString &file);
    // Gives a written file its name so that after a power cut there is either all of it or none: on disk, renamed
    // over what was there, the folder on disk. Closes `written`.
    static bool putInPlace(QFile &written, const QString &name);

private:
    DataFolder(const QString &path);
    QString m_path;
    QLockFile m_lock;
};

} // namespace keyswitch::store
