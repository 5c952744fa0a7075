// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/meter/usagemeter.h"

#include <QTest>

using namespace keyswitch;
using namespace std::chrono_literals;

namespace
{
class StillClock : public Clock
{
public:
    std::chrono::steady_clock::time_point steady() const override { return std::chrono::steady_clock::time_point(10s); }
};
} // namespace

class tst_UsageMeter : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void outcomes_data()
    {
        QTest::addColumn<int>("failure"); // -1: none
        QTest::addColumn<int>("status");
        QTest::addColumn<bool>("clientLeft");
        QTest::addColumn<int>("outcome");
        QTest::newRow("ok") << -1 << 200 << false << int(Outcome::Ok);
        QTest::newRow("upstream's 429") << -1 << 429 << false << int(Outcome::UpstreamError);
        QTest::newRow("wrong key") << int(FailureKind::WrongBearer) << 401 << false << int(Outcome::Refused);
        QTest::newRow("refused") << int(FailureKind::UpstreamRefused) << 502 << false << int(Outcome::UpstreamFailed);
        QTest::newRow("cut") << int(FailureKind::UpstreamCut) << 200 << false << int(Outcome::UpstreamCut);
        QTest::newRow("left") << -1 << 200 << true << int(Outcome::ClientCancelled);
        QTest::newRow("left before an answer") << -1 << 0 << true << int(Outcome::ClientCancelled);
    }
    void outcomes()
    {
        QFETCH(int, failure);
        QFETCH(int, status);
        QFETCH(bool, clientLeft);
        QFETCH(int, outcome);
        Exchange exchange;
        if (failure >= 0)
            exchange.failure = Failure{FailureKind(failure), {}};
        exchange.status = status;
        exchange.clientLeft = clientLeft;
        const StillClock clock;
        const UsageRecord record = UsageMeter(clock).close(exchange, "code");
        QCOMPARE(int(record.outcome), outcome);
        QCOMPARE(record.failureCode, failure >= 0 ? QByteArray("code") : QByteArray());
    }
    void prefersWhatLiteLlmSaid()
    {
        const StillClock clock;
        UsageMeter meter(clock);
        auto prices = std::make_shared<PriceList>();
        prices->set("m", {1'000'000'000, 1'000'000'000, std::nullopt});
        meter.setPriceList(prices);
        Exchange exchange;
        exchange.model = "m";
        exchange.tokens = {1000, 0, {}, {}, false};
        exchange.cost = {NanoDollars(7), CostOrigin::LiteLlmHeader};
        QCOMPARE(meter.close(exchange, {}).cost, (Cost{NanoDollars(7), CostOrigin::LiteLlmHeader}));
        exchange.cost = {};
        QCOMPARE(meter.close(exchange, {}).cost, (Cost{NanoDollars(1'000'000), CostOrigin::PriceList}));
        exchange.tokens.estimated = true;
        QCOMPARE(meter.close(exchange, {}).cost.origin, CostOrigin::Estimated);
        exchange.model = "other";
        QCOMPARE(meter.close(exchange, {}).cost, Cost{});
    }
    void measuresMonotonically()
    {
        const StillClock clock;
        Exchange exchange;
        exchange.began = std::chrono::steady_clock::time_point(7s);
        QCOMPARE(UsageMeter(clock).close(exchange, {}).duration, std::chrono::microseconds(3s));
    }
};

QTEST_GUILESS_MAIN(tst_UsageMeter)
#include "tst_usagemeter.moc"
