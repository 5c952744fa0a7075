// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/proxy/accept/servedthread.h"
#include "tests/support/rawclient.h"

#include "proxy/accept/connectiontable.h"

#include <QDir>
#include <QTcpServer>
#include <QTest>

#include <sys/resource.h>

using namespace keyswitch;
using namespace keyswitch::test;
using namespace std::chrono_literals;

namespace
{

using End = RawClient::End;

const QByteArray Ask = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n";

int openDescriptors()
{
    return int(
        QDir(QStringLiteral("/proc/self/fd")).entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot).size());
}

} // namespace

// How many connections there may be, and what becomes of those beyond.
class tst_ConnectionLimits : public QObject
{
    Q_OBJECT

private:
    using Clients = std::vector<std::unique_ptr<RawClient>>;
    AcceptLimits m_limits;
    std::shared_ptr<ConnectionTable> m_table;
    std::unique_ptr<ServedThread> m_served;

    quint16 port() const { return m_served->port(); }
    void serve() { m_served = std::make_unique<ServedThread>(m_limits, -1, m_table); }
    bool isAnswered() const
    {
        RawClient client(port());
        client.send(Ask);
        return client.receiveUntil("end\n").startsWith("HTTP/1.1 200");
    }

private Q_SLOTS:
    void init()
    {
        m_limits = {};
        m_table = std::make_shared<ConnectionTable>();
    }
    void cleanup() { m_served.reset(); }

    void turnsAwayWhatIsBeyondTheCap()
    {
        m_limits.connections = 100;
        serve();
        Clients clients;
        for (int i = 0; i < 100; ++i)
            clients.push_back(std::make_unique<RawClient>(port()));
        QTRY_COMPARE(m_served->connections(), 100);
        RawClient beyond(port());
        const QByteArray answer = beyond.receiveAll();
        QVERIFY2(answer.startsWith("HTTP/1.1 503"), answer.constData());
        QVERIFY(answer.contains("\r\nretry-after: ") && answer.contains("\r\nconnection: close\r\n"));
        QVERIFY(answer.contains("too_many_connections") && answer.endsWith('}'));
        QCOMPARE(beyond.end(), End::Fin);
        clients.clear();
        QTRY_COMPARE(m_served->connections(), 0);
        QVERIFY(isAnswered());
        QCOMPARE(m_table->turnedAway().total(), 1U);
    }

    void turnsAwayWhatIsBeyondAnAddressesCap()
    {
        m_limits.connectionsPerAddress = 3;
        serve();
        Clients clients;
        for (int i = 0; i < 3; ++i)
            clients.push_back(std::make_unique<RawClient>(port(), 0, "127.0.0.7"));
        QTRY_COMPARE(m_served->connections(), 3);
        RawClient beyond(port(), 0, "127.0.0.7");
        QVERIFY(beyond.receiveAll().contains("There are too many connections from your address."));
        QVERIFY(isAnswered()); // from 127.0.0.1
        clients.pop_back();
        QTRY_COMPARE(m_table->open(), 2);
        RawClient again(port(), 0, "127.0.0.7");
        again.send(Ask);
        QVERIFY(again.receiveUntil("end\n").startsWith("HTTP/1.1 200"));
        QCOMPARE(m_table->turnedAway().perAddress, 1U);
        QCOMPARE(m_table->turnedAway().last, QHostAddress(QStringLiteral("127.0.0.7")));
    }

    // It sends all it has before it reads, as most clients do: a reset would destroy the answer.
    void theAnswerReachesAClientThatSendsOn()
    {
        m_limits.connections = 1;
        serve();
        const RawClient inside(port());
        QTRY_COMPARE(m_served->connections(), 1);
        for (int i = 0; i < 20; ++i) {
            RawClient beyond(port());
            QVERIFY(beyond.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n"));
            for (int piece = 0; piece < 3; ++piece) {
                QTest::qWait(5);
                QVERIFY(beyond.send(QByteArray(100'000, 'z'))); // the second one fails where the first met a reset
            }
            QVERIFY(beyond.receiveAll().startsWith("HTTP/1.1 503"));
            QCOMPARE(beyond.end(), End::Fin);
        }
    }

    void oneThatStaysIsClosedAllTheSame()
    {
        m_limits.connections = 1;
        serve();
        const RawClient inside(port());
        QTRY_COMPARE(m_served->connections(), 1);
        const int before = openDescriptors();
        Clients beyond; // more than are given time
        for (int i = 0; i < 200; ++i)
            beyond.push_back(std::make_unique<RawClient>(port()));
        for (auto &client : beyond)
            QVERIFY(client->receiveAll().startsWith("HTTP/1.1 503"));
        QCOMPARE(m_table->turnedAway().inAll, 200U);
        QTRY_COMPARE(openDescriptors(), before + 200); // ours; the server's are closed
    }

    void countsConnectionsOfAllWorkers_data()
    {
        QTest::addColumn<int>("inAll");
        QTest::addColumn<int>("perAddress");
        QTest::newRow("in all") << 10 << 1000;
        QTest::newRow("from one address") << 1000 << 10;
    }
    void countsConnectionsOfAllWorkers()
    {
        QFETCH(const int, inAll);
        QFETCH(const int, perAddress);
        m_limits.connections = inAll;
        m_limits.connectionsPerAddress = perAddress;
        QTcpServer listening;
        QVERIFY(listening.listen(QHostAddress::LocalHost));
        listening.pauseAccepting();
        ServedThread first(m_limits, int(listening.socketDescriptor()), m_table);
        ServedThread second(m_limits, int(listening.socketDescriptor()), m_table);
        Clients clients;
        for (int i = 0; i < 10; ++i)
            clients.push_back(std::make_unique<RawClient>(listening.serverPort()));
        QTRY_COMPARE(m_table->open(), 10);
        QCOMPARE(first.connections() + second.connections(), 10);
        for (int i = 0; i < 10; ++i)
            QVERIFY(RawClient(listening.serverPort()).receiveAll().startsWith("HTTP/1.1 503"));
        clients.clear();
        QTRY_COMPARE(m_table->open(), 0);
        QCOMPARE(m_table->turnedAway().total(), 10U);
    }

    void recoversFromAShortageOfDescriptors()
    {
        serve();
        RawClient running(port());
        running.send(Ask);
        QVERIFY(running.receiveUntil("end\n").startsWith("HTTP/1.1 200"));
        rlimit before{};
        QCOMPARE(::getrlimit(RLIMIT_NOFILE, &before), 0);
        const auto restore = qScopeGuard([&before] { ::setrlimit(RLIMIT_NOFILE, &before); });
        Clients waiting(3);
        m_served->inThread([&](GuardServer &) {
            // The clients connect while the server cannot accept; then there is not one descriptor left for it.
            for (auto &client : waiting)
                client = std::make_unique<RawClient>(port());
            rlimit none = before;
            none.rlim_cur = 3;
            ::setrlimit(RLIMIT_NOFILE, &none);
        });
        QTRY_COMPARE(m_table->workersShort(), 1);
        running.send(Ask);
        QVERIFY(running.receiveUntil("end\n").startsWith("HTTP/1.1 200")); // those that are there go on
        ::setrlimit(RLIMIT_NOFILE, &before);
        QTRY_COMPARE(m_table->workersShort(), 0);
        QCOMPARE(m_table->shortages(), 1U);
        int answered = 0;
        for (auto &client : waiting) {
            client->send(Ask);
            answered += client->receiveUntil("end\n", 1, 2s).startsWith("HTTP/1.1 200");
        }
        QCOMPARE(answered + int(m_table->turnedAway().withoutDescriptor), 3); // one may be told with the reserve
        QVERIFY(answered >= 2);
    }

    void tenThousandConnectAndReset()
    {
        serve();
        QVERIFY(isAnswered());
        QTRY_COMPARE(m_table->open(), 0);
        const int before = openDescriptors();
        for (int i = 0; i < 10'000; ++i)
            RawClient(port()).reset();
        QVERIFY(isAnswered());
        QTRY_COMPARE_WITH_TIMEOUT(m_table->open(), 0, 20'000);
        QCOMPARE(m_served->connections(), 0);
        QTRY_COMPARE(openDescriptors(), before);
        QCOMPARE(m_served->handler().refused.load(), 0); // none of them makes a row or a line
        QCOMPARE(m_served->handler().handled.load(), 2);
    }

    // One byte now and then keeps no connection beyond the deadline for the head; others do not notice.
    void aThousandThatDripTheirHead()
    {
        m_limits.headTime = 2s;
        serve();
        const int before = openDescriptors();
        Clients clients;
        for (int i = 0; i < 1000; ++i) {
            clients.push_back(std::make_unique<RawClient>(port()));
            QVERIFY(clients.back()->send("GET /x HTTP/1.1\r\nX-Slow: "));
        }
        QTRY_COMPARE(m_table->open(), 1000);
        for (int round = 0; round < 3; ++round) {
            for (auto &client : clients)
                client->send("a");
            QVERIFY(isAnswered());
            QTest::qWait(100);
        }
        for (auto &client : clients) {
            const QByteArray answer = client->receiveAll();
            QVERIFY2(answer.startsWith("HTTP/1.1 408 ") && answer.contains("request_timeout"), answer.constData());
            QCOMPARE(client->end(), End::Fin);
        }
        clients.clear();
        QTRY_COMPARE(m_table->open(), 0);
        QTRY_COMPARE(openDescriptors(), before);
        QCOMPARE(m_served->handler().refused.load(), 1000);
        QCOMPARE(m_served->handler().lastRefusal.load(), 408);
    }
};

QTEST_GUILESS_MAIN(tst_ConnectionLimits)
#include "tst_connectionlimits.moc"
