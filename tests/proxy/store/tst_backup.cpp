// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/store/backup.h"
#include "proxy/store/fileprobe.h"
#include "proxy/store/migrations.h"
#include "tests/proxy/store/storefixture.h"

#include <QDir>

#include <thread>

using namespace keyswitch;
using namespace keyswitch::store;
using namespace Qt::StringLiterals;

static constexpr qint64 start = 1'790'000'000'000;

class tst_Backup : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_place.emplace();
        m_store = openStore(m_place->path());
        QVERIFY(m_store);
        QVERIFY(m_store->addUser({u"a@example.org"_s, {}, Secret("sk-canary-0b9e77")}).result());
    }
    void cleanup() { m_store.reset(); }

    void holdsWhatWasPushedBeforeWhileTheStoreGoesOn()
    {
        std::atomic_bool stop = false;
        std::thread pusher([&] {
            for (int i = 0; !stop; ++i) {
                m_store->push(one(okRecord(start + i)));
                std::this_thread::sleep_for(std::chrono::microseconds(200));
            }
        });
        QTRY_VERIFY(m_store->writerState().written > 50);
        const qint64 before = m_store->writerState().written;
        const auto backup = wait(m_store->backUp({}, 5));
        const qint64 after = m_store->writerState().written + m_store->writerState().queued;
        stop = true;
        pusher.join();
        QVERIFY(backup);
        QCOMPARE(QFileInfo(backup->file).path(), m_place->filePath(u"backups"_s));
        QCOMPARE(backup->schema, allMigrations().back().number);
        QCOMPARE(backup->bytes, QFileInfo(backup->file).size());
        QVERIFY(probeDatabaseFile(backup->file, allMigrations().back().number));
        const auto copy = Connection::open(backup->file, Connection::Role::Inspector);
        const qint64 rows = *(*copy)->number(u"SELECT count(*) FROM requests"_s);
        QVERIFY2(rows >= before && rows <= after, qPrintable(QString::number(rows)));
        QCOMPARE(*differingRollUps(**copy), 0); // one state of it, not a mixture
        QVERIFY(m_store->check().result());
    }

    void keepsKeysSealedAndIsForItsOwnerOnly()
    {
        const auto backup = wait(m_store->backUp({}, 5));
        QVERIFY(backup);
        QFile file(backup->file);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray content = file.readAll();
        QVERIFY(content.contains("a@example.org"));
        QVERIFY(!content.contains("sk-canary-0b9e77"));
        for (const QString &name : {backup->file, m_place->filePath(u"backups"_s)})
            QVERIFY(!(QFile::permissions(name) & (QFile::ReadGroup | QFile::ReadOther)));
    }

    void goesWhereOneWantsItAndWritesOverNothing()
    {
        QTemporaryDir other;
        const QString name = other.filePath(u"mine.db"_s);
        QCOMPARE(wait(m_store->backUp(name, 5))->file, name);
        const QByteArray first = contentOf(name);
        const auto again = wait(m_store->backUp(name, 5));
        QVERIFY(!again);
        QCOMPARE(again.error().code, Problem::Code::Conflict);
        QCOMPARE(contentOf(name), first);
        QVERIFY(wait(m_store->backUp(other.path(), 5))->file.startsWith(other.path() + "/keyswitch-"_L1));
        const auto nowhere = wait(m_store->backUp(other.filePath(u"none/x.db"_s), 5));
        QVERIFY(!nowhere);
        QCOMPARE(nowhere.error().code, Problem::Code::NotFound);
        QCOMPARE(QDir(other.path()).entryList(QDir::Files).size(), 2);
    }

    void keepsTheNewest()
    {
        QStringList made;
        for (int i = 0; i < 5; ++i)
            made << wait(m_store->backUp({}, 3))->file;
        QCOMPARE(QSet<QString>(made.begin(), made.end()).size(), 5);
        const QList<BackupFile> left = listBackups(m_place->path());
        QCOMPARE(left.size(), 3);
        for (const BackupFile &backup : left)
            QVERIFY(made.mid(2).contains(backup.file));
    }

    void removesOldOnesOfEachKindAndNothingElse()
    {
        const auto makeFile = [this](const QString &name, int daysAgo) {
            QFile file(m_place->filePath(name));
            QVERIFY(file.open(QIODevice::WriteOnly));
            QVERIFY(file.setFileTime(QDateTime::currentDateTimeUtc().addDays(-daysAgo), QFile::FileModificationTime));
        };
        QVERIFY(QDir(m_place->path()).mkdir(u"backups"_s));
        makeFile(u"backups/keyswitch-1.db"_s, 3);
        makeFile(u"backups/keyswitch-2.db"_s, 2);
        makeFile(u"backups/note.txt"_s, 9);
        makeFile(u"keyswitch.db.before-2"_s, 8);
        makeFile(u"keyswitch.db.before-3"_s, 7);
        makeFile(u"keyswitch.db.before-restore-20260101T000000Z"_s, 300);
        removeOldBackups(m_place->path(), 1);
        QStringList left;
        for (const BackupFile &backup : listBackups(m_place->path()))
            left << QFileInfo(backup.file).fileName();
        QCOMPARE(left,
                 QStringList({u"keyswitch-2.db"_s, u"keyswitch.db.before-3"_s,
                              u"keyswitch.db.before-restore-20260101T000000Z"_s}));
        QVERIFY(QFile::exists(m_place->filePath(u"backups/note.txt"_s)));
        QVERIFY(QFile::exists(m_place->filePath(u"keyswitch.db"_s)));
    }

    void tellsHowFarItIsAndCanBeBrokenOff()
    {
        fill(60'000);
        QTemporaryDir other;
        QList<int> told;
        const auto whole = makeBackup(m_place->path(), other.filePath(u"a.db"_s), 5, [&](int percent) {
            told << percent;
            return true;
        });
        QVERIFY(whole);
        QVERIFY(told.size() > 10);
        QVERIFY(std::is_sorted(told.begin(), told.end()));
        QVERIFY(told.first() < 50 && told.last() >= 70 && told.last() <= 100);
        const qsizetype looks = told.size();
        for (const qsizetype last : {qsizetype(1), looks / 2, looks - 1}) {
            qsizetype look = 0;
            const auto broken =
                makeBackup(m_place->path(), other.filePath(u"b.db"_s), 5, [&](int) { return ++look <= last; });
            QVERIFY(!broken);
            QCOMPARE(broken.error().code, Problem::Code::Cancelled);
            QCOMPARE(QDir(other.path()).entryList(QDir::Files), QStringList{u"a.db"_s});
        }
    }

    void aCancelledFutureAndAClosingStoreBreakItOff()
    {
        fill(60'000);
        auto cancelled = m_store->backUp({}, 5);
        cancelled.cancel();
        QTRY_VERIFY(cancelled.isFinished());
        auto running = m_store->backUp({}, 5);
        m_store->close();
        QVERIFY(running.isFinished());
        const QStringList left = QDir(m_place->filePath(u"backups"_s)).entryList(QDir::Files);
        QVERIFY2(left.size() <= 1 && left.filter(u".part"_s).isEmpty(), qPrintable(left.join(u' ')));
    }

    void aDamagedOriginalGivesNoBackup()
    {
        fill(20'000);
        m_store->close();
        QFile file(m_place->filePath(u"keyswitch.db"_s));
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(file.seek(file.size() / 2 / 4096 * 4096));
        QVERIFY(file.write(QByteArray(4096, '\x5a')) == 4096);
        file.close();
        const auto backup = makeBackup(m_place->path(), {}, 5);
        QVERIFY(!backup);
        QVERIFY2(backup.error().detail.contains("damaged"_L1), qPrintable(backup.error().detail));
        QVERIFY(listBackups(m_place->path()).isEmpty());
    }

private:
    static QByteArray contentOf(const QString &name)
    {
        QFile file(name);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    void fill(int rows)
    {
        std::vector<UsageRecord> records;
        for (int i = 0; i < rows; ++i)
            records.push_back(okRecord(start + i));
        m_store->push(std::move(records));
        QVERIFY(m_store->settle().result());
    }
    std::optional<QTemporaryDir> m_place;
    std::shared_ptr<Store> m_store;
};

QTEST_GUILESS_MAIN(tst_Backup)
#include "tst_backup.moc"
