// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/service/caredesk.h"

#include "proxy/base/threadcall.h"
#include "proxy/service/dataexport.h"
#include "proxy/service/directoryfile.h"
#include "proxy/service/rowmapping.h"
#include "proxy/service/stepwork.h"
#include "proxy/store/store.h"

#include <QCoreApplication>
#include <QFutureWatcher>
#include <QThread>

namespace keyswitch
{

using Verdict = CheckStep::Verdict;

namespace
{

BackupSummary summaryOf(const store::BackupFile &backup)
{
    return {backup.file, BackupSummary::Kind(backup.kind), backup.madeAt, backup.bytes, backup.schema};
}

ImportLine lineOf(const store::ImportedLine &line)
{
    return {line.line, ImportLine::Verdict(line.verdict), line.who, line.changes, line.reason};
}

Result<ImportSummary> import(store::Store &store, const ImportOrder &order)
{
    Result<DirectoryFile> file = DirectoryFile::read(order);
    if (!file)
        return tl::unexpected(file.error());
    const auto report = store.importDirectory(std::move(file->import)).takeResult();
    if (!report)
        return tl::unexpected(report.error());
    ImportSummary summary{report->applied, file->refused, file->warnings};
    summary.lines += mapped<ImportLine>(report->lines, lineOf);
    std::stable_sort(summary.lines.begin(), summary.lines.end(),
                     [](const ImportLine &a, const ImportLine &b) { return a.line < b.line; });
    return summary;
}

} // namespace

QList<BackupSummary> backupsIn(const QString &dataFolder)
{
    return mapped<BackupSummary>(store::listBackups(dataFolder), [](const auto &backup) { return summaryOf(backup); });
}

CareDesk::CareDesk(store::Store &store, const StoreSettings &settings)
    : m_store(store)
    , m_settings(settings)
{
    m_threads.setMaxThreadCount(2);
    // The start may have made one before an update.
    m_threads.start(
        [folder = m_store.folder().path(), keep = m_settings.backupsKept] { store::removeOldBackups(folder, keep); });
}

CareDesk::~CareDesk()
{
    m_stopping = true;
    m_threads.waitForDone();
    QCoreApplication::sendPostedEvents(this, QEvent::MetaCall); // answers are told while there is somebody to tell them
}

QFuture<CheckStep> CareDesk::backUp(const QString &file)
{
    Q_ASSERT(thread() == QThread::currentThread());
    auto promise = std::make_shared<QPromise<CheckStep>>();
    promise->start();
    const auto work = std::make_shared<StepWork>(promise, QStringLiteral("backup"), tr("Backup"));
    // A watcher and not then(): the store's answer may outlive this object.
    using Made = Result<store::BackupFile>;
    auto *watcher = new QFutureWatcher<Made>(this);
    connect(watcher, &QFutureWatcherBase::progressValueChanged, this, [work, watcher](int percent) {
        if (!work->goesOn(percent))
            watcher->future().cancel();
    });
    connect(watcher, &QFutureWatcherBase::finished, this, [this, work, watcher, promise] {
        watcher->deleteLater();
        const Made made =
            watcher->future().resultCount() > 0 ? watcher->result() : Made(tl::unexpected(store::brokenOff()));
        if (made)
            work->told(Verdict::Ok, made->file,
                       store::whereDataKeyLies(m_store.dataKeySource(), m_store.folder().keyFile()));
        else
            work->failed(made.error());
        promise->finish();
    });
    auto *outside = new QFutureWatcher<CheckStep>(this); // whoever cancels the future means the work
    connect(outside, &QFutureWatcherBase::canceled, watcher, [watcher] { watcher->future().cancel(); });
    connect(outside, &QFutureWatcherBase::finished, outside, &QObject::deleteLater);
    outside->setFuture(promise->future());
    watcher->setFuture(m_store.backUp(file, m_settings.backupsKept));
    return promise->future();
}

QFuture<Result<QList<BackupSummary>>> CareDesk::backups() const
{
    return readyFuture(Result<QList<BackupSummary>>(backupsIn(m_store.folder().path())));
}

QFuture<CheckStep> CareDesk::exportData(const ExportOrder &order)
{
    Q_ASSERT(thread() == QThread::currentThread());
    auto promise = std::make_shared<QPromise<CheckStep>>();
    promise->start();
    m_threads.start([this, promise, order] {
        StepWork work(promise, QStringLiteral("export"), tr("Export"));
        const Result<qint64> rows =
            keyswitch::exportData(m_store, order, [&](int percent) { return work.goesOn(percent) && !m_stopping; });
        if (rows)
            work.told(Verdict::Ok, tr("%1: %n line(s)", nullptr, int(*rows)).arg(order.file));
        else
            work.failed(rows.error());
        promise->finish();
    });
    return promise->future();
}

QFuture<Result<ImportSummary>> CareDesk::importDirectory(const ImportOrder &order)
{
    Q_ASSERT(thread() == QThread::currentThread());
    using Value = Result<ImportSummary>;
    auto promise = std::make_shared<QPromise<Value>>();
    promise->start();
    QFuture<Value> future = promise->future();
    m_threads.start([this, promise = std::move(promise), order] {
        // Finished in the service's thread, where it is continued: in Qt 6.4 two threads must not meet there.
        QMetaObject::invokeMethod(
            this,
            [promise, summary = import(m_store, order)] {
                promise->addResult(summary);
                promise->finish();
            },
            Qt::QueuedConnection);
    });
    return future;
}

} // namespace keyswitch
