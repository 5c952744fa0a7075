// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/trafficfilter.h"
#include "ui/models/trafficmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace keyswitch;

namespace
{

const QDateTime noon(QDate(2026, 9, 1), QTime(12, 0), Qt::UTC);

LiveRow row(int number, LiveRow::Phase phase, Outcome outcome = Outcome::Ok)
{
    LiveRow live;
    live.phase = phase;
    live.row.requestId = QString::number(number);
    live.row.startedAt = noon.addSecs(number);
    live.row.outcome = outcome;
    return live;
}

QList<LiveRow> ended(int from, int to)
{
    QList<LiveRow> rows;
    for (int number = from; number <= to; ++number)
        rows.append(row(number, LiveRow::Phase::Ended));
    return rows;
}

QString ids(const TrafficModel &model)
{
    QStringList shown;
    for (int at = 0; at < model.rowCount(); ++at)
        shown.append(model.at(at).row.requestId);
    return shown.join(u' ');
}

} // namespace

class tst_TrafficModel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void newestIsOnTopAndARequestIsOneRow()
    {
        TrafficModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.add(
            {row(1, LiveRow::Phase::Waiting), row(2, LiveRow::Phase::Waiting), row(1, LiveRow::Phase::Streaming)});
        QCOMPARE(ids(model), u"2 1"_qs);
        QCOMPARE(model.running(), 2);
        QCOMPARE(model.at(1).phase, LiveRow::Phase::Streaming);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.add({row(1, LiveRow::Phase::Ended), row(3, LiveRow::Phase::Waiting)});
        QCOMPARE(ids(model), u"3 2 1"_qs);
        QCOMPARE(model.running(), 2);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(model.rowOf(u"1"_qs), 2);
    }

    void anEndedRequestDoesNotRunAgain()
    {
        TrafficModel model;
        model.add({row(1, LiveRow::Phase::Ended)});
        model.add({row(1, LiveRow::Phase::Waiting)});
        QCOMPARE(model.at(0).phase, LiveRow::Phase::Ended);
        QCOMPARE(model.running(), 0);
    }

    void oldestLeaveAtTheLimit()
    {
        TrafficModel model(nullptr, 5);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.add(ended(1, 4));
        model.add(ended(5, 7));
        QCOMPARE(ids(model), u"7 6 5 4 3"_qs);
        QCOMPARE(model.rowOf(u"1"_qs), -1);
        QCOMPARE(model.rowOf(u"3"_qs), 4);
        model.add({row(1, LiveRow::Phase::Ended)}); // ended after it left
        QCOMPARE(ids(model), u"7 6 5 4 3"_qs);
        model.add(ended(10, 30));
        QCOMPARE(ids(model), u"30 29 28 27 26"_qs);
        QCOMPARE(model.rowCount(), 5);
    }

    void runningRowsThatLeaveAreNotCounted()
    {
        TrafficModel model(nullptr, 2);
        model.add({row(1, LiveRow::Phase::Waiting)});
        model.add(ended(2, 3));
        QCOMPARE(model.running(), 0);
    }

    void nothingMovesWhilePaused()
    {
        TrafficModel model(nullptr, 4);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.add({row(1, LiveRow::Phase::Waiting)});
        model.pause();
        QSignalSpy waiting(&model, &TrafficModel::waitingChanged);
        model.add({row(1, LiveRow::Phase::Ended), row(2, LiveRow::Phase::Waiting)});
        model.add({row(2, LiveRow::Phase::Ended), row(3, LiveRow::Phase::Waiting)});
        QCOMPARE(ids(model), u"1"_qs);
        QCOMPARE(model.at(0).phase, LiveRow::Phase::Waiting);
        QCOMPARE(model.waiting(), 2);
        QCOMPARE(waiting.size(), 2);
        model.resume();
        QCOMPARE(ids(model), u"3 2 1"_qs);
        QCOMPARE(model.at(1).phase, LiveRow::Phase::Ended);
        QCOMPARE(model.at(2).phase, LiveRow::Phase::Ended);
        QCOMPARE(model.waiting(), 0);
        QCOMPARE(model.running(), 1);
    }

    void aLongPauseKeepsOnlyWhatFits()
    {
        TrafficModel model(nullptr, 4);
        model.pause();
        for (int number = 1; number <= 100; ++number) {
            model.add({row(number, LiveRow::Phase::Waiting)});
            model.add({row(number, LiveRow::Phase::Ended)});
        }
        QCOMPARE(model.waiting(), 100);
        model.resume();
        QCOMPARE(ids(model), u"100 99 98 97"_qs);
        QCOMPARE(model.running(), 0);
    }

    void historyJoinsWhatCameLive()
    {
        TrafficModel model(nullptr, 10);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.add({row(7, LiveRow::Phase::Waiting), row(8, LiveRow::Phase::Ended)});
        QList<RequestRow> history;
        for (const int number : {8, 6, 5, 5})
            history.append(row(number, LiveRow::Phase::Ended).row);
        model.addHistory(history);
        QCOMPARE(ids(model), u"8 7 6 5"_qs);
        QCOMPARE(model.running(), 1);
        model.add(ended(9, 9));
        QCOMPARE(ids(model), u"9 8 7 6 5"_qs);
        QCOMPARE(model.rowOf(u"5"_qs), 4);
        model.clear();
        QCOMPARE(model.rowCount(), 0);
    }

    void segmentsTellStatesApart()
    {
        TrafficModel model;
        TrafficFilter filter(&model);
        QAbstractItemModelTester tester(&filter, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.add({row(1, LiveRow::Phase::Waiting), row(2, LiveRow::Phase::Ended, Outcome::Refused),
                   row(3, LiveRow::Phase::Ended, Outcome::UpstreamCut),
                   row(4, LiveRow::Phase::Ended, Outcome::UpstreamError), row(5, LiveRow::Phase::Ended),
                   row(6, LiveRow::Phase::Ended, Outcome::ClientCancelled)});
        QCOMPARE(filter.rowCount(), 6);
        filter.setSegment(TrafficFilter::Segment::Running);
        QCOMPARE(filter.rowCount(), 1);
        filter.setSegment(TrafficFilter::Segment::Refused);
        QCOMPARE(filter.rowCount(), 1);
        filter.setSegment(TrafficFilter::Segment::Failed);
        QCOMPARE(filter.rowCount(), 2);
        QCOMPARE(filter.at(filter.index(0, 0)).row.requestId, u"4"_qs);
        model.add({row(1, LiveRow::Phase::Ended, Outcome::UpstreamFailed)}); // a row that changes moves in
        QCOMPARE(filter.rowCount(), 3);
    }

    void onlyRunningRowsTick()
    {
        TrafficModel model;
        model.add({row(1, LiveRow::Phase::Waiting), row(2, LiveRow::Phase::Ended)});
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.tick();
        QCOMPARE(changed.size(), 1);
        QCOMPARE(changed.at(0).at(0).toModelIndex().row(), 1);
        model.pause();
        model.tick();
        QCOMPARE(changed.size(), 1);
    }
};

QTEST_GUILESS_MAIN(tst_TrafficModel)
#include "tst_trafficmodel.moc"
