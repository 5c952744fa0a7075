// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/service/restoration.h"

#include "proxy/service/stepwork.h"
#include "proxy/store/restore.h"

#include <QCoreApplication>
#include <QThreadPool>

namespace keyswitch
{

using Verdict = CheckStep::Verdict;

// lupdate would file the texts of a plain function under the class that surrounds the call.
struct Words {
    Q_DECLARE_TR_FUNCTIONS(Restoration)
};

QFuture<CheckStep> restoreBackup(const QString &dataFolder, const QString &file)
{
    auto promise = std::make_shared<QPromise<CheckStep>>();
    promise->start();
    QThreadPool::globalInstance()->start([promise, dataFolder, file] {
        StepWork work(promise, QStringLiteral("restore"), Words::tr("Restore"));
        const auto restored =
            store::restoreDatabase({dataFolder, file, {}}, [&](int percent) { return work.goesOn(percent); });
        if (!restored) {
            work.failed(restored.error());
            promise->finish();
            return;
        }
        work.told(Verdict::Ok,
                  Words::tr("%1: schema %2, users: %3, agents: %4, requests: %5")
                      .arg(file)
                      .arg(restored->schema)
                      .arg(restored->users)
                      .arg(restored->agents)
                      .arg(restored->requests));
        if (restored->unreadableKeys > 0) {
            StepWork keys(promise, QStringLiteral("keys"), Words::tr("LiteLLM keys"));
            keys.told(Verdict::Warning, Words::tr("Keys that do not open: %1").arg(restored->unreadableKeys),
                      Words::tr("Enter them anew: keyswitchd user set-key --email EMAIL"));
        }
        if (!restored->keptAside.isEmpty()) {
            StepWork old(promise, QStringLiteral("old"), Words::tr("The database from before"));
            old.told(Verdict::Ok, restored->keptAside);
        }
        promise->finish();
    });
    return promise->future();
}

} // namespace keyswitch
