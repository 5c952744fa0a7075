// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/configsnapshot.h"
#include "proxy/configure/parsedsetting.h"

#include <QByteArray>
#include <QByteArrayList>

#include <array>
#include <span>

namespace keyswitch
{

// One row: all that is known of one setting. Loader, settings page, --help and the manual are made from these rows, so
// that a setting cannot exist in one of them only.
struct Setting {
    enum class Type : quint8 { Text, Url, Secret, Integer, Duration, Choice, List, Address };
    struct Variable {
        const char *name = nullptr;
        bool seconds = false; // a bare number counts seconds, not milliseconds
    };
    using Apply = void (*)(ConfigSnapshot &, const ParsedSetting &);

    const char *name; // "upstream.base_url"; the flag is --upstream.base_url
    std::array<Variable, 2> others; // names of the systems Keyswitch takes over; the first that is set wins
    Type type;
    const char *fallback; // default, written as a source would
    qint64 minimum; // Integer; Duration in ms
    qint64 maximum;
    const char *choices; // Choice: "mock|litellm,proxy,real": canonical word, then its aliases
    const char *description; // one line, untranslated; context "Settings"
    Apply apply;

    QByteArray variable() const; // KEYSWITCH_UPSTREAM_BASE_URL; wins over `others`
    bool isSecret() const { return type == Type::Secret; }
};

std::span<const Setting> settingTable();
const Setting *findSetting(QByteArrayView name);

// Names a .env of the five source systems may hold that Keyswitch knows but does not use yet: no reason to complain.
const QByteArrayList &variablesNotUsedYet();

} // namespace keyswitch
