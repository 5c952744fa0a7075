// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/steprun.h"

#include <QThread>

namespace keyswitch
{

StepRun::StepRun(QObject *parent)
    : QObject(parent)
{
}

StepRun::~StepRun()
{
    forget();
}

void StepRun::start(const QFuture<CheckStep> &future)
{
    Q_ASSERT(thread() == QThread::currentThread());
    forget();
    auto *watcher = new QFutureWatcher<CheckStep>(this);
    m_watcher = watcher;
    connect(watcher, &QFutureWatcherBase::resultReadyAt, this,
            [this, watcher](int index) { Q_EMIT step(watcher->resultAt(index)); });
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher] {
        const bool cancelled = watcher->isCanceled();
        m_watcher = nullptr;
        watcher->deleteLater();
        Q_EMIT finished(cancelled);
    });
    watcher->setFuture(future);
}

void StepRun::cancel()
{
    if (m_watcher)
        m_watcher->cancel();
}

void StepRun::forget()
{
    if (!m_watcher)
        return;
    m_watcher->disconnect(this);
    m_watcher->cancel();
    m_watcher->deleteLater();
    m_watcher = nullptr;
}

} // namespace keyswitch
