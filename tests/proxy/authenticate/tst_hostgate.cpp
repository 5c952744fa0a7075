// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/authenticate/hostgate.h"

#include <QTest>

using namespace keyswitch;

class tst_HostGate : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void decides_data()
    {
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<bool>("allowed");
        QTest::newRow("loopback") << QByteArray("127.0.0.1:8484") << true;
        QTest::newRow("localhost") << QByteArray("LocalHost") << true;
        QTest::newRow("ipv6 loopback") << QByteArray("[::1]:8484") << true;
        QTest::newRow("listening address") << QByteArray("192.168.7.5:8484") << true;
        QTest::newRow("public url") << QByteArray("proxy.example.org") << true;
        QTest::newRow("allowed") << QByteArray("keyswitch.lan:80") << true;
        QTest::newRow("rebound name") << QByteArray("evil.example:8484") << false;
        QTest::newRow("name that contains ours") << QByteArray("localhost.evil.example") << false;
        QTest::newRow("other address") << QByteArray("192.168.7.6") << false;
    }
    void decides()
    {
        QFETCH(QByteArray, host);
        QFETCH(bool, allowed);
        ConfigSnapshot config;
        config.listenAddress = QHostAddress(QStringLiteral("192.168.7.5"));
        config.publicUrl = "https://Proxy.example.org/base";
        config.allowedHosts = {"keyswitch.lan"};
        const HostGate gate(config);
        QCOMPARE(gate.allows(host), allowed);
    }
    void allInterfacesAllowNoMoreNames()
    {
        ConfigSnapshot config;
        config.listenAddress = QHostAddress(QHostAddress::Any);
        const HostGate gate(config);
        QVERIFY(!gate.allows("0.0.0.0"));
        QVERIFY(!gate.allows("evil.example"));
        QVERIFY(gate.allows("127.0.0.1"));
    }
};

QTEST_GUILESS_MAIN(tst_HostGate)
#include "tst_hostgate.moc"
