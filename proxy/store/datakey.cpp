// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/store/datakey.h"

#include "proxy/store/datafolder.h"
#include "proxy/store/keychainentry.h"
#include "proxy/store/metatable.h"
#include "proxy/store/words.h"

#include <QFile>
#include <QFileInfo>

#include <sodium.h>

namespace keyswitch::store
{

using namespace Qt::StringLiterals;

static constexpr auto sourceName = "data_key_source"_L1;
static constexpr auto checkName = "data_key_check"_L1;
static constexpr auto keychainName = "data_key_keychain_entry"_L1;
static constexpr auto wrappedName = "data_key_wrapped"_L1;
static constexpr auto saltName = "data_key_salt"_L1;
static constexpr auto workName = "data_key_argon2id"_L1; // "operations memory-bytes"
static constexpr QByteArrayView checkPlace("meta/data_key_check");
static constexpr QByteArrayView wrapPlace("meta/data_key_wrapped");
static constexpr QByteArrayView checkText("keyswitch data key");

static tl::unexpected<Problem> refused(const QString &title, const QString &detail, const QString &remedy)
{
    return tl::unexpected(Problem{Problem::Code::Storage, title, detail, {}, remedy});
}

const char *word(DataKeySource source)
{
    switch (source) {
    case DataKeySource::Passphrase:
        return "passphrase";
    case DataKeySource::Keychain:
        return "keychain";
    case DataKeySource::KeyFile:
        return "key_file";
    }
    Q_UNREACHABLE();
}

static Secret randomKey()
{
    QByteArray key(KeySeal::dataKeyBytes, Qt::Uninitialized);
    randombytes_buf(key.data(), size_t(key.size()));
    return Secret::takeFrom(std::move(key));
}

// The passphrase wraps a random data key, so that changing the passphrase seals one key anew and not every row.
static Result<Secret> keyFromPassphrase(const Secret &passphrase, const QByteArray &salt, const QByteArray &work)
{
    const QList<QByteArray> figures = work.split(' ');
    QByteArray key(KeySeal::dataKeyBytes, Qt::Uninitialized);
    if (figures.size() != 2 || salt.size() != crypto_pwhash_SALTBYTES
        || crypto_pwhash(reinterpret_cast<unsigned char *>(key.data()), static_cast<unsigned long long>(key.size()),
                         passphrase.view().data(), static_cast<unsigned long long>(passphrase.size()),
                         reinterpret_cast<const unsigned char *>(salt.constData()), figures[0].toULongLong(),
                         size_t(figures[1].toULongLong()), crypto_pwhash_ALG_ARGON2ID13)
            != 0)
        return refused(Words::tr("The passphrase cannot be checked"), u"argon2id"_s,
                       Words::tr("Keyswitch needs 64 MiB of free memory for it. Free some and try again."));
    return Secret::takeFrom(std::move(key));
}

static Result<Secret> readKeyFile(const QString &name)
{
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly)) {
        return refused(
            Words::tr("The data key's file cannot be read"), name + ": "_L1 + file.errorString(),
            Words::tr("Put the file back from a backup. Without it the stored LiteLLM keys cannot be decrypted."));
    }
    const QFile::Permissions others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    if (QFile::permissions(name) & others) {
        return refused(
            Words::tr("Others can read the data key's file"), name,
            Words::tr("Run: chmod 600 %1. If others use this machine, enter the LiteLLM keys anew.").arg(name));
    }
    Secret key = Secret::takeFrom(file.read(KeySeal::dataKeyBytes + 1));
    if (key.size() != KeySeal::dataKeyBytes) {
        return refused(
            Words::tr("The data key's file is damaged"), name,
            Words::tr("Put the file back from a backup. Without it the stored LiteLLM keys cannot be decrypted."));
    }
    return key;
}

// A file that is there already may be another database's only key: it is never overwritten.
static Result<Secret> makeKeyFile(const QString &name)
{
    if (QFileInfo::exists(name))
        return readKeyFile(name);
    Secret key = randomKey();
    const QString made = name + ".new"_L1;
    if (const Done done = DataFolder::createPrivate(made); !done)
        return tl::unexpected(done.error());
    QFile file(made);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Unbuffered)
        || file.write(key.view().data(), key.size()) != key.size() || !DataFolder::putInPlace(file, name)) {
        return refused(Words::tr("The data key's file cannot be written"), name + ": "_L1 + file.errorString(),
                       Words::tr("Free some space on the disk and try again."));
    }
    return key;
}

static Result<Secret> makeKey(const MetaTable &meta, DataKeySource source, const DataKeyChoice &choice)
{
    switch (source) {
    case DataKeySource::Passphrase: {
        Secret key = randomKey();
        QByteArray salt(crypto_pwhash_SALTBYTES, Qt::Uninitialized);
        randombytes_buf(salt.data(), size_t(salt.size()));
        const QByteArray work = "3 " + QByteArray::number(64 * 1024 * 1024);
        const Result<Secret> wrapping = keyFromPassphrase(*choice.passphrase, salt, work);
        if (!wrapping)
            return tl::unexpected(wrapping.error());
        for (const auto &[name, value] : {std::pair(saltName, salt), std::pair(workName, work),
                                          std::pair(wrappedName, KeySeal::sealWith(*wrapping, wrapPlace, key))}) {
            if (const Done done = meta.set(name, value); !done)
                return tl::unexpected(done.error());
        }
        return key;
    }
    case DataKeySource::Keychain: {
        // Each database has an entry of its own, so that a second one cannot overwrite the first one's key.
        const QByteArray entry = "data-key-" + randomKey().fingerprint();
        Secret key = randomKey();
        if (const Done done = KeychainEntry(QString::fromLatin1(entry)).write(key); !done)
            return tl::unexpected(done.error());
        if (const Done done = meta.set(keychainName, entry); !done)
            return tl::unexpected(done.error());
        return key;
    }
    case DataKeySource::KeyFile:
        return makeKeyFile(choice.keyFile);
    }
    Q_UNREACHABLE();
}

static Result<Secret> fetchKey(const MetaTable &meta, DataKeySource source, const DataKeyChoice &choice)
{
    switch (source) {
    case DataKeySource::Passphrase: {
        if (!choice.passphrase) {
            return refused(Words::tr("The passphrase is missing"),
                           Words::tr("This database is protected by a passphrase."),
                           Words::tr("Set KEYSWITCH_PASSPHRASE and start again."));
        }
        const auto salt = meta.value(saltName);
        const auto work = meta.value(workName);
        const auto wrapped = meta.value(wrappedName);
        if (!salt || !work || !wrapped)
            return tl::unexpected((!salt ? salt : !work ? work : wrapped).error());
        const Result<Secret> wrapping = keyFromPassphrase(*choice.passphrase, *salt, *work);
        if (!wrapping)
            return tl::unexpected(wrapping.error());
        Result<Secret> key = KeySeal::openWith(*wrapping, wrapPlace, *wrapped);
        if (!key)
            return refused(Words::tr("The passphrase is wrong"),
                           Words::tr("It does not open this database's data key."),
                           Words::tr("Set KEYSWITCH_PASSPHRASE to the one the database was made with."));
        return key;
    }
    case DataKeySource::Keychain: {
        const auto entry = meta.value(keychainName);
        if (!entry)
            return tl::unexpected(entry.error());
        if (!KeychainEntry::isAvailable()) {
            return refused(Words::tr("The data key is in the system's keychain"),
                           Words::tr("No keychain is reachable from here."),
                           Words::tr("Start Keyswitch from the desktop session it was set up in."));
        }
        Result<Secret> key = KeychainEntry(QString::fromLatin1(*entry)).read();
        if (key && key->size() != KeySeal::dataKeyBytes)
            return refused(Words::tr("The data key is gone from the system's keychain"), QString::fromLatin1(*entry),
                           Words::tr("Restore the keychain. Without it the stored LiteLLM keys cannot be decrypted."));
        return key;
    }
    case DataKeySource::KeyFile:
        return readKeyFile(choice.keyFile);
    }
    Q_UNREACHABLE();
}

static std::optional<DataKeySource> sourceOf(const QByteArray &name)
{
    for (const DataKeySource source : {DataKeySource::Passphrase, DataKeySource::Keychain, DataKeySource::KeyFile}) {
        if (name == word(source))
            return source;
    }
    return std::nullopt;
}

// The one whose source stands in the database.
static Result<DataKey> knownDataKey(const MetaTable &meta, const QByteArray &stored, const DataKeyChoice &choice)
{
    const std::optional<DataKeySource> source = sourceOf(stored);
    if (!source)
        return refused(Words::tr("The database names an unknown source of its data key"), QString::fromLatin1(stored),
                       Words::tr("It was made by another version of Keyswitch: use that one."));
    const Result<Secret> key = fetchKey(meta, *source, choice);
    if (!key)
        return tl::unexpected(key.error());
    DataKey dataKey{*source, KeySeal(*key)};
    const Result<QByteArray> check = meta.value(checkName);
    if (!check)
        return tl::unexpected(check.error());
    const Result<Secret> opened = dataKey.seal.open(KeySeal::Purpose::Check, checkPlace, *check);
    if (!opened || !opened->equals(checkText))
        return refused(Words::tr("The data key does not belong to this database"), QString::fromLatin1(word(*source)),
                       Words::tr("Put back the key that was in use when the database was made. Nothing was changed."));
    return dataKey;
}

Result<DataKey> obtainDataKey(const Connection &connection, const DataKeyChoice &choice)
{
    const MetaTable meta(connection);
    const Result<QByteArray> stored = meta.value(sourceName);
    if (!stored)
        return tl::unexpected(stored.error());
    if (stored->isEmpty()) {
        DataKeySource source = DataKeySource::KeyFile;
        if (choice.passphrase)
            source = DataKeySource::Passphrase;
        else if (choice.keychain && KeychainEntry::isAvailable())
            source = DataKeySource::Keychain;
        Transaction transaction(connection);
        if (const Done done = transaction.begin(); !done)
            return tl::unexpected(done.error());
        Result<Secret> key = makeKey(meta, source, choice);
        if (!key && source == DataKeySource::Keychain) {
            // No usable keychain on this desktop: the key file is as safe as the account, and we say which one it is.
            source = DataKeySource::KeyFile;
            key = makeKey(meta, source, choice);
        }
        if (!key)
            return tl::unexpected(key.error());
        DataKey made{source, KeySeal(*key)};
        const QByteArray check = made.seal.seal(KeySeal::Purpose::Check, checkPlace, Secret(checkText));
        Done done = meta.set(sourceName, word(source));
        done = done ? meta.set(checkName, check) : done;
        done = done ? transaction.commit() : done;
        if (!done)
            return tl::unexpected(done.error());
        return made;
    }
    return knownDataKey(meta, *stored, choice);
}

Result<std::optional<DataKey>> findDataKey(const Connection &connection, const DataKeyChoice &choice)
{
    const MetaTable meta(connection);
    const Result<QByteArray> stored = meta.value(sourceName);
    if (!stored)
        return tl::unexpected(stored.error());
    if (stored->isEmpty())
        return std::optional<DataKey>();
    Result<DataKey> key = knownDataKey(meta, *stored, choice);
    if (!key)
        return tl::unexpected(key.error());
    return std::optional<DataKey>(std::move(*key));
}

QString whereDataKeyLies(DataKeySource source, const QString &keyFile)
{
    switch (source) {
    case DataKeySource::Passphrase:
        return Words::tr(
            "The LiteLLM keys in it stay encrypted; KEYSWITCH_PASSPHRASE opens them. Keep that apart from it.");
    case DataKeySource::Keychain:
        return Words::tr(
            "The LiteLLM keys in it stay encrypted; their data key is in the keychain of this desktop user and is "
            "not in the backup. Back the keychain up as well.");
    case DataKeySource::KeyFile:
        return Words::
            tr("The LiteLLM keys in it stay encrypted; their data key is the file %1 and is not in the backup. Keep "
               "a copy of that file, apart from it.")
                .arg(keyFile);
    }
    Q_UNREACHABLE();
}

std::shared_ptr<const Secret> passphraseFromEnvironment()
{
    Secret passphrase = Secret::takeFrom(qgetenv("KEYSWITCH_PASSPHRASE"));
    return passphrase.isEmpty() ? nullptr : std::make_shared<const Secret>(std::move(passphrase));
}

} // namespace keyswitch::store
