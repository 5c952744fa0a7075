// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/mock/mocktokens.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace keyswitch
{

using namespace Qt::StringLiterals;

namespace
{

constexpr Tokens PerMessage = 4;
constexpr Tokens AnswerBeginning = 3;
constexpr Tokens MediaPart = 85;

Tokens ofBytes(qsizetype bytes)
{
    return (bytes + 3) / 4;
}

Tokens ofJson(const QJsonArray &array)
{
    return array.isEmpty() ? 0 : ofBytes(QJsonDocument(array).toJson(QJsonDocument::Compact).size());
}

} // namespace

Tokens mockTokens(QStringView text)
{
    return ofBytes(text.toUtf8().size());
}

Tokens mockTokensOfContent(const QJsonValue &content)
{
    if (content.isString())
        return mockTokens(content.toString());
    Tokens sum = 0;
    for (const QJsonValue part : content.toArray()) {
        const QJsonValue text = part["text"_L1];
        sum += text.isString() ? mockTokens(text.toString()) : MediaPart;
    }
    return sum;
}

Tokens mockTokensOfMessages(const QJsonArray &messages, const QJsonArray &tools)
{
    Tokens sum = AnswerBeginning + ofJson(tools);
    for (const QJsonValue message : messages)
        sum += PerMessage + mockTokensOfContent(message["content"_L1]) + ofJson(message["tool_calls"_L1].toArray());
    return sum;
}

} // namespace keyswitch
