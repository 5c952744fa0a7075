// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/command/carecommands.h"
#include "proxy/command/printer.h"
#include "proxy/service/gatewayservice.h"

#include <QFuture>

namespace keyswitch
{

// Carries out the commands that take care of the data. The service's thread; service and printer outlive the future.
class CareRunner
{
public:
    CareRunner(GatewayService &service, const Printer &printer)
        : m_service(service)
        , m_printer(printer)
    {
    }
    QFuture<int> run(const command::Backup &backup);
    QFuture<int> run(const command::Export &command);
    QFuture<int> run(const command::Import &command);

private:
    QFuture<int> exportToOutput(ExportOrder order);

    GatewayService &m_service;
    const Printer &m_printer;
};

// Those that have to work when the database cannot be opened, or that need it closed: `backup list` and `restore`.
// Nothing for all others.
std::optional<QFuture<int>> runWithoutService(const CareCommand &command, const QString &dataFolder,
                                              const Printer &printer);

} // namespace keyswitch
