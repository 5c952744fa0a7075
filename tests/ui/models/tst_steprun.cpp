// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/steprun.h"

#include <QPromise>
#include <QSignalSpy>
#include <QTest>

using namespace keyswitch;

namespace
{

CheckStep step(const char *id)
{
    CheckStep made;
    made.id = QString::fromLatin1(id);
    return made;
}

} // namespace

class tst_StepRun : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void stepsComeWhileItRuns()
    {
        StepRun run;
        QStringList ids;
        connect(&run, &StepRun::step, this, [&](const CheckStep &got) { ids.append(got.id); });
        QSignalSpy finished(&run, &StepRun::finished);
        QPromise<CheckStep> promise;
        promise.start();
        run.start(promise.future());
        promise.addResult(step("agent"));
        QTRY_COMPARE(ids, QStringList{QStringLiteral("agent")});
        QVERIFY(run.isRunning());
        promise.addResult(step("user"));
        promise.finish();
        QTRY_COMPARE(finished.size(), 1);
        QCOMPARE(ids.size(), 2);
        QCOMPARE(finished.at(0).at(0).toBool(), false);
        QVERIFY(!run.isRunning());
    }

    void cancelReachesTheWorker()
    {
        StepRun run;
        QSignalSpy finished(&run, &StepRun::finished);
        QPromise<CheckStep> promise;
        promise.start();
        run.start(promise.future());
        run.cancel();
        QVERIFY(promise.isCanceled());
        promise.finish();
        QTRY_COMPARE(finished.size(), 1);
        QCOMPARE(finished.at(0).at(0).toBool(), true);
    }

    void newRunDropsTheOldOne()
    {
        StepRun run;
        QStringList ids;
        connect(&run, &StepRun::step, this, [&](const CheckStep &got) { ids.append(got.id); });
        QPromise<CheckStep> older;
        older.start();
        QPromise<CheckStep> newer;
        newer.start();
        run.start(older.future());
        older.addResult(step("old"));
        run.start(newer.future());
        QVERIFY(older.isCanceled());
        newer.addResult(step("new"));
        QTRY_COMPARE(ids, QStringList{QStringLiteral("new")});
        older.finish();
        newer.finish();
    }

    void deathCancelsTheWork()
    {
        QPromise<CheckStep> promise;
        promise.start();
        {
            StepRun run;
            run.start(promise.future());
        }
        QVERIFY(promise.isCanceled());
        promise.finish();
        QCoreApplication::processEvents();
    }
};

QTEST_GUILESS_MAIN(tst_StepRun)
#include "tst_steprun.moc"
