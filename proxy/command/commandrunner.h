// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/command/carerunner.h"
#include "proxy/command/commandline.h"
#include "proxy/command/printer.h"
#include "proxy/service/gatewayservice.h"

#include <QFuture>

namespace keyswitch
{

// Carries out one command through a service, local or remote, and prints what came of it. The service's thread; service
// and printer outlive the future.
class CommandRunner
{
public:
    CommandRunner(GatewayService &service, const Printer &printer)
        : m_service(service)
        , m_printer(printer)
        , m_care(service, printer)
    {
    }
    // The exit code: 0 done, 1 it did not work. Not for help, version and serve, which need no service or are one.
    QFuture<int> run(const Command &command);

private:
    QFuture<int> addUser(const command::UserAdd &add);
    QFuture<int> setUserKey(const command::UserKey &key);
    QFuture<int> removeAgent(const command::AgentRemove &remove);
    QFuture<int> printSteps(QFuture<CheckStep> steps);
    template <typename T, typename Print> QFuture<int> printed(QFuture<Result<T>> future, Print print);

    GatewayService &m_service;
    const Printer &m_printer;
    CareRunner m_care;
};

} // namespace keyswitch
