// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/service/types.h"

#include <QFuture>
#include <QFutureWatcher>
#include <QObject>

namespace keyswitch
{

// One run of a check whose steps come one by one. A new start() drops what the run before still says. Thread of its
// owner.
class StepRun : public QObject
{
    Q_OBJECT
public:
    explicit StepRun(QObject *parent = nullptr);
    ~StepRun() override; // cancels: nobody looks any more

    void start(const QFuture<CheckStep> &future);
    // Stops the work; finished() follows when it has stopped.
    void cancel();
    bool isRunning() const { return m_watcher != nullptr; }

Q_SIGNALS:
    void step(const keyswitch::CheckStep &step);
    void finished(bool cancelled);

private:
    void forget();
    QFutureWatcher<CheckStep> *m_watcher = nullptr;
};

} // namespace keyswitch
