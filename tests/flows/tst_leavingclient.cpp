// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/flows/house.h"

#include <QSet>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace keyswitch;
using namespace keyswitch::test;
using namespace std::chrono_literals;

// A client that leaves: the call it paid for ends at the upstream too, at once. The figure to reach is 100 ms; what
// fails the test is a second, since the machine may be busy.
class tst_LeavingClient : public QObject
{
    Q_OBJECT

private:
    using Time = std::chrono::steady_clock::time_point;
    static qint64 millisecondsSince(Time from, Time to)
    {
        return std::chrono::duration_cast<std::chrono::milliseconds>(to - from).count();
    }

    // Local ends of this machine's connections to a port that are still being made (/proc/net/tcp, state SYN_SENT).
    static QSet<QByteArray> connecting(quint16 port)
    {
        QSet<QByteArray> found;
        QFile table(QStringLiteral("/proc/self/net/tcp"));
        if (!table.open(QIODevice::ReadOnly))
            return found;
        const QByteArray remote = ':' + QByteArray::number(port, 16).rightJustified(4, '0').toUpper();
        for (const QByteArray &line : table.readAll().split('\n')) {
            const QList<QByteArray> words = line.simplified().split(' ');
            if (words.size() > 3 && words[2].endsWith(remote) && words[3] == "02")
                found.insert(words[1]);
        }
        return found;
    }

private Q_SLOTS:
    void theUpstreamIsLetGoAtOnce_data()
    {
        QTest::addColumn<bool>("streaming"); // the answer has begun
        QTest::addColumn<bool>("reset");
        QTest::newRow("waiting, closed") << false << false;
        QTest::newRow("waiting, reset") << false << true;
        QTest::newRow("streaming, closed") << true << false;
        QTest::newRow("streaming, reset") << true << true;
    }
    void theUpstreamIsLetGoAtOnce()
    {
        QFETCH(bool, streaming);
        QFETCH(bool, reset);
        std::atomic<Time> closed{Time{}};
        std::atomic_bool asked = false;
        House house([&](UpstreamConnection &connection, const RecordedRequest &) {
            if (streaming) {
                connection.send(StreamHead);
                connection.chunk(streamEvent("one"));
            }
            asked = true;
            if (connection.waitForClose(8s))
                closed = std::chrono::steady_clock::now();
        });
        house.addUser("maria");
        RawClient client(house.port());
        client.send(House::request("maria-agent", chat(true)));
        if (streaming)
            client.receiveUntil("one");
        else
            QTRY_VERIFY(bool(asked));
        const Time left = std::chrono::steady_clock::now();
        reset ? client.reset() : client.close();
        QTRY_VERIFY(closed.load() != Time{});
        const qint64 took = millisecondsSince(left, closed);
        qInfo("the upstream's connection was closed after %lld ms", static_cast<long long>(took));
        QVERIFY(took < 1000);

        const RequestRow row = house.onlyRow();
        QCOMPARE(row.outcome, Outcome::ClientCancelled);
        QCOMPARE(row.status, streaming ? 200 : 0);
        QVERIFY(!row.tokens.prompt);
        QCOMPARE(row.tokens.estimated, streaming);
        QCOMPARE(house.posts(), 1);
    }

    // The upstream's SYN is not answered: its backlog is full.
    void aConnectionBeingMadeIsGivenUp()
    {
        const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        QCOMPARE(::bind(listener, reinterpret_cast<sockaddr *>(&address), size), 0);
        QCOMPARE(::listen(listener, 0), 0);
        QCOMPARE(::getsockname(listener, reinterpret_cast<sockaddr *>(&address), &size), 0);
        QList<int> sockets{listener};
        const auto closeAll = qScopeGuard([&sockets] { std::for_each(sockets.cbegin(), sockets.cend(), ::close); });
        for (int i = 0; i < 4; ++i) {
            sockets.append(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
            ::connect(sockets.constLast(), reinterpret_cast<sockaddr *>(&address), size);
        }
        const quint16 port = ntohs(address.sin_port);
        QTRY_VERIFY(!connecting(port).isEmpty());

        House house(
            [](UpstreamConnection &, const RecordedRequest &) {},
            {{"upstream.base_url", "http://127.0.0.1:" + QByteArray::number(port)}, {"upstream.connect_time", "30s"}});
        house.addUser("maria");
        QTest::qWait(300); // the first look at the upstream's health connects as well
        const QSet<QByteArray> before = connecting(port);
        RawClient client(house.port());
        client.send(House::request("maria-agent", chat(true)));
        QTRY_COMPARE((connecting(port) - before).size(), 1);
        const QSet<QByteArray> ours = connecting(port) - before;
        client.close();
        QElapsedTimer time;
        time.start();
        while (connecting(port).intersects(ours) && time.elapsed() < 8000)
            QTest::qWait(1);
        qInfo("the connection was given up after %lld ms", static_cast<long long>(time.elapsed()));
        if (House::hasStockEngine())
            QEXPECT_FAIL("", "the stock engine goes on connecting for a call that was given up", Continue);
        QVERIFY(time.elapsed() < 1000);
        const RequestRow row = house.onlyRow();
        QCOMPARE(row.outcome, Outcome::ClientCancelled);
        QCOMPARE(row.status, 0);
    }

    void oneThatLeavesWithinItsBodyCallsNobody_data()
    {
        QTest::addColumn<bool>("reset");
        QTest::newRow("closed") << false;
        QTest::newRow("reset") << true;
    }
    void oneThatLeavesWithinItsBodyCallsNobody()
    {
        QFETCH(bool, reset);
        House house([](UpstreamConnection &connection, const RecordedRequest &) {
            connection.answer(200, plainAnswer(), JsonLine);
        });
        house.addUser("maria");
        const QByteArray request =
            House::request("maria-agent", chat(false, ",\"user\":\"" + QByteArray(500'000, 'u') + '"'));
        {
            RawClient client(house.port());
            QVERIFY(client.send(request.chopped(1)));
            QTest::qWait(50);
            reset ? client.reset() : client.close();
        }
        QTRY_COMPARE((*House::waited(house.service().status())).connections, 0);
        QCOMPARE(house.posts(), 0);
        QCOMPARE(house.askRaw(QByteArray(request).replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")).status, 200);
        QCOMPARE(house.posts(), 1);
    }

    void othersGoOn()
    {
        std::atomic_bool finish = false;
        House house([&](UpstreamConnection &connection, const RecordedRequest &request) {
            connection.send(StreamHead);
            connection.chunk(streamEvent("one"));
            if (request.body.contains("leaves")) {
                connection.waitForClose(8s);
                return;
            }
            while (!finish && connection.isOpen())
                connection.sleep(1ms);
            connection.chunk(streamEvent("two") + DoneEvent);
            connection.chunk({});
        });
        house.addUser("maria");
        RawClient stays(house.port());
        stays.send(House::request("maria-agent", chat(true), "Connection: close\r\n"));
        QByteArray bytes = stays.receiveUntil("one");
        {
            RawClient leaves(house.port());
            leaves.send(House::request("maria-agent", chat(true, ",\"user\":\"leaves\"")));
            leaves.receiveUntil("one");
        }
        QCOMPARE(house.rows(1).constFirst().outcome, Outcome::ClientCancelled);
        finish = true;
        bytes += stays.receiveAll();
        const Answer answer = Answer::parse(bytes);
        QVERIFY(answer.whole);
        QCOMPARE(answer.body, streamEvent("one") + streamEvent("two") + DoneEvent);
        QCOMPARE(house.rowOf(answer).outcome, Outcome::Ok);
    }

    void oneThatReadsSlowlyPausesTheUpstream()
    {
        constexpr qint64 Size = 64LL * 1024 * 1024;
        std::atomic_bool sent = false;
        House house([&](UpstreamConnection &connection, const RecordedRequest &) {
            connection.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                            + QByteArray::number(Size) + "\r\n\r\n");
            const QByteArray piece(1024 * 1024, ' ');
            for (qint64 i = 0; i < Size && connection.send(piece); i += piece.size()) { }
            sent = true;
        });
        house.addUser("maria");
        RawClient client(house.port(), 64 * 1024);
        client.send(House::request("maria-agent", chat(false)));
        client.receiveSome(1000);
        QTest::qWait(500); // all that the buffers on the way hold has been sent by now
        QVERIFY2(!sent && house.upstream().bytesSent() < Size / 2,
                 qPrintable(QString::number(house.upstream().bytesSent())));
        client.close();
        QTRY_VERIFY(bool(sent)); // the upstream is not held any more, but cut
        QVERIFY(house.upstream().bytesSent() < Size / 2);
        QCOMPARE(house.onlyRow().outcome, Outcome::ClientCancelled);
    }
};

QTEST_GUILESS_MAIN(tst_LeavingClient)
#include "tst_leavingclient.moc"
