// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/base/hopmark.h"
#include "tests/flows/framing/answers.h"
#include "tests/flows/framing/framingrow.h"

using namespace keyswitch;
using namespace keyswitch::test;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(keyswitch::test::FramingRow)

// What the front door takes and what it refuses, against the whole proxy over real sockets: each row with one byte a
// write, and with everything in one. Behind what is refused stands a good request, which must never be executed; behind
// what is taken stands one that must be answered.
class tst_RawFraming : public QObject
{
    Q_OBJECT

private:
    static constexpr qsizetype MostSingleBytes = 70'000; // beyond all limits on a head
    std::unique_ptr<House> m_house;
    int m_expectedPosts = 0;

    static void sendByteByByte(RawClient &client, const QByteArray &bytes)
    {
        const qsizetype single = qMin(bytes.size(), MostSingleBytes);
        for (qsizetype at = 0; at < single; ++at) {
            if (!client.send(QByteArrayView(bytes).sliced(at, 1)))
                return; // closed meanwhile; what it said is still to be read
        }
        client.send(QByteArrayView(bytes).sliced(single));
    }

    QList<RecordedRequest> posts() const
    {
        QList<RecordedRequest> found;
        for (const RecordedRequest &request : m_house->upstream().requests()) {
            if (request.method == "POST")
                found.append(request);
        }
        return found;
    }

    void checkAnswers(const FramingRow &row, QList<Answer> answers);
    void checkUpstream(const FramingRow &row, const QList<RecordedRequest> &got);

private Q_SLOTS:
    void initTestCase()
    {
        // The answer tells the question, so that a swapped pair is seen.
        m_house = std::make_unique<House>(
            [](UpstreamConnection &connection, const RecordedRequest &request) {
                connection.answer(200, R"({"asked":)" + request.body + '}', JsonLine);
            },
            House::Flags{{"limits.body_bytes", "100000"}});
        m_house->addUser("maria");
    }
    void cleanupTestCase()
    {
        QCOMPARE(posts().size(), m_expectedPosts); // nothing came later either
        m_house.reset();
    }

    void frames_data();
    void frames();
    void coversWhatIsAsked();

    void asksForABodyOnlyWhenTheHeadIsGood_data();
    void asksForABodyOnlyWhenTheHeadIsGood();
    void sendsTheUpstreamJustThis();
};

void tst_RawFraming::frames_data()
{
    QTest::addColumn<FramingRow>("row");
    QTest::addColumn<bool>("atOnce");
    const QList<FramingRow> rows =
        requestLineRows() + fieldRows() + lengthRows() + chunkRows() + connectionRows() + methodRows();
    for (const FramingRow &row : rows) {
        QTest::newRow(row.name + " | in one write") << row << true;
        QTest::newRow(row.name + " | one byte a write") << row << false;
    }
}

void tst_RawFraming::frames()
{
    QFETCH(FramingRow, row);
    QFETCH(bool, atOnce);
    const qsizetype before = posts().size();
    QByteArray input = row.input;
    if (!row.thenFin)
        input += row.stays ? livez("Connection: close\r\n") : post({}, 99);
    RawClient client(m_house->port());
    if (atOnce)
        client.send(input);
    else
        sendByteByByte(client, input);
    if (row.thenFin)
        client.finish();
    const QByteArray received = client.receiveAll();
    QCOMPARE(client.end(), RawClient::End::Fin); // neither a reset nor the end of our patience
    m_expectedPosts += int(row.bodies.size());

    QList<Answer> answers = answersIn(received, row.isHead);
    if (row.mayClose && answers.size() == row.statuses.size())
        row.stays = false;
    if (row.stays && !row.thenFin) {
        QVERIFY2(!answers.isEmpty() && answers.last().status == 200, received.constData());
        QCOMPARE(answers.last().field("connection"), QByteArray("close"));
        answers.removeLast();
    }
    checkAnswers(row, answers);
    checkUpstream(row, posts().mid(before));
}

void tst_RawFraming::checkAnswers(const FramingRow &row, QList<Answer> answers)
{
    answers.removeIf([](const Answer &answer) { return answer.status == 100; }); // asksForABodyOnly… looks at them
    QList<int> statuses;
    qsizetype forwarded = 0;
    for (const Answer &answer : answers) {
        statuses.append(answer.status);
        QCOMPARE(faultOf(answer), QByteArray());
        if (answer.body.startsWith(R"({"asked":)"))
            QCOMPARE(answer.body, R"({"asked":)" + row.bodies.value(forwarded++) + '}');
        // RFC 9112, 9.6: who closes says so
        const bool last = &answer == &answers.last();
        QCOMPARE(answer.field("connection") == "close", last && !row.stays);
    }
    QCOMPARE(statuses, row.statuses);
    QCOMPARE(forwarded, row.bodies.size());
    for (const QByteArray &line : row.answers)
        QVERIFY2(answers.first().head.contains("\r\n" + line + "\r\n"), answers.first().head.constData());
    if (row.isHead)
        QVERIFY(answers.first().body.isEmpty() && answers.first().field("content-length").toInt() > 0);
}

void tst_RawFraming::checkUpstream(const FramingRow &row, const QList<RecordedRequest> &got)
{
    QByteArrayList bodies;
    for (const RecordedRequest &request : got) {
        bodies.append(request.body);
        QVERIFY(request.complete);
        QCOMPARE(request.target, QByteArray("/chat/completions"));
        QCOMPARE(request.count("content-length"), 1);
        QCOMPARE(request.count("transfer-encoding"), 0);
        QCOMPARE(request.count("host"), 1);
        QCOMPARE(request.count("expect"), 0);
        QCOMPARE(request.field("authorization"), QByteArray("Bearer sk-maria"));
    }
    QCOMPARE(bodies, row.bodies);
    if (got.isEmpty())
        return;
    const QByteArray head = got.last().head;
    for (const QByteArray &line : row.goesUp)
        QVERIFY2(head.contains("\r\n" + line + "\r\n"), head.constData());
    for (const QByteArray &text : row.staysDown)
        QVERIFY2(!head.toLower().contains(text), head.constData());
}

void tst_RawFraming::coversWhatIsAsked()
{
    const QList<FramingRow> rows =
        requestLineRows() + fieldRows() + lengthRows() + chunkRows() + connectionRows() + methodRows();
    QVERIFY(rows.size() >= 200);
    QSet<QByteArray> names;
    for (const FramingRow &row : rows)
        names.insert(row.name);
    QCOMPARE(names.size(), rows.size());
}

void tst_RawFraming::asksForABodyOnlyWhenTheHeadIsGood_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<int>("status"); // 100, or the final one, which comes although the body never does
    const QByteArray expect =
        "Expect: 100-continue\r\nContent-Length: " + QByteArray::number(chatBody().size()) + "\r\n";
    const QByteArray good = postHead(expect);
    QTest::newRow("a good head") << good << 100;
    QTest::newRow("a good head, chunked") << postHead("Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n") << 100;
    QTest::newRow("no key") << QByteArray(good).replace(authorized(), {}) << 401;
    QTest::newRow("a wrong key") << QByteArray(good).replace("Bearer ", "Bearer x") << 401;
    QTest::newRow("an unknown agent") << QByteArray(good).replace("maria-agent", "nobody") << 404;
    QTest::newRow("an unknown path") << QByteArray(good).replace("/chat/", "/chit/") << 404;
    QTest::newRow("another method") << QByteArray(good).replace("POST ", "PUT ") << 405;
    QTest::newRow("another host") << QByteArray(good).replace("Host: 127.0.0.1", "Host: evil.example") << 421;
    QTest::newRow("a body beyond the limit") << postHead("Expect: 100-continue\r\nContent-Length: 100001\r\n") << 413;
    QTest::newRow("a compressed body") << postHead(expect + "Content-Encoding: gzip\r\n") << 415;
    QTest::newRow("a form") << QByteArray(good).replace("application/json", "application/x-www-form-urlencoded") << 415;
    QTest::newRow("an unknown expectation") << QByteArray(good).replace("100-continue", "101-continue") << 417;
}

void tst_RawFraming::asksForABodyOnlyWhenTheHeadIsGood()
{
    QFETCH(QByteArray, head);
    QFETCH(int, status);
    RawClient client(m_house->port());
    client.send(head);
    if (status != 100) { // and it closes: whether the body comes nobody knows (RFC 9110, 10.1.1)
        const QList<Answer> answers = answersIn(client.receiveAll());
        QCOMPARE(client.end(), RawClient::End::Fin);
        QCOMPARE(answers.size(), 1);
        QCOMPARE(answers.first().status, status);
        QCOMPARE(answers.first().field("connection"), QByteArray("close"));
        return;
    }
    QCOMPARE(client.receiveUntil("\r\n\r\n"), QByteArray("HTTP/1.1 100 Continue\r\n\r\n"));
    const bool inChunks = head.contains("chunked");
    client.send(inChunks ? chunk(chatBody()) + LastChunk : chatBody());
    client.send(livez("Connection: close\r\n"));
    ++m_expectedPosts;
    const QList<Answer> answers = answersIn(client.receiveAll());
    QCOMPARE(answers.size(), 2); // 100 is told once
    QCOMPARE(answers.at(0).status, 200);
    QCOMPARE(answers.at(0).body, R"({"asked":)" + chatBody() + '}');
}

// Every line that leaves, but for the ids, which are new each time.
void tst_RawFraming::sendsTheUpstreamJustThis()
{
    const qsizetype before = posts().size();
    RawClient client(m_house->port());
    client.send(chunked(chunk(chatBody().first(3), ";x=y") + chunk(chatBody().sliced(3)) + "0\r\nX-T: 1\r\n\r\n",
                        "X-A: \t1 \r\nX-Empty:\r\nConnection: close, X-B\r\nX-B: 2\r\nTE: trailers\r\n"));
    client.receiveAll();
    ++m_expectedPosts;
    QCOMPARE(posts().size(), before + 1);
    QByteArrayList kept;
    for (const QByteArray &line : posts().last().head.split('\n')) {
        const QByteArray text = line.trimmed();
        if (!text.startsWith("x-litellm-"))
            kept.append(text);
    }
    const QByteArrayList expected{"POST /chat/completions HTTP/1.1",
                                  "Host: 127.0.0.1:" + QByteArray::number(m_house->upstream().port()),
                                  "content-type: application/json",
                                  "x-a: 1",
                                  "x-empty:",
                                  "via: 1.1 " + hopMark(),
                                  "accept-encoding: identity",
                                  "Authorization: Bearer sk-maria",
                                  "Content-Length: " + QByteArray::number(chatBody().size()),
                                  {},
                                  {}};
    QCOMPARE(kept, expected);
    QCOMPARE(posts().last().body, chatBody());
}

QTEST_GUILESS_MAIN(tst_RawFraming)
#include "tst_rawframing.moc"
