// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/base/money.h"

#include <QTest>

using namespace keyswitch;

class tst_Money : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void parses_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<qint64>("nano"); // -1: refused
        QTest::newRow("plain") << QByteArray("0.0013") << 1'300'000LL;
        QTest::newRow("python float") << QByteArray("1.3e-06") << 1'300LL;
        QTest::newRow("capital exponent") << QByteArray("2E-9") << 2LL;
        QTest::newRow("whole") << QByteArray("2") << 2'000'000'000LL;
        QTest::newRow("zero is a cost") << QByteArray("0.0") << 0LL;
        QTest::newRow("rounds half up") << QByteArray("0.0000000005") << 1LL;
        QTest::newRow("rounds down") << QByteArray("0.00000000049") << 0LL;
        QTest::newRow("far below") << QByteArray("1e-30") << 0LL;
        QTest::newRow("more digits than a double has") << QByteArray("0.12345678901234567890") << 123'456'789LL;
        QTest::newRow("a million") << QByteArray("1000000") << 1'000'000'000'000'000LL;
        QTest::newRow("above a million") << QByteArray("1000001") << -1LL;
        QTest::newRow("overflow") << QByteArray("1e60") << -1LL;
        QTest::newRow("negative") << QByteArray("-0.1") << -1LL;
        QTest::newRow("plus") << QByteArray("+0.1") << -1LL;
        QTest::newRow("word") << QByteArray("NaN") << -1LL;
        QTest::newRow("trailing text") << QByteArray("0.1 USD") << -1LL;
        QTest::newRow("no digit before the point") << QByteArray(".5") << -1LL;
        QTest::newRow("empty") << QByteArray() << -1LL;
        QTest::newRow("exponent without digits") << QByteArray("1e") << -1LL;
    }
    void parses()
    {
        QFETCH(QByteArray, text);
        QFETCH(qint64, nano);
        const auto amount = parseDollars(text);
        QCOMPARE(amount ? count(*amount) : -1, nano);
    }
};

QTEST_GUILESS_MAIN(tst_Money)
#include "tst_money.moc"
