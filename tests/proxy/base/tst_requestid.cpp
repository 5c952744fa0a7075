// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/base/requestid.h"

#include <QSet>
#include <QTest>

using namespace keyswitch;
using namespace std::chrono;

class tst_RequestId : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void isVersionSeven()
    {
        const auto now = system_clock::time_point(milliseconds(1'790'000'000'123));
        const RequestId id = RequestId::make(now);
        QCOMPARE(id.milliseconds(), 1'790'000'000'123);
        const QByteArray text = id.text();
        QCOMPARE(text.size(), 36);
        QCOMPARE(text.at(14), '7');
        QVERIFY(QByteArray("89ab").contains(text.at(19)));
    }
    void textAndBytesGoBothWays()
    {
        const RequestId id = RequestId::make(system_clock::now());
        QCOMPARE(RequestId::fromText(id.text()), id);
        QCOMPARE(RequestId::fromBytes(id.bytes()), id);
    }
    void refusesOtherText_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("capitals") << QByteArray("0199E3A0-0000-7000-8000-000000000000");
        QTest::newRow("dash elsewhere") << QByteArray("0199e3a00-000-7000-8000-000000000000");
        QTest::newRow("not hex") << QByteArray("0199e3a0-0000-7000-8000-00000000000g");
        QTest::newRow("longer") << QByteArray("0199e3a0-0000-7000-8000-0000000000000");
    }
    void refusesOtherText()
    {
        QFETCH(QByteArray, text);
        QVERIFY(!RequestId::fromText(text));
    }
    void neverRepeats()
    {
        QSet<QByteArray> seen;
        const auto now = system_clock::now();
        for (int i = 0; i < 100'000; ++i)
            seen.insert(RequestId::make(now).bytes());
        QCOMPARE(seen.size(), 100'000);
    }
    void doesNotGoBackWithTheClock()
    {
        const auto now = system_clock::now() + hours(1);
        const RequestId first = RequestId::make(now);
        const RequestId second = RequestId::make(now - seconds(30));
        QVERIFY(second.milliseconds() >= first.milliseconds());
    }
};

QTEST_GUILESS_MAIN(tst_RequestId)
#include "tst_requestid.moc"
