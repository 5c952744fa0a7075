// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/configsnapshot.h"
#include "proxy/service/caretypes.h"

#include <QFuture>
#include <QObject>
#include <QThreadPool>

#include <atomic>
#include <memory>

namespace keyswitch
{

namespace store
{
class Store;
}

// The long works on the data: backups, exports, imports. Each runs beside what is served; exports and imports in
// threads of this object. Lives in the service's thread, and dies before the store closes: what runs is broken off.
class CareDesk final : public QObject
{
    Q_OBJECT
public:
    CareDesk(store::Store &store, const StoreSettings &settings);
    ~CareDesk() override;

    QFuture<CheckStep> backUp(const QString &file);
    QFuture<Result<QList<BackupSummary>>> backups() const;
    QFuture<CheckStep> exportData(const ExportOrder &order);
    QFuture<Result<ImportSummary>> importDirectory(const ImportOrder &order); // the path does not know of it yet

private:
    store::Store &m_store;
    StoreSettings m_settings;
    QThreadPool m_threads;
    std::atomic<bool> m_stopping = false;
};

// Of a data folder, whether or not its database can be opened.
QList<BackupSummary> backupsIn(const QString &dataFolder);

} // namespace keyswitch
