// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/agentsfilter.h"
#include "ui/models/filtertext.h"
#include "ui/models/trafficfilter.h"

#include <QTest>

using namespace keyswitch;
using namespace std::chrono_literals;

class tst_FilterText : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void wordsAndTermsAreToldApart()
    {
        const FilterText filter =
            FilterText::parse(u"  mail  user:\"Maria P\" -model:gpt http://x"_qs, {u"user"_qs, u"model"_qs});
        const QList<FilterText::Term> expected{
            {{}, u"mail"_qs, false},
            {u"user"_qs, u"Maria P"_qs, false},
            {u"model"_qs, u"gpt"_qs, true},
            {{}, u"http://x"_qs, false},
        };
        QCOMPARE(filter.terms(), expected);
    }

    void halfTypedTermsDoNotCount()
    {
        QVERIFY(FilterText::parse(u"user:"_qs, {u"user"_qs}).isEmpty());
        QVERIFY(FilterText::parse(u"  "_qs, {}).isEmpty());
        QCOMPARE(FilterText::parse(u"-"_qs, {}).terms().size(), 1);
        QCOMPARE(FilterText::parse(u"\"open quote"_qs, {}).terms().at(0).value, u"open quote"_qs);
    }

    void durations_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("probe"); // µs
        QTest::addColumn<int>("holds"); // -1: no bound
        QTest::newRow("over") << u">2s"_qs << qint64(2'000'001) << 1;
        QTest::newRow("not over") << u">2s"_qs << qint64(2'000'000) << 0;
        QTest::newRow("at least") << u"2"_qs << qint64(2'000'000) << 1;
        QTest::newRow("under") << u"<500ms"_qs << qint64(499'999) << 1;
        QTest::newRow("not under") << u"<500ms"_qs << qint64(500'000) << 0;
        QTest::newRow("minutes") << u">1m"_qs << qint64(61'000'000) << 1;
        QTest::newRow("comma") << u">1,5s"_qs << qint64(1'600'000) << 1;
        QTest::newRow("half typed") << u">"_qs << qint64(0) << -1;
        QTest::newRow("words") << u"fast"_qs << qint64(0) << -1;
        QTest::newRow("huge") << u"99999999999s"_qs << qint64(0) << -1;
    }
    void durations()
    {
        QFETCH(QString, text);
        QFETCH(qint64, probe);
        QFETCH(int, holds);
        const std::optional<DurationBound> bound = parseDurationBound(text);
        QCOMPARE(bound.has_value(), holds >= 0);
        if (bound)
            QCOMPARE(bound->holds(std::chrono::microseconds(probe)), holds == 1);
    }

    void statuses()
    {
        QCOMPARE(statusMatches(502, u"5xx"_qs), std::optional(true));
        QCOMPARE(statusMatches(404, u"5xx"_qs), std::optional(false));
        QCOMPARE(statusMatches(429, u"429"_qs), std::optional(true));
        QCOMPARE(statusMatches(429, u"4"_qs), std::optional(true));
        QCOMPARE(statusMatches(429, u"x"_qs), std::nullopt);
        QCOMPARE(statusMatches(429, u"5000"_qs), std::nullopt);
        QCOMPARE(statusMatches(429, u"fast"_qs), std::nullopt);
    }

    void requestsAreFiltered_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("accepted");
        QTest::newRow("empty") << QString() << true;
        QTest::newRow("agent word") << u"TRIAGE"_qs << true;
        QTest::newRow("user") << u"user:maria"_qs << true;
        QTest::newRow("other user") << u"user:jonas"_qs << false;
        QTest::newRow("not user") << u"-user:jonas"_qs << true;
        QTest::newRow("status") << u"status:5xx"_qs << true;
        QTest::newRow("both") << u"status:5xx slow:>2s"_qs << true;
        QTest::newRow("one fails") << u"status:5xx slow:>9s"_qs << false;
        QTest::newRow("state") << u"state:error"_qs << true;
        QTest::newRow("other state") << u"state:cut"_qs << false;
        QTest::newRow("incomplete") << u"slow:>"_qs << true;
        QTest::newRow("not incomplete") << u"-slow:>"_qs << true;
        QTest::newRow("failure code") << u"upstream_refused"_qs << true;
        QTest::newRow("id") << u"id:01JD"_qs << true;
        QTest::newRow("nothing") << u"zzz"_qs << false;
    }
    void requestsAreFiltered()
    {
        QFETCH(QString, text);
        QFETCH(bool, accepted);
        LiveRow live;
        live.phase = LiveRow::Phase::Ended;
        live.row.requestId = u"01JDABC"_qs;
        live.row.agentName = u"mail-triage"_qs;
        live.row.userName = u"Maria Petrova"_qs;
        live.row.model = u"gpt-4.1"_qs;
        live.row.status = 502;
        live.row.outcome = Outcome::UpstreamFailed;
        live.row.failureCode = u"upstream_refused"_qs;
        live.row.duration = 5s;
        QCOMPARE(TrafficFilter::accepts(FilterText::parse(text, TrafficFilter::keys()), live), accepted);
    }

    void runningRequestHasNoStatusYet()
    {
        LiveRow live;
        QVERIFY(!TrafficFilter::accepts(FilterText::parse(u"status:0"_qs, TrafficFilter::keys()), live));
        QVERIFY(TrafficFilter::accepts(FilterText::parse(u"state:run"_qs, TrafficFilter::keys()), live));
    }
};

QTEST_GUILESS_MAIN(tst_FilterText)
#include "tst_filtertext.moc"
