// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/accept/channelpoller.h"
#include "proxy/accept/clientchannel.h"

#include <QCoreApplication>
#include <QtTest>

#include <sys/socket.h>
#include <unistd.h>

using namespace keyswitch;

namespace
{

class Counter final : public ClientChannel::Listener
{
public:
    void channelChanged() override { ++changes; }
    int changes = 0;
};

} // namespace

class tst_ChannelPoller : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsOfWhatCame()
    {
        int ends[2];
        QCOMPARE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
        ChannelPoller poller;
        Counter listener;
        ClientChannel channel(ends[0], poller, &listener);
        QTRY_COMPARE(listener.changes, 1); // it can be written to
        QCOMPARE(::send(ends[1], "x", 1, MSG_NOSIGNAL), 1);
        QTRY_COMPARE(listener.changes, 2);
        ::close(ends[1]);
    }

    // As in a child between its fork() and its exec(), which holds all descriptors of the process.
    void tellsNothingOfAChannelThatIsClosedWhileItsSocketLivesElsewhere()
    {
        int ends[2];
        QCOMPARE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
        const int held = ::dup(ends[0]);
        ChannelPoller poller;
        Counter listener;
        ClientChannel channel(ends[0], poller, &listener);
        QTRY_COMPARE(listener.changes, 1);
        channel.close();
        QCOMPARE(::send(ends[1], "x", 1, MSG_NOSIGNAL), 1);
        QTest::qWait(50);
        QCOMPARE(listener.changes, 1);
        ::close(held);
        ::close(ends[1]);
    }
};

QTEST_GUILESS_MAIN(tst_ChannelPoller)
#include "tst_channelpoller.moc"
