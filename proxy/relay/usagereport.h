// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/money.h"
#include "proxy/base/tokenusage.h"

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace keyswitch
{

// What one JSON document of an answer says about tokens, cost and errors: a chunk of a stream or a whole body. Chat,
// completions, embeddings and the Responses API. A value; any thread.
struct UsageReport {
    static constexpr qsizetype LongestText = 1024; // of id, code and message; the rest is cut off

    TokenUsage usage; // whole numbers from 0 to 2^53 only
    std::optional<NanoDollars> cost; // usage.cost
    QByteArray id;
    QByteArray errorCode;
    QByteArray errorMessage;
    QByteArray errorType;
    bool hasUsage = false; // a `usage` object
    bool hasError = false;
    bool hasContent = false; // something in `choices` that the client must see
    bool isResponseEvent = false; // an event of the Responses API

    // Nothing when it is not one JSON object and only that.
    static std::optional<UsageReport> read(QByteArrayView json);
};

} // namespace keyswitch
