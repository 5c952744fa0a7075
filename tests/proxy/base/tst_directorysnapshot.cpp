// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/base/directorysnapshot.h"

#include <QTest>

using namespace keyswitch;

class tst_DirectorySnapshot : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void finds()
    {
        std::vector<UserEntry> users(2);
        users[0].id = UserId(7);
        users[1].id = UserId(9);
        users[1].name = "Nine";
        std::vector<AgentEntry> agents(1);
        agents[0].id = AgentId(3);
        agents[0].externalId = "agent-a";
        agents[0].user = UserId(9);
        const DirectorySnapshot directory(std::move(users), std::move(agents));
        QVERIFY(directory.agent("agent-a"));
        QCOMPARE(directory.user(directory.agent("agent-a")->user)->name, QByteArray("Nine"));
        QVERIFY(!directory.agent("agent-b"));
        QVERIFY(!directory.agent(""));
        QVERIFY(!directory.user(UserId(8)));
    }
};

QTEST_GUILESS_MAIN(tst_DirectorySnapshot)
#include "tst_directorysnapshot.moc"
