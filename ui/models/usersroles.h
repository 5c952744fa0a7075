// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Qt>

namespace keyswitch
{

// What the table of users and its presenter share.
enum class UserColumn { Name, Email, Key, Agents, Requests, Cost, Created };
inline constexpr int userColumns = 7;

enum UserRole {
    UserSortRole = Qt::UserRole, // the typed value of the cell
    UserIdRole, // qint64, the same in each column
};

} // namespace keyswitch
