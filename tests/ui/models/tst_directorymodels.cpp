// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/agentsfilter.h"
#include "ui/models/usersfilter.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <ctime>

using namespace keyswitch;

namespace
{

AgentSummary agent(qint64 id, const QString &name, const QString &user = u"maria@example.org"_qs)
{
    AgentSummary made;
    made.id = AgentId(id);
    made.externalId = u"agent-%1"_qs.arg(id);
    made.name = name;
    made.userEmail = user;
    made.userHasKey = true;
    return made;
}

UserSummary user(qint64 id, const QString &name)
{
    UserSummary made;
    made.id = UserId(id);
    made.name = name;
    made.email = u"u%1@example.org"_qs.arg(id);
    return made;
}

QStringList names(const AgentsFilter &filter)
{
    QStringList shown;
    for (int row = 0; row < filter.rowCount(); ++row)
        shown.append(filter.at(filter.index(row, 0)).name);
    return shown;
}

} // namespace

class tst_DirectoryModels : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void newContentKeepsRowsThatStay()
    {
        AgentsModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.replace({agent(1, u"a"_qs), agent(2, u"b"_qs), agent(3, u"c"_qs), agent(4, u"d"_qs)});
        const QPersistentModelIndex kept(model.index(2, 0));
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.replace({agent(5, u"e"_qs), agent(3, u"c2"_qs), agent(4, u"d"_qs), agent(5, u"again"_qs)});
        QCOMPARE(reset.size(), 0);
        QVERIFY(kept.isValid());
        QCOMPARE(kept.row(), 0);
        QCOMPARE(model.at(0).name, u"c2"_qs);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(model.at(2).name, u"e"_qs);
        QCOMPARE(model.rowOf(5), 2);
        QCOMPARE(model.rowOf(1), -1);
    }

    void sameContentSaysNothing()
    {
        AgentsModel model;
        const QList<AgentSummary> agents{agent(1, u"a"_qs), agent(2, u"b"_qs)};
        model.replace(agents);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.replace(agents);
        model.put(agents.at(0));
        QCOMPARE(changed.size(), 0);
    }

    void oneRecordIsPutAndTaken()
    {
        UsersModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.put(user(1, u"a"_qs));
        model.put(user(2, u"b"_qs));
        model.put(user(1, u"c"_qs));
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.at(0).name, u"c"_qs);
        model.take(1);
        model.take(77);
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.rowOf(2), 0);
        QCOMPARE(model.index(0, 0).data(UserIdRole).toLongLong(), 2);
    }

    void usageOfTodayIsKnownOnlyOnceItWasSet()
    {
        AgentsModel model;
        model.replace({agent(1, u"a"_qs), agent(2, u"b"_qs)});
        QVERIFY(!model.knowsToday());
        UsageRow row;
        row.key = u"agent-1"_qs;
        row.requests = 12;
        row.promptTokens = 5;
        row.completionTokens = 2;
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.setToday({row});
        model.setToday({row});
        QCOMPARE(changed.size(), 1);
        QVERIFY(model.knowsToday());
        QCOMPARE(model.index(0, int(AgentColumn::Tokens)).data(AgentSortRole).toLongLong(), 7);
        QVERIFY(!model.index(1, int(AgentColumn::Tokens)).data(AgentSortRole).isValid());
    }

    void agentsAreFilteredAndSorted()
    {
        AgentsModel model;
        AgentsFilter filter(&model);
        QAbstractItemModelTester tester(&filter, QAbstractItemModelTester::FailureReportingMode::Fatal);
        AgentSummary keyless = agent(1, u"zebra"_qs);
        keyless.userHasKey = false;
        AgentSummary off = agent(2, u"Alpha"_qs, u"jonas@example.org"_qs);
        off.enabled = false;
        model.replace({keyless, off, agent(3, u"beta"_qs)});
        filter.sort(0);
        QCOMPARE(names(filter), (QStringList{u"Alpha"_qs, u"beta"_qs, u"zebra"_qs}));
        filter.setSegment(AgentsFilter::Segment::NoKey);
        QCOMPARE(names(filter), QStringList{u"zebra"_qs});
        filter.setSegment(AgentsFilter::Segment::All);
        filter.setText(u"state:disabled user:jonas"_qs);
        QCOMPARE(names(filter), QStringList{u"Alpha"_qs});
        QVERIFY(!filter.indexOf(AgentId(3)).isValid());
        QVERIFY(filter.isFiltering());
        filter.setText({});
        QCOMPARE(filter.indexOf(AgentId(3)).row(), 1);
        QVERIFY(!filter.isFiltering());
    }

    void usersAreFiltered()
    {
        UsersModel model;
        UsersFilter filter(&model);
        UserSummary keyed = user(1, u"Maria"_qs);
        keyed.keyFingerprint = u"a41f"_qs;
        model.replace({keyed, user(2, u"Noor"_qs)});
        filter.setText(u"state:nokey"_qs);
        QCOMPARE(filter.rowCount(), 1);
        QCOMPARE(filter.at(filter.index(0, 0)).name, u"Noor"_qs);
        filter.setText(u"a41f"_qs);
        QCOMPARE(filter.at(filter.index(0, 0)).name, u"Maria"_qs);
    }

    void filteringTenThousandIsQuick()
    {
        AgentsModel model;
        AgentsFilter filter(&model);
        QList<AgentSummary> many;
        for (int number = 1; number <= 10'000; ++number)
            many.append(agent(number, u"agent %1"_qs.arg(number)));
        model.replace(many);
        const std::clock_t begin = std::clock(); // of our own work, however busy the machine is
        filter.setText(u"agent 99"_qs);
        const qint64 took = qint64(std::clock() - begin) * 1000 / CLOCKS_PER_SEC;
        QVERIFY2(took < 250, qPrintable(QString::number(took))); // 100 ms without sanitizers
        QCOMPARE(filter.rowCount(), 280); // as many numbers have a 99 in them
    }
};

QTEST_GUILESS_MAIN(tst_DirectoryModels)
#include "tst_directorymodels.moc"
