// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/configsnapshot.h"
#include "proxy/base/problem.h"

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QString>
#include <QStringList>

#include <functional>
#include <memory>
#include <optional>

namespace keyswitch
{

// Where settings may come from, strongest first. A value of a weaker source is not even looked at, so a broken one in
// the database can always be overruled by a flag.
struct SettingsSources {
    using Environment = std::function<std::optional<QByteArray>(const QByteArray &name)>;
    static std::optional<QByteArray> processEnvironment(const QByteArray &name);

    QHash<QByteArray, QByteArray> flags; // setting name → value; secrets are refused (every user sees command lines)
    Environment environment = processEnvironment; // empty values count as unset, as in a filled-in template
    QString envFile; // --env-file: must exist
    QString dataFolder; // its ".env" is read when there is one and envFile is empty; the working folder's never is
    QHash<QByteArray, QByteArray> database; // setting name → value; unknown names are a newer version's
    QHash<QByteArray, std::shared_ptr<const Secret>> databaseSecrets; // decrypted by the caller
};

// One setting as windows and the command line show it.
struct ShownSetting {
    QByteArray name; // "upstream.base_url"
    QString value; // secrets: fingerprint only; empty: none
    QString
        origin; // "flag", "environment LITELLM_BASE_URL", ".env LITELLM_BASE_URL", "database", "default"; translated
    bool isSecret = false;
    friend bool operator==(const ShownSetting &, const ShownSetting &) = default;
};

struct LoadedSettings {
    std::shared_ptr<const ConfigSnapshot> config;
    QList<ShownSetting> shown; // every setting, in the table's order
    QStringList notUsedYet; // names that were set, are understood, and mean nothing yet
    QStringList remarks; // sentences: nothing is wrong, but somebody may wonder later
};

// Reads all sources and checks each value and how they fit together. The first thing that is wrong comes back as a
// Problem that names setting and origin and never a secret. No object of its own, any thread.
Result<LoadedSettings> loadSettings(const SettingsSources &sources);

} // namespace keyswitch
