// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/configure/parsedsetting.h"
#include "proxy/configure/settingtable.h"

#include <QSet>
#include <QTest>
#include <QThread>

using namespace keyswitch;

class tst_ParsedSetting : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theTableIsConsistent()
    {
        QSet<QByteArray> names;
        QSet<QByteArray> variables;
        for (const QByteArray &name : variablesNotUsedYet())
            variables.insert(name);
        for (const Setting &setting : settingTable()) {
            QVERIFY2(!names.contains(setting.name), setting.name);
            names.insert(setting.name);
            QVERIFY2(qstrlen(setting.description) > 0, setting.name);
            QVERIFY2(parseSetting(setting, setting.fallback, false), setting.name);
            QVERIFY2(findSetting(setting.name) == &setting, setting.name);
            QByteArrayList all{setting.variable()};
            for (const Setting::Variable &other : setting.others)
                if (other.name)
                    all.append(other.name);
            for (const QByteArray &variable : all) {
                QVERIFY2(!variables.contains(variable), variable);
                variables.insert(variable);
            }
        }
        QVERIFY(!findSetting("nonsense"));
    }

    void defaultsAreThoseOfTheSnapshot()
    {
        ConfigSnapshot fromTable;
        for (const Setting &setting : settingTable())
            setting.apply(fromTable, *parseSetting(setting, setting.fallback, false));
        const ConfigSnapshot own;
        QCOMPARE(fromTable.listenAddress, own.listenAddress);
        QCOMPARE(fromTable.listenPort, own.listenPort);
        QCOMPARE(fromTable.workers, qBound(1, QThread::idealThreadCount(), 8)); // the snapshot cannot know
        QCOMPARE(fromTable.limits.headBytes, own.limits.headBytes);
        QCOMPARE(fromTable.limits.targetBytes, own.limits.targetBytes);
        QCOMPARE(fromTable.limits.headerLines, own.limits.headerLines);
        QCOMPARE(fromTable.limits.bodyBytes, own.limits.bodyBytes);
        QCOMPARE(fromTable.limits.bodyBytesPerSecond, own.limits.bodyBytesPerSecond);
        QCOMPARE(fromTable.limits.headTime.count(), own.limits.headTime.count());
        QCOMPARE(fromTable.limits.bodyTime.count(), own.limits.bodyTime.count());
        QCOMPARE(fromTable.limits.idleTime.count(), own.limits.idleTime.count());
        QCOMPARE(fromTable.limits.stallTime.count(), own.limits.stallTime.count());
        QCOMPARE(fromTable.limits.lingerTime.count(), own.limits.lingerTime.count());
        QCOMPARE(fromTable.limits.connections, own.limits.connections);
        QCOMPARE(fromTable.limits.connectionsPerAddress, own.limits.connectionsPerAddress);
        QCOMPARE(fromTable.limits.highWatermark, own.limits.highWatermark);
        QCOMPARE(fromTable.limits.lowWatermark, own.limits.lowWatermark);
        QCOMPARE(fromTable.upstream.mode, own.upstream.mode);
        QCOMPARE(fromTable.upstream.engine, own.upstream.engine);
        QCOMPARE(fromTable.upstream.connectTime.count(), own.upstream.connectTime.count());
        QCOMPARE(fromTable.upstream.firstByteTime.count(), own.upstream.firstByteTime.count());
        QCOMPARE(fromTable.upstream.silenceTime.count(), own.upstream.silenceTime.count());
        QCOMPARE(fromTable.upstream.keepAliveComment.count(), own.upstream.keepAliveComment.count());
        QCOMPARE(fromTable.letta.requestTime.count(), own.letta.requestTime.count());
        QCOMPARE(fromTable.log.level, own.log.level);
        QCOMPARE(fromTable.log.format, own.log.format);
        QVERIFY(!fromTable.globalKey);
        QVERIFY(!fromTable.upstream.masterKey);
    }

    void numbersAreReadStrictly_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("raw");
        QTest::addColumn<qint64>("number"); // -1: refused
        QTest::newRow("port") << QByteArray("listen.port") << QByteArray("8485") << qint64(8485);
        QTest::newRow("blanks around") << QByteArray("listen.port") << QByteArray(" 8485\t") << qint64(8485);
        QTest::newRow("port 0") << QByteArray("listen.port") << QByteArray("0") << qint64(0);
        for (const char *bad : {"65536", "-1", "+1", "0x10", "1.5", "", "80 80", "eighty", "99999999999999999999"})
            QTest::newRow(qPrintable(QStringLiteral("port %1").arg(QLatin1String(bad))))
                << QByteArray("listen.port") << QByteArray(bad) << qint64(-1);
        QTest::newRow("workers 0") << QByteArray("listen.workers") << QByteArray("0") << qint64(0);
        QTest::newRow("too many workers") << QByteArray("listen.workers") << QByteArray("65") << qint64(-1);
        QTest::newRow("no connection") << QByteArray("limits.connections") << QByteArray("0") << qint64(-1);
        QTest::newRow("milliseconds") << QByteArray("letta.request_time") << QByteArray("1500") << qint64(1500);
        QTest::newRow("ms") << QByteArray("letta.request_time") << QByteArray("1500ms") << qint64(1500);
        QTest::newRow("s") << QByteArray("letta.request_time") << QByteArray("90 s") << qint64(90'000);
        QTest::newRow("fraction") << QByteArray("letta.request_time") << QByteArray("1.5m") << qint64(90'000);
        QTest::newRow("h") << QByteArray("letta.request_time") << QByteArray("2H") << qint64(7'200'000);
        for (const char *bad :
             {"", "s", ".s", "5 fortnights", "-5s", "1..5s", "1e3", "25h", "99ms", "9999999999999999s"})
            QTest::newRow(qPrintable(QStringLiteral("duration %1").arg(QLatin1String(bad))))
                << QByteArray("letta.request_time") << QByteArray(bad) << qint64(-1);
        QTest::newRow("mock") << QByteArray("upstream.mode") << QByteArray("MOCK") << qint64(0);
        QTest::newRow("litellm") << QByteArray("upstream.mode") << QByteArray("litellm") << qint64(1);
        QTest::newRow("proxy") << QByteArray("upstream.mode") << QByteArray("proxy") << qint64(1);
        QTest::newRow("real") << QByteArray("upstream.mode") << QByteArray("real") << qint64(1);
        QTest::newRow("unknown choice") << QByteArray("upstream.mode") << QByteArray("openai") << qint64(-1);
        QTest::newRow("empty choice") << QByteArray("upstream.mode") << QByteArray("") << qint64(-1);
        QTest::newRow("critical") << QByteArray("log.level") << QByteArray("CRITICAL") << qint64(3);
    }
    void numbersAreReadStrictly()
    {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, raw);
        QFETCH(qint64, number);
        const auto parsed = parseSetting(*findSetting(name), raw, false);
        QCOMPARE(parsed ? parsed->number : qint64(-1), number);
    }

    void urlsAreCheckedAndNormalised_data()
    {
        QTest::addColumn<QByteArray>("raw");
        QTest::addColumn<QByteArray>("url"); // empty: refused
        const auto good = [](const char *raw, const char *url) {
            QTest::newRow(raw) << QByteArray(raw) << QByteArray(url);
        };
        good("http://localhost:4000", "http://localhost:4000");
        good("http://localhost:4000/", "http://localhost:4000");
        good("https://llm.example/v1//", "https://llm.example/v1");
        good("HTTP://Llm.Example/V1", "http://llm.example/V1");
        good("http://[::1]:4000", "http://[::1]:4000");
        good("http://10.0.0.5", "http://10.0.0.5");
        good("http://b\xC3\xBC"
             "cher.example",
             "http://xn--bcher-kva.example");
        for (const char *bad : {"localhost:4000",
                                "llm.example",
                                "/v1",
                                "ftp://llm.example",
                                "file:///etc/passwd",
                                "gopher://x",
                                "unix:/run/x",
                                "http://",
                                "http:///v1",
                                "http://host:0",
                                "http://host:99999",
                                "http://user:pw@host",
                                "http://user@host",
                                "http://host/a@b",
                                "http://host/?x=1",
                                "http://host?",
                                "http://host/#x",
                                "http://ho st",
                                "\"http://host\"",
                                "http://169.254.169.254",
                                "http://169.254.169.254.",
                                "http://169.254.1.1/latest",
                                "http://2852039166",
                                "http://0251.0376.0251.0376",
                                "http://0xA9FEA9FE",
                                "http://169.16689662",
                                "http://[::ffff:169.254.169.254]",
                                "http://[::ffff:a9fe:a9fe]",
                                "http://[64:ff9b::a9fe:a9fe]",
                                "http://[fe80::1]",
                                "http://[fe80::1%25eth0]",
                                "http://metadata.google.internal",
                                "http://169%2E254.169.254",
                                "http://\xEF\xBC\x91\xEF\xBC\x96\xEF\xBC\x99.254.169.254",
                                "http://0.0.0.0:4000",
                                "http://[::]:4000",
                                "http://0:4000",
                                "http://host\r\nx: y",
                                "http://host\n"})
            QTest::newRow(bad) << QByteArray(bad) << QByteArray();
    }
    void urlsAreCheckedAndNormalised()
    {
        QFETCH(QByteArray, raw);
        QFETCH(QByteArray, url);
        const auto parsed = parseSetting(*findSetting("upstream.base_url"), raw, false);
        QCOMPARE(parsed ? parsed->text : QByteArray(), url);
        if (!parsed)
            QVERIFY(!parsed.error().isEmpty() && !parsed.error().contains(QLatin1String("pw")));
    }

    void aSecretBecomesBytesAndAFingerprint()
    {
        const auto parsed = parseSetting(*findSetting("agents.global_key"), "sk-global-1", false);
        QVERIFY(parsed);
        QVERIFY(parsed->secret->equals("sk-global-1"));
        QVERIFY(!parsed->shown.contains(QLatin1String("global")));
        QCOMPARE(parsed->shown.size(), 12);
        QVERIFY(!parseSetting(*findSetting("agents.global_key"), "", false)->secret);
        for (const char *bad : {"two words", "sk-1\r\nx: y", "sk-\xD0\x9F", "sk-\x7f"})
            QVERIFY2(!parseSetting(*findSetting("agents.global_key"), bad, false), bad);
    }

    void listsAreHostNames()
    {
        const Setting &hosts = *findSetting("listen.allowed_hosts");
        QCOMPARE(parseSetting(hosts, "Keys.Example, 10.0.0.5 ,,keys.example b", false)->list,
                 QByteArrayList({"keys.example", "10.0.0.5", "b"}));
        QVERIFY(parseSetting(hosts, "", false)->list.isEmpty());
        for (const char *bad : {"*", "http://keys.example", "a/b", "a@b"})
            QVERIFY2(!parseSetting(hosts, bad, false), bad);
    }

    void addressesAreLiterals()
    {
        const Setting &address = *findSetting("listen.address");
        QCOMPARE(parseSetting(address, "localhost", false)->address, QHostAddress(QHostAddress::LocalHost));
        QCOMPARE(parseSetting(address, "0.0.0.0", false)->address, QHostAddress(QHostAddress::AnyIPv4));
        QCOMPARE(parseSetting(address, "[::1]", false)->address, QHostAddress(QHostAddress::LocalHostIPv6));
        for (const char *bad : {"", "host.example", "1.2.3.4:80", "::g"})
            QVERIFY2(!parseSetting(address, bad, false), bad);
    }

    void textIsUtf8OfBoundedLength()
    {
        const Setting &model = *findSetting("agents.default_model");
        QCOMPARE(parseSetting(model, "openai/gpt-4o", false)->text, QByteArray("openai/gpt-4o"));
        QVERIFY(!parseSetting(model, "\xff\xfe", false));
        QVERIFY(!parseSetting(model, QByteArray(201, 'x'), false));
        QVERIFY(!parseSetting(model, "a\rb", false));
    }
};

QTEST_GUILESS_MAIN(tst_ParsedSetting)
#include "tst_parsedsetting.moc"
