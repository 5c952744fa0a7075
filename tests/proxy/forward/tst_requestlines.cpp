// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/forward/requestlines.h"

#include <QTest>

#include <algorithm>

using namespace keyswitch;

namespace
{

QByteArrayList linked(RequestLines &lines)
{
    lines.finish();
    QByteArrayList all;
    for (const curl_slist *line = lines.link(); line; line = line->next)
        all << QByteArray(line->data);
    return all;
}

} // namespace

class tst_RequestLines : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void suppressesWhatCurlWouldAdd()
    {
        RequestLines lines;
        QCOMPARE(linked(lines), (QByteArrayList{"Accept:", "Content-Type:", "Expect:"}));
    }

    void leavesTheCallersOwnInPlace()
    {
        RequestLines lines;
        QVERIFY(lines.addBlock("accept: a/b\r\ncontent-type:  c/d \r\nx-empty:\r\n"));
        QCOMPARE(linked(lines), (QByteArrayList{"accept: a/b", "content-type: c/d", "x-empty;", "Expect:"}));
    }

    void isReadyForTheWire()
    {
        const Secret secret("sk-one");
        RequestLines lines;
        QVERIFY(lines.addBlock("accept: a/b\r\ncontent-type:  c/d \r\nx-empty:\r\nContent-Length: 12\r\n"));
        lines.setBearer(&secret);
        lines.finish();
        QCOMPARE(lines.wire(),
                 QByteArrayView("accept: a/b\r\ncontent-type: c/d\r\nx-empty:\r\nAuthorization: Bearer sk-one\r\n"));
    }

    void leavesFramingToTheEngine()
    {
        RequestLines lines;
        QVERIFY(lines.addBlock("Content-Length: 12\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n"));
        QCOMPARE(lines.declaredLength(), 12);
        QCOMPARE(linked(lines), (QByteArrayList{"Accept:", "Content-Type:", "Expect:"}));
    }

    void sendsOneBearerOnly()
    {
        const Secret secret("sk-one");
        RequestLines lines;
        lines.setBearer(&secret);
        QVERIFY(lines.add("Authorization", "Bearer sk-two"));
        QVERIFY(lines.addBlock("authorization: Basic abc\r\n"));
        const QByteArrayList all = linked(lines);
        QCOMPARE(
            std::count_if(all.begin(), all.end(), [](const QByteArray &line) { return line.contains("uthorization"); }),
            1);
        QCOMPARE(all.last(), "Authorization: Bearer sk-one");
    }

    void refusesWhatWouldNotBeOneLine_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("value");
        QTest::newRow("CRLF in the value") << QByteArray("x") << QByteArray("a\r\ny: b");
        QTest::newRow("LF in the value") << QByteArray("x") << QByteArray("a\nb");
        QTest::newRow("CR in the value") << QByteArray("x") << QByteArray("a\rb");
        QTest::newRow("NUL in the value") << QByteArray("x") << QByteArray("a\0b", 3);
        QTest::newRow("CRLF in the name") << QByteArray("x\r\ny") << QByteArray("a");
        QTest::newRow("blank in the name") << QByteArray("x y") << QByteArray("a");
        QTest::newRow("colon in the name") << QByteArray("x:y") << QByteArray("a");
        QTest::newRow("no name") << QByteArray() << QByteArray("a");
    }
    void refusesWhatWouldNotBeOneLine()
    {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, value);
        RequestLines lines;
        QVERIFY(!lines.add(name, value));
        QVERIFY(!lines.isSane());
    }

    void refusesABrokenBlock_data()
    {
        QTest::addColumn<QByteArray>("block");
        QTest::newRow("no line end") << QByteArray("a: b");
        QTest::newRow("bare LF") << QByteArray("a: b\nc: d\r\n");
        QTest::newRow("bare CR") << QByteArray("a: b\rc: d\r\n");
        QTest::newRow("empty line") << QByteArray("a: b\r\n\r\n");
        QTest::newRow("no colon") << QByteArray("ab\r\n");
        QTest::newRow("NUL") << QByteArray("a: b\0\r\n", 7);
    }
    void refusesABrokenBlock()
    {
        QFETCH(QByteArray, block);
        RequestLines lines;
        QVERIFY(!lines.addBlock(block));
        QVERIFY(!lines.isSane());
    }

    void refusesABearerWithALineBreak()
    {
        const Secret secret("sk\r\nx-admin: 1");
        RequestLines lines;
        lines.setBearer(&secret);
        linked(lines);
        QVERIFY(!lines.isSane());
    }

    void wipesTheArenaWhenCleared()
    {
        const Secret secret("sk-not-to-be-found-again");
        RequestLines lines;
        QVERIFY(lines.addBlock("a: b\r\n"));
        lines.setBearer(&secret);
        linked(lines);
        // clear() keeps the memory, so that it can be looked at.
        const char *begin = lines.wire().data();
        const qsizetype size = lines.wire().size();
        QVERIFY(QByteArrayView(begin, size).indexOf("sk-not") > 0);
        lines.clear();
        QCOMPARE(lines.wire().size(), 0);
        QCOMPARE(lines.wire().data(), begin);
        for (qsizetype i = 0; i < size; ++i)
            QCOMPARE(begin[i], '\0');
    }

    void startsAfreshWhenCleared()
    {
        RequestLines lines;
        lines.add("bad name", "x");
        lines.add("Accept", "x");
        lines.clear();
        QVERIFY(lines.isSane());
        QCOMPARE(linked(lines), (QByteArrayList{"Accept:", "Content-Type:", "Expect:"}));
    }
};

QTEST_APPLESS_MAIN(tst_RequestLines)
#include "tst_requestlines.moc"
