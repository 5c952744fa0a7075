// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/meter/pricelist.h"

#include <QTest>

using namespace keyswitch;

class tst_PriceList : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void multipliesExactly()
    {
        PriceList prices;
        prices.set("m", {1'000'000'000, 2'000'000'000, std::nullopt}); // $1 and $2 a million
        TokenUsage tokens;
        tokens.prompt = 1000;
        tokens.completion = 200;
        QCOMPARE(count(*prices.cost("m", tokens)), 1'400'000);
    }
    void cachedTokensHaveTheirOwnPrice()
    {
        PriceList prices;
        prices.set("m", {1'000'000'000, 2'000'000'000, 100'000'000});
        TokenUsage tokens;
        tokens.prompt = 1000;
        tokens.cached = 400;
        tokens.completion = 0;
        QCOMPARE(count(*prices.cost("m", tokens)), 640'000);
        tokens.cached = 5000; // more than the prompt: not possible, so no more than the prompt
        QCOMPARE(count(*prices.cost("m", tokens)), 100'000);
    }
    void unknownStaysUnknown()
    {
        PriceList prices;
        prices.set("m", {1, 1, std::nullopt});
        QVERIFY(!prices.cost("other", TokenUsage{1, 1, {}, {}, false}));
        QVERIFY(!prices.cost("m", TokenUsage{}));
    }
    void doesNotOverflow()
    {
        PriceList prices;
        prices.set("m", {9'000'000'000'000'000, 0, std::nullopt});
        QVERIFY(!prices.cost("m", TokenUsage{Tokens(1) << 53, 0, {}, {}, false}));
    }
};

QTEST_GUILESS_MAIN(tst_PriceList)
#include "tst_pricelist.moc"
