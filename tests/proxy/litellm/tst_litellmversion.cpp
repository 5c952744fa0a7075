// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/litellm/litellmversion.h"

#include <QTest>

using namespace keyswitch;

class tst_LiteLlmVersion : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void dangerousReleasesAreNamed_data()
    {
        QTest::addColumn<QString>("version");
        QTest::addColumn<int>("advice");
        const auto row = [](const char *version, LiteLlmAdvice advice) {
            QTest::newRow(version) << QString::fromLatin1(version) << int(advice);
        };
        row("1.100.5", LiteLlmAdvice::Fine);
        row("v1.84.0", LiteLlmAdvice::Fine);
        row("1.84.0rc1", LiteLlmAdvice::Fine);
        row("1.83.14", LiteLlmAdvice::Vulnerable);
        row("1.82.6", LiteLlmAdvice::Vulnerable);
        row("1.82.7", LiteLlmAdvice::Malware);
        row("1.82.8", LiteLlmAdvice::Malware);
        row("1.82.7.post1", LiteLlmAdvice::Malware);
        row("", LiteLlmAdvice::Unknown);
        row("main", LiteLlmAdvice::Unknown);
        row("2", LiteLlmAdvice::Unknown);
    }
    void dangerousReleasesAreNamed()
    {
        QFETCH(QString, version);
        QFETCH(int, advice);
        QCOMPARE(int(adviceFor(version)), advice);
    }
};

QTEST_GUILESS_MAIN(tst_LiteLlmVersion)
#include "tst_litellmversion.moc"
