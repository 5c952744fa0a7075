// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/base/secretfield.h"

#include <QJsonDocument>
#include <QTest>

using namespace keyswitch;

class tst_SecretField : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theSecretLeavesTheBytes_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QByteArray>("secret"); // empty: none there
        const auto row = [](const char *name, const char *json, const char *secret) {
            QTest::newRow(name) << QByteArray(json) << QByteArray(secret);
        };
        row("first", "{\"key\":\"sk-1\",\"b\":1}", "sk-1");
        row("last, with blanks", "{ \"b\" : [1, 2] ,\n \"key\" : \"sk-2\" }", "sk-2");
        row("not the one inside", "{\"a\":{\"key\":\"sk-no\"},\"key\":\"sk-3\"}", "sk-3");
        row("not in a list", "{\"a\":[{\"key\":\"sk-no\"}]}", "");
        row("a value that is called key", "{\"a\":\"key\",\"b\":\"x\"}", "");
        row("braces in strings", "{\"a\":\"{[\\\"\",\"key\":\"sk-4\"}", "sk-4");
        row("null", "{\"key\":null}", "");
        row("number", "{\"key\":1}", "");
        row("empty", "{\"key\":\"\"}", "");
        row("escape", "{\"key\":\"sk\\u002d5\"}", "");
        row("cut", "{\"key\":\"sk-6", "");
        row("cut before the value", "{\"key\":", "");
        row("no object", "\"key\"", "");
        row("longer name", "{\"key_name\":\"x\",\"key\":\"sk-7\"}", "sk-7");
    }
    void theSecretLeavesTheBytes()
    {
        QFETCH(QByteArray, json);
        QFETCH(QByteArray, secret);
        const QByteArray before = json;
        const Secret taken = takeSecretField(json, "key");
        QCOMPARE(taken.view().toByteArray(), secret);
        QCOMPARE(json.size(), before.size());
        if (secret.isEmpty()) {
            QCOMPARE(json, before);
        } else {
            QVERIFY(!json.contains(secret));
            QVERIFY(QJsonDocument::fromJson(json).isObject());
        }
    }

    void keysAreBlottedOut_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("shown");
        QTest::newRow("ours") << QByteArray("wrong: pass-word!") << QByteArray("wrong: [key]");
        QTest::newRow("sk-") << QByteArray("Received sk-abc_DEF-123, no") << QByteArray("Received [key], no");
        QTest::newRow("two") << QByteArray("sk-aaaaaaaa sk-bbbbbbbb") << QByteArray("[key] [key]");
        QTest::newRow("a word") << QByteArray("an sk-key, a risk-free task-x")
                                << QByteArray("an sk-key, a risk-free task-x");
        QTest::newRow("none") << QByteArray("fine") << QByteArray("fine");
    }
    void keysAreBlottedOut()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, shown);
        QCOMPARE(withoutKeys(text, "pass-word!"), shown);
    }
};

QTEST_GUILESS_MAIN(tst_SecretField)
#include "tst_secretfield.moc"
