// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/forward/responsehead.h"

#include <QTest>

using namespace keyswitch;
using Verdict = ResponseHead::Verdict;

namespace
{

constexpr qsizetype cap = 1024;

Verdict feed(ResponseHead &head, QByteArrayView bytes)
{
    Verdict verdict = Verdict::More;
    while (!bytes.isEmpty() && verdict == Verdict::More) {
        const qsizetype end = bytes.indexOf('\n') + 1;
        verdict = head.addLine(bytes.first(end), cap);
        bytes = bytes.sliced(end);
    }
    return verdict;
}

} // namespace

class tst_ResponseHead : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void keepsTheLinesAsReceived()
    {
        ResponseHead head;
        QCOMPARE(feed(head, "HTTP/1.1 200 Fine so far\r\nX-One:1\r\nx-one:  2 \r\nX-Empty:\r\n\r\n"),
                 Verdict::Complete);
        QVERIFY(head.isComplete());
        QCOMPARE(head.status(), 200);
        QCOMPARE(head.takeReason(), "Fine so far");
        QCOMPARE(head.takeBlock(), "X-One:1\r\nx-one:  2 \r\nX-Empty:\r\n");
    }

    void acceptsABareLineFeedAndNoReason()
    {
        ResponseHead head;
        QCOMPARE(feed(head, "HTTP/1.1 204\nA: b\n\n"), Verdict::Complete);
        QCOMPARE(head.takeBlock(), "A: b\r\n");
        QCOMPARE(head.takeReason(), "");
    }

    void forgetsInterimHeads()
    {
        ResponseHead head;
        QCOMPARE(feed(head, "HTTP/1.1 103 Early\r\nLink: x\r\nContent-Length: 9\r\n\r\n"), Verdict::More);
        QVERIFY(!head.isComplete());
        QCOMPARE(feed(head, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"), Verdict::Complete);
        QCOMPARE(head.takeBlock(), "Content-Length: 2\r\n");
    }

    void countsInterimHeadsAndTrailers()
    {
        ResponseHead endless;
        Verdict verdict = Verdict::More;
        for (int i = 0; i < 100 && verdict == Verdict::More; ++i)
            verdict = feed(endless, "HTTP/1.1 102 Still at it\r\n\r\n");
        QCOMPARE(verdict, Verdict::TooLarge);

        ResponseHead patient; // far below the limit of bytes
        constexpr qsizetype wide = 1 << 20;
        for (int i = 0; i < ResponseHead::MostInterim; ++i) {
            QCOMPARE(patient.addLine("HTTP/1.1 102 Wait\r\n", wide), Verdict::More);
            QCOMPARE(patient.addLine("\r\n", wide), Verdict::More);
        }
        QCOMPARE(patient.addLine("HTTP/1.1 102 Wait\r\n", wide), Verdict::More);
        QCOMPARE(patient.addLine("\r\n", wide), Verdict::TooLarge);

        ResponseHead trailing;
        QCOMPARE(feed(trailing, "HTTP/1.1 200 OK\r\n\r\n"), Verdict::Complete);
        QCOMPARE(feed(trailing, "X-Trailer: 1\r\n"), Verdict::More);
        QCOMPARE(trailing.addLine(QByteArray(cap, 'x'), cap), Verdict::TooLarge);
        QCOMPARE(trailing.takeBlock(), "");
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        const auto row = [](const char *name, QByteArray lines) {
            QTest::newRow(name) << "HTTP/1.1 200 OK\r\n" + lines + "\r\n";
        };
        row("obs-fold", "A: b\r\n c\r\n");
        row("obs-fold with a tab", "A: b\r\n\tc: d\r\n");
        row("bare CR in a value", "A: b\rX: c\r\n");
        row("CR CR LF", "A: b\r\r\n");
        row("NUL", QByteArray("A: b\0c\r\n", 8));
        row("blank before the colon", "Content-Length : 5\r\n");
        row("no colon", "nonsense\r\n");
        row("no name", ": x\r\n");
        row("two different lengths", "Content-Length: 5\r\nContent-Length: 6\r\n");
        row("list of lengths", "Content-Length: 5, 5\r\n");
        row("signed length", "Content-Length: +5\r\n");
        row("negative length", "Content-Length: -5\r\n");
        row("hexadecimal length", "Content-Length: 0x5\r\n");
        row("empty length", "Content-Length:\r\n");
        row("length beyond 63 bits", "Content-Length: 99999999999999999999\r\n");
        row("length and chunked", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n");
        row("chunked and length", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n");
        row("chunked twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n");
        row("coding nobody asked for", "Transfer-Encoding: gzip, chunked\r\n");
        row("disguised chunked", "Transfer-Encoding: xchunked\r\n");
        const auto line = [](const char *name, QByteArray bytes) { QTest::newRow(name) << bytes + "\r\n\r\n"; };
        line("upgrade nobody asked for", "HTTP/1.1 101 Switching");
        line("status of two digits", "HTTP/1.1 20 OK");
        line("status of four digits", "HTTP/1.1 2000 OK");
        line("status below 100", "HTTP/1.1 099 OK");
        line("HTTP/2", "HTTP/2 200 OK");
        line("lower case", "http/1.1 200 OK");
        line("chunked in HTTP/1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked");
    }
    void refuses()
    {
        QFETCH(QByteArray, bytes);
        ResponseHead head;
        QCOMPARE(feed(head, bytes), Verdict::Malformed);
        QVERIFY(!head.isComplete());
    }

    void acceptsTheSameLengthTwice()
    {
        ResponseHead head;
        QCOMPARE(feed(head, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\ncontent-length: 5\r\n\r\n"), Verdict::Complete);
    }

    void startsAfreshWhenCleared()
    {
        ResponseHead head;
        QCOMPARE(feed(head, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"), Verdict::Complete);
        head.clear();
        QCOMPARE(head.status(), 0);
        QCOMPARE(feed(head, "HTTP/1.1 404 No\r\nContent-Length: 1\r\n\r\n"), Verdict::Complete);
        QCOMPARE(head.takeBlock(), "Content-Length: 1\r\n");
    }
};

QTEST_APPLESS_MAIN(tst_ResponseHead)
#include "tst_responsehead.moc"
