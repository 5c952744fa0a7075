// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/command/carerunner.h"

#include "proxy/base/threadcall.h"
#include "proxy/service/caredesk.h"
#include "proxy/service/restoration.h"

#include <QCoreApplication>
#include <QFile>
#include <QFutureWatcher>
#include <QUuid>

#include <functional>
#include <unistd.h>

namespace keyswitch
{

using Verdict = CheckStep::Verdict;

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("CareRunner", text);
}

// Calls `told` for each step as it comes and `ended` with whether none failed.
void follow(const QFuture<CheckStep> &steps, std::function<void(const CheckStep &)> told,
            std::function<void(bool)> ended)
{
    auto *watcher = new QFutureWatcher<CheckStep>(qApp);
    auto well = std::make_shared<bool>(true);
    QObject::connect(watcher, &QFutureWatcherBase::resultReadyAt, watcher, [watcher, told, well](int index) {
        const CheckStep step = watcher->resultAt(index);
        *well = *well && step.verdict != Verdict::Failed;
        told(step);
    });
    QObject::connect(watcher, &QFutureWatcherBase::finished, watcher, [watcher, ended, well] {
        watcher->deleteLater();
        ended(*well);
    });
    watcher->setFuture(steps);
}

QFuture<int> printed(const QFuture<CheckStep> &steps, const Printer &printer)
{
    auto promise = std::make_shared<QPromise<int>>();
    promise->start();
    follow(
        steps,
        [&printer](const CheckStep &step) {
            if (step.verdict == Verdict::Running)
                printer.progress(step);
            else
                printer.step(step);
        },
        [promise](bool well) {
            promise->addResult(well ? 0 : 1);
            promise->finish();
        });
    return promise->future();
}

Problem cannotBeRead(const QFile &file)
{
    Problem problem;
    problem.code = Problem::Code::Storage;
    problem.title = tr("The export cannot be read back");
    problem.detail = file.fileName() + QLatin1String(": ") + file.errorString();
    problem.remedy = tr("Name a file: --output FILE");
    return problem;
}

} // namespace

QFuture<int> CareRunner::run(const command::Backup &backup)
{
    return printed(m_service.backUp(backup.file), m_printer);
}

QFuture<int> CareRunner::run(const command::Export &command)
{
    return command.order.file.isEmpty() ? exportToOutput(command.order)
                                        : printed(m_service.exportData(command.order), m_printer);
}

// The service may be another process, which writes a file and not our output: it goes through the data folder, which
// both of them have.
QFuture<int> CareRunner::exportToOutput(ExportOrder order)
{
    auto promise = std::make_shared<QPromise<int>>();
    promise->start();
    const auto end = [promise](int code) {
        promise->addResult(code);
        promise->finish();
    };
    m_service.status().then(&m_service, [this, order, end](const Result<GatewayStatus> &status) mutable {
        if (!status) {
            m_printer.problem(status.error());
            end(1);
            return;
        }
        order.file = status->dataFolder + QLatin1String("/export-") + QUuid::createUuid().toString(QUuid::Id128);
        follow(
            m_service.exportData(order),
            [this](const CheckStep &step) {
                if (step.verdict == Verdict::Failed)
                    m_printer.problem({Problem::Code::Storage, step.detail, {}, {}, step.remedy});
            },
            [this, file = order.file, end](bool well) {
                if (!well) {
                    end(1);
                    return;
                }
                QFile written(file);
                const bool copied = written.open(QIODevice::ReadOnly) && m_printer.copy(written);
                if (!copied)
                    m_printer.problem(cannotBeRead(written));
                written.remove();
                end(copied ? 0 : 1);
            });
    });
    return promise->future();
}

QFuture<int> CareRunner::run(const command::Import &command)
{
    return m_service.importDirectory(command.order)
        .then(&m_service, [this, command](const Result<ImportSummary> &summary) {
            if (!summary) {
                m_printer.problem(summary.error());
                return 1;
            }
            m_printer.import(*summary, command.order.dryRun);
            const bool refused = std::any_of(summary->lines.begin(), summary->lines.end(), [](const ImportLine &line) {
                return line.verdict == ImportLine::Verdict::Refused;
            });
            return refused ? 1 : 0;
        });
}

std::optional<QFuture<int>> runWithoutService(const CareCommand &command, const QString &dataFolder,
                                              const Printer &printer)
{
    if (std::holds_alternative<command::BackupList>(command)) {
        printer.backups(backupsIn(dataFolder));
        return readyFuture(0);
    }
    if (const auto *restore = std::get_if<command::Restore>(&command))
        return printed(restoreBackup(dataFolder, restore->file), printer);
    return std::nullopt;
}

} // namespace keyswitch
