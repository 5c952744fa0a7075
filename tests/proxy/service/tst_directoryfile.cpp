// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/service/directoryfile.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace keyswitch;
using namespace Qt::StringLiterals;
using What = ImportOrder::What;

class tst_DirectoryFile : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_place;

    Result<DirectoryFile> read(const QByteArray &content, What what = What::Users, bool dryRun = false)
    {
        QFile file(m_place.filePath(u"list.csv"_s));
        if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate) || file.write(content) != content.size())
            qFatal("cannot write the test's file");
        file.close();
        return DirectoryFile::read({what, file.fileName(), dryRun});
    }

private Q_SLOTS:
    void readsUsersWithTheirKeys()
    {
        const auto file = read("email,name,enabled,litellm_key\r\n"
                               "ann@example.org,\"Ann, the first\",true, sk-ann-key \r\n"
                               "bob@example.org,,,\r\n");
        QVERIFY(file);
        QCOMPARE(file->import.users.size(), size_t(2));
        const store::ImportedUser &ann = file->import.users[0];
        QCOMPARE(ann.line, 2);
        QCOMPARE(ann.name, std::optional(u"Ann, the first"_s));
        QCOMPARE(ann.enabled, std::optional(true));
        QVERIFY(ann.litellmKey.equals("sk-ann-key"));
        QVERIFY(!file->import.users[1].enabled && file->import.users[1].litellmKey.isEmpty());
        QVERIFY(!file->import.dryRun);
        QVERIFY(file->warnings.join(u' ').contains("delete it"_L1));
    }
    void warnsOfKeysOnlyWhereThereAreSome()
    {
        QVERIFY(read("email,litellm_key\nann@example.org,\n")->warnings.isEmpty());
        QVERIFY(!read("email,litellm_key\nann@example.org,sk-key-of-ann\n")->warnings.isEmpty());
        QFile::setPermissions(m_place.filePath(u"list.csv"_s), QFile::ReadOwner | QFile::WriteOwner);
        QCOMPARE(read("email,litellm_key\nann@example.org,sk-key-of-ann\n")->warnings.size(), 1);
        QFile::setPermissions(m_place.filePath(u"list.csv"_s), QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther);
        QCOMPARE(read("email,litellm_key\nann@example.org,sk-key-of-ann\n")->warnings.size(), 2);
    }
    void readsAgents()
    {
        const auto file = read("agent_id;name;user_email;model\nagent-1;'=First;ann@example.org;gpt\n", What::Agents);
        QVERIFY(file);
        const store::ImportedAgent &agent = file->import.agents.at(0);
        QCOMPARE(agent.externalId, u"agent-1"_s);
        QCOMPARE(agent.name, std::optional(u"=First"_s)); // the guard of an export is taken off
        QCOMPARE(agent.userEmail, std::optional(u"ann@example.org"_s));
        QCOMPARE(agent.model, std::optional(u"gpt"_s));
    }
    void leavesOutWhatAnExportHasBesides()
    {
        const auto file =
            read("email,name,enabled,key_fingerprint,agents,created_at\nann@example.org,Ann,false,abc,3,2026-01-01\n");
        QVERIFY(file);
        QCOMPARE(file->import.users.at(0).enabled, std::optional(false));
        QVERIFY(!read("email,key\nann@example.org,sk-1\n")); // nobody's key is taken for something else
    }
    void aFileThatCannotMeanAListIsAProblem_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("mentions");
        QTest::newRow("empty") << QByteArray() << u"empty"_s;
        QTest::newRow("unknown column") << QByteArray("email,phone\n") << u"phone"_s;
        QTest::newRow("twice") << QByteArray("email,name,Name\n") << u"name"_s;
        QTest::newRow("without e-mail") << QByteArray("name\nAnn\n") << u"email"_s;
        QTest::newRow("no head") << QByteArray("ann@example.org,Ann\n") << u"ann@example.org"_s;
        QTest::newRow("binary") << QByteArray("\x7f\x45LF\0\0", 6) << u"Line 1"_s;
        QTest::newRow("quote without end")
            << QByteArray("email,name\na@example.org,\"Ann\nb@example.org,B\n") << u"Line 2"_s;
    }
    void aFileThatCannotMeanAListIsAProblem()
    {
        QFETCH(QByteArray, content);
        QFETCH(QString, mentions);
        const auto file = read(content);
        QVERIFY(!file);
        const QString said = file.error().title + u' ' + file.error().detail;
        QVERIFY2(said.contains(mentions), qPrintable(said));
        QVERIFY(!file.error().remedy.isEmpty());
    }
    void aLineThatCannotMeanAnythingIsRefusedWithItsNumber_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::newRow("too few cells") << QByteArray("b@example.org");
        QTest::newRow("too many cells") << QByteArray("b@example.org,Bob, the second,true");
        QTest::newRow("no UTF-8") << QByteArray("b@example.org,B\xf6"
                                                "b,true");
        QTest::newRow("neither true nor false") << QByteArray("b@example.org,Bob,maybe");
    }
    void aLineThatCannotMeanAnythingIsRefusedWithItsNumber()
    {
        QFETCH(QByteArray, line);
        const auto file = read("email,name,enabled\na@example.org,Ann,true\n\n" + line + "\nc@example.org,C,\n");
        QVERIFY(file);
        QCOMPARE(file->refused.size(), 1);
        QCOMPARE(file->refused[0].line, 4);
        QVERIFY(!file->refused[0].reason.title.isEmpty() && !file->refused[0].reason.remedy.isEmpty());
        QVERIFY(file->import.dryRun); // the others are looked at and not done
        QCOMPARE(file->import.users.size(), size_t(2));
    }
    void whatIsNoFileIsAProblem()
    {
        for (const QString &name : {m_place.filePath(u"none"_s), m_place.path(), u"/dev/zero"_s}) {
            const auto file = DirectoryFile::read({What::Users, name, false});
            QVERIFY(!file);
            QCOMPARE(file.error().code, Problem::Code::NotFound);
        }
    }
};

QTEST_GUILESS_MAIN(tst_DirectoryFile)
#include "tst_directoryfile.moc"
