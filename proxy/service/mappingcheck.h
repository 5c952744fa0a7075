// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/configsnapshot.h"
#include "proxy/base/directorysnapshot.h"
#include "proxy/service/types.h"

#include <QElapsedTimer>
#include <QFuture>
#include <QObject>
#include <QPromise>

#include <memory>

class QNetworkAccessManager;
class QNetworkReply;

namespace keyswitch
{

// Tests one agent's mapping step by step: first what the directory says, then, if asked, a real call through the whole
// path, with the answer as it comes. Deletes itself when the last step is told or the future is cancelled, which also
// ends the call. The thread it was started in.
class MappingCheck final : public QObject
{
    Q_OBJECT
public:
    // `proxyUrl`: where our own proxy listens; empty: it does not. `proxyTls`: what it has to prove there.
    static QFuture<CheckStep> run(MappingTest test, std::shared_ptr<const ConfigSnapshot> config,
                                  std::shared_ptr<const DirectorySnapshot> directory, const QString &proxyUrl,
                                  std::shared_ptr<const UpstreamTls> proxyTls, QObject *parent);

private:
    MappingCheck(MappingTest test, std::shared_ptr<const ConfigSnapshot> config,
                 std::shared_ptr<const DirectorySnapshot> directory, const QString &proxyUrl,
                 std::shared_ptr<const UpstreamTls> proxyTls, QObject *parent);
    ~MappingCheck() override;
    void explain();
    void call();
    void received();
    void finished();
    void takeEvents();
    void tell(const CheckStep &step);
    void end();

    MappingTest m_test;
    std::shared_ptr<const ConfigSnapshot> m_config;
    std::shared_ptr<const DirectorySnapshot> m_directory;
    QString m_proxyUrl;
    std::shared_ptr<const UpstreamTls> m_proxyTls;
    std::shared_ptr<QPromise<CheckStep>> m_promise;
    std::unique_ptr<QNetworkAccessManager> m_manager;
    QNetworkReply *m_reply = nullptr;
    QElapsedTimer m_clock;
    QByteArray m_body; // plain: the whole; stream: what is not yet a whole line
    CheckStep m_call;
    bool m_firstByte = false;
};

} // namespace keyswitch
