// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/base/secret.h"

#include <QTest>

using namespace keyswitch;

class tst_Secret : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void wipesWhatItTakes()
    {
        QByteArray key("sk-canary-0123456789");
        const char *bytes = key.constData();
        const Secret secret = Secret::takeFrom(std::move(key));
        QCOMPARE(secret.view(), QByteArrayView("sk-canary-0123456789"));
        QVERIFY(bytes[0] == '\0' || key.isEmpty());
    }
    void movesAndLeavesNothing()
    {
        Secret a(QByteArrayView("abc"));
        Secret b(std::move(a));
        QVERIFY(a.isEmpty()); // NOLINT(bugprone-use-after-move): that is what is tested
        QCOMPARE(b.view(), QByteArrayView("abc"));
        a = std::move(b);
        QCOMPARE(a.view(), QByteArrayView("abc"));
    }
    void compares()
    {
        const Secret a(QByteArrayView("abc"));
        QVERIFY(a.equals("abc"));
        QVERIFY(!a.equals("abd"));
        QVERIFY(!a.equals("ab"));
        QVERIFY(!a.equals(""));
        QVERIFY(Secret().equals(""));
    }
    void fingerprintTellsApartAndHides()
    {
        const Secret a(QByteArrayView("sk-user-a"));
        const Secret b(QByteArrayView("sk-user-b"));
        QCOMPARE(a.fingerprint().size(), 12);
        QVERIFY(a.fingerprint() != b.fingerprint());
        QCOMPARE(a.fingerprint(), a.clone().fingerprint());
        QVERIFY(Secret().fingerprint().isEmpty());
    }
};

QTEST_GUILESS_MAIN(tst_Secret)
#include "tst_secret.moc"
