// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/service/listenflag.h"
#include "proxy/service/processguard.h"
#include "proxy/service/servicesession.h"
#include "ui/desktop/desktop.h"
#include "ui/shell/language.h"
#include "ui/theme/look.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QLocale>

using namespace keyswitch;

int main(int argc, char **argv)
{
    hardenProcess();
    QApplication application(argc, argv);
    useOwnEventLoop(); // of the threads to come; the windows' may be the desktop's
    QCoreApplication::setOrganizationName(QStringLiteral("keyswitch"));
    QCoreApplication::setApplicationName(QStringLiteral("keyswitch"));
    QCoreApplication::setApplicationVersion(QStringLiteral(KEYSWITCH_VERSION));
    QApplication::setApplicationDisplayName(QStringLiteral("Keyswitch"));
    QApplication::setQuitOnLastWindowClosed(false); // what runs may end first

    QCommandLineParser parser;
    const QCommandLineOption data(QStringLiteral("data"), QStringLiteral("Folder that holds the data."),
                                  QStringLiteral("DIR"));
    const QCommandLineOption envFile(QStringLiteral("env-file"), QStringLiteral("File with settings."),
                                     QStringLiteral("FILE"));
    const QCommandLineOption language(QStringLiteral("language"),
                                      QStringLiteral("Language of the windows, such as ru."), QStringLiteral("CODE"));
    const QCommandLineOption set(QStringLiteral("set"), QStringLiteral("A setting for this run."),
                                 QStringLiteral("NAME=VALUE"));
    const QCommandLineOption listen(QStringLiteral("listen"), QStringLiteral("Where the proxy listens."),
                                    QStringLiteral("ADDRESS:PORT"));
    parser.addOptions({data, envFile, listen, language, set});
    parser.addHelpOption();
    parser.addVersionOption();
    parser.process(application);

    QLocale locale = parser.isSet(language) ? QLocale(parser.value(language)) : QLocale::system();
    if (locale.language() == QLocale::C) // says nothing of how people write numbers and money
        locale = QLocale(QLocale::English, QLocale::UnitedStates);
    QLocale::setDefault(locale);
    installLanguage(application, locale);
    installLook(application);

    ServiceOptions options;
    options.dataFolder = parser.isSet(data) ? parser.value(data) : defaultDataFolder();
    options.envFile = parser.value(envFile);
    options.keychain = true;
    if (parser.isSet(listen) && !takeListenFlag(parser.value(listen), options.flags)) {
        qCritical("--listen takes ADDRESS:PORT, such as 127.0.0.1:8484.");
        return 2;
    }
    for (const QString &assignment : parser.values(set)) {
        const qsizetype equals = assignment.indexOf(u'=');
        if (equals > 0)
            options.flags.insert(assignment.left(equals).toUtf8(), assignment.mid(equals + 1).toUtf8());
    }

    Desktop desktop(std::move(options));
    TerminationSignals termination;
    QObject::connect(&termination, &TerminationSignals::terminate, &desktop, &Desktop::end);
    QObject::connect(&desktop, &Desktop::finished, &application, [](int code) { QCoreApplication::exit(code); });
    QObject::connect(&application, &QGuiApplication::lastWindowClosed, &desktop, [&desktop] { desktop.end(1); });
    desktop.start();
    return QApplication::exec();
}
