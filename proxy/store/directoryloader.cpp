// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/store/directoryloader.h"

#include "proxy/store/statement.h"
#include "proxy/store/userrepository.h"

namespace keyswitch::store
{

using namespace Qt::StringLiterals;

Result<LoadedDirectory> loadDirectory(const Connection &connection, const KeySeal &seal)
{
    LoadedDirectory loaded;
    std::vector<UserEntry> users;
    std::vector<AgentEntry> agents;
    // Both lists from one state of the database.
    Statement begin(connection, u"BEGIN"_s);
    Statement end(connection, u"COMMIT"_s);
    Done done = begin.run({});
    if (!done)
        return tl::unexpected(done.error());
    Statement selectUsers(connection, u"SELECT id,name,email,enabled,key_sealed FROM users WHERE removed_ms IS NULL"_s);
    done = selectUsers.forEach({}, [&](const Statement &row) {
        UserEntry user{UserId(row.integer(0)), row.text(1).toUtf8(), row.text(2).toUtf8(), row.integer(3) != 0,
                       nullptr};
        if (!row.isNull(4)) {
            Result<Secret> key = seal.open(KeySeal::Purpose::UserKey, UserRepository::keyPlace(user.id), row.bytes(4));
            if (key)
                user.litellmKey = std::make_shared<const Secret>(std::move(*key));
            else
                ++loaded.unreadableKeys;
        }
        users.push_back(std::move(user));
    });
    Statement selectAgents(connection,
                           u"SELECT id,external_id,name,model,user_id,enabled FROM agents WHERE removed_ms IS NULL"_s);
    if (done) {
        done = selectAgents.forEach({}, [&](const Statement &row) {
            agents.push_back({AgentId(row.integer(0)), row.text(1).toUtf8(), row.text(2).toUtf8(), row.text(3).toUtf8(),
                              UserId(row.integer(4)), row.integer(5) != 0});
        });
    }
    const Done ended = end.run({});
    if (!done || !ended)
        return tl::unexpected(done ? ended.error() : done.error());
    loaded.snapshot = std::make_shared<const DirectorySnapshot>(std::move(users), std::move(agents));
    return loaded;
}

} // namespace keyswitch::store
