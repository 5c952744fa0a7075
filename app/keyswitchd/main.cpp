// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/command/carerunner.h"
#include "proxy/command/commandline.h"
#include "proxy/command/commandrunner.h"
#include "proxy/command/printer.h"
#include "proxy/service/processguard.h"
#include "proxy/service/servicesession.h"

#include <QCoreApplication>
#include <QFutureWatcher>
#include <QTextStream>

using namespace keyswitch;

namespace
{

ServiceOptions optionsOf(const CommandLine &line)
{
    ServiceOptions options;
    options.dataFolder = line.dataFolder.isEmpty() ? defaultDataFolder() : line.dataFolder;
    options.envFile = line.envFile;
    options.flags = line.settings;
    return options;
}

int serve(const CommandLine &line, const Printer &printer)
{
    DaemonRun run(optionsOf(line));
    TerminationSignals signals_;
    QObject::connect(&signals_, &TerminationSignals::terminate, &run, &DaemonRun::terminate);
    QObject::connect(&run, &DaemonRun::listening, &run, [&](const QJsonObject &event) { printer.event(event); });
    QObject::connect(&run, &DaemonRun::remark, &run,
                     [](const QString &text) { QTextStream(stderr) << text << Qt::endl; });
    QObject::connect(&run, &DaemonRun::failed, &run, [&](const Problem &problem) {
        printer.problem(problem);
        QCoreApplication::exit(1);
    });
    QObject::connect(&run, &DaemonRun::ended, &run, [] { QCoreApplication::exit(0); });
    run.start();
    return QCoreApplication::exec();
}

int waitFor(const QFuture<int> &code)
{
    QFutureWatcher<int> watcher;
    QObject::connect(&watcher, &QFutureWatcherBase::finished, qApp, &QCoreApplication::quit, Qt::QueuedConnection);
    watcher.setFuture(code);
    QCoreApplication::exec();
    return watcher.result();
}

int runCommand(const CommandLine &line, const Printer &printer)
{
    std::shared_ptr<GatewayService> service;
    std::unique_ptr<CommandRunner> runner;
    int code = 1;
    const bool callsOut = std::holds_alternative<command::TestMapping>(line.command)
        && std::get<command::TestMapping>(line.command).test.call;
    // The application is the context: its thread is the one that owns the service.
    openSession(optionsOf(line), callsOut).then(qApp, [&](const Result<std::shared_ptr<GatewayService>> &opened) {
        if (!opened) {
            printer.problem(opened.error());
            QCoreApplication::exit(code);
            return;
        }
        service = *opened;
        runner = std::make_unique<CommandRunner>(*service, printer);
        runner->run(line.command).then(qApp, [&](int result) {
            code = result;
            QCoreApplication::exit(code);
        });
    });
    QCoreApplication::exec();
    runner.reset();
    service.reset();
    return code;
}

} // namespace

int main(int argc, char **argv)
{
    hardenProcess();
    useOwnEventLoop();
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("keyswitch"));
    QCoreApplication::setApplicationVersion(QStringLiteral(KEYSWITCH_VERSION));

    const auto line = CommandLine::parse(QCoreApplication::arguments().mid(1));
    if (!line) {
        Printer(false, stdout, stderr).usageError(line.error());
        return 2;
    }
    const Printer printer(line->json, stdout, stderr);
    if (const auto *help = std::get_if<command::Help>(&line->command)) {
        printer.text(helpText(help->topic));
        return 0;
    }
    if (std::holds_alternative<command::Version>(line->command)) {
        printer.text(QStringLiteral("keyswitchd " KEYSWITCH_VERSION "\n"));
        return 0;
    }
    if (const auto *care = std::get_if<CareCommand>(&line->command)) {
        if (const auto code = runWithoutService(*care, optionsOf(*line).dataFolder, printer))
            return waitFor(*code);
    }
    if (std::holds_alternative<command::Serve>(line->command))
        return serve(*line, printer);
    return runCommand(*line, printer);
}
