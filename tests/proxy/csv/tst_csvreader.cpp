// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/csv/csvreader.h"

#include <QTest>

#include <random>

using namespace keyswitch;
using namespace Qt::StringLiterals;

class tst_CsvReader : public QObject
{
    Q_OBJECT

    struct Read {
        QList<QByteArrayList> lines;
        QList<int> numbers;
        std::optional<Problem> problem;
    };
    static Read read(QByteArray text)
    {
        Read all;
        CsvReader reader({text.data(), size_t(text.size())});
        for (;;) {
            const auto line = reader.next();
            if (!line) {
                all.problem = line.error();
                return all;
            }
            if (!*line)
                return all;
            QByteArrayList cells;
            for (const QByteArrayView cell : (*line)->cells)
                cells << cell.toByteArray();
            all.lines << cells;
            all.numbers << (*line)->number;
        }
    }

private Q_SLOTS:
    void readsLines_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QList<QByteArrayList>>("lines");
        using Lines = QList<QByteArrayList>;
        QTest::newRow("nothing") << QByteArray() << Lines{};
        QTest::newRow("CRLF") << QByteArray("a,b\r\nc,d\r\n") << Lines{{"a", "b"}, {"c", "d"}};
        QTest::newRow("LF, no end") << QByteArray("a,b\nc,d") << Lines{{"a", "b"}, {"c", "d"}};
        QTest::newRow("CR at the end") << QByteArray("a\r") << Lines{{"a"}};
        QTest::newRow("empty cells") << QByteArray(",\n,,x") << Lines{{"", ""}, {"", "", "x"}};
        QTest::newRow("empty lines") << QByteArray("\n\r\na\n\n\nb\n") << Lines{{"a"}, {"b"}};
        QTest::newRow("quotes") << QByteArray("\"a \"\"b\"\", c\",\"\"\n") << Lines{{"a \"b\", c", ""}};
        QTest::newRow("break in quotes") << QByteArray("\"a\r\nb\",c\n") << Lines{{"a\r\nb", "c"}};
        QTest::newRow("mark") << QByteArray("\xef\xbb\xbf"
                                            "a,b\n")
                              << Lines{{"a", "b"}};
        QTest::newRow("semicolons") << QByteArray("a;b\nc,d;e\n") << Lines{{"a", "b"}, {"c,d", "e"}};
        QTest::newRow("tabs") << QByteArray("a\tb\nc\td\n") << Lines{{"a", "b"}, {"c", "d"}};
        QTest::newRow("spaces stay") << QByteArray(" a , b\n") << Lines{{" a ", " b"}};
    }
    void readsLines()
    {
        QFETCH(QByteArray, text);
        QFETCH(QList<QByteArrayList>, lines);
        const Read all = read(text);
        QVERIFY(!all.problem);
        QCOMPARE(all.lines, lines);
    }
    void numbersLinesAsAnEditorDoes() { QCOMPARE(read("a\n\n\"b\nb\"\nc\n").numbers, QList<int>({1, 3, 5})); }
    void namesTheLineThatIsNoCsv_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("line");
        QTest::newRow("quote within a cell") << QByteArray("a\nb\"c\n") << 2;
        QTest::newRow("text after a quote") << QByteArray("a\n\n\"b\" c\n") << 3;
        QTest::newRow("quote without end") << QByteArray("a\n\"b\nc\nd\n") << 2;
        QTest::newRow("CR within a cell") << QByteArray("a\rb\n") << 1;
        QTest::newRow("zero byte") << QByteArray("a\nb\0c\n", 6) << 2;
        QTest::newRow("zero byte in quotes") << QByteArray("a\n\"b\0c\"\n", 8) << 2;
        QTest::newRow("too many cells") << "a\n" + QByteArray(100, ',') << 2;
    }
    void namesTheLineThatIsNoCsv()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, line);
        const Read all = read(text);
        QVERIFY(all.problem);
        QVERIFY2(all.problem->detail.startsWith(u"Line %1: "_s.arg(line)), qPrintable(all.problem->detail));
        QVERIFY(!all.problem->remedy.isEmpty());
    }
    void anyBytesEndInLinesOrAProblem()
    {
        std::mt19937 random(7);
        const QByteArray alphabet("a\",;\r\n\t\0\xff ", 10);
        for (int round = 0; round < 20'000; ++round) {
            QByteArray text;
            for (unsigned k = random() % 40; k > 0; --k)
                text.append(alphabet[qsizetype(random() % unsigned(alphabet.size()))]);
            const Read all = read(text);
            QVERIFY(all.problem || all.lines.size() <= text.size());
        }
    }
};

QTEST_GUILESS_MAIN(tst_CsvReader)
#include "tst_csvreader.moc"
