// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fakeservice/sampledirectory.h"
#include "ui/models/agentsfilter.h"
#include "ui/models/trafficfilter.h"
#include "ui/models/usersfilter.h"
#include "ui/presenters/agentspresenter.h"
#include "ui/presenters/requestwords.h"
#include "ui/presenters/trafficpresenter.h"
#include "ui/presenters/userspresenter.h"
#include "ui/presenters/wording.h"
#include "ui/theme/tableroles.h"

#include <QAbstractItemModelTester>
#include <QSet>
#include <QTest>

using namespace keyswitch;

class tst_Presenters : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void everyStateOfARequestLooksDifferent()
    {
        // Word and mark together; "200" stands for all that went well.
        QSet<QString> looks;
        int states = 0;
        const auto look = [&](LiveRow::Phase phase, Outcome outcome) {
            LiveRow live;
            live.phase = phase;
            live.row.outcome = outcome;
            live.row.status = 200;
            looks.insert(RequestWords::word(live));
            QVERIFY(!RequestWords::sentence(live).isEmpty());
            ++states;
        };
        look(LiveRow::Phase::Waiting, Outcome::Ok);
        look(LiveRow::Phase::Streaming, Outcome::Ok);
        for (const Outcome outcome : {Outcome::Ok, Outcome::Refused, Outcome::UpstreamError, Outcome::UpstreamFailed,
                                      Outcome::UpstreamCut, Outcome::ClientCancelled})
            look(LiveRow::Phase::Ended, outcome);
        QCOMPARE(looks.size(), states);
    }

    void agents()
    {
        FakeGatewayService service;
        fillSampleDirectory(service, QDateTime::currentDateTimeUtc());
        AgentsModel model;
        AgentsFilter filter(&model);
        AgentsPresenter presenter(&filter, &model);
        QAbstractItemModelTester tester(&presenter, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.replace(service.agentList);
        const auto shown = [&](int row, AgentColumn column, int role = Qt::DisplayRole) {
            return presenter.index(row, int(column)).data(role);
        };
        QCOMPARE(shown(0, AgentColumn::Cost).toString(), u"–"_qs);
        model.setToday(service.usageList);
        QCOMPARE(shown(0, AgentColumn::Name).toString(), u"maria-research"_qs);
        QCOMPARE(shown(0, AgentColumn::Name, TableRole::State).value<State>(), State::Ok);
        QCOMPARE(shown(0, AgentColumn::Requests).toString(), u"3,812"_qs);
        QCOMPARE(shown(0, AgentColumn::Cost).toString(), u"$9.81"_qs);
        QCOMPARE(shown(3, AgentColumn::Cost).toString(), u"unknown"_qs);
        QCOMPARE(shown(9, AgentColumn::Name, TableRole::Badge).toString(), u"No key"_qs);
        QCOMPARE(shown(9, AgentColumn::Name, TableRole::State).value<State>(), State::Warn);
        QCOMPARE(shown(11, AgentColumn::Name, TableRole::State).value<State>(), State::Off);
        QVERIFY(shown(11, AgentColumn::Name, TableRole::Dimmed).toBool());
        QVERIFY(shown(0, AgentColumn::Name, Qt::AccessibleTextRole).toString().contains(u"ready"));
        QCOMPARE(shown(14, AgentColumn::LastCall).toString(), u"–"_qs);
        for (int column = 0; column < agentColumns; ++column) {
            QVERIFY(!presenter.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().isEmpty());
            QCOMPARE(presenter.headerData(column, Qt::Horizontal, Qt::TextAlignmentRole),
                     presenter.index(0, column).data(Qt::TextAlignmentRole));
        }
    }

    void toolTipsAreNotHtml()
    {
        AgentsModel model;
        AgentsFilter filter(&model);
        AgentsPresenter presenter(&filter, &model);
        AgentSummary agent;
        agent.id = AgentId(1);
        agent.endpoint = u"http://x/<img src=y>"_qs;
        model.replace({agent});
        QVERIFY(!presenter.index(0, int(AgentColumn::Endpoint)).data(Qt::ToolTipRole).toString().contains(u'<'));
    }

    void users()
    {
        FakeGatewayService service;
        fillSampleDirectory(service, QDateTime::currentDateTimeUtc());
        UsersModel model;
        UsersFilter filter(&model);
        UsersPresenter presenter(&filter, &model);
        QAbstractItemModelTester tester(&presenter, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.replace(service.userList);
        model.setToday(service.usageList);
        QCOMPARE(presenter.index(0, int(UserColumn::Key)).data().toString(), u"a41f 9c02 77be"_qs);
        QCOMPARE(presenter.index(0, int(UserColumn::Cost)).data().toString(), u"≥ $9.81"_qs);
        QCOMPARE(presenter.index(5, int(UserColumn::Name)).data(TableRole::Badge).toString(), u"No key"_qs);
        QCOMPARE(presenter.index(6, int(UserColumn::Name)).data(TableRole::State).value<State>(), State::Off);
    }

    void costOfWhatWasRefusedOrRunsIsNone()
    {
        TrafficModel model;
        TrafficFilter filter(&model);
        TrafficPresenter presenter(&filter);
        QAbstractItemModelTester tester(&presenter, QAbstractItemModelTester::FailureReportingMode::Fatal);
        LiveRow running;
        running.row.requestId = u"1"_qs;
        running.row.startedAt = QDateTime::currentDateTimeUtc().addSecs(-5);
        LiveRow refused = running;
        refused.row.requestId = u"2"_qs;
        refused.phase = LiveRow::Phase::Ended;
        refused.row.outcome = Outcome::Refused;
        LiveRow unknown = refused;
        unknown.row.requestId = u"3"_qs;
        unknown.row.outcome = Outcome::Ok;
        model.add({running, refused, unknown});
        const auto cost = [&](int row) { return presenter.index(row, int(TrafficColumn::Cost)).data().toString(); };
        QCOMPARE(cost(0), u"unknown"_qs);
        QCOMPARE(cost(1), u"–"_qs);
        QCOMPARE(cost(2), u"–"_qs);
        QVERIFY(TrafficPresenter::took(running, QDateTime::currentDateTimeUtc()) >= std::chrono::seconds(5));
    }
};

QTEST_GUILESS_MAIN(tst_Presenters)
#include "tst_presenters.moc"
