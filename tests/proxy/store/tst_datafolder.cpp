// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/store/datafolder.h"

#include <QDir>
#include <QFileInfo>
#include <QProcess>
#include <QSysInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace keyswitch;
using namespace keyswitch::store;
using namespace Qt::StringLiterals;

class tst_DataFolder : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void makesTheFolderForTheOwnerOnly()
    {
        QTemporaryDir place;
        const QString path = place.filePath(u"a/b/data"_s);
        const auto folder = DataFolder::open(path);
        QVERIFY(folder);
        const QFile::Permissions permissions = QFile::permissions(path);
        QVERIFY(permissions & QFile::ReadOwner);
        QVERIFY(!(permissions
                  & (QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup | QFile::ReadOther | QFile::WriteOther
                     | QFile::ExeOther)));
        QCOMPARE((*folder)->database(), path + "/keyswitch.db"_L1);
        QCOMPARE((*folder)->controlSocket(), DataFolder::controlSocketOf(path));
    }
    void refusesASecondOwnerAndNamesTheFirst()
    {
        QTemporaryDir place;
        auto first = DataFolder::open(place.path());
        QVERIFY(first);
        const auto second = DataFolder::open(place.path());
        QVERIFY(!second);
        QCOMPARE(second.error().code, Problem::Code::Conflict);
        QVERIFY(second.error().detail.contains(QString::number(QCoreApplication::applicationPid())));
        QVERIFY(second.error().detail.contains(QSysInfo::machineHostName()));
        QVERIFY(DataFolder::isOwned(place.path()));
        first->reset();
        QVERIFY(!DataFolder::isOwned(place.path()));
        QVERIFY(DataFolder::open(place.path()));
    }
    void takesOverTheLockOfADeadProcess()
    {
        QTemporaryDir place;
        QProcess dead;
        dead.start(u"true"_s, QStringList());
        QVERIFY(dead.waitForStarted());
        const qint64 pid = dead.processId();
        QVERIFY(dead.waitForFinished());
        writeLock(place.path(), pid);
        QVERIFY(DataFolder::open(place.path()));
    }
    void takesOverALockWithOurOwnProcessNumber() // a container that is started again
    {
        QTemporaryDir place;
        writeLock(place.path(), QCoreApplication::applicationPid());
        const auto folder = DataFolder::open(place.path());
        QVERIFY(folder);
        QVERIFY(!DataFolder::open(place.path()));
    }
    void takesOverALockThatWasLeftWithoutAWordInIt() // killed between making the file and writing it
    {
        QTemporaryDir place;
        QVERIFY(DataFolder::createPrivate(place.filePath(u"keyswitch.lock"_s)));
        QVERIFY(!DataFolder::isOwned(place.path()));
        const auto folder = DataFolder::open(place.path());
        QVERIFY(folder);
        QVERIFY(DataFolder::isOwned(place.path()));
        QVERIFY(!DataFolder::open(place.path()));
    }
    void refusesAFileAsFolder()
    {
        QTemporaryDir place;
        QVERIFY(DataFolder::createPrivate(place.filePath(u"file"_s)));
        const auto folder = DataFolder::open(place.filePath(u"file"_s));
        QVERIFY(!folder);
        QVERIFY(!folder.error().remedy.isEmpty());
        const auto inside = DataFolder::open(place.filePath(u"file/data"_s));
        QVERIFY(!inside);
        QVERIFY(!inside.error().remedy.isEmpty());
    }
    void putsAFileInPlaceWhole()
    {
        QTemporaryDir place;
        const QString name = place.filePath(u"target"_s);
        for (const QByteArray &content : {QByteArray("first"), QByteArray("second")}) {
            QVERIFY(DataFolder::createPrivate(name + ".new"_L1));
            QFile file(name + ".new"_L1);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(content);
            QVERIFY(DataFolder::putInPlace(file, name));
            QFile read(name);
            QVERIFY(read.open(QIODevice::ReadOnly));
            QCOMPARE(read.readAll(), content);
            QVERIFY(!(read.permissions() & (QFile::ReadGroup | QFile::ReadOther)));
            QVERIFY(!QFile::exists(name + ".new"_L1));
        }
    }

private:
    // As QLockFile writes it: process, application, host, machine, boot.
    static void writeLock(const QString &folder, qint64 pid)
    {
        QFile file(folder + "/keyswitch.lock"_L1);
        QVERIFY(file.open(QIODevice::WriteOnly));
        const QByteArray name = QFileInfo(QCoreApplication::applicationFilePath()).fileName().toUtf8();
        file.write(QByteArray::number(pid) + '\n' + name + '\n' + QSysInfo::machineHostName().toUtf8() + '\n'
                   + QSysInfo::machineUniqueId() + '\n' + QSysInfo::bootUniqueId() + '\n');
    }
};

QTEST_GUILESS_MAIN(tst_DataFolder)
#include "tst_datafolder.moc"
