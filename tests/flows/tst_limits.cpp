// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/flows/house.h"

using namespace keyswitch;
using namespace keyswitch::test;
using namespace std::chrono_literals;

// The front door's limits as settings, through the whole proxy: what is beyond one is told so in OpenAI's shape, has a
// row, and never reaches the upstream; what is just within goes through.
class tst_Limits : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<House> m_house;

    static QByteArray padded(const QByteArray &fields, const QByteArray &query = {})
    {
        return House::request("maria-agent", chat(false), "Connection: close\r\n" + fields,
                              "/chat/completions" + query);
    }
    static QByteArray lines(int count)
    {
        QByteArray fields;
        for (int i = 0; i < count; ++i)
            fields += "X-" + QByteArray::number(i) + ": y\r\n";
        return fields;
    }
    static QByteArray ofSize(qsizetype size)
    {
        const QByteArray rest = chat(false, ",\"user\":\"\"");
        return chat(false, ",\"user\":\"" + QByteArray(size - rest.size(), 'u') + '"');
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_house =
            std::make_unique<House>([](UpstreamConnection &connection,
                                       const RecordedRequest &) { connection.answer(200, plainAnswer(), JsonLine); },
                                    House::Flags{{"limits.head_bytes", "16384"},
                                                 {"limits.target_bytes", "500"},
                                                 {"limits.header_lines", "30"},
                                                 {"limits.body_bytes", "100000"},
                                                 {"limits.head_time", "1s"},
                                                 {"limits.body_time", "1s"},
                                                 {"limits.body_bytes_per_second", "20000"},
                                                 {"limits.idle_time", "1s"}});
        m_house->addUser("maria");
    }
    void cleanupTestCase() { m_house.reset(); }

    void whatIsWithinGoesThrough_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::newRow("head") << padded("X: " + QByteArray(15'000, 'y') + "\r\n");
        QTest::newRow("target") << padded({}, '?' + QByteArray(500 - 49, 'q'));
        QTest::newRow("lines") << padded(lines(25)); // and five of every call
        QTest::newRow("body") << House::request("maria-agent", ofSize(100'000), "Connection: close\r\n");
    }
    void whatIsWithinGoesThrough()
    {
        QFETCH(const QByteArray, request);
        const int before = m_house->posts();
        QCOMPARE(m_house->askRaw(request).status, 200);
        QCOMPARE(m_house->posts(), before + 1);
    }

    void whatIsBeyondIsRefused_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("code");
        const QByteArray good = padded({});
        QTest::newRow("head") << padded("X: " + QByteArray(17'000, 'y') + "\r\n") << 431
                              << QByteArray("header_too_large");
        QTest::newRow("target") << padded({}, '?' + QByteArray(500, 'q')) << 414 << QByteArray("target_too_long");
        QTest::newRow("lines") << padded(lines(31)) << 431 << QByteArray("header_too_large");
        QTest::newRow("body") << House::request("maria-agent", ofSize(100'001)) << 413 << QByteArray("body_too_large");
        QByteArray huge = good;
        huge.replace("Content-Length: " + QByteArray::number(chat(false).size()), "Content-Length: 2147483648");
        QTest::newRow("length of 2 GiB") << huge << 413 << QByteArray("body_too_large");
        QTest::newRow("half a head") << good.left(40) << 408 << QByteArray("request_timeout");
        QTest::newRow("half a body") << good.chopped(5) << 408 << QByteArray("request_timeout");
    }
    void whatIsBeyondIsRefused()
    {
        QFETCH(const QByteArray, request);
        QFETCH(const int, status);
        QFETCH(const QByteArray, code);
        const int before = m_house->posts();
        const Answer answer = m_house->askRaw(request);
        QCOMPARE(answer.status, status);
        QCOMPARE(answer.errorCode(), code);
        QVERIFY(answer.whole);
        QCOMPARE(m_house->posts(), before);
        const RequestRow row = m_house->rowOf(answer);
        QCOMPARE(row.status, status);
        QCOMPARE(row.outcome, Outcome::Refused);
        QCOMPARE(row.failureCode.toUtf8(), code);
    }

    // Each byte comes in time, the whole does not.
    void aBodyBelowTheMinimumRateIsRefused()
    {
        const QByteArray request = House::request("maria-agent", ofSize(60'000));
        const qsizetype head = request.indexOf("\r\n\r\n") + 4;
        const int before = m_house->posts();
        RawClient slow(m_house->port());
        slow.send(request.first(head));
        slow.sendSlowly(request.mid(head, 20'000), 200, 20ms); // half of the rate
        const Answer answer = Answer::parse(slow.receiveAll());
        QCOMPARE(answer.status, 408);
        QCOMPARE(m_house->posts(), before);
    }

    void aBodyAboveItIsTakenHoweverLongItLasts()
    {
        QByteArray request = House::request("maria-agent", ofSize(100'000), "Connection: close\r\n");
        RawClient steady(m_house->port());
        QVERIFY(steady.sendSlowly(request, 2000, 40ms)); // twice the rate and longer than limits.body_time
        QCOMPARE(Answer::parse(steady.receiveAll()).status, 200);
    }

    void aConnectionWithoutRequestsIsClosed()
    {
        RawClient idle(m_house->port());
        QCOMPARE(idle.receiveAll(), QByteArray());
        QCOMPARE(idle.end(), RawClient::End::Fin);
    }

    void connectionsThatAreOnlyOpenedLeaveNothing()
    {
        const int rows = m_house->rows(0).size();
        for (int i = 0; i < 500; ++i)
            RawClient(m_house->port()).reset();
        QTRY_COMPARE((*House::waited(m_house->service().status())).connections, 0);
        QCOMPARE(m_house->rows(0).size(), rows);
    }

    void eachIsListedWithItsOrigin()
    {
        const auto settings = House::waited(m_house->service().settings());
        QHash<QString, QString> origins;
        for (const SettingValue &one : *settings)
            origins.insert(one.name, one.value + u' ' + one.origin);
        QCOMPARE(origins.value(QStringLiteral("limits.head_bytes")), QStringLiteral("16384 flag"));
        QCOMPARE(origins.value(QStringLiteral("limits.connections_per_address")), QStringLiteral("1024 default"));
        for (const char *name : {"target_bytes", "header_lines", "body_bytes", "body_bytes_per_second", "head_time",
                                 "body_time", "idle_time", "stall_time", "linger_time", "connections",
                                 "connections_per_address", "high_watermark", "low_watermark"})
            QVERIFY2(origins.contains(QLatin1String("limits.") + QLatin1String(name)), name);
    }
};

QTEST_GUILESS_MAIN(tst_Limits)
#include "tst_limits.moc"
