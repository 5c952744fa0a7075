// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/store/restore.h"
#include "tests/proxy/store/storefixture.h"

#include <QDir>

using namespace keyswitch;
using namespace keyswitch::store;
using namespace Qt::StringLiterals;

static constexpr qint64 start = 1'790'000'000'000;

class tst_Restore : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_place.emplace();
        const auto store = openStore(m_place->path());
        QVERIFY(store);
        QVERIFY(store->addUser({u"a@example.org"_s, {}, Secret("sk-user-a-key")}).result());
        std::vector<UsageRecord> records;
        for (int i = 0; i < 2000; ++i)
            records.push_back(okRecord(start + i));
        store->push(std::move(records));
        const auto made = wait(store->backUp({}, 5));
        QVERIFY(made);
        m_backup = made->file;
        QVERIFY(store->addUser({u"later@example.org"_s, {}, {}}).result());
        store->push(one(okRecord(start + 9999)));
    }

    void bringsBackWhatTheBackupHasAndKeepsTheOldOne()
    {
        const auto restored = restore(m_backup);
        QVERIFY(restored);
        QCOMPARE(restored->users, 1);
        QCOMPARE(restored->requests, 2000);
        QCOMPARE(restored->unreadableKeys, 0);
        {
            const auto store = openStore(m_place->path());
            QVERIFY(store);
            QCOMPARE(wait(store->users())->size(), 1);
            QCOMPARE(wait(store->usage({}))->first().figures.requests, 2000);
            const auto directory = wait(store->loadDirectory());
            QVERIFY(directory->snapshot->users().front().litellmKey->equals("sk-user-a-key"));
            QVERIFY(store->check().result());
        }
        QVERIFY(QFileInfo(restored->keptAside).fileName().startsWith("keyswitch.db.before-restore-"_L1));
        const auto back = restore(restored->keptAside); // and the old one can be had again
        QVERIFY(back);
        QCOMPARE(back->users, 2);
        QCOMPARE(back->requests, 2001);
    }

    void makesADatabaseWhereThereIsNone()
    {
        const QString elsewhere = m_place->filePath(u"copy.db"_s);
        QVERIFY(QFile::copy(m_backup, elsewhere));
        QVERIFY(QFile::remove(database()));
        const auto restored = restore(elsewhere);
        QVERIFY(restored);
        QVERIFY(restored->keptAside.isEmpty());
        QCOMPARE(wait(openStore(m_place->path())->users())->size(), 1);
    }

    void rowsThatAreOnlyInTheWalOfTheOldOneAreKeptWithIt()
    {
        QTemporaryDir killed; // as a process leaves it that was killed
        {
            const auto running = openStore(m_place->path());
            running->push(one(okRecord(start + 20'000)));
            QVERIFY(running->settle().result());
            copyFolder(killed.path());
        }
        QVERIFY(QFileInfo(killed.filePath(u"keyswitch.db-wal"_s)).size() > 0);
        const auto restored = restoreDatabase({killed.path(), m_backup, {}});
        QVERIFY(restored);
        QVERIFY(!QFile::exists(killed.filePath(u"keyswitch.db-wal"_s))); // or it would be taken for the new one's
        QCOMPARE(restored->requests, 2000);
        const auto old = restoreDatabase({killed.path(), restored->keptAside, {}});
        QVERIFY(old);
        QCOMPARE(old->requests, 2002);
    }

    void aDamagedOldOneGoesAsideAsItIs()
    {
        QFile file(database());
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(file.write(QByteArray(5000, '\x33')) == 5000);
        file.close();
        QFile wal(database() + "-wal"_L1);
        QVERIFY(wal.open(QIODevice::WriteOnly));
        wal.write("what was left");
        wal.close();
        const QByteArray before = contentOf(database());
        const auto restored = restore(m_backup);
        QVERIFY(restored);
        QCOMPARE(contentOf(restored->keptAside), before);
        QCOMPARE(contentOf(restored->keptAside + "-wal"_L1), QByteArray("what was left"));
        QVERIFY(!QFile::exists(database() + "-wal"_L1));
        QVERIFY(openStore(m_place->path()));
    }

    void refusesWhileAKeyswitchUsesTheFolder()
    {
        const auto store = openStore(m_place->path());
        const auto restored = restore(m_backup);
        QVERIFY(!restored);
        QCOMPARE(restored.error().code, Problem::Code::Conflict);
        QCOMPARE(wait(store->users())->size(), 2);
    }

    void refusesWhileAnotherProgramHasTheDatabaseOpen()
    {
        DatabaseThread neighbour(u"neighbour"_s);
        QVERIFY(neighbour.open(database(), Connection::Role::Writer).result());
        QVERIFY(neighbour.run([](const Connection &c) { return c.number(u"SELECT count(*) FROM users"_s); }).result());
        QVERIFY(QFile::exists(database() + "-wal"_L1));
        const auto restored = restore(m_backup);
        QVERIFY(!restored);
        QVERIFY2(restored.error().title.contains("Another program"_L1), qPrintable(restored.error().title));
        neighbour.stop();
        QVERIFY(restore(m_backup));
    }

    void refusesWhatIsNoSoundBackupAndChangesNothing_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("title");
        QTest::newRow("nothing") << u"nothing"_s << u"no such file"_s;
        QTest::newRow("the database itself") << u"itself"_s << u"the database itself"_s;
        QTest::newRow("empty") << u"empty"_s << u"damaged"_s;
        QTest::newRow("text") << u"text"_s << u"not a Keyswitch database"_s;
        QTest::newRow("foreign") << u"foreign"_s << u"not a Keyswitch database"_s;
        QTest::newRow("truncated") << u"truncated"_s << u"damaged"_s;
        QTest::newRow("flipped page") << u"flipped"_s << u"damaged"_s;
        QTest::newRow("newer") << u"newer"_s << u"newer Keyswitch"_s;
        QTest::newRow("other key") << u"key"_s << u"does not belong"_s;
        QTest::newRow("no key") << u"nokey"_s << u"cannot be read"_s;
    }
    void refusesWhatIsNoSoundBackupAndChangesNothing()
    {
        QFETCH(QString, kind);
        QFETCH(QString, title);
        QTemporaryDir other;
        QString file = other.filePath(u"backup.db"_s);
        QByteArray content = contentOf(m_backup);
        if (kind == "nothing"_L1)
            file = other.filePath(u"none"_s);
        else if (kind == "itself"_L1)
            file = database();
        else if (kind == "empty"_L1)
            content.clear();
        else if (kind == "text"_L1)
            content = "hello\n";
        else if (kind == "foreign"_L1)
            content.replace(68, 4, QByteArray(4, '\0'));
        else if (kind == "truncated"_L1)
            content.chop(4096);
        else if (kind == "flipped"_L1)
            content.replace(content.size() / 2 / 4096 * 4096, 4096, QByteArray(4096, '\x5a'));
        else if (kind == "newer"_L1)
            content.replace(60, 4, QByteArray("\0\0\3\xe7", 4));
        else if (kind == "key"_L1)
            write(m_place->filePath(u"data.key"_s), QByteArray(32, 'k'));
        else if (kind == "nokey"_L1)
            QVERIFY(QFile::remove(m_place->filePath(u"data.key"_s)));
        if (kind != "nothing"_L1 && kind != "itself"_L1)
            write(file, content);

        const QByteArray before = contentOf(database());
        const QStringList files = QDir(m_place->path()).entryList(QDir::Files);
        const auto restored = restoreDatabase({m_place->path(), file, {}});
        QVERIFY(!restored);
        QVERIFY2(restored.error().title.contains(title), qPrintable(restored.error().title));
        QVERIFY(!restored.error().remedy.isEmpty());
        QCOMPARE(contentOf(database()), before);
        QCOMPARE(QDir(m_place->path()).entryList(QDir::Files), files);
        if (kind != "nothing"_L1 && kind != "itself"_L1) {
            QCOMPARE(contentOf(file), content);
            QCOMPARE(QDir(other.path()).entryList(QDir::Files), QStringList{u"backup.db"_s});
        }
    }

    void canBeBrokenOff()
    {
        const QByteArray before = contentOf(database());
        int looks = 0;
        QVERIFY(restoreDatabase({m_place->path(), m_backup, {}}, [&](int percent) {
            ++looks;
            return percent >= 0 && percent <= 100;
        }));
        QVERIFY(looks > 1);
        QVERIFY(QFile::remove(database()));
        write(database(), before);
        int look = 0;
        const auto broken = restoreDatabase({m_place->path(), m_backup, {}}, [&](int) { return ++look < looks / 2; });
        QVERIFY(!broken);
        QCOMPARE(broken.error().code, Problem::Code::Cancelled);
        QCOMPARE(contentOf(database()), before);
    }

    void aPassphraseOpensItElsewhere()
    {
        QTemporaryDir first;
        QTemporaryDir second;
        const auto passphrase = std::make_shared<const Secret>("correct horse");
        OpenOptions options;
        options.folder = first.path();
        options.passphrase = passphrase;
        QString backup;
        {
            const auto store = wait(Store::open(options));
            QVERIFY((*store)->addUser({u"p@example.org"_s, {}, Secret("sk-user-p-key")}).result());
            backup = wait((*store)->backUp({}, 5))->file;
        }
        const auto wrong = restoreDatabase({second.path(), backup, std::make_shared<const Secret>("another")});
        QVERIFY(!wrong);
        QVERIFY(wrong.error().title.contains("passphrase is wrong"_L1));
        const auto restored = restoreDatabase({second.path(), backup, passphrase});
        QVERIFY(restored);
        QCOMPARE(restored->unreadableKeys, 0);
        options.folder = second.path();
        QVERIFY(wait(Store::open(options)));
    }

private:
    QString database() const { return m_place->filePath(u"keyswitch.db"_s); }
    Result<Restored> restore(const QString &file) const { return restoreDatabase({m_place->path(), file, {}}); }
    static QByteArray contentOf(const QString &name)
    {
        QFile file(name);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    static void write(const QString &name, const QByteArray &content)
    {
        QFile file(name);
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(content) == content.size());
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    }
    void copyFolder(const QString &to) const
    {
        for (const QString &name : {u"keyswitch.db"_s, u"keyswitch.db-wal"_s, u"data.key"_s})
            QVERIFY(QFile::copy(m_place->filePath(name), to + u'/' + name));
    }
    std::optional<QTemporaryDir> m_place;
    QString m_backup;
};

QTEST_GUILESS_MAIN(tst_Restore)
#include "tst_restore.moc"
