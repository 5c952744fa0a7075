// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/service/runningfigures.h"

#include <QTest>

using namespace keyswitch;
using namespace std::chrono_literals;

class tst_RunningFigures : public QObject
{
    Q_OBJECT

    static store::Figures requests(qint64 count)
    {
        store::Figures figures;
        figures.requests = count;
        return figures;
    }

private Q_SLOTS:
    void addsToWhatTheStoreHad()
    {
        RunningFigures figures;
        const QDate day(2026, 11, 21);
        figures.start(requests(5), day);
        figures.add(requests(2), day, {});
        QCOMPARE(figures.today(day).requests, 7);
    }
    void aNewDayBeginsWithNothing()
    {
        RunningFigures figures;
        figures.start(requests(5), QDate(2026, 11, 21));
        QCOMPARE(figures.today(QDate(2026, 11, 22)).requests, 0);
        figures.add(requests(1), QDate(2026, 11, 22), {});
        QCOMPARE(figures.today(QDate(2026, 11, 22)).requests, 1);
    }
    void theLastMinuteForgets()
    {
        RunningFigures figures;
        const QDate day(2026, 11, 21);
        const std::chrono::steady_clock::time_point start(1000s);
        QCOMPARE(figures.lastMinute(start), 0);
        figures.add(requests(3), day, start);
        figures.add(requests(4), day, start + 30s);
        QCOMPARE(figures.lastMinute(start + 30s), 7);
        QCOMPARE(figures.lastMinute(start + 59s), 7);
        QCOMPARE(figures.lastMinute(start + 60s), 4);
        QCOMPARE(figures.lastMinute(start + 90s), 0);
        figures.add(requests(1), day, start + 60s); // the same place in the ring as the first
        QCOMPARE(figures.lastMinute(start + 60s), 5);
    }
};

QTEST_GUILESS_MAIN(tst_RunningFigures)
#include "tst_runningfigures.moc"
