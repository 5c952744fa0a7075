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
    void pluralsFollowTheLanguage();
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

void tst_Language::pluralsFollowTheLanguage()
{
    const auto users = [](int count) {
        return QCoreApplication::translate("keyswitch::UsersPage", "%n user(s)", nullptr, count);
    };
    QVERIFY(installLanguage(*qApp, QLocale(QLocale::Russian)));
    QCOMPARE(users(1), u"1 пользователь"_qs);
    QCOMPARE(users(3), u"3 пользователя"_qs);
    QCOMPARE(users(11), u"11 пользователей"_qs);
    QVERIFY(installLanguage(*qApp, QLocale(QLocale::English)));
    QCOMPARE(users(1), u"1 user"_qs);
    QCOMPARE(users(2), u"2 users"_qs);
}

QTEST_GUILESS_MAIN(tst_Language)
#include "tst_language.moc"
