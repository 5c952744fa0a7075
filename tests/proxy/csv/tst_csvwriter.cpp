// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/csv/csvreader.h"
#include "proxy/csv/csvwriter.h"
#include "proxy/csv/formulaguard.h"

#include <QTest>

#include <limits>
#include <random>

using namespace keyswitch;
using namespace Qt::StringLiterals;

class tst_CsvWriter : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void writesLinesAsTheRfcHasThem()
    {
        CsvWriter writer;
        writer.head({u"a"_s, u"b"_s});
        writer.text(u"plain").text(u"with, comma");
        writer.endLine();
        writer.text(u"say \"hi\"").text(u"two\r\nlines");
        writer.endLine();
        writer.text(u"").text(u" spaces ");
        writer.endLine();
        QCOMPARE(
            writer.take(),
            QByteArray("a,b\r\nplain,\"with, comma\"\r\n\"say \"\"hi\"\"\",\"two\r\nlines\"\r\n,\" spaces \"\r\n"));
        QCOMPARE(writer.take(), QByteArray());
    }
    void whatIsUnknownIsEmptyAndNeverZero()
    {
        CsvWriter writer;
        writer.number({}).dollars({}).number(0).dollars(NanoDollars(0));
        writer.endLine();
        QCOMPARE(writer.take(), QByteArray(",,0,0.000000000\r\n"));
    }
    void numbersStayNumbersAndTextThatLooksLikeAFormulaDoesNot()
    {
        CsvWriter writer;
        writer.number(-5).dollars(NanoDollars(-1)).text(u"-5").text(u"=1+1").text(u"@x, y");
        writer.endLine();
        QCOMPARE(writer.take(), QByteArray("-5,-0.000000001,'-5,'=1+1,\"'@x, y\"\r\n"));
    }
    void dollarsAreExact_data()
    {
        QTest::addColumn<qint64>("nano");
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("one nano") << qint64(1) << QByteArray("0.000000001");
        QTest::newRow("a cent and a half") << qint64(15'000'000) << QByteArray("0.015000000");
        QTest::newRow("many") << qint64(123'456'789'012'345'678) << QByteArray("123456789.012345678");
        QTest::newRow("most") << std::numeric_limits<qint64>::max() << QByteArray("9223372036.854775807");
        QTest::newRow("least") << std::numeric_limits<qint64>::min() << QByteArray("-9223372036.854775808");
    }
    void dollarsAreExact()
    {
        QFETCH(qint64, nano);
        QFETCH(QByteArray, text);
        QCOMPARE(exactDollars(NanoDollars(nano)), text);
    }
    void whateverIsWrittenIsReadBack()
    {
        std::mt19937 random(20'261'121);
        const QStringList pieces{u"a"_s, u"\""_s, u","_s,  u"\r"_s, u"\n"_s,   u"'"_s,      u"="_s,
                                 u" "_s, u";"_s,  u"\t"_s, u"ж"_s,  u"🙂"_s, u"\u202e"_s, u""_s};
        for (int round = 0; round < 2000; ++round) {
            QStringList cells;
            for (int i = 0; i < 4; ++i) {
                QString cell = i == 0 ? u"x"_s : QString(); // a line of nothing but empty cells is a line all the same
                for (unsigned k = random() % 6; k > 0; --k)
                    cell += pieces[qsizetype(random() % unsigned(pieces.size()))];
                cells << cell;
            }
            CsvWriter writer;
            writer.head({u"a"_s, u"b"_s, u"c"_s, u"d"_s});
            for (const QString &cell : cells)
                writer.text(cell);
            writer.endLine();
            QByteArray text = writer.take();
            const QByteArray written = text;
            CsvReader reader({text.data(), size_t(text.size())});
            QVERIFY((*reader.next())->cells.size() == 4);
            const auto line = reader.next();
            QVERIFY2(line && *line && (*line)->cells.size() == 4, written.constData());
            for (int i = 0; i < 4; ++i) {
                const QString read = QString::fromUtf8((*line)->cells[size_t(i)]);
                QCOMPARE(withoutGuard(read).toString(), cells[i]);
            }
            QVERIFY(!*reader.next());
        }
    }
};

QTEST_GUILESS_MAIN(tst_CsvWriter)
#include "tst_csvwriter.moc"
