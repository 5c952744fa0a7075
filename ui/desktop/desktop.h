// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/service/servicesession.h"

#include <QObject>

#include <memory>

namespace keyswitch
{

class MainWindow;

// The desktop program: starts the proxy in this process and shows it, or, where a keyswitchd already serves the data
// folder, attaches to that one and says so. A start that fails shows why and how to mend it, and can be tried again.
// GUI thread.
class Desktop final : public QObject
{
    Q_OBJECT
public:
    explicit Desktop(ServiceOptions options);
    ~Desktop() override;
    void start();
    void end(int count); // asked to end; a second time: at once

Q_SIGNALS:
    void finished(int exitCode);

private:
    void serve();
    void attach();
    void show(GatewayService &service, const QString &place);
    void fail(const Problem &problem);

    ServiceOptions m_options;
    std::unique_ptr<DaemonRun> m_run; // null: attached
    std::shared_ptr<GatewayService> m_remote; // null: our own
    std::unique_ptr<QWidget> m_window; // before the service goes
};

} // namespace keyswitch
