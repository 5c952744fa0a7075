// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/proxy/store/storefixture.h"

using namespace keyswitch;
using namespace keyswitch::store;
using namespace Qt::StringLiterals;

using Verdict = ImportedLine::Verdict;

class tst_DirectoryImport : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_place.emplace();
        m_store = openStore(m_place->path());
        QVERIFY(m_store);
        const auto ann = wait(m_store->addUser({u"ann@example.org"_s, u"Ann"_s, Secret("sk-ann-key-1")}));
        QVERIFY(ann);
        QVERIFY(m_store->addAgent({u"agent-1"_s, u"First"_s, ann->id, u"gpt-4o"_s}).result());
    }
    void cleanup() { m_store.reset(); }

    void saysOfEachLineWhatItDoesAndDoesIt()
    {
        DirectoryImport import;
        import.users.push_back(user(2, "ann@example.org", "Ann"));
        import.users.push_back(user(3, "BOB@example.org", "Bob", "sk-bob-key-1", false));
        import.agents.push_back({2, u"agent-1"_s, u"Renamed"_s, u"bob@example.org"_s, u""_s, {}});
        import.agents.push_back({3, u"agent-2"_s, {}, u"ann@example.org"_s, {}, {}});
        const auto report = wait(m_store->importDirectory(std::move(import)));
        QVERIFY(report);
        QVERIFY(report->applied);
        QCOMPARE(verdicts(*report), QList<Verdict>({Verdict::Same, Verdict::New, Verdict::Changed, Verdict::New}));
        QCOMPARE(report->lines[2].changes, QStringList({u"name"_s, u"user_email"_s, u"model"_s}));
        QCOMPARE(report->lines[3].line, 3);
        const auto bob = wait(m_store->userByEmail(u"bob@example.org"_s));
        QVERIFY(bob && !bob->enabled && !bob->keyFingerprint.isEmpty());
        const auto agent = wait(m_store->agentByExternalId(u"agent-1"_s));
        QCOMPARE(agent->userEmail, bob->email);
        QCOMPARE(agent->name, u"Renamed"_s);
        QCOMPARE(agent->model, u""_s);
        QCOMPARE(wait(m_store->agentByExternalId(u"agent-2"_s))->name, u"agent-2"_s);
    }

    void aPreviewSaysTheSameAndChangesNothing()
    {
        const auto make = [] {
            DirectoryImport import;
            import.users.push_back(user(2, "ann@example.org", "Anna", "sk-ann-key-2"));
            import.users.push_back(user(3, "bob@example.org", "Bob"));
            import.agents.push_back({2, u"agent-2"_s, {}, u"bob@example.org"_s, {}, {}}); // the user is new, too
            return import;
        };
        DirectoryImport preview = make();
        preview.dryRun = true;
        const auto said = wait(m_store->importDirectory(std::move(preview)));
        QVERIFY(said && !said->applied);
        QCOMPARE(wait(m_store->users())->size(), 1);
        QCOMPARE(wait(m_store->users())->first().name, u"Ann"_s);
        QVERIFY(!m_store->agentByExternalId(u"agent-2"_s).result());
        const auto done = wait(m_store->importDirectory(make()));
        QVERIFY(done && done->applied);
        QCOMPARE(verdicts(*done), verdicts(*said));
        QCOMPARE(done->lines[0].changes, QStringList({u"name"_s, u"litellm_key"_s}));
        QCOMPARE(wait(m_store->users())->size(), 2);
    }

    void oneRefusedLineMeansThatNoneIsDone()
    {
        DirectoryImport import;
        import.users.push_back(user(2, "bob@example.org", "Bob"));
        import.users.push_back(user(3, "no e-mail", "Nobody"));
        import.users.push_back(user(4, "ann@example.org", "Anna"));
        const auto report = wait(m_store->importDirectory(std::move(import)));
        QVERIFY(report && !report->applied);
        QCOMPARE(verdicts(*report), QList<Verdict>({Verdict::New, Verdict::Refused, Verdict::Changed}));
        QVERIFY(!report->lines[1].reason.title.isEmpty() && !report->lines[1].reason.remedy.isEmpty());
        QCOMPARE(wait(m_store->users())->size(), 1);
        QCOMPARE(wait(m_store->users())->first().name, u"Ann"_s);
    }

    void hostileLinesAreRefusedOneByOne_data()
    {
        QTest::addColumn<QString>("email");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<bool>("taken");
        QTest::newRow("ten thousand characters")
            << u"x@example.org"_s << QString(10'000, u'n') << QByteArray() << false;
        QTest::newRow("long e-mail") << QString(300, u'e') + u"@example.org"_s << u"X"_s << QByteArray() << false;
        QTest::newRow("right to left") << u"x@example.org"_s << u"Ann\u202egpj.exe"_s << QByteArray() << false;
        QTest::newRow("line break") << u"x@example.org"_s << u"Ann\r\nX-Evil: 1"_s << QByteArray() << false;
        QTest::newRow("zero") << u"x@example.org"_s << QString(u"Ann"_s + QChar(0)) << QByteArray() << false;
        QTest::newRow("half a character") << u"x@example.org"_s << QString(QChar(0xd800)) << QByteArray() << false;
        QTest::newRow("key with spaces") << u"x@example.org"_s << u"X"_s << QByteArray("sk key with spaces") << false;
        QTest::newRow("key in two lines") << u"x@example.org"_s << u"X"_s << QByteArray("sk-key\r\nHost: x") << false;
        QTest::newRow("SQL") << u"x'--@example.org"_s << u"'); DROP TABLE users;--"_s << QByteArray() << true;
        QTest::newRow("formula") << u"x@example.org"_s << u"=HYPERLINK(\"http://x\")"_s << QByteArray() << true;
        QTest::newRow("emoji") << u"x@example.org"_s << u"👩‍💻 Ann"_s << QByteArray() << true;
    }
    void hostileLinesAreRefusedOneByOne()
    {
        QFETCH(QString, email);
        QFETCH(QString, name);
        QFETCH(QByteArray, key);
        QFETCH(bool, taken);
        DirectoryImport import;
        import.users.push_back(user(7, email, name, key));
        const auto report = wait(m_store->importDirectory(std::move(import)));
        QVERIFY(report);
        QCOMPARE(report->applied, taken);
        QCOMPARE(report->lines.size(), 1);
        QCOMPARE(report->lines[0].line, 7);
        QVERIFY(!key.isEmpty() || report->lines[0].verdict == (taken ? Verdict::New : Verdict::Refused));
        QVERIFY2(!report->lines[0].reason.detail.contains("sk"_L1), qPrintable(report->lines[0].reason.detail));
        QCOMPARE(wait(m_store->users())->size(), taken ? 2 : 1);
    }

    void aLineThatStandsThereTwiceIsRefused()
    {
        DirectoryImport import;
        import.users.push_back(user(2, "bob@example.org", "Bob"));
        import.users.push_back(user(3, "Bob@Example.org", "Robert"));
        import.agents.push_back({2, u"agent-2"_s, {}, u"bob@example.org"_s, {}, {}});
        import.agents.push_back({9, u"agent-2"_s, {}, u"ann@example.org"_s, {}, {}});
        const auto report = wait(m_store->importDirectory(std::move(import)));
        QVERIFY(report && !report->applied);
        QCOMPARE(verdicts(*report), QList<Verdict>({Verdict::New, Verdict::Refused, Verdict::New, Verdict::Refused}));
        QVERIFY(report->lines[1].reason.detail.contains(u"line 2"_s));
    }

    void anAgentNeedsAUserThatIsThere()
    {
        DirectoryImport import;
        import.agents.push_back({2, u"agent-2"_s, {}, {}, {}, {}});
        import.agents.push_back({3, u"agent-3"_s, {}, u"nobody@example.org"_s, {}, {}});
        import.agents.push_back({4, u"../x"_s, {}, u"ann@example.org"_s, {}, {}});
        const auto report = wait(m_store->importDirectory(std::move(import)));
        QVERIFY(report && !report->applied);
        QCOMPARE(verdicts(*report), QList<Verdict>({Verdict::Refused, Verdict::Refused, Verdict::Refused}));
    }

    void aKeyIsNeverTakenAwayAndTheSameOneIsNoChange()
    {
        DirectoryImport import;
        import.users.push_back(user(2, "ann@example.org", "Ann", "sk-ann-key-1"));
        auto report = wait(m_store->importDirectory(std::move(import)));
        QCOMPARE(verdicts(*report), QList<Verdict>{Verdict::Same});
        DirectoryImport without;
        without.users.push_back(user(2, "ann@example.org", "Ann"));
        QVERIFY(wait(m_store->importDirectory(std::move(without))));
        const auto directory = wait(m_store->loadDirectory());
        QVERIFY(directory->snapshot->users().front().litellmKey->equals("sk-ann-key-1"));
    }

    void theStoreGoesOnWritingAfterAnImportThatWasTakenBack()
    {
        DirectoryImport import;
        import.users.push_back(user(2, "no e-mail", "x"));
        QVERIFY(!wait(m_store->importDirectory(std::move(import)))->applied);
        m_store->push(one(okRecord(1'790'000'000'000)));
        QVERIFY(m_store->settle().result());
        QVERIFY(m_store->addUser({u"later@example.org"_s, {}, {}}).result());
        QVERIFY(m_store->check().result());
    }

private:
    static ImportedUser user(int line, const QString &email, const QString &name, const QByteArray &key = {},
                             std::optional<bool> enabled = {})
    {
        ImportedUser user;
        user.line = line;
        user.email = email;
        user.name = name;
        user.enabled = enabled;
        user.litellmKey = Secret(key);
        return user;
    }
    static ImportedUser user(int line, const char *email, const char *name, const QByteArray &key = {},
                             std::optional<bool> enabled = {})
    {
        return user(line, QString::fromLatin1(email), QString::fromLatin1(name), key, enabled);
    }
    static QList<Verdict> verdicts(const ImportReport &report)
    {
        QList<Verdict> list;
        for (const ImportedLine &line : report.lines)
            list << line.verdict;
        return list;
    }
    std::optional<QTemporaryDir> m_place;
    std::shared_ptr<Store> m_store;
};

QTEST_GUILESS_MAIN(tst_DirectoryImport)
#include "tst_directoryimport.moc"
