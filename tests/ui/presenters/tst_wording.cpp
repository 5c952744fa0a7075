// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/presenters/wording.h"

#include <QLocale>
#include <QTest>

using namespace keyswitch;
using namespace std::chrono_literals;
using us = std::chrono::microseconds;

class tst_Wording : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void tokens()
    {
        QCOMPARE(Wording::tokens(std::optional<Tokens>()), u"–"_qs);
        QCOMPARE(Wording::tokens(std::optional<Tokens>(0)), u"0"_qs);
        QCOMPARE(Wording::tokens(std::optional<Tokens>(2'048)), u"2,048"_qs);
        QCOMPARE(Wording::tokens(std::optional<Tokens>(9'410'000)), u"9.41 M"_qs);
        QCOMPARE(Wording::tokens(std::optional<Tokens>(96), true), u"~96"_qs);
        QCOMPARE(Wording::tokens(TokenUsage{}), u"–"_qs);
        QCOMPARE(Wording::tokens(TokenUsage{100, 20, {}, {}, false}), u"120"_qs);
    }

    void costOfARequestIsNeverZeroWhenUnknown()
    {
        QCOMPARE(Wording::cost(Cost{}), u"unknown"_qs);
        QCOMPARE(Wording::cost(Cost{NanoDollars(18'600'000), CostOrigin::LiteLlmHeader}), u"$0.0186"_qs);
        QCOMPARE(Wording::cost(Cost{NanoDollars(1'100'000), CostOrigin::Estimated}), u"~$0.0011"_qs);
        QCOMPARE(Wording::cost(Cost{NanoDollars(7), CostOrigin::PriceList}), u"<$0.0001"_qs);
        QCOMPARE(Wording::cost(Cost{NanoDollars(0), CostOrigin::LiteLlmHeader}), u"$0.0000"_qs);
    }

    void costOfManyTellsWhatIsMissing()
    {
        UsageRow row;
        QCOMPARE(Wording::cost(row), u"–"_qs);
        row.requests = 3;
        row.cost = NanoDollars(9'810'000'000);
        QCOMPARE(Wording::cost(row), u"$9.81"_qs);
        row.requestsWithoutCost = 1;
        QCOMPARE(Wording::cost(row), u"≥ $9.81"_qs);
        row.cost = NanoDollars(13'400);
        QCOMPARE(Wording::cost(row), u"≥ $0.000013"_qs);
        row.cost = NanoDollars(0);
        QCOMPARE(Wording::cost(row), u"unknown"_qs);
        row.requestsWithoutCost = 0;
        row.cost = NanoDollars(1'000'000);
        QCOMPARE(Wording::cost(row), u"<$0.01"_qs);
    }

    void durations_data()
    {
        QTest::addColumn<qint64>("value");
        QTest::addColumn<QString>("text");
        QTest::newRow("0") << qint64(0) << u"0.0 ms"_qs;
        QTest::newRow("100 us") << qint64(100) << u"0.1 ms"_qs;
        QTest::newRow("9.9 ms") << qint64(9'900) << u"9.9 ms"_qs;
        QTest::newRow("10 ms") << qint64(9'960) << u"10 ms"_qs;
        QTest::newRow("412 ms") << qint64(412'400) << u"412 ms"_qs;
        QTest::newRow("almost 1 s") << qint64(999'499) << u"999 ms"_qs;
        QTest::newRow("1 s") << qint64(999'500) << u"1.00 s"_qs;
        QTest::newRow("2.14 s") << qint64(2'140'000) << u"2.14 s"_qs;
        QTest::newRow("18.2 s") << qint64(18'200'000) << u"18.2 s"_qs;
        QTest::newRow("almost a minute") << qint64(59'949'000) << u"59.9 s"_qs;
        QTest::newRow("a minute") << qint64(59'960'000) << u"1 min 0 s"_qs;
        QTest::newRow("3 min 4 s") << qint64(184'000'000) << u"3 min 4 s"_qs;
        QTest::newRow("2 h 5 min") << qint64(7'500'000'000) << u"2 h 5 min"_qs;
        QTest::newRow("clock went back") << qint64(-1) << u"–"_qs;
    }
    void durations()
    {
        QFETCH(qint64, value);
        QFETCH(QString, text);
        QCOMPARE(Wording::duration(us(value)), text);
    }

    void ages()
    {
        const QDateTime now(QDate(2026, 9, 10), QTime(14, 0)); // local
        QCOMPARE(Wording::age({}, now), u"–"_qs);
        QCOMPARE(Wording::age(now.addSecs(5), now), u"now"_qs);
        QCOMPARE(Wording::age(now.addSecs(-59), now), u"now"_qs);
        QCOMPARE(Wording::age(now.addSecs(-180), now), u"3 min ago"_qs);
        QCOMPARE(Wording::age(now.addSecs(-5 * 3600 - 60), now), u"5 h ago"_qs);
        QVERIFY(Wording::age(now.addSecs(-20 * 3600), now).startsWith(u"yesterday, "));
        QCOMPARE(Wording::age(now.addDays(-9), now), u"9/1/26"_qs);
        QCOMPARE(Wording::age(now.addDays(-9).toUTC(), now.toUTC()), u"9/1/26"_qs);
    }

    void figuresFollowTheLocale()
    {
        QLocale::setDefault(QLocale(QLocale::Russian, QLocale::Russia));
        QCOMPARE(Wording::cost(Cost{NanoDollars(18'600'000), CostOrigin::LiteLlmHeader}), u"0,0186\u00a0$"_qs);
        QCOMPARE(Wording::duration(2'140ms), u"2,14 s"_qs);
    }
};

QTEST_GUILESS_MAIN(tst_Wording)
#include "tst_wording.moc"
