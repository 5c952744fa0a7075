// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/configsnapshot.h"
#include "proxy/service/types.h"

#include <QFuture>
#include <QObject>

#include <functional>

namespace keyswitch
{

// Makes an agent in Letta with its own proxy endpoint and maps it; what fails half way is undone. `map` maps the id
// that Letta chose and answers with the mapped agent. `context` owns the work; its thread.
QFuture<Result<AgentSummary>> createAgentInLetta(const AgentCreation &wanted, const ConfigSnapshot &config,
                                                 const QString &publicUrl, QObject *context,
                                                 std::function<QFuture<Result<AgentSummary>>(const QString &id)> map);

} // namespace keyswitch
