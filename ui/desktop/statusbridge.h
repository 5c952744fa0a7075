// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/service/gatewayservice.h"

#include <QObject>

namespace keyswitch
{

class MainWindow;

// Keeps the window's address pill and status strip as the service says. GUI thread; a child of the window.
class StatusBridge final : public QObject
{
    Q_OBJECT
public:
    StatusBridge(GatewayService &service, MainWindow &window);
    void show(const GatewayStatus &status);

private:
    void showPart(const QString &id, const QString &name, const PartState &part);
    MainWindow &m_window;
};

} // namespace keyswitch
