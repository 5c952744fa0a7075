// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/language.h"

#include <QCoreApplication>
#include <QLocale>
#include <QTest>

using namespace keyswitch;

class tst_Language : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void cleanup() { QLocale::setDefault(QLocale::c()); }

    void englishNeedsNoTranslation();
    void numbersFollowEvenWithoutWords();
};

void tst_Language::englishNeedsNoTranslation()
{
    QVERIFY(installLanguage(*qApp, QLocale(QLocale::English, QLocale::UnitedKingdom)));
    QVERIFY(installLanguage(*qApp, QLocale::c()));
}

void tst_Language::numbersFollowEvenWithoutWords()
{
    QVERIFY(!installLanguage(*qApp, QLocale(QLocale::Basque)));
    QCOMPARE(QLocale().language(), QLocale::Basque);
    QCOMPARE(QLocale().toString(1.5), QLocale(QLocale::Basque).toString(1.5));
}

QTEST_GUILESS_MAIN(tst_Language)
#include "tst_language.moc"
