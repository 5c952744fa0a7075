// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/accept/requestparser.h"
#include "tests/proxy/accept/requestparserrows.h"

#include <QTest>

#include <cstring>

using namespace keyswitch;

namespace
{

AcceptLimits smallBody()
{
    AcceptLimits limits;
    limits.bodyBytes = 100'000;
    return limits;
}

QByteArray summaryOf(RequestParser &parser)
{
    const RequestHead head = parser.takeHead();
    QByteArray fields = head.fields;
    fields.replace("\r\n", "|");
    return head.method + ' ' + head.path + " ?" + head.query + " @" + head.host + " [" + fields + "] "
        + parser.takeBody();
}

// Feeds in pieces that end at the given positions and at every multiple of `step`.
int feed(RequestParser &parser, const QByteArray &input, qsizetype step, qsizetype cut = -1)
{
    qsizetype at = 0;
    while (at < input.size() && parser.state() < RequestParser::State::Complete) {
        qsizetype size = qMin(step, input.size() - at);
        if (cut > at && cut < at + size)
            size = cut - at;
        const qsizetype taken = parser.feed(QByteArrayView(input).sliced(at, size));
        at += taken;
        if (taken < size)
            break;
    }
    if (parser.state() == RequestParser::State::Refused)
        return parser.refusal().status;
    return parser.state() == RequestParser::State::Complete && at == input.size() ? 0 : -1;
}

} // namespace

class tst_RequestParser : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void judgesEachRequestHoweverItIsCut_data();
    void judgesEachRequestHoweverItIsCut();
    void refusesGarbageBeforeItsLineEnds_data();
    void refusesGarbageBeforeItsLineEnds();
    void refusesABodyTooLargeFromTheHeadAlone();
    void keepsMemoryBoundedWhileALineDoesNotEnd();
    void stopsBehindTheFirstOfPipelinedRequests();
    void receivesABodyStraightIntoItsPlace();
    void doesNotReserveWhatContentLengthPromises();
    void knowsWhetherTheConnectionStays_data();
    void knowsWhetherTheConnectionStays();
    void knowsWhenContinueIsExpected();
};

void tst_RequestParser::judgesEachRequestHoweverItIsCut_data()
{
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("summary");
    const QList<ParserRow> rows = acceptedRows() + refusedHeadRows() + refusedBodyRows();
    QVERIFY(rows.size() > 150);
    for (const ParserRow &row : rows)
        QTest::newRow(row.name) << row.input << row.status << row.summary;
}

void tst_RequestParser::judgesEachRequestHoweverItIsCut()
{
    QFETCH(const QByteArray, input);
    QFETCH(const int, status);
    QFETCH(const QByteArray, summary);
    const AcceptLimits limits = smallBody();
    const auto check = [&](qsizetype step, qsizetype cut) {
        RequestParser parser(limits);
        const int got = feed(parser, input, step, cut);
        if (got != status) {
            qWarning("step %lld cut %lld: status %d, reason %s", qint64(step), qint64(cut), got,
                     parser.refusal().reason);
            return false;
        }
        if (status == 0 && !summary.isEmpty()) {
            const QByteArray seen = summaryOf(parser);
            if (seen != summary) {
                qWarning("step %lld cut %lld: %s", qint64(step), qint64(cut), seen.constData());
                return false;
            }
        }
        return status == 0 || std::strlen(parser.refusal().reason) > 10;
    };
    QVERIFY(check(input.size(), -1));
    QVERIFY(check(1, -1));
    QVERIFY(check(7, -1));
    if (input.size() < 1000) {
        for (qsizetype cut = 1; cut < input.size(); ++cut)
            QVERIFY(check(input.size(), cut));
    }
}

void tst_RequestParser::refusesGarbageBeforeItsLineEnds_data()
{
    QTest::addColumn<QByteArray>("input");
    QTest::newRow("TLS hello") << QByteArray("\x16\x03\x01\x02\x00", 5);
    QTest::newRow("NUL") << QByteArray(1, '\0');
    QTest::newRow("endless method") << QByteArray(33, 'A');
    QTest::newRow("8-bit in the target") << QByteArray("GET /\xc3\xa4");
    QTest::newRow("bare CR in the target") << QByteArray("GET /\r/");
    QTest::newRow("NUL in a field") << QByteArray("GET / HTTP/1.1\r\nX: a\0", 21);
    QTest::newRow("control byte in a chunk line")
        << QByteArray("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\x01");
}

void tst_RequestParser::refusesGarbageBeforeItsLineEnds()
{
    QFETCH(const QByteArray, input);
    const AcceptLimits limits;
    for (const qsizetype step : {input.size(), qsizetype(1)}) {
        RequestParser parser(limits);
        QCOMPARE(feed(parser, input, step), 400);
    }
}

void tst_RequestParser::refusesABodyTooLargeFromTheHeadAlone()
{
    const AcceptLimits limits;
    RequestParser parser(limits);
    QCOMPARE(feed(parser, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2147483648\r\n\r\n", 1000), 413);
}

void tst_RequestParser::keepsMemoryBoundedWhileALineDoesNotEnd()
{
    const AcceptLimits limits;
    const QByteArray megabyte(1024 * 1024, 'a');
    RequestParser target(limits);
    target.feed("GET /");
    QCOMPARE(feed(target, megabyte, 512), 414);
    RequestParser value(limits);
    value.feed("GET / HTTP/1.1\r\nHost: a\r\nX: ");
    qsizetype fed = 0;
    while (value.state() != RequestParser::State::Refused) {
        value.feed(QByteArrayView(megabyte).first(512));
        fed += 512;
        QVERIFY(fed <= limits.headBytes);
    }
    QCOMPARE(value.refusal().status, 431);
}

void tst_RequestParser::stopsBehindTheFirstOfPipelinedRequests()
{
    const AcceptLimits limits;
    const QByteArray first = "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc";
    const QByteArray second = "GET /2 HTTP/1.1\r\nHost: b\r\n\r\n";
    RequestParser parser(limits);
    QCOMPARE(parser.feed(first + second), first.size());
    QCOMPARE(summaryOf(parser), QByteArray("POST /1 ? @a [] abc"));
    QCOMPARE(parser.feed(second), 0);
    parser.reset();
    QCOMPARE(parser.feed("\r\n"), 2); // what old clients send behind a body begins no request
    QVERIFY(!parser.started());
    QCOMPARE(parser.feed(second), second.size());
    QCOMPARE(summaryOf(parser), QByteArray("GET /2 ? @b [] "));
}

void tst_RequestParser::receivesABodyStraightIntoItsPlace()
{
    const AcceptLimits limits;
    RequestParser parser(limits);
    QByteArray body(3'000'000, '\0');
    for (qsizetype i = 0; i < body.size(); ++i)
        body[i] = static_cast<char>(i * 7);
    parser.feed("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n"
                + body.first(10));
    qsizetype at = 10;
    qsizetype step = 1;
    qsizetype size = 0;
    while (char *const room = parser.bodyRoom(&size)) {
        const qsizetype come = qMin(size, step);
        std::memcpy(room, body.constData() + at, size_t(come));
        parser.received(come);
        at += come;
        step = step * 3 % 999'983;
    }
    QCOMPARE(at, body.size());
    QCOMPARE(parser.state(), RequestParser::State::Complete);
    QVERIFY(parser.takeBody() == body);
}

void tst_RequestParser::doesNotReserveWhatContentLengthPromises()
{
    const AcceptLimits limits;
    RequestParser parser(limits);
    parser.feed("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 33000000\r\n\r\nx");
    QCOMPARE(parser.state(), RequestParser::State::Body);
    QVERIFY(parser.takeBody().capacity() <= 2 * 1024 * 1024);
}

void tst_RequestParser::knowsWhetherTheConnectionStays_data()
{
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<bool>("stays");
    QTest::newRow("1.1") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\n\r\n") << true;
    QTest::newRow("1.1 close") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\nConnection: x, CLOSE\r\n\r\n") << false;
    QTest::newRow("1.1 both") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, close\r\n\r\n")
                              << false;
    QTest::newRow("1.0") << QByteArray("GET / HTTP/1.0\r\n\r\n") << false;
    QTest::newRow("1.0 keep-alive") << QByteArray("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n") << true;
    QTest::newRow("1.2") << QByteArray("GET / HTTP/1.2\r\nHost: a\r\n\r\n") << true;
}

void tst_RequestParser::knowsWhetherTheConnectionStays()
{
    QFETCH(const QByteArray, input);
    QFETCH(const bool, stays);
    const AcceptLimits limits;
    RequestParser parser(limits);
    QCOMPARE(feed(parser, input, 1000), 0);
    QCOMPARE(parser.keepAlive(), stays);
}

void tst_RequestParser::knowsWhenContinueIsExpected()
{
    const AcceptLimits limits;
    RequestParser parser(limits);
    parser.feed("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 5\r\n\r\n");
    QVERIFY(parser.headComplete());
    QVERIFY(parser.expectsContinue());
    QCOMPARE(parser.state(), RequestParser::State::Body);
    RequestParser old(limits);
    old.feed("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    QVERIFY(old.headComplete());
    QVERIFY(!old.expectsContinue());
}

QTEST_APPLESS_MAIN(tst_RequestParser)
#include "tst_requestparser.moc"
