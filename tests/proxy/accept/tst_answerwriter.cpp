// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/accept/answerwriter.h"

#include <QRegularExpression>
#include <QTest>

using namespace keyswitch;
using namespace Qt::StringLiterals;

namespace
{

struct Answer {
    QByteArray bytes;
    bool whole = false;
    bool keepAlive = false;
};

Answer answer(const AnswerWriter::Asked &asked, int status, std::optional<qint64> length,
              const QList<QByteArray> &pieces)
{
    AnswerWriter writer;
    writer.reset(asked);
    Answer result;
    writer.begin(&result.bytes, status, "x: 1\r\n", length, "date: D\r\n");
    for (const QByteArray &piece : pieces) {
        result.bytes.append(writer.openPiece(&result.bytes, piece));
        writer.closePiece(&result.bytes);
    }
    result.whole = writer.end(&result.bytes);
    result.keepAlive = writer.keepAlive();
    return result;
}

} // namespace

class tst_AnswerWriter : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void framesByLength();
    void framesInChunksWithoutLength();
    void delimitsByClosingForHttp10();
    void keepsHttp10AliveWhenTheLengthIsKnown();
    void sendsNoBodyWhereNoneMayBe_data();
    void sendsNoBodyWhereNoneMayBe();
    void reportsAnAnswerShorterThanPromised();
    void cutsAnAnswerLongerThanPromisedAndCloses();
    void leavesOutThePrefixThatWentOut();
    void writesTheDateAsRfc9110Says();
};

void tst_AnswerWriter::framesByLength()
{
    const Answer a = answer({false, false, true}, 200, 5, {"he", "", "llo"});
    QCOMPARE(a.bytes, QByteArray("HTTP/1.1 200 OK\r\nx: 1\r\ndate: D\r\ncontent-length: 5\r\n\r\nhello"));
    QVERIFY(a.whole && a.keepAlive);
}

void tst_AnswerWriter::framesInChunksWithoutLength()
{
    const Answer a = answer({false, false, false}, 299, std::nullopt, {"hello", "", QByteArray(26, 'x')});
    QCOMPARE(a.bytes,
             QByteArray("HTTP/1.1 299 \r\nx: 1\r\ndate: D\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n"
                        "5\r\nhello\r\n1a\r\nxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n0\r\n\r\n"));
    QVERIFY(a.whole && !a.keepAlive);
}

void tst_AnswerWriter::delimitsByClosingForHttp10()
{
    const Answer a = answer({false, true, true}, 200, std::nullopt, {"hello"});
    QCOMPARE(a.bytes, QByteArray("HTTP/1.1 200 OK\r\nx: 1\r\ndate: D\r\nconnection: close\r\n\r\nhello"));
    QVERIFY(a.whole && !a.keepAlive);
}

void tst_AnswerWriter::keepsHttp10AliveWhenTheLengthIsKnown()
{
    const Answer a = answer({false, true, true}, 200, 2, {"ab"});
    QCOMPARE(a.bytes,
             QByteArray("HTTP/1.1 200 OK\r\nx: 1\r\ndate: D\r\ncontent-length: 2\r\nconnection: keep-alive\r\n\r\nab"));
    QVERIFY(a.whole && a.keepAlive);
}

void tst_AnswerWriter::sendsNoBodyWhereNoneMayBe_data()
{
    QTest::addColumn<bool>("isHead");
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("length");
    QTest::addColumn<QByteArray>("framing");
    QTest::newRow("HEAD") << true << 200 << 5 << QByteArray("content-length: 5\r\n");
    QTest::newRow("HEAD without length") << true << 200 << -1 << QByteArray();
    QTest::newRow("204") << false << 204 << -1 << QByteArray();
    QTest::newRow("204 with length") << false << 204 << 5 << QByteArray();
    QTest::newRow("304") << false << 304 << 5 << QByteArray();
}

void tst_AnswerWriter::sendsNoBodyWhereNoneMayBe()
{
    QFETCH(const bool, isHead);
    QFETCH(const int, status);
    QFETCH(const int, length);
    QFETCH(const QByteArray, framing);
    const Answer a =
        answer({isHead, false, true}, status, length < 0 ? std::nullopt : std::optional<qint64>(length), {"hello"});
    QVERIFY2(a.bytes.endsWith("date: D\r\n" + framing + "\r\n"), a.bytes.constData());
    QVERIFY(a.whole && a.keepAlive);
}

void tst_AnswerWriter::reportsAnAnswerShorterThanPromised()
{
    QVERIFY(!answer({false, false, true}, 200, 5, {"hell"}).whole);
}

void tst_AnswerWriter::cutsAnAnswerLongerThanPromisedAndCloses()
{
    const Answer a = answer({false, false, true}, 200, 5, {"hel", "lo!", "x"});
    QVERIFY(a.bytes.endsWith("\r\n\r\nhello"));
    QVERIFY(!a.keepAlive);
}

void tst_AnswerWriter::leavesOutThePrefixThatWentOut()
{
    AnswerWriter writer;
    writer.reset({false, false, true});
    QByteArray out;
    writer.begin(&out, 204, {}, std::nullopt, {}, 4);
    QCOMPARE(out, QByteArray("/1.1 204 No Content\r\n\r\n"));
}

void tst_AnswerWriter::writesTheDateAsRfc9110Says()
{
    DateLine date;
    const QByteArray line = date.now().toByteArray();
    static const QRegularExpression form(
        u"^date: (Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d\\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \\d{4} "
        "\\d\\d:\\d\\d:\\d\\d GMT\r\n$"_qs);
    QVERIFY2(form.match(QString::fromLatin1(line)).hasMatch(), line.constData());
    const QDateTime parsed = QDateTime::fromString(QString::fromLatin1(line.mid(6).trimmed()), Qt::RFC2822Date);
    QVERIFY(!parsed.isValid() || qAbs(parsed.secsTo(QDateTime::currentDateTimeUtc())) <= 2);
}

QTEST_APPLESS_MAIN(tst_AnswerWriter)
#include "tst_answerwriter.moc"
