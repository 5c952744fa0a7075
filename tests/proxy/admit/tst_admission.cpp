// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/admit/admission.h"

#include <QTest>

using namespace keyswitch;

class tst_Admission : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void refusesBeyondTheMost()
    {
        Admission admission(2);
        Exchange exchange;
        exchange.endpoint = Endpoint::ChatCompletions;
        QVERIFY(!admission.apply(exchange));
        QVERIFY(!admission.apply(exchange));
        QCOMPARE(admission.apply(exchange)->kind, FailureKind::Overloaded);
        QCOMPARE(admission.running(), 2);
        admission.release();
        QVERIFY(!admission.apply(exchange));
    }
    void aStoreWithoutRoomIsTheAdminsChoice()
    {
        Admission admission;
        Exchange exchange;
        exchange.endpoint = Endpoint::ChatCompletions;
        auto config = std::make_shared<ConfigSnapshot>();
        exchange.config = config;
        QVERIFY(!admission.apply(exchange, true));
        QCOMPARE(admission.apply(exchange, false)->kind, FailureKind::StoreFull);
        QCOMPARE(admission.running(), 1);
        config->store.whenFull = StoreSettings::WhenFull::Serve;
        QVERIFY(!admission.apply(exchange, false));
        config->store.whenFull = StoreSettings::WhenFull::Refuse;
        exchange.endpoint = Endpoint::Live; // whoever watches still gets an answer
        QVERIFY(!admission.apply(exchange, false));
    }
    void startsNothingWhileDraining()
    {
        Admission admission;
        Exchange exchange;
        exchange.endpoint = Endpoint::ChatCompletions;
        QVERIFY(!admission.apply(exchange));
        admission.startDraining();
        QCOMPARE(admission.apply(exchange)->kind, FailureKind::ShuttingDown);
        QCOMPARE(admission.running(), 1);
        exchange.endpoint = Endpoint::Live; // whoever watches still gets an answer
        QVERIFY(!admission.apply(exchange));
    }
};

QTEST_GUILESS_MAIN(tst_Admission)
#include "tst_admission.moc"
