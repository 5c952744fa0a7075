// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/service/restoration.h"

#include "proxy/service/stepwork.h"
#include "proxy/store/restore.h"

#include <QCoreApplication>
#include <QThreadPool>

namespace keyswitch
{

using Verdict = CheckStep::Verdict;

static QString tr(const char *text)
{
    return QCoreApplication::translate("Restoration", text);
}

QFuture<CheckStep> restoreBackup(const QString &dataFolder, const QString &file)
{
    auto promise = std::make_shared<QPromise<CheckStep>>();
    promise->start();
    QThreadPool::globalInstance()->start([promise, dataFolder, file] {
        StepWork work(promise, QStringLiteral("restore"), tr("Restore"));
        const auto restored =
            store::restoreDatabase({dataFolder, file, {}}, [&](int percent) { return work.goesOn(percent); });
        if (!restored) {
            work.failed(restored.error());
            promise->finish();
            return;
        }
        work.told(Verdict::Ok,
                  tr("%1: schema %2, users: %3, agents: %4, requests: %5")
                      .arg(file)
                      .arg(restored->schema)
                      .arg(restored->users)
                      .arg(restored->agents)
                      .arg(restored->requests));
        if (restored->unreadableKeys > 0) {
            StepWork keys(promise, QStringLiteral("keys"), tr("LiteLLM keys"));
            keys.told(Verdict::Warning, tr("Keys that do not open: %1").arg(restored->unreadableKeys),
                      tr("Enter them anew: keyswitchd user set-key --email EMAIL"));
        }
        if (!restored->keptAside.isEmpty()) {
            StepWork old(promise, QStringLiteral("old"), tr("The database from before"));
            old.told(Verdict::Ok, restored->keptAside);
        }
        promise->finish();
    });
    return promise->future();
}

} // namespace keyswitch
