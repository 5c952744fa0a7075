// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/clock.h"
#include "proxy/store/keyseal.h"
#include "proxy/store/rows.h"
#include "proxy/store/statement.h"

#include <optional>

namespace keyswitch::store
{

// Settings kept in the database, by name. Secret ones are sealed and are given out only one by one. Made for one job,
// in the thread of its connection; changes need the writer's.
class SettingsRepository
{
public:
    SettingsRepository(const Connection &connection, const KeySeal &seal, const Clock &clock)
        : m_connection(connection)
        , m_seal(seal)
        , m_clock(clock)
    {
    }
    Result<QList<SettingRow>> list() const; // by name; of secrets the fingerprint
    Result<std::optional<QString>> value(const QString &name) const; // nothing where it is not set, or is a secret
    Result<Secret> secret(const QString &name) const; // empty where there is none
    Done set(const QString &name, const QString &value) const;
    Done setSecret(const QString &name, const Secret &secret) const;
    Done remove(const QString &name) const;

private:
    Done write(const QString &name, const QVariant &value, const QVariant &sealed, const QString &fingerprint) const;

    const Connection &m_connection;
    const KeySeal &m_seal;
    const Clock &m_clock;
};

} // namespace keyswitch::store
