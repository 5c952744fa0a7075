// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/configure/envfile.h"

#include <QTemporaryDir>
#include <QTest>

using namespace keyswitch;

class tst_EnvFile : public QObject
{
    Q_OBJECT

    static QByteArray shown(const EnvFile &file)
    {
        QByteArray text;
        for (const EnvFile::Entry &entry : file.entries())
            text += entry.name + '=' + entry.value.view().toByteArray() + ';';
        return text;
    }

private Q_SLOTS:
    void readsWhatDotenvAndComposeRead_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("entries");
        const auto row = [](const char *name, const QByteArray &text, const QByteArray &entries) {
            QTest::newRow(name) << text << entries;
        };
        row("empty file", "", "");
        row("plain", "A=1\nB=2\n", "A=1;B=2;");
        row("no newline at the end", "A=1", "A=1;");
        row("CRLF", "A=1\r\nB=2\r\n", "A=1;B=2;");
        row("BOM",
            "\xEF\xBB\xBF"
            "A=1\n",
            "A=1;");
        row("blank lines and comments", "\n  \n# A=0\n  # B=0\nA=1\n", "A=1;");
        row("export", "export A=1\nexport\tB=2\n", "A=1;B=2;");
        row("a name that begins with export", "exported=1\n", "exported=1;");
        row("export as a name", "export=1\n", "export=1;");
        row("blanks around =", "A = 1 \n\tB\t=\t2\t\n", "A=1;B=2;");
        row("= in the value", "A=b=c==\n", "A=b=c==;");
        row("blanks inside a bare value", "A=one two\n", "A=one two;");
        row("empty", "A=\nB=''\nC=\"\"\n", "A=;B=;C=;");
        row("empty with a comment", "A= # nothing\nB=1\n", "A=;B=1;");
        row("comment after a bare value", "A=1 # one\n", "A=1;");
        row("# inside a bare value", "A=a#b\nB=#c\n", "A=a#b;B=#c;");
        row("single quotes are literal", "A='a \"b\" ${C} \\n $ # d'\n", "A=a \"b\" ${C} \\n $ # d;");
        row("escaped single quote", "A='it\\'s \\\\'\n", "A=it's \\;");
        row("double quotes with escapes", "A=\"a\\tb\\\"c\\\\d\\$e\\q\"\n", "A=a\tb\"c\\d$e\\q;");
        row("comment after quotes", "A=\"1\" # one\nB='2'# two\n", "A=1;B=2;");
        row("quotes over several lines", "A=\"one\ntwo\"\nB=3\n", "A=one\ntwo;B=3;");
        row("quote in the middle is a character", "A=it's\n", "A=it's;");
        row("name alone", "A\nB=2\nC # later\n", "B=2;");
        row("dots and dashes in names", "a.b-c=1\n", "a.b-c=1;");
        row("expansion from an earlier line", "A=x\nB=${A}/y\nC=\"${A}z\"\n", "A=x;B=x/y;C=xz;");
        row("expansion from outside wins", "OUT=file\nB=${OUT}\n", "OUT=file;B=outside;");
        row("expansion default", "B=${NONE:-d}\nC=${NONE}\nE=${EMPTY:-d}\n", "B=d;C=;E=d;");
        row("a dollar is no expansion", "A=pa$$w0rd$\nB=$HOME\nC=${open\n", "A=pa$$w0rd$;B=$HOME;C=${open;");
        row("not ASCII", "A=\xD0\x9F\n", "A=\xD0\x9F;");
        row("twice", "A=1\nA=2\n", "A=1;A=2;");
    }
    void readsWhatDotenvAndComposeRead()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, entries);
        const Result<EnvFile> file =
            EnvFile::parse(text, QStringLiteral(".env"), [](const QByteArray &name) -> std::optional<QByteArray> {
                if (name == "OUT")
                    return "outside";
                if (name == "EMPTY")
                    return "";
                return {};
            });
        QVERIFY(file);
        QCOMPARE(shown(*file), entries);
    }

    void theLastLineOfANameCounts()
    {
        const Result<EnvFile> file = EnvFile::parse("A=1\nB=x\nA=2\n", QStringLiteral(".env"));
        QVERIFY(file);
        QCOMPARE(file->find("A")->value.view().toByteArray(), QByteArray("2"));
        QCOMPARE(file->find("A")->line, 3);
        QVERIFY(!file->find("C"));
    }

    void aBadLineIsNamedByItsNumberAndNotByItsText_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("line");
        QTest::newRow("no name") << QByteArray("A=1\n=sk-secret\n") << 2;
        QTest::newRow("words") << QByteArray("A=1\n\nsk secret here\n") << 3;
        QTest::newRow("digit first") << QByteArray("1A=sk-secret\n") << 1;
        QTest::newRow("open quote") << QByteArray("A=\"sk-secret\nB=2\n") << 1;
        QTest::newRow("text after the quote") << QByteArray("# x\r\nA='sk-'secret\r\n") << 2;
        QTest::newRow("after a value over three lines") << QByteArray("A='1\n2\n3'\n!sk-secret\n") << 4;
    }
    void aBadLineIsNamedByItsNumberAndNotByItsText()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, line);
        const Result<EnvFile> file = EnvFile::parse(text, QStringLiteral("my.env"));
        QVERIFY(!file);
        QCOMPARE(file.error().code, Problem::Code::Invalid);
        QVERIFY2(file.error().detail.contains(QStringLiteral("my.env: line %1:").arg(line)),
                 qPrintable(file.error().detail));
        QVERIFY(!file.error().detail.contains(QLatin1String("secret")));
    }

    void aBinaryFileIsRefused() { QVERIFY(!EnvFile::parse(QByteArrayView("A=1\0B", 5), QStringLiteral(".env"))); }

    void aFileThatCannotBeReadIsAProblem()
    {
        QTemporaryDir folder;
        const Result<EnvFile> none = EnvFile::read(folder.filePath(QStringLiteral("none")));
        QVERIFY(!none);
        QVERIFY(none.error().detail.contains(QLatin1String("none")));
        QVERIFY(!EnvFile::read(folder.path()));

        QFile large(folder.filePath(QStringLiteral("large")));
        QVERIFY(large.open(QIODevice::WriteOnly));
        QVERIFY(large.resize(1024 * 1024 + 1));
        QVERIFY(!EnvFile::read(large.fileName()));
    }
};

QTEST_GUILESS_MAIN(tst_EnvFile)
#include "tst_envfile.moc"
