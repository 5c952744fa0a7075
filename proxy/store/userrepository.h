// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/clock.h"
#include "proxy/store/keyseal.h"
#include "proxy/store/rows.h"
#include "proxy/store/statement.h"

namespace keyswitch::store
{

// Users and their LiteLLM keys. Made for one job, in the thread of its connection; changes need the writer's. Each
// change is one transaction. A removed user can be added again and is then the same one, with the old requests.
class UserRepository
{
public:
    UserRepository(const Connection &connection, const KeySeal &seal, const Clock &clock)
        : m_connection(connection)
        , m_seal(seal)
        , m_clock(clock)
    {
    }
    Result<QList<UserRow>> list() const; // by name
    Result<UserRow> find(UserId user) const;
    Result<UserRow> findByEmail(const QString &email) const; // whatever its case

    Result<UserRow> add(const NewUser &user) const;
    Result<UserRow> update(UserId user, const UserChange &change) const;
    Result<UserRow> setKey(UserId user, const Secret &litellmKey) const; // empty: take it away
    Done remove(UserId user) const; // refused while agents belong to it

    // Where a user's key is sealed for.
    static QByteArray keyPlace(UserId user);

private:
    Result<QList<UserRow>> select(const QString &condition, const QVariantList &values) const;
    Done writeKey(UserId user, const Secret &key) const;
    qint64 now() const;

    const Connection &m_connection;
    const KeySeal &m_seal;
    const Clock &m_clock;
};

} // namespace keyswitch::store
