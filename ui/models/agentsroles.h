// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Qt>

namespace keyswitch
{

// What the table of agents and its presenter share.
enum class AgentColumn { Name, User, Model, Endpoint, Requests, Tokens, Cost, LastCall };
inline constexpr int agentColumns = 8;

enum AgentRole {
    AgentSortRole = Qt::UserRole, // the typed value of the cell
    AgentIdRole, // qint64, the same in each column
    AgentKeyRole, // the external id
};

} // namespace keyswitch
