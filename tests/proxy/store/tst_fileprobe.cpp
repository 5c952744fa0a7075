// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/store/fileprobe.h"
#include "tests/proxy/store/storefixture.h"

#include "proxy/store/migrations.h"

#include <QDir>
#include <QFile>

using namespace keyswitch;
using namespace keyswitch::store;
using namespace Qt::StringLiterals;

// Whatever stands in place of the database is refused with a way out and left as it was, to the byte.
class tst_FileProbe : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        QTemporaryDir place;
        {
            const auto store = openStore(place.path());
            QVERIFY(store);
            for (int i = 0; i < 50; ++i) {
                QVERIFY(store->addUser({u"user%1@example.org"_s.arg(i), {}, Secret("sk-user-key")}).result());
            }
            std::vector<UsageRecord> records;
            for (int i = 0; i < 2000; ++i)
                records.push_back(okRecord(1'790'000'000'000 + i));
            store->push(std::move(records));
            QVERIFY(store->settle().result());
        }
        m_good = read(place.filePath(u"keyswitch.db"_s));
        m_key = read(place.filePath(u"data.key"_s));
        QVERIFY(m_good.size() > 100'000);
    }

    void opensAGoodFile() { QVERIFY(!refusal(m_good)); }

    void refusesAndKeeps_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("title");
        const QString damaged = u"damaged"_s;
        const QString foreign = u"not a Keyswitch database"_s;
        const auto patched = [this](qsizetype at, const QByteArray &bytes) {
            return QByteArray(m_good).replace(at, bytes.size(), bytes);
        };
        QTest::newRow("zero bytes") << QByteArray() << damaged;
        QTest::newRow("text") << QByteArray("hello\n") << foreign;
        QTest::newRow("long text") << QByteArray("hello\n").repeated(10'000) << foreign;
        QTest::newRow("zeros") << QByteArray(65536, '\0') << foreign;
        QTest::newRow("magic only") << m_good.left(16) << damaged;
        QTest::newRow("half a header") << m_good.left(60) << damaged;
        QTest::newRow("header only") << m_good.left(100) << damaged;
        QTest::newRow("one page") << m_good.left(4096) << damaged;
        QTest::newRow("half") << m_good.left(m_good.size() / 2) << damaged;
        QTest::newRow("last page missing") << m_good.left(m_good.size() - 4096) << damaged;
        QTest::newRow("another program's") << patched(68, QByteArray(4, '\0')) << foreign;
        QTest::newRow("newer") << patched(60, QByteArray("\0\0\3\xe7", 4)) << u"newer"_s;
        QTest::newRow("damaged schema page") << patched(100, QByteArray(2000, '\x5a')) << damaged;
        QTest::newRow("damaged middle") << patched(m_good.size() / 2 / 4096 * 4096, QByteArray(4096, '\x5a'))
                                        << damaged;
    }
    void refusesAndKeeps()
    {
        QFETCH(QByteArray, content);
        QFETCH(QString, title);
        const auto problem = refusal(content);
        QVERIFY(problem);
        QCOMPARE(problem->code, Problem::Code::Storage);
        QVERIFY2(problem->title.contains(title), qPrintable(problem->title + u" | "_s + problem->detail));
        QVERIFY(!problem->remedy.isEmpty());
        QVERIFY(problem->detail.contains("keyswitch.db"_L1));
    }

    void readsAFileWithAWalLeftBehind()
    {
        QTemporaryDir running;
        QTemporaryDir copied;
        const auto store = openStore(running.path());
        QVERIFY(store->addUser({u"a@example.org"_s, {}, {}}).result());
        for (const QString &name : {u"keyswitch.db"_s, u"keyswitch.db-wal"_s, u"data.key"_s})
            QVERIFY(QFile::copy(running.filePath(name), copied.filePath(name)));
        const QByteArray file = read(copied.filePath(u"keyswitch.db"_s));
        const QByteArray wal = read(copied.filePath(u"keyswitch.db-wal"_s));
        QVERIFY(!wal.isEmpty());
        QVERIFY(probeDatabaseFile(copied.filePath(u"keyswitch.db"_s), allMigrations().back().number));
        QCOMPARE(read(copied.filePath(u"keyswitch.db"_s)), file);
        QCOMPARE(read(copied.filePath(u"keyswitch.db-wal"_s)), wal);
        const auto second = openStore(copied.path());
        QVERIFY(second);
        QCOMPARE(wait(second->users())->size(), 1);
    }

private:
    static QByteArray read(const QString &name)
    {
        QFile file(name);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    // The problem of opening a store with this file; checks that a refused one is unchanged and nothing lies beside it.
    std::optional<Problem> refusal(const QByteArray &content) const
    {
        QTemporaryDir place;
        for (const auto &[name, bytes] : {std::pair(u"keyswitch.db"_s, content), std::pair(u"data.key"_s, m_key)}) {
            QFile file(place.filePath(name));
            if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
                qFatal("cannot write the test's file");
            file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
        }
        OpenOptions options;
        options.folder = place.path();
        const auto store = Store::open(options).result();
        if (store)
            return std::nullopt;
        const QStringList expected{u"data.key"_s, u"keyswitch.db"_s};
        const QStringList files = QDir(place.path()).entryList(QDir::Files | QDir::Hidden, QDir::Name);
        if (read(place.filePath(u"keyswitch.db"_s)) != content || files != expected)
            return Problem{Problem::Code::Unexpected, u"the refused file was touched"_s, files.join(u' '), {}, {}};
        return store.error();
    }
    QByteArray m_good;
    QByteArray m_key;
};

QTEST_GUILESS_MAIN(tst_FileProbe)
#include "tst_fileprobe.moc"
