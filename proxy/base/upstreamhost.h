// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QHostAddress>

#include <optional>

namespace keyswitch
{

// The address a URL's host spells out, in every form the C library would accept for it: dotted, decimal (2852039166),
// octal (0251.0376…), hexadecimal, short (169.16689662), IPv6 with or without brackets and zone. Nothing for a name.
// A check that knows only the dotted form is passed by all the others.
std::optional<QHostAddress> literalAddress(QByteArrayView host);

// Link-local and cloud metadata addresses (169.254.0.0/16, fe80::/10 and the providers' own), also when they hide in an
// IPv6 form that carries an IPv4 address. They hand out machine credentials to whoever asks, so nothing configured by
// a person may make Keyswitch call them. Private ranges are fine: that is where LiteLLM and Letta live.
bool isMetadataAddress(const QHostAddress &address);

} // namespace keyswitch
