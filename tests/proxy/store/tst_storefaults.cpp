// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/store/backup.h"
#include "proxy/store/fileprobe.h"
#include "proxy/store/migrations.h"
#include "tests/proxy/store/storefixture.h"
#include "tests/proxy/store/testhistory.h"

#include <QDir>
#include <QElapsedTimer>
#include <QProcess>
#include <QRandomGenerator>

using namespace keyswitch;
using namespace keyswitch::store;
using namespace Qt::StringLiterals;

// A disk that fails at each single write and sync, a power cut at any moment, a neighbour that holds the lock: nothing
// that was acknowledged is missing, the file is sound, the sums are those of the rows, the next start works. The store
// runs in a process of its own (storekillchild) whose calls to the disk go through tests/support/faultyfiles.c.
// KEYSWITCH_FAULTS=all for each call (else some of them), KEYSWITCH_KILL_ROUNDS=200 for the long run.
class tst_StoreFaults : public QObject
{
    Q_OBJECT

private:
    struct Run {
        int exitCode = -1;
        bool crashed = false;
        QList<QByteArray> acknowledged;
        bool closed = false;
        QString said; // on stderr: the problem, in the words a person reads
    };
    using Faults = QList<std::pair<const char *, QString>>;

    static QProcessEnvironment environment(const QString &folder, const Faults &faults)
    {
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"LD_PRELOAD"_s, QStringLiteral(FAULTYFILES));
        environment.insert(u"FAULTY_UNDER"_s, folder);
        for (const auto &[name, value] : faults)
            environment.insert(QString::fromLatin1(name), value);
        return environment;
    }
    static void take(QProcess &child, Run &run)
    {
        const QList<QByteArray> lines = child.readAllStandardOutput().split('\n');
        for (const QByteArray &line : lines) {
            if (line.size() == 36)
                run.acknowledged << line;
        }
        run.closed = lines.contains("closed");
        run.said = QString::fromUtf8(child.readAllStandardError());
        run.crashed = child.exitStatus() == QProcess::CrashExit;
        run.exitCode = child.exitCode();
    }
    static Run child(const QString &folder, const char *what, const Faults &faults)
    {
        QDir().mkpath(folder); // or the library does not know it
        QProcess process;
        process.setProcessEnvironment(environment(folder, faults));
        process.start(QStringLiteral(STOREKILL_CHILD), {folder, QString::fromLatin1(what)});
        if (!process.waitForStarted() || !process.waitForFinished(60'000))
            qFatal("the child does not run or end");
        Run run;
        take(process, run);
        return run;
    }
    static int countOf(const QString &folder, const char *what, const QString &ops)
    {
        const QString report = QDir(folder).filePath(u"../count"_s);
        QFile::remove(report);
        if (child(folder, what, {{"FAULTY_OPS", ops}, {"FAULTY_REPORT", report}}).exitCode != 0)
            qFatal("the child fails without a fault");
        QFile file(report);
        return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed().toInt() : 0;
    }
    // All of 1…n, or about twenty of them.
    static QList<int> chosen(int n)
    {
        QList<int> list;
        const int step = qEnvironmentVariable("KEYSWITCH_FAULTS") == "all"_L1 ? 1 : qMax(1, n / 20);
        for (int i = 1; i <= n; i += step)
            list << i;
        return list;
    }
    static int rounds() { return qMax(5, qEnvironmentVariableIntValue("KEYSWITCH_KILL_ROUNDS")); }

    // Everything that was acknowledged is there, once, and the sums are right.
    static bool isWhole(const QString &folder, const QList<QByteArray> &acknowledged)
    {
        QElapsedTimer timer;
        timer.start();
        const auto store = openStore(folder);
        if (!store || timer.elapsed() > 2000 || !store->check().result())
            return false;
        for (const QByteArray &id : acknowledged) {
            const auto row = wait(store->request(*RequestId::fromText(id)));
            if (!row || !row->has_value()) {
                qWarning("missing: %s", id.constData());
                return false;
            }
        }
        return true;
    }
    static void copyAll(const QString &from, const QString &to)
    {
        QDir().mkpath(to);
        const QFileInfoList files = QDir(from).entryInfoList(QDir::Files | QDir::Hidden);
        for (const QFileInfo &info : files) {
            if (!QFile::copy(info.filePath(), to + u'/' + info.fileName()))
                qFatal("cannot copy");
        }
    }
    static QByteArray contentOf(const QString &name)
    {
        QFile file(name);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    void aCallThatFailsOnceLosesNothing_data()
    {
        QTest::addColumn<QString>("error");
        QTest::newRow("disk full") << u"ENOSPC"_s;
        QTest::newRow("disk error") << u"EIO"_s;
        QTest::newRow("killed") << u"KILL"_s;
    }
    void aCallThatFailsOnceLosesNothing()
    {
        QFETCH(QString, error);
        const QString ops = error == "KILL"_L1 ? u"write,sync,truncate,rename,unlink"_s : u"write,sync"_s;
        QTemporaryDir first;
        const int count = countOf(QDir(first.path()).filePath(u"data"_s), "short", ops);
        QVERIFY2(count > 20, qPrintable(QString::number(count)));
        const QList<int> places = chosen(count);
        int refused = 0;
        for (const int at : places) {
            QTemporaryDir place;
            const QString folder = place.filePath(u"data"_s);
            const Run run = child(folder, "short",
                                  {{"FAULTY_OPS", ops}, {"FAULTY_AT", QString::number(at)}, {"FAULTY_WITH", error}});
            QVERIFY2(run.crashed == (error == "KILL"_L1), qPrintable(u"call %1"_s.arg(at)));
            QVERIFY2(run.crashed || run.exitCode == 0 || run.exitCode == 1, qPrintable(u"call %1"_s.arg(at)));
            if (!run.crashed && run.exitCode == 0)
                QCOMPARE(run.acknowledged.size(), 60); // tried again by itself
            refused += !run.crashed && run.exitCode == 1 ? 1 : 0;
            QVERIFY2(isWhole(folder, run.acknowledged), qPrintable(u"call %1 of %2"_s.arg(at).arg(count)));
        }
        qInfo("%lld of %d calls, %d of them before it was open", static_cast<long long>(places.size()), count, refused);
    }

    void aDiskThatStaysFullKeepsWhatWasThere()
    {
        QTemporaryDir place;
        const QString folder = place.filePath(u"data"_s);
        const Run before = child(folder, "short", {});
        QCOMPARE(before.acknowledged.size(), 60);
        const QByteArray file = contentOf(folder + u"/keyswitch.db"_s);
        for (const QString &ops : {u"write"_s, u"open"_s}) {
            for (const QString &error : {u"ENOSPC"_s, u"EROFS"_s, u"EACCES"_s}) {
                const Run run = child(
                    folder, "short",
                    {{"FAULTY_OPS", ops}, {"FAULTY_AT", u"1"_s}, {"FAULTY_TIMES", u"0"_s}, {"FAULTY_WITH", error}});
                QVERIFY(!run.crashed && run.exitCode != 0 && run.acknowledged.isEmpty());
                QCOMPARE(contentOf(folder + u"/keyswitch.db"_s), file);
            }
        }
        QVERIFY(isWhole(folder, before.acknowledged));
    }

    void whyItCannotBeWrittenIsSaidAndWhatToDo_data()
    {
        QTest::addColumn<QString>("concerned");
        QTest::addColumn<QString>("ops");
        QTest::addColumn<QString>("error");
        QTest::addColumn<QString>("why");
        QTest::newRow("full from the start") << u""_s << u"write"_s << u"ENOSPC"_s << u"No space left"_s;
        QTest::newRow("read-only disk") << u""_s << u"open"_s << u"EROFS"_s << u"Read-only file system"_s;
        QTest::newRow("folder of another user") << u""_s << u"open"_s << u"EACCES"_s << u"Permission denied"_s;
        QTest::newRow("file of another user")
            << u"/keyswitch.db"_s << u"open"_s << u"EACCES"_s << u"cannot be written"_s;
        QTest::newRow("full WAL") << u"/keyswitch.db-wal"_s << u"write"_s << u"ENOSPC"_s << u"disk is full"_s;
        QTest::newRow("disk error") << u"/keyswitch.db-wal"_s << u"sync"_s << u"EIO"_s << u"disk reports an error"_s;
    }
    void whyItCannotBeWrittenIsSaidAndWhatToDo()
    {
        QFETCH(QString, concerned);
        QFETCH(QString, ops);
        QFETCH(QString, error);
        QFETCH(QString, why);
        QTemporaryDir place;
        const QString folder = place.filePath(u"data"_s);
        const QList<QByteArray> acknowledged = child(folder, "short", {}).acknowledged;
        if (concerned.endsWith("-wal"_L1)) // there, empty, as while it runs
            QVERIFY(DataFolder::createPrivate(folder + concerned));
        const QByteArray before = contentOf(folder + u"/keyswitch.db"_s);
        const Run run = child(folder, "tell",
                              {{"FAULTY_UNDER", folder + concerned},
                               {"FAULTY_OPS", ops},
                               {"FAULTY_AT", u"1"_s},
                               {"FAULTY_TIMES", u"0"_s},
                               {"FAULTY_WITH", error}});
        QVERIFY(!run.crashed && run.exitCode != 0);
        QVERIFY2(run.said.contains(why), qPrintable(run.said));
        QCOMPARE(run.said.section(u'|', 2).trimmed().isEmpty(), false); // and what to do
        QCOMPARE(contentOf(folder + u"/keyswitch.db"_s), before);
        QVERIFY(isWhole(folder, acknowledged));
    }

    void aPowerCutLeavesAllThatWasAcknowledged_data()
    {
        QTest::addColumn<int>("leak");
        QTest::newRow("nothing that was not synced") << 0;
        QTest::newRow("some of it, in any order, some halves") << 30;
    }
    void aPowerCutLeavesAllThatWasAcknowledged()
    {
        QFETCH(int, leak);
        QTemporaryDir place;
        std::mt19937_64 random(QRandomGenerator::global()->generate());
        QString folder = place.filePath(u"0"_s);
        QDir().mkpath(folder);
        QList<QByteArray> acknowledged;
        for (int round = 1; round <= rounds(); ++round) {
            const QString left = place.filePath(QString::number(round));
            copyAll(folder, left);
            QProcess process;
            process.setProcessEnvironment(
                environment(folder, {{"FAULTY_SHADOW", left}, {"FAULTY_LEAK", QString::number(leak)}}));
            process.start(QStringLiteral(STOREKILL_CHILD), {folder});
            QVERIFY(process.waitForStarted());
            if (round > 1)
                QVERIFY(process.waitForReadyRead(20'000));
            QThread::msleep(static_cast<unsigned long>(random() % 300));
            process.kill();
            QVERIFY(process.waitForFinished());
            Run run;
            take(process, run);
            acknowledged += run.acknowledged;
            QVERIFY2(isWhole(left, run.acknowledged), qPrintable(u"round %1"_s.arg(round)));
            QDir(folder).removeRecursively();
            folder = left;
        }
        qInfo("%lld acknowledged rows in %d power cuts", static_cast<long long>(acknowledged.size()), rounds());
        QVERIFY(!acknowledged.isEmpty());
        QVERIFY(isWhole(folder, acknowledged));
    }

    void aPowerCutAtEachCallLeavesAllThatWasAcknowledged()
    {
        const QString ops = u"write,sync,truncate,rename,unlink"_s;
        QTemporaryDir first;
        const int count = countOf(QDir(first.path()).filePath(u"data"_s), "short", ops);
        QVERIFY(count > 20);
        const QList<int> places = chosen(count);
        for (const int at : places) {
            QTemporaryDir place;
            const QString folder = place.filePath(u"data"_s);
            const QString left = place.filePath(u"left"_s);
            QDir().mkpath(folder);
            QDir().mkpath(left);
            const Run run = child(folder, "short",
                                  {{"FAULTY_OPS", ops},
                                   {"FAULTY_AT", QString::number(at)},
                                   {"FAULTY_WITH", u"KILL"_s},
                                   {"FAULTY_SHADOW", left}});
            QVERIFY(run.crashed);
            QVERIFY2(isWhole(left, run.acknowledged), qPrintable(u"call %1 of %2"_s.arg(at).arg(count)));
        }
    }

    void anUpdateThatIsInterruptedAtAnyCallIsDoneByTheNextStart_data()
    {
        aCallThatFailsOnceLosesNothing_data();
        QTest::newRow("power cut") << u"POWER"_s;
    }
    void anUpdateThatIsInterruptedAtAnyCallIsDoneByTheNextStart()
    {
        QFETCH(QString, error);
        const bool isPower = error == "POWER"_L1;
        const QString ops = u"write,sync,truncate,rename,unlink"_s;
        const auto make = [](const QString &folder) {
            QDir().mkpath(folder);
            const QString file = folder + u"/keyswitch.db"_s;
            QVERIFY(createDatabase(file, {testHistory()[0]}));
            const auto writer = Connection::open(file, Connection::Role::Writer);
            QVERIFY(writer && (*writer)->execute(u"INSERT INTO a VALUES(7)"_s));
        };
        QTemporaryDir first;
        make(QDir(first.path()).filePath(u"data"_s));
        const int count = countOf(QDir(first.path()).filePath(u"data"_s), "migrate", ops);
        QVERIFY(count > 15);
        const QList<int> places = chosen(count);
        for (const int at : places) {
            QTemporaryDir place;
            QString folder = place.filePath(u"data"_s);
            make(folder);
            Faults faults{
                {"FAULTY_OPS", ops}, {"FAULTY_AT", QString::number(at)}, {"FAULTY_WITH", isPower ? u"KILL"_s : error}};
            if (isPower) {
                copyAll(folder, place.filePath(u"left"_s));
                faults << std::pair{"FAULTY_SHADOW", place.filePath(u"left"_s)};
            }
            const Run run = child(folder, "migrate", faults);
            QCOMPARE(run.crashed, isPower || error == "KILL"_L1);
            if (isPower)
                folder = place.filePath(u"left"_s);
            const QString file = folder + u"/keyswitch.db"_s;
            const QByteArray where = u"call %1 of %2"_s.arg(at).arg(count).toUtf8();
            QVERIFY2(probeDatabaseFile(file, 3), where.constData());
            const QList<BackupFile> copies = listBackups(folder);
            for (const BackupFile &copy : copies)
                QVERIFY2(checkDatabase(copy.file) && copy.schema == 1, where.constData());
            const auto writer = Connection::open(file, Connection::Role::Writer);
            QVERIFY(writer);
            const qint64 version = *(*writer)->number(u"PRAGMA user_version"_s);
            QVERIFY2(version >= 1 && version <= 3, where.constData());
            QVERIFY2(version == 1 || !copies.isEmpty(), where.constData()); // copied before it was touched
            QVERIFY2(migrate(**writer, testHistory()), where.constData());
            QCOMPARE(*(*writer)->number(u"PRAGMA user_version"_s), 3);
            QCOMPARE(*(*writer)->number(u"SELECT z FROM a"_s), 8);
            QCOMPARE(*(*writer)->number(u"SELECT count(*) FROM b"_s), 1);
        }
    }

    void aBackupThatFailsAtAnyCallLeavesNoneAndHarmsNothing_data() { aCallThatFailsOnceLosesNothing_data(); }
    void aBackupThatFailsAtAnyCallLeavesNoneAndHarmsNothing()
    {
        QFETCH(QString, error);
        const QString ops = u"write,sync,rename"_s;
        QTemporaryDir place;
        const QString folder = place.filePath(u"data"_s);
        const Run before = child(folder, "short", {});
        const int count = countOf(folder, "backup", ops);
        QVERIFY(count > 10);
        QCOMPARE(listBackups(folder).size(), 1);
        const QList<int> places = chosen(count);
        for (const int at : places) {
            QVERIFY(QDir(folder + u"/backups"_s).removeRecursively());
            const Run run = child(folder, "backup",
                                  {{"FAULTY_OPS", ops}, {"FAULTY_AT", QString::number(at)}, {"FAULTY_WITH", error}});
            const QByteArray where = u"call %1 of %2, exit %3"_s.arg(at).arg(count).arg(run.exitCode).toUtf8();
            const QList<BackupFile> made = listBackups(folder);
            // One that has its name is whole, also where the process was killed or the folder could not be synced.
            for (const BackupFile &backup : made)
                QVERIFY2(checkDatabase(backup.file), where.constData());
            QVERIFY2(run.exitCode != 0 || run.crashed || made.size() == 1, where.constData());
            if (!run.crashed && run.exitCode != 0)
                QVERIFY(QDir(folder + u"/backups"_s).entryList({u"*.part"_s}, QDir::Files).isEmpty());
        }
        QVERIFY(isWhole(folder, before.acknowledged));
    }

    void aNeighbourProcessThatHoldsTheLockOnlyDelays()
    {
        const int milliseconds = rounds() > 5 ? 30'000 : 7'000; // beyond the busy timeout
        QTemporaryDir place;
        const auto store = openStore(place.path());
        QProcess neighbour;
        neighbour.start(QStringLiteral(STOREKILL_CHILD), {place.path(), u"hold"_s, QString::number(milliseconds)});
        QVERIFY(neighbour.waitForReadyRead(20'000));
        std::vector<UsageRecord> records;
        for (int i = 0; i < 5000; ++i)
            records.push_back(okRecord(QDateTime::currentMSecsSinceEpoch()));
        store->push(std::move(records));
        QTRY_VERIFY_WITH_TIMEOUT(store->writerState().problem, 15'000);
        QVERIFY(store->writerState().problem->title.contains("locked"_L1));
        QVERIFY(!store->writerState().problem->remedy.isEmpty());
        QCOMPARE(store->writerState().queued, 5000);
        QVERIFY(neighbour.waitForFinished(milliseconds + 20'000));
        QCOMPARE(neighbour.exitCode(), 0);
        QTRY_COMPARE_WITH_TIMEOUT(store->writerState().written, 5000, 15'000);
        QCOMPARE(store->writerState().dropped, 0);
        QVERIFY(!store->writerState().problem);
        QVERIFY(store->check().result());
    }
};

QTEST_GUILESS_MAIN(tst_StoreFaults)
#include "tst_storefaults.moc"
