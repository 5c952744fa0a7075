// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/forward/chunkreader.h"

#include <QTest>

using namespace keyswitch;

namespace
{

struct Read {
    QByteArray body;
    QByteArray trailers;
    QByteArray rest;
    bool whole = false;
    bool broken = false;
};

Read read(const QByteArray &bytes, qsizetype pieceSize)
{
    Read result;
    ChunkReader reader;
    for (qsizetype at = 0; at < bytes.size(); at += pieceSize) {
        QByteArrayView piece = QByteArrayView(bytes).sliced(at, qMin(pieceSize, bytes.size() - at));
        bool more = false;
        while (!more && !result.broken && !reader.isWhole()) {
            switch (reader.next(&piece)) {
            case ChunkReader::Found::More:
                more = true;
                break;
            case ChunkReader::Found::Data:
                result.body.append(reader.data());
                break;
            case ChunkReader::Found::TrailerLine:
                result.trailers.append(reader.data());
                break;
            case ChunkReader::Found::Broken:
                result.broken = true;
                break;
            }
        }
        result.rest.append(piece);
        if (result.broken)
            break;
    }
    result.whole = reader.isWhole();
    return result;
}

} // namespace

class tst_ChunkReader : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void takesABodyApart_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("trailers");
        QTest::addColumn<QByteArray>("rest");
        const auto row = [](const char *name, QByteArray bytes, QByteArray body, QByteArray trailers = "\r\n",
                            QByteArray rest = {}) { QTest::newRow(name) << bytes << body << trailers << rest; };
        row("one chunk", "5\r\nhello\r\n0\r\n\r\n", "hello");
        row("no chunk", "0\r\n\r\n", "");
        row("several", "1\r\na\r\n2\r\nbc\r\n3\r\ndef\r\n0\r\n\r\n", "abcdef");
        row("either case of hex", "a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n", "01234567890123456789");
        row("leading zeros", "0005\r\nhello\r\n00\r\n\r\n", "hello");
        row("line ends within", "4\r\n\r\n\r\n\r\n0\r\n\r\n", "\r\n\r\n");
        row("extensions", "5;a=b;c=\"d\"\r\nhello\r\n0;x\r\n\r\n", "hello");
        row("blanks before an extension", "5 ;a\r\nhello\r\n0\r\n\r\n", "hello");
        row("blanks behind a size", "5  \r\nhello\r\n0\r\n\r\n", "hello"); // old servers pad; nobody reads it otherwise
        row("trailers", "0\r\nx-a: 1\r\nx-b: 2\r\n\r\n", "", "x-a: 1\r\nx-b: 2\r\n\r\n");
        row("what follows stays", "1\r\na\r\n0\r\n\r\nHTTP/1.1", "a", "\r\n", "HTTP/1.1");
    }
    void takesABodyApart()
    {
        QFETCH(QByteArray, bytes);
        for (const qsizetype pieceSize : {qsizetype(1), qsizetype(2), qsizetype(3), bytes.size()}) {
            const Read result = read(bytes, pieceSize);
            QVERIFY(!result.broken);
            QVERIFY(result.whole);
            QTEST(result.body, "body");
            QTEST(result.trailers, "trailers");
            QTEST(result.rest, "rest");
        }
    }

    void refusesWhatIsNone_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("body"); // what came before
        const auto row = [](const char *name, QByteArray bytes, QByteArray body = {}) {
            QTest::newRow(name) << bytes << body;
        };
        row("no digit", "xyz\r\n");
        row("minus", "-1\r\n");
        row("plus", "+5\r\nhello\r\n");
        row("0x", "0x5\r\nhello\r\n");
        row("blank in front", " 5\r\nhello\r\n");
        row("empty line", "\r\n5\r\nhello\r\n");
        row("underscore", "5_0\r\n");
        row("17 digits", "00000000000000005\r\nhello\r\n");
        row("bare LF behind a size", "5\nhello\r\n");
        row("bare CR in a size", "5\r \r\nhello");
        row("bare CR in an extension", "5;a\rb\r\nhello");
        row("data longer than its size", "5\r\nhelloX\r\n", "hello");
        row("bare LF behind the data", "5\r\nhello\n0\r\n\r\n", "hello");
        row("bare CR behind the data", "5\r\nhello\r0\r\n\r\n", "hello");
        row("endless extension", "5;" + QByteArray(5000, 'a'));
        row("endless trailer", "0\r\nx: " + QByteArray(5000, 'a'));
    }
    void refusesWhatIsNone()
    {
        QFETCH(QByteArray, bytes);
        for (const qsizetype pieceSize : {qsizetype(1), qsizetype(2), qsizetype(3), bytes.size()}) {
            const Read result = read(bytes, pieceSize);
            QVERIFY(result.broken);
            QVERIFY(!result.whole);
            QTEST(result.body, "body");
        }
    }

    void isNotWholeBeforeItsEnd()
    {
        const QByteArray bytes = "5\r\nhello\r\n0\r\nx-a: 1\r\n\r\n";
        for (qsizetype size = 0; size < bytes.size(); ++size) {
            const Read result = read(bytes.first(size), 4);
            QVERIFY(!result.broken);
            QVERIFY(!result.whole);
        }
    }
};

QTEST_APPLESS_MAIN(tst_ChunkReader)
#include "tst_chunkreader.moc"
