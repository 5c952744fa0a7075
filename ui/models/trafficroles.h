// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Qt>

namespace keyswitch
{

// What the table of requests and its presenter share.
enum class TrafficColumn { State, Time, Agent, User, Model, FirstToken, Took, Tokens, Cost };
inline constexpr int trafficColumns = 9;

enum TrafficRole {
    TrafficIdRole = Qt::UserRole, // the request id, the same in each column
};

} // namespace keyswitch
