// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/language.h"

#include "translations/translations.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

namespace keyswitch
{

bool installLanguage(QCoreApplication &application, const QLocale &locale)
{
    QLocale::setDefault(locale); // numbers and dates follow, whether we have words or not
    registerTranslations();
    if (locale.language() == QLocale::English || locale.language() == QLocale::C) {
        // English is in the code, but for its plural forms.
        auto *plurals = new QTranslator(&application);
        return plurals->load(QStringLiteral(":/i18n/keyswitch_en")) && QCoreApplication::installTranslator(plurals);
    }
    auto *words = new QTranslator(&application);
    if (!words->load(locale, QStringLiteral("keyswitch"), QStringLiteral("_"), QStringLiteral(":/i18n"))) {
        delete words;
        return false;
    }
    // Dialog buttons and the like. Without them they stay English, which is no reason to refuse ours.
    auto *qtWords = new QTranslator(&application);
    if (qtWords->load(locale, QStringLiteral("qtbase"), QStringLiteral("_"),
                      QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(qtWords);
    else
        delete qtWords;
    return QCoreApplication::installTranslator(words);
}

} // namespace keyswitch
