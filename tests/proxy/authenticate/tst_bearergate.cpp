// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/authenticate/bearergate.h"
#include "proxy/base/hopmark.h"

#include <QTest>

using namespace keyswitch;

class tst_BearerGate : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void decides_data()
    {
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<int>("failure"); // -1: passes
        const int missing = int(FailureKind::MissingBearer);
        const int wrong = int(FailureKind::WrongBearer);
        QTest::newRow("right") << QByteArray("authorization: Bearer shared-key\r\n") << -1;
        QTest::newRow("scheme in capitals") << QByteArray("Authorization: BEARER shared-key\r\n") << -1;
        QTest::newRow("two blanks") << QByteArray("Authorization: Bearer  shared-key\r\n") << -1;
        QTest::newRow("among others") << QByteArray("a: b\r\nAuthorization: Bearer shared-key\r\nc: d\r\n") << -1;
        QTest::newRow("none") << QByteArray("a: b\r\n") << missing;
        QTest::newRow("basic") << QByteArray("authorization: Basic c2hhcmVk\r\n") << missing;
        QTest::newRow("empty") << QByteArray("authorization: Bearer \r\n") << missing;
        QTest::newRow("no blank") << QByteArray("authorization: Bearershared-key\r\n") << missing;
        QTest::newRow("twice") << QByteArray("authorization: Bearer shared-key\r\nAuthorization: Bearer shared-key\r\n")
                               << missing;
        QTest::newRow("two tokens") << QByteArray("authorization: Bearer shared-key x\r\n") << missing;
        QTest::newRow("other key") << QByteArray("authorization: Bearer shared-keY\r\n") << wrong;
        QTest::newRow("prefix") << QByteArray("authorization: Bearer shared\r\n") << wrong;
        QTest::newRow("longer") << QByteArray("authorization: Bearer shared-key1\r\n") << wrong;
        const int loop = int(FailureKind::Loop);
        QTest::newRow("round in a circle") << "authorization: Bearer shared-key\r\nvia: 1.1 " + hopMark() + "\r\n"
                                           << loop;
        QTest::newRow("round in a circle, with a user's key") << "authorization: Bearer sk-user\r\nvia: 1.1 nginx, "
                + hopMark() + ", 1.0 x\r\n" << loop;
        QTest::newRow("through other proxies")
            << QByteArray("authorization: Bearer shared-key\r\nvia: 1.1 keyswitch-0\r\n") << -1;
        QTest::newRow("x-api-key is no bearer") << QByteArray("x-api-key: shared-key\r\n") << missing;
    }
    void decides()
    {
        QFETCH(QByteArray, fields);
        QFETCH(int, failure);
        auto config = std::make_shared<ConfigSnapshot>();
        config->globalKey = Secret(QByteArrayView("shared-key")).share();
        Exchange exchange;
        exchange.config = config;
        exchange.endpoint = Endpoint::ChatCompletions;
        exchange.head.fields = fields;
        const auto result = BearerGate::apply(exchange);
        QCOMPARE(result ? int(result->kind) : -1, failure);
    }
    void withoutConfiguredKeyNobodyPasses()
    {
        Exchange exchange;
        exchange.config = std::make_shared<ConfigSnapshot>();
        exchange.endpoint = Endpoint::Models;
        exchange.head.fields = "authorization: Bearer x\r\n";
        QCOMPARE(BearerGate::apply(exchange)->kind, FailureKind::WrongBearer);
    }
    void healthNeedsNone()
    {
        Exchange exchange;
        exchange.config = std::make_shared<ConfigSnapshot>();
        exchange.endpoint = Endpoint::Live;
        QVERIFY(!BearerGate::apply(exchange));
        exchange.endpoint = Endpoint::MappingTest;
        QVERIFY(BearerGate::apply(exchange));
    }
};

QTEST_GUILESS_MAIN(tst_BearerGate)
#include "tst_bearergate.moc"
