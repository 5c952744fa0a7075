// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/problem.h"
#include "proxy/base/secret.h"

#include <QString>

#include <chrono>

namespace keyswitch::store
{

// One entry in the system's keychain (Secret Service, KWallet, macOS Keychain, Windows Credential Manager). QtKeychain
// works in the application's thread, which must run its event loop; these calls wait for it in another thread and
// never fall back to QtKeychain's clear-text store. A person may have to unlock the keychain, so the wait is long.
class KeychainEntry
{
public:
    explicit KeychainEntry(const QString &name)
        : m_name(name)
    {
    }
    // Whether there may be a keychain at all: cheap, asks nobody.
    static bool isAvailable();
    // Empty: there is no such entry.
    Result<Secret> read() const;
    Done write(const Secret &secret) const;

private:
    QString m_name;
};

} // namespace keyswitch::store
