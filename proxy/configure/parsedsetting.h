// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/secret.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QHostAddress>
#include <QString>

#include <tl/expected.hpp>

#include <memory>

namespace keyswitch
{

struct Setting;

// One value after reading: which member counts depends on the setting's type.
struct ParsedSetting {
    QByteArray text; // Text, Url (normalised: no trailing slash)
    qint64 number = 0; // Integer; Duration in milliseconds; Choice: its index
    QByteArrayList list; // List, lower case
    QHostAddress address;
    std::shared_ptr<const Secret> secret; // Secret; null when empty
    QString shown; // what people see; a secret's fingerprint
};

// Reads what a source gave for the setting. The error is a translated sentence that does not repeat the value, since
// it may be a secret that stands in the wrong place. `bareNumberIsSeconds`: for durations without a unit (LETTA_TIMEOUT
// counts seconds, our own names milliseconds).
tl::expected<ParsedSetting, QString> parseSetting(const Setting &setting, QByteArrayView raw, bool bareNumberIsSeconds);

} // namespace keyswitch
