// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/directorysnapshot.h"
#include "proxy/base/problem.h"
#include "proxy/store/connection.h"
#include "proxy/store/keyseal.h"

#include <memory>

namespace keyswitch::store
{

// Users, agents and decrypted keys as the relay uses them. A key that does not open is left out (its user's requests
// are then refused as "without key") and counted: one damaged row must not stop all.
struct LoadedDirectory {
    std::shared_ptr<const DirectorySnapshot> snapshot;
    int unreadableKeys = 0;
};
Result<LoadedDirectory> loadDirectory(const Connection &connection, const KeySeal &seal);

} // namespace keyswitch::store
