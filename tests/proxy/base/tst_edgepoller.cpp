// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/base/edgepoller.h"
#include "proxy/base/edgesocket.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QTimer>
#include <QtTest>

#include <functional>
#include <sys/socket.h>
#include <unistd.h>

using namespace keyswitch;

namespace
{

class Counter final : public EdgeSocket
{
public:
    using EdgeSocket::EdgeSocket;
    int changes = 0;
    std::function<void()> onChange;

private:
    void take(quint32 events) override
    {
        noteEvents(events);
        ++changes;
        if (const auto act = onChange)
            act();
    }
};

struct Pair {
    Pair()
    {
        if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
            qFatal("no socket pair");
    }
    ~Pair() { ::close(ends[1]); }
    void say() const { QCOMPARE(::send(ends[1], "x", 1, MSG_NOSIGNAL), 1); }
    int ends[2];
};

} // namespace

class tst_EdgePoller : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsOfWhatCame()
    {
        const Pair pair;
        Counter socket(pair.ends[0], EdgePoller::ofThread());
        QTRY_COMPARE(socket.changes, 1); // it can be written to
        pair.say();
        QTRY_COMPARE(socket.changes, 2);
        char byte = 0;
        QCOMPARE(socket.receive(&byte, 1), 1);
        QCOMPARE(byte, 'x');
    }

    // As in a child between its fork() and its exec(), which holds all descriptors of the process.
    void tellsNothingOfASocketThatIsClosedWhileItLivesElsewhere()
    {
        const Pair pair;
        const int held = ::dup(pair.ends[0]);
        Counter socket(pair.ends[0], EdgePoller::ofThread());
        QTRY_COMPARE(socket.changes, 1);
        socket.close();
        pair.say();
        QTest::qWait(50);
        QCOMPARE(socket.changes, 1);
        ::close(held);
    }

    void isOneForAThread()
    {
        const auto poller = EdgePoller::ofThread();
        QCOMPARE(EdgePoller::ofThread(), poller);
    }

    // What was told in one batch reaches the others, also from within an event loop that one of them runs.
    void goesOnInANestedEventLoop()
    {
        const Pair first;
        const Pair second;
        Counter one(first.ends[0], EdgePoller::ofThread());
        Counter other(second.ends[0], EdgePoller::ofThread());
        QTRY_VERIFY(one.changes == 1 && other.changes == 1);
        QEventLoop inner;
        int depth = 0;
        const auto waitForBoth = [&] {
            if (depth++ == 0)
                inner.exec();
            else
                inner.quit();
        };
        QElapsedTimer clock;
        clock.start();
        QTimer::singleShot(5000, &inner, &QEventLoop::quit);
        one.onChange = other.onChange = waitForBoth;
        first.say();
        second.say();
        QTRY_COMPARE(depth, 2);
        QVERIFY2(clock.elapsed() < 4000, "the inner loop waited in vain");
        QCOMPARE(one.changes + other.changes, 4);
    }

    void maySeeASocketDieInItsOwnRound()
    {
        const Pair first;
        const Pair second;
        auto one = std::make_unique<Counter>(first.ends[0], EdgePoller::ofThread());
        auto other = std::make_unique<Counter>(second.ends[0], EdgePoller::ofThread());
        QTRY_VERIFY(one->changes == 1 && other->changes == 1);
        int told = 0;
        one->onChange = [&] { ++told, other.reset(); };
        other->onChange = [&] { ++told, one.reset(); };
        first.say();
        second.say();
        QTRY_COMPARE(told, 1);
        QTest::qWait(20);
        QCOMPARE(told, 1);
    }

    void mayGoWithItsLastSocket()
    {
        const Pair pair;
        auto socket = std::make_unique<Counter>(pair.ends[0], std::make_shared<EdgePoller>());
        socket->onChange = [&] { socket.reset(); };
        QTRY_VERIFY(!socket);
    }
};

QTEST_GUILESS_MAIN(tst_EdgePoller)
#include "tst_edgepoller.moc"
