// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/tokenusage.h"
#include "proxy/mock/mockmodel.h"

#include <QByteArray>
#include <QJsonArray>
#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <optional>

namespace keyswitch
{

// One request to the mock after the dispatcher has looked at it.
struct MockCall {
    const MockModel &model;
    QString id; // unique; each API puts its own prefix before it
    qint64 created = 0; // seconds since 1970
    QJsonObject body;
    bool stream = false;
};

// What the mock says to a prompt, before an API shapes it.
struct MockTurn {
    struct ToolCall {
        QString id;
        QString name;
        QString arguments; // JSON text
    };
    QString text;
    std::optional<ToolCall> tool; // then there is no text
    bool truncated = false; // by the caller's token limit
    Tokens prompt = 0;
    Tokens completion = 0;
};

// `prompt` is what the user said last. The answer repeats its beginning, so that no two prompts look alike in lists.
// `limit`: the caller's most tokens; 0: none.
MockTurn mockTextTurn(const MockModel &model, const QString &prompt, Tokens promptTokens, Tokens limit, bool asJson);
// Arguments are made up to fit the function's JSON schema: a value for each required property.
MockTurn mockToolTurn(const QString &callId, const QString &name, const QJsonObject &schema, Tokens promptTokens);

// The text in the pieces a stream sends it in; joined they are the text.
QStringList mockPieces(const QString &text);

// As LiteLLM writes a cost: dollars with all the decimals that count.
QByteArray dollarsText(NanoDollars amount);
double dollarsNumber(NanoDollars amount);

} // namespace keyswitch
