// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/base/upstreamhost.h"

#include <QTest>

using namespace keyswitch;

class tst_UpstreamHost : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void literalsOfEveryFormAreRecognised_data()
    {
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<QString>("address"); // empty: a name
        QTest::newRow("dotted") << QByteArray("10.1.2.3") << QStringLiteral("10.1.2.3");
        QTest::newRow("trailing dot") << QByteArray("10.1.2.3.") << QStringLiteral("10.1.2.3");
        QTest::newRow("decimal") << QByteArray("2852039166") << QStringLiteral("169.254.169.254");
        QTest::newRow("octal") << QByteArray("0251.0376.0251.0376") << QStringLiteral("169.254.169.254");
        QTest::newRow("hex") << QByteArray("0xA9FEA9FE") << QStringLiteral("169.254.169.254");
        QTest::newRow("hex parts") << QByteArray("0xa9.0xfe.0xa9.0xfe") << QStringLiteral("169.254.169.254");
        QTest::newRow("short") << QByteArray("169.16689662") << QStringLiteral("169.254.169.254");
        QTest::newRow("v6") << QByteArray("[fe80::1]") << QStringLiteral("fe80::1");
        QTest::newRow("v6 zone") << QByteArray("fe80::1%25eth0") << QStringLiteral("fe80::1");
        QTest::newRow("name") << QByteArray("litellm.example") << QString();
        QTest::newRow("name with digits") << QByteArray("10.example") << QString();
        QTest::newRow("too large") << QByteArray("4294967296") << QString();
        QTest::newRow("five parts") << QByteArray("1.2.3.4.5") << QString();
        QTest::newRow("part too large") << QByteArray("256.1.1.1") << QString();
        QTest::newRow("bad octal") << QByteArray("09.1.1.1") << QString();
        QTest::newRow("empty") << QByteArray() << QString();
    }
    void literalsOfEveryFormAreRecognised()
    {
        QFETCH(QByteArray, host);
        QFETCH(QString, address);
        const std::optional<QHostAddress> found = literalAddress(host);
        QCOMPARE(found ? found->toString() : QString(), address);
    }

    void metadataAddressesAreKnownInAllTheirForms_data()
    {
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<bool>("metadata");
        for (const char *yes :
             {"169.254.169.254", "169.254.0.1", "2852039166", "0251.0376.0251.0376", "0xA9FEA9FE",
              "[::ffff:169.254.169.254]", "[::ffff:a9fe:a9fe]", "[::169.254.169.254]", "[64:ff9b::169.254.169.254]",
              "[2002:a9fe:a9fe::1]", "[fe80::1]", "[febf::1]", "[fd00:ec2::254]", "100.100.100.200", "192.0.0.192"})
            QTest::newRow(yes) << QByteArray(yes) << true;
        for (const char *no : {"127.0.0.1", "10.0.0.1", "192.168.1.1", "172.16.0.1", "169.253.1.1", "[::1]",
                               "[fd00::1]", "[fec0::1]", "[::ffff:10.0.0.1]", "[2002:a00:1::1]", "0.0.0.0", "[::]"})
            QTest::newRow(no) << QByteArray(no) << false;
    }
    void metadataAddressesAreKnownInAllTheirForms()
    {
        QFETCH(QByteArray, host);
        QFETCH(bool, metadata);
        const std::optional<QHostAddress> address = literalAddress(host);
        QVERIFY(address);
        QCOMPARE(isMetadataAddress(*address), metadata);
    }
};

QTEST_GUILESS_MAIN(tst_UpstreamHost)
#include "tst_upstreamhost.moc"
