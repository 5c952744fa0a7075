// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/configsnapshot.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <tl/expected.hpp>

namespace keyswitch
{

// The base URL of another service as it may stand in the settings: http or https, a host, no credentials, query or
// fragment, no metadata address in any form. Answers it without a trailing slash. The error is a translated sentence
// without the URL: one with a password in it is exactly what is refused.
tl::expected<QByteArray, QString> normalisedBaseUrl(QByteArrayView raw);

// True when a call to that URL would come back to Keyswitch itself: the listening address (all local ones when it
// listens on all), or the public URL. A loop eats every connection within a second.
bool leadsBackToUs(const QByteArray &baseUrl, const ConfigSnapshot &config);

} // namespace keyswitch
