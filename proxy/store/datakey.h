// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/problem.h"
#include "proxy/base/secret.h"
#include "proxy/store/connection.h"
#include "proxy/store/keyseal.h"

#include <QString>

#include <memory>
#include <optional>

namespace keyswitch::store
{

// Where the 32-byte data key comes from. The source is chosen once, for a new database, and stands in its `meta` table;
// afterwards only that source is asked: a missing one is a problem, never a reason to take another or none.
enum class DataKeySource { Passphrase, Keychain, KeyFile };
const char *word(DataKeySource source); // "passphrase", "keychain", "key_file"

struct DataKeyChoice {
    std::shared_ptr<const Secret> passphrase; // from KEYSWITCH_PASSPHRASE; null: none. Wins where it is set
    bool keychain = false; // may be used (desktop); else a 0600 key file beside the database
    QString keyFile;
};

struct DataKey {
    DataKeySource source;
    KeySeal seal;
};

// Gets the database's data key from its source, or makes one for a database that has none yet. Blocks: on argon2id
// (64 MiB, about 0.1 s) and on the keychain, which may ask a person. The writer's thread.
Result<DataKey> obtainDataKey(const Connection &connection, const DataKeyChoice &choice);

// Whether its data key can be had from its source and is the right one, without making or changing anything; nothing
// where the database has no data key yet. Blocks likewise.
Result<std::optional<DataKey>> findDataKey(const Connection &connection, const DataKeyChoice &choice);
// In a person's words what has to be kept beside a backup, so that the keys in it can be opened again.
QString whereDataKeyLies(DataKeySource source, const QString &keyFile);

// KEYSWITCH_PASSPHRASE; null when unset or empty.
std::shared_ptr<const Secret> passphraseFromEnvironment();

} // namespace keyswitch::store
