// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/configsnapshot.h"
#include "proxy/base/directorysnapshot.h"
#include "proxy/service/types.h"

#include <QElapsedTimer>
#include <QFuture>
#include <QNetworkAccessManager>
#include <QObject>
#include <QPromise>

#include <memory>

namespace keyswitch
{

namespace store
{
struct AccountingGap;
class Store;
} // namespace store
class LettaClient;
class LiteLlmClient;

// Looks at every connection and at what it needs, one step after the other, each with its sentence, its URL and, where
// it failed, what to do. Costs nothing: no call to a model. Deletes itself at the end. The thread it was started in.
class DoctorCheck final : public QObject
{
    Q_OBJECT
public:
    static QFuture<CheckStep> run(std::shared_ptr<const ConfigSnapshot> config,
                                  std::shared_ptr<const DirectorySnapshot> directory, store::Store &store,
                                  const QString &proxyUrl, QObject *parent);

private:
    DoctorCheck(std::shared_ptr<const ConfigSnapshot> config, std::shared_ptr<const DirectorySnapshot> directory,
                store::Store &store, const QString &proxyUrl, QObject *parent);
    ~DoctorCheck() override;

    void begin();
    void checkStore();
    void tellGaps(const QList<store::AccountingGap> &gaps);
    void checkDirectory();
    void checkProxy();
    void checkCertificate();
    void checkLetta();
    void checkLettaPassword();
    void checkLiteLlm();
    void checkLiteLlmMaster();
    void checkLiteLlmKey();
    void end();

    // Tells that a step runs, and starts its clock; told() ends it.
    void starts(const char *id, const QString &title, const QString &url = {});
    void told(CheckStep::Verdict verdict, const QString &detail, const QString &remedy = {});
    void told(const Problem &problem);

    std::shared_ptr<const ConfigSnapshot> m_config;
    std::shared_ptr<const DirectorySnapshot> m_directory;
    store::Store &m_store;
    QString m_proxyUrl;
    std::shared_ptr<QPromise<CheckStep>> m_promise;
    std::unique_ptr<QNetworkAccessManager> m_manager; // for Letta
    std::unique_ptr<QNetworkAccessManager> m_upstreamManager; // which may have an authority of its own
    std::unique_ptr<LettaClient> m_letta;
    std::unique_ptr<LiteLlmClient> m_litellm;
    CheckStep m_step;
    QElapsedTimer m_clock;
};

} // namespace keyswitch
