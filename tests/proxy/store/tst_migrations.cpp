// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/store/fileprobe.h"
#include "proxy/store/migrations.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace keyswitch;
using namespace keyswitch::store;
using namespace Qt::StringLiterals;

class tst_Migrations : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { m_place.emplace(); }

    void numbersAreWithoutGaps()
    {
        int expected = 1;
        for (const Migration &migration : allMigrations()) {
            QCOMPARE(migration.number, expected++);
            QVERIFY(!migration.statements.isEmpty());
        }
        QVERIFY(expected > 1);
    }
    void splitsStatements_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QStringList>("statements");
        QTest::newRow("two") << u"A;\nB;"_s << QStringList{u"A"_s, u"B"_s};
        QTest::newRow("last without end") << u"A; B"_s << QStringList{u"A"_s, u"B"_s};
        QTest::newRow("comment") << u"-- a; b\nA -- c;\n;"_s << QStringList{u"A"_s};
        QTest::newRow("quotes") << u"A ';--' \";\" 'it''s;';"_s << QStringList{u"A ';--' \";\" 'it''s;'"_s};
        QTest::newRow("nothing") << u" ;; -- x"_s << QStringList();
    }
    void splitsStatements()
    {
        QFETCH(QString, sql);
        QFETCH(QStringList, statements);
        QCOMPARE(splitStatements(sql), statements);
    }
    void makesADatabaseFromNothing()
    {
        QVERIFY(createDatabase(file()));
        QVERIFY(!(QFile::permissions(file()) & (QFile::ReadGroup | QFile::ReadOther)));
        QCOMPARE(QDir(m_place->path()).entryList(QDir::Files), QStringList{u"keyswitch.db"_s});
        const auto writer = Connection::open(file(), Connection::Role::Writer);
        QVERIFY(writer);
        QCOMPARE(*(*writer)->number(u"PRAGMA user_version"_s), qint64(allMigrations().back().number));
        QCOMPARE(*(*writer)->number(u"PRAGMA application_id"_s), qint64(applicationId));
        QCOMPARE(*(*writer)->number(u"PRAGMA auto_vacuum"_s), 2);
        QCOMPARE(*(*writer)->number(u"PRAGMA synchronous"_s), 2);
        QCOMPARE(*(*writer)->number(u"PRAGMA foreign_keys"_s), 1);
    }
    void doesNothingWhenUpToDate()
    {
        QVERIFY(createDatabase(file()));
        const auto writer = Connection::open(file(), Connection::Role::Writer);
        const qint64 before = *(*writer)->number(u"PRAGMA schema_version"_s);
        QVERIFY(migrate(**writer));
        QVERIFY(migrate(**writer));
        QCOMPARE(*(*writer)->number(u"PRAGMA schema_version"_s), before);
        QVERIFY(QDir(m_place->path()).entryList({u"*before*"_s}).isEmpty());
    }
    void startsAnewAfterAnInterruptedFirstStart()
    {
        for (const QString &name : {file() + ".new"_L1, file() + ".new-journal"_L1}) {
            QFile half(name);
            QVERIFY(half.open(QIODevice::WriteOnly));
            half.write("half");
        }
        QVERIFY(createDatabase(file()));
        QVERIFY(probeDatabaseFile(file(), allMigrations().back().number));
    }
    void copiesTheDatabaseBeforeItChanges()
    {
        makeFirst();
        const auto writer = Connection::open(file(), Connection::Role::Writer);
        QVERIFY((*writer)->execute(u"INSERT INTO a VALUES(7)"_s));
        QVERIFY(migrate(**writer, history()));
        QCOMPARE(*(*writer)->number(u"PRAGMA user_version"_s), 3);
        QCOMPARE(*(*writer)->number(u"SELECT y FROM b"_s), 1);
        const QString copy = file() + ".before-3"_L1;
        QVERIFY(!(QFile::permissions(copy) & (QFile::ReadGroup | QFile::ReadOther)));
        QVERIFY(probeDatabaseFile(copy, 1));
        const auto old = Connection::open(copy, Connection::Role::Inspector);
        QCOMPARE(*(*old)->number(u"PRAGMA user_version"_s), 1);
        QCOMPARE(*(*old)->number(u"SELECT x FROM a"_s), 7);
    }
    void rollsBackWhereverItFails()
    {
        for (size_t failing = 0; failing < 3; ++failing) {
            m_place.emplace();
            makeFirst();
            auto broken = history();
            broken[1].statements[qsizetype(failing)] = u"INSERT INTO nowhere VALUES(1)"_s;
            const auto writer = Connection::open(file(), Connection::Role::Writer);
            const Done done = migrate(**writer, broken);
            QVERIFY(!done);
            QVERIFY(!done.error().remedy.isEmpty());
            QCOMPARE(*(*writer)->number(u"PRAGMA user_version"_s), 1);
            QCOMPARE(*(*writer)->number(u"SELECT count(*) FROM sqlite_master WHERE name='b'"_s), 0);
            QVERIFY2(migrate(**writer, history()), "the repaired program must get through");
            QCOMPARE(*(*writer)->number(u"PRAGMA user_version"_s), 3);
        }
    }
    void stopsAfterTheLastGoodOne()
    {
        makeFirst();
        auto broken = history();
        broken[2].statements[0] = u"nonsense"_s;
        const auto writer = Connection::open(file(), Connection::Role::Writer);
        QVERIFY(!migrate(**writer, broken));
        QCOMPARE(*(*writer)->number(u"PRAGMA user_version"_s), 2);
    }
    void refusesANewerSchema()
    {
        makeFirst();
        const auto writer = Connection::open(file(), Connection::Role::Writer);
        QVERIFY(migrate(**writer, history()));
        const Done done = migrate(**writer, {history()[0]});
        QVERIFY(!done);
        QVERIFY(done.error().title.contains("newer"_L1));
        QCOMPARE(*(*writer)->number(u"PRAGMA user_version"_s), 3);
    }

private:
    QString file() const { return m_place->filePath(u"keyswitch.db"_s); }
    static std::vector<Migration> history()
    {
        return {{1, {u"CREATE TABLE a(x)"_s}},
                {2, {u"CREATE TABLE b(y)"_s, u"INSERT INTO b VALUES(1)"_s, u"CREATE INDEX b_y ON b(y)"_s}},
                {3, {u"ALTER TABLE a ADD COLUMN z"_s}}};
    }
    void makeFirst() { QVERIFY(createDatabase(file(), {history()[0]})); }
    std::optional<QTemporaryDir> m_place;
};

QTEST_GUILESS_MAIN(tst_Migrations)
#include "tst_migrations.moc"
