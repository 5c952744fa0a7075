// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/tokenusage.h"

#include <QJsonArray>
#include <QJsonValue>
#include <QStringView>

namespace keyswitch
{

// How the mock counts, so that a test can foretell it: four bytes of UTF-8, or a begun four, are one token; a message
// costs four more, the answer's beginning three (as OpenAI's chat format does); an image or audio part is 85, the price
// of a small image; tools cost what their compact JSON costs.
Tokens mockTokens(QStringView text);
Tokens mockTokensOfContent(const QJsonValue &content); // a string, or an array of parts
Tokens mockTokensOfMessages(const QJsonArray &messages, const QJsonArray &tools);

} // namespace keyswitch
