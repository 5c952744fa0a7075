// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/service/storewatch.h"

#include <QSignalSpy>
#include <QtTest>

using namespace keyswitch;
using WhenFull = StoreSettings::WhenFull;

class tst_StoreWatch : public QObject
{
    Q_OBJECT

private:
    StoreWatch::State m_state;

    static Problem full()
    {
        return {Problem::Code::Storage,
                QStringLiteral("The disk is full"),
                QStringLiteral("keyswitch.db"),
                {},
                QStringLiteral("Free some space")};
    }

private Q_SLOTS:
    void init() { m_state = {}; }

    void saysNothingWhileAllIsWell()
    {
        m_state.queued = 500; // on its way
        StoreWatch watch([this] { return m_state; }, WhenFull::Refuse);
        QCOMPARE(watch.part().health, Health::Ok);
        QCOMPARE(watch.part().sentence, QString());
    }

    void saysWhatIsWrongWhatWaitsAndWhatBecomesOfCalls()
    {
        m_state.problem = full();
        m_state.queued = 42;
        QCOMPARE(StoreWatch::sentence(m_state, WhenFull::Refuse),
                 QStringLiteral("The disk is full. 42 request(s) wait in memory."));
        m_state.full = true;
        QVERIFY(StoreWatch::sentence(m_state, WhenFull::Refuse).contains(QLatin1String("New calls are refused")));
        QVERIFY(StoreWatch::sentence(m_state, WhenFull::Serve).contains(QLatin1String("without being accounted")));
        StoreWatch watch([this] { return m_state; }, WhenFull::Serve);
        QCOMPARE(watch.part().health, Health::Failing);
    }

    void whatHasNoRowIsToldForAsLongAsItRuns()
    {
        m_state.unaccounted.requests = 3;
        StoreWatch watch([this] { return m_state; }, WhenFull::Serve);
        QCOMPARE(watch.part().health, Health::Slow); // it works again
        QVERIFY(watch.part().sentence.contains(QLatin1String("3 request(s) since the start have no row")));
    }

    void tellsEachChangeOnceAndLogsItsBeginningAndEnd()
    {
        StoreWatch watch([this] { return m_state; }, WhenFull::Refuse);
        QSignalSpy changed(&watch, &StoreWatch::changed);
        watch.look();
        QCOMPARE(changed.count(), 0);

        m_state.problem = full();
        m_state.queued = 10;
        QTest::ignoreMessage(QtWarningMsg, "The disk is full. keyswitch.db. Free some space");
        watch.look();
        m_state.queued = 20; // no news
        watch.look();
        QCOMPARE(changed.count(), 1);

        m_state.full = true;
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("New calls are refused")));
        watch.look();
        watch.look();
        QCOMPARE(changed.count(), 2);

        m_state = {};
        m_state.unaccounted.requests = 2;
        m_state.dropped = 2;
        QTest::ignoreMessage(QtWarningMsg, "Requests are written to disk again.");
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("^2 .* have no row")));
        watch.look();
        watch.look();
        QCOMPARE(changed.count(), 3);
    }

    void looksByItself()
    {
        StoreWatch watch([this] { return m_state; }, WhenFull::Refuse);
        QSignalSpy changed(&watch, &StoreWatch::changed);
        m_state.problem = full();
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("The disk is full")));
        QTRY_COMPARE_WITH_TIMEOUT(changed.count(), 1, 5000);
    }
};

QTEST_GUILESS_MAIN(tst_StoreWatch)
#include "tst_storewatch.moc"
