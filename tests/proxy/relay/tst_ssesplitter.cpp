// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/relay/ssesplitter.h"

#include <QList>
#include <QTest>

using namespace keyswitch;

class tst_SseSplitter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cutsAtBlankLines_data();
    void cutsAtBlankLines();
    void saysTheSameWhereverTheBytesAreCut_data();
    void saysTheSameWhereverTheBytesAreCut();
    void keepsTheWholeEventTogether();
    void doesNotCopyAnEventThatLiesInOnePiece();
    void doesNotWaitForTheByteAfterACr();
    void passesOnAnEventTooLargeToHold_data();
    void passesOnAnEventTooLargeToHold();
    void tellsTheRestOfAStreamThatEndsEarly();
    void staysLinear_data();
    void staysLinear();
    void benchmark();

private:
    struct Seen {
        QList<QByteArray> data; // of the events that had some
        QByteArray raw;
        int events = 0;
        int parts = 0;
    };
    static void feed(SseSplitter &splitter, QByteArrayView piece, Seen &seen)
    {
        splitter.feed(piece, [&seen](const SseEvent &event) { note(event, seen); });
    }
    static void note(const SseEvent &event, Seen &seen)
    {
        seen.raw.append(event.raw);
        seen.parts += event.kind == SseEvent::Kind::Part;
        seen.events += event.kind != SseEvent::Kind::Part;
        if (event.hasData())
            seen.data.append(event.data.toByteArray());
    }
    static Seen whole(const QList<QByteArray> &pieces)
    {
        SseSplitter splitter;
        Seen seen;
        for (const QByteArray &piece : pieces)
            feed(splitter, piece, seen);
        splitter.finish([&seen](const SseEvent &event) { note(event, seen); });
        return seen;
    }
    static void streams();
};

void tst_SseSplitter::streams()
{
    QTest::addColumn<QByteArray>("stream");
    QTest::addColumn<QList<QByteArray>>("data");
    const auto row = [](const char *name, const char *stream, const QList<QByteArray> &data) {
        QTest::newRow(name) << QByteArray(stream) << data;
    };
    row("LF", "data: a\n\ndata: b\n\n", {"a", "b"});
    row("CRLF", "data: a\r\n\r\ndata: b\r\n\r\n", {"a", "b"});
    row("CR", "data: a\r\rdata: b\r\r", {"a", "b"});
    row("mixed", "data: a\r\n\ndata: b\n\r\ndata: c\r\n\rdata: d\n\rdata: e\r\r\n", {"a", "b", "c", "d", "e"});
    row("several lines", "data: a\ndata:b\ndata\ndata:  c\n\n", {"a\nb\n\n c"});
    row("several lines CRLF", "data: a\r\ndata: b\r\n\r\n", {"a\nb"});
    row("several lines CR", "data: a\rdata: b\r\r", {"a\nb"});
    row("comment", ": ping\n\ndata: a\n\n:\n\n", {"a"});
    row("comment inside", ": x\ndata: a\n: y\n\n", {"a"});
    row("other fields", "event: message\nid: 7\nretry: 10\ndata: a\n\n", {"a"});
    row("names that only begin alike", "database: x\ndata : y\nDATA: z\n data: w\ndata: a\n\n", {"a"});
    row("BOM",
        "\xEF\xBB\xBF"
        "data: a\n\ndata: b\n\n",
        {"a", "b"});
    row("BOM only in front",
        "data: a\n\n\xEF\xBB\xBF"
        "data: b\n\n",
        {"a"});
    row("empty data", "data\n\ndata:\n\ndata: \n\n", {"", "", ""});
    row("blank lines", "\n\n\r\n\r\rdata: a\n\n\n\n\ndata: b\n\n", {"a", "b"});
    row("colons", "data: a: b:c\n\n", {"a: b:c"});
    row("no blank line at the end", "data: a\n\ndata: [DONE]\n", {"a", "[DONE]"});
    row("no line end at the end", "data: a\n\ndata: [DONE]", {"a", "[DONE]"});
    row("empty", "", {});
}

void tst_SseSplitter::cutsAtBlankLines_data()
{
    streams();
}

void tst_SseSplitter::cutsAtBlankLines()
{
    QFETCH(QByteArray, stream);
    QFETCH(QList<QByteArray>, data);
    const Seen seen = whole({stream});
    QCOMPARE(seen.data, data);
    QCOMPARE(seen.raw, stream);
    QCOMPARE(seen.parts, 0);
}

void tst_SseSplitter::saysTheSameWhereverTheBytesAreCut_data()
{
    streams();
}

void tst_SseSplitter::saysTheSameWhereverTheBytesAreCut()
{
    QFETCH(QByteArray, stream);
    QFETCH(QList<QByteArray>, data);
    QList<QByteArray> single;
    for (qsizetype first = 0; first <= stream.size(); ++first) {
        if (first < stream.size())
            single.append(stream.mid(first, 1));
        for (qsizetype second = first; second <= stream.size(); ++second) {
            const Seen seen = whole({stream.left(first), stream.mid(first, second - first), stream.mid(second)});
            QCOMPARE(seen.data, data);
            QCOMPARE(seen.raw, stream);
        }
    }
    QCOMPARE(whole(single).data, data);
    QCOMPARE(whole(single).raw, stream);
}

void tst_SseSplitter::keepsTheWholeEventTogether()
{
    SseSplitter splitter;
    QList<QByteArray> raw;
    for (const QByteArray piece : {"da", "ta: a\r\n\r\n: pi", "ng\n\ndata: b\n", "\n"})
        splitter.feed(piece, [&raw](const SseEvent &event) { raw.append(event.raw.toByteArray()); });
    QCOMPARE(raw, (QList<QByteArray>{"data: a\r\n\r\n", ": ping\n\n", "data: b\n\n"}));
    QVERIFY(!splitter.isInsideEvent());
}

void tst_SseSplitter::doesNotCopyAnEventThatLiesInOnePiece()
{
    const QByteArray piece = "data: a\n\ndata: b\n\n";
    SseSplitter splitter;
    int events = 0;
    splitter.feed(piece, [&](const SseEvent &event) {
        ++events;
        QVERIFY(event.raw.data() >= piece.constData() && event.raw.end() <= piece.constData() + piece.size());
        QVERIFY(event.data.data() >= piece.constData() && event.data.end() <= piece.constData() + piece.size());
    });
    QCOMPARE(events, 2);
}

void tst_SseSplitter::doesNotWaitForTheByteAfterACr()
{
    SseSplitter splitter;
    Seen seen;
    feed(splitter, "data: a\r\n\r", seen);
    QCOMPARE(seen.data, QList<QByteArray>{"a"});
    feed(splitter, "\ndata: b\r\n\r\n", seen);
    QCOMPARE(seen.data, (QList<QByteArray>{"a", "b"}));
    QCOMPARE(seen.events, 2);
}

void tst_SseSplitter::passesOnAnEventTooLargeToHold_data()
{
    QTest::addColumn<int>("pieceSize");
    for (const int size : {1000, 4096, 65'537, 1 << 20, 8 << 20})
        QTest::addRow("%d", size) << size;
}

void tst_SseSplitter::passesOnAnEventTooLargeToHold()
{
    QFETCH(int, pieceSize);
    const QByteArray stream =
        "data: a\n\ndata: " + QByteArray(3 * SseSplitter::LargestEvent, 'x') + "\n\ndata: usage\n\n";
    SseSplitter splitter;
    Seen seen;
    bool wasInside = false;
    for (qsizetype at = 0; at < stream.size(); at += pieceSize) {
        feed(splitter, stream.mid(at, pieceSize), seen);
        const bool held = !splitter.isInsideEvent();
        wasInside = wasInside || !held;
        QVERIFY(!held || stream.mid(0, at + pieceSize).size() - seen.raw.size() <= SseSplitter::LargestEvent);
    }
    QCOMPARE(seen.raw, stream);
    QCOMPARE(seen.data, (QList<QByteArray>{"a", "usage"}));
    QCOMPARE(wasInside, pieceSize <= 1 << 20);
    QVERIFY(!splitter.isInsideEvent());
}

void tst_SseSplitter::tellsTheRestOfAStreamThatEndsEarly()
{
    SseSplitter splitter;
    Seen seen;
    feed(splitter, "data: a\n\ndata: {\"x\"", seen);
    QCOMPARE(seen.raw, QByteArray("data: a\n\n"));
    SseEvent::Kind kind = SseEvent::Kind::Event;
    splitter.finish([&](const SseEvent &event) {
        kind = event.kind;
        note(event, seen);
    });
    QCOMPARE(kind, SseEvent::Kind::Rest);
    QCOMPARE(seen.data, (QList<QByteArray>{"a", "{\"x\""}));
}

void tst_SseSplitter::staysLinear_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("CR only") << QByteArray("data: x\r\r");
    QTest::newRow("LF only") << QByteArray("data: x\n\n");
    QTest::newRow("blank CRs") << QByteArray("\r");
    QTest::newRow("data lines") << QByteArray("data:\n");
}

void tst_SseSplitter::staysLinear()
{
    // Quadratic work over 8 MB would take minutes, against the test's time limit; 1 byte at a time too.
    QFETCH(QByteArray, line);
    const QByteArray stream = line.repeated((8 << 20) / line.size());
    QCOMPARE(whole({stream}).raw.size(), stream.size());
    SseSplitter splitter;
    qsizetype raw = 0;
    const QByteArray few = stream.left(1 << 20);
    for (qsizetype at = 0; at < few.size(); ++at)
        splitter.feed(QByteArrayView(few).sliced(at, 1), [&raw](const SseEvent &event) { raw += event.raw.size(); });
    splitter.finish([&raw](const SseEvent &event) { raw += event.raw.size(); });
    QCOMPARE(raw, few.size());
}

void tst_SseSplitter::benchmark()
{
    const QByteArray chunk =
        R"(data: {"id":"chatcmpl-3a417819-3475-40cb-800d-3c16fe5b6fe9","object":"chat.completion.chunk","created":1795247496,"model":"mock-small","choices":[{"index":0,"delta":{"content":"lo "}}]})"
        "\n\n";
    SseSplitter splitter;
    int events = 0;
    QBENCHMARK
    {
        for (int i = 0; i < 1000; ++i)
            splitter.feed(chunk, [&events](const SseEvent &event) { events += event.hasData(); });
    }
    QVERIFY(events >= 1000);
}

QTEST_APPLESS_MAIN(tst_SseSplitter)
#include "tst_ssesplitter.moc"
