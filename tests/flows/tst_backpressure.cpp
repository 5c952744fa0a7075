// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/flows/house.h"

#include <QFile>

using namespace keyswitch;
using namespace keyswitch::test;
using namespace std::chrono_literals;

namespace
{

constexpr qint64 Size = 200LL * 1024 * 1024;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool MemoryIsOurs = false; // the sanitizer's is counted with it
#else
constexpr bool MemoryIsOurs = true;
#endif

qint64 residentBytes()
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly))
        return -1;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("RssAnon:"))
            return line.mid(8).trimmed().chopped(3).toLongLong() * 1024;
    }
    return -1;
}

// Much, where the body says so.
void answerMuch(UpstreamConnection &connection, const RecordedRequest &request)
{
    static const QByteArray piece(1024 * 1024, ' ');
    if (!request.body.contains("much")) {
        connection.answer(200, plainAnswer(), JsonLine);
        return;
    }
    connection.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + QByteArray::number(Size)
                    + "\r\n\r\n");
    for (qint64 sent = 0; sent < Size && connection.send(piece); sent += piece.size()) { }
}

} // namespace

// What a client does not take stays where it comes from.
class tst_Backpressure : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readersThatStallCostLittleAndAreCut()
    {
        constexpr int Readers = 4;
        House house(&answerMuch, {{"limits.stall_time", "3s"}, {"listen.workers", "2"}});
        house.addUser("maria");
        const QByteArray much = House::request("maria-agent", chat(false, ",\"user\":\"much\""));
        { // once in full, so that what the process needs once is not counted
            RawClient reader(house.port());
            reader.send(much);
            QVERIFY(reader.receiveSome(Size, 60s) >= Size);
        }
        QCOMPARE(house.ask("maria-agent", chat(false)).status, 200);
        QCOMPARE(house.rows(2).size(), 2);
        const qint64 before = residentBytes();
        const qint64 sentBefore = house.upstream().bytesSent();

        std::vector<std::unique_ptr<RawClient>> stalled;
        for (int i = 0; i < Readers; ++i) {
            stalled.push_back(std::make_unique<RawClient>(house.port(), 64 * 1024));
            stalled.back()->send(much);
            QVERIFY(stalled.back()->receiveSome(1000) > 0);
        }
        QTest::qWait(800); // all that the buffers on the way hold has been sent by now
        const qint64 cost = residentBytes() - before;
        qInfo("%d readers that stall cost %lld KiB", Readers, static_cast<long long>(cost / 1024));
        if (MemoryIsOurs)
            QVERIFY2(cost < Readers * 1024 * 1024, QByteArray::number(cost));
        QVERIFY(house.upstream().bytesSent() - sentBefore < Readers * Size / 4);

        for (int i = 0; i < 50; ++i)
            QCOMPARE(house.ask("maria-agent", chat(false)).status, 200); // the others do not notice

        QTRY_COMPARE_WITH_TIMEOUT(house.rows(0).size(), 2 + 50 + Readers, 20'000); // they are cut
        for (auto &client : stalled) {
            client->receiveSome(Size, 20s); // what was on its way
            QCOMPARE(client->end(), RawClient::End::Reset);
        }
        int cut = 0;
        for (const RequestRow &row : house.rows(0)) {
            cut += row.outcome != Outcome::Ok;
            QVERIFY(row.outcome == Outcome::Ok || row.outcome == Outcome::ClientCancelled);
        }
        QCOMPARE(cut, Readers);
    }

    void oneThatIsSlowButSteadyGetsAll()
    {
        House house(&answerMuch, {{"limits.stall_time", "1s"}});
        house.addUser("maria");
        RawClient reader(house.port(), 64 * 1024);
        reader.send(House::request("maria-agent", chat(false, ",\"user\":\"much\"")));
        const QByteArray head = reader.receiveUntil("\r\n\r\n");
        QVERIFY(head.startsWith("HTTP/1.1 200"));
        qint64 got = head.size() - head.indexOf("\r\n\r\n") - 4;
        for (int i = 0; i < 15; ++i) { // three times what a stall may last
            got += reader.receiveSome(1024 * 1024);
            QTest::qWait(200);
        }
        got += reader.receiveSome(Size - got, 60s);
        QCOMPARE(got, Size);
        QCOMPARE(house.onlyRow().outcome, Outcome::Ok);
    }
};

QTEST_GUILESS_MAIN(tst_Backpressure)
#include "tst_backpressure.moc"
