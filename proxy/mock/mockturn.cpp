// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/mock/mockturn.h"

#include "proxy/mock/mocktokens.h"

#include <QJsonDocument>

namespace keyswitch
{

using namespace Qt::StringLiterals;

namespace
{

constexpr qsizetype QuotedCharacters = 80;

QString quoted(const QString &prompt)
{
    const QString line = prompt.simplified();
    if (line.isEmpty())
        return QStringLiteral("nothing");
    qsizetype end = qMin(line.size(), QuotedCharacters);
    if (end < line.size() && line.at(end - 1).isHighSurrogate())
        --end;
    return u'"' + line.first(end) + (end < line.size() ? QStringLiteral("…\"") : QStringLiteral("\""));
}

QJsonValue exampleOf(const QJsonObject &schema, int depth)
{
    const QJsonArray choices = schema["enum"_L1].toArray();
    if (!choices.isEmpty())
        return choices.first();
    const QJsonValue typeValue = schema["type"_L1];
    const QString type = typeValue.isArray() ? typeValue.toArray().at(0).toString() : typeValue.toString();
    if (type == "integer"_L1 || type == "number"_L1)
        return schema["minimum"_L1].toInt(1);
    if (type == "boolean"_L1)
        return true;
    if (type == "array"_L1)
        return QJsonArray();
    if (type == "object"_L1 || schema.contains("properties"_L1)) {
        QJsonObject object;
        const QJsonObject properties = schema["properties"_L1].toObject();
        if (depth < 8)
            for (const QJsonValue name : schema["required"_L1].toArray())
                object.insert(name.toString(), exampleOf(properties[name.toString()].toObject(), depth + 1));
        return object;
    }
    return "mock"_L1;
}

} // namespace

MockTurn mockTextTurn(const MockModel &model, const QString &prompt, Tokens promptTokens, Tokens limit, bool asJson)
{
    MockTurn turn;
    turn.prompt = promptTokens;
    turn.text = QStringLiteral("You said %1. This is the built-in mock: no model was asked.").arg(quoted(prompt));
    for (int i = 1; i < model.sentences; ++i)
        turn.text += QStringLiteral(" Sentence %1 of %2 only makes the answer longer.").arg(i + 1).arg(model.sentences);
    if (asJson)
        turn.text =
            QString::fromUtf8(QJsonDocument(QJsonObject{{"answer"_L1, turn.text}}).toJson(QJsonDocument::Compact));
    turn.completion = mockTokens(turn.text);
    if (limit > 0 && turn.completion > limit) {
        while (mockTokens(turn.text) > limit)
            turn.text.chop(turn.text.back().isLowSurrogate() ? 2 : 1);
        turn.completion = mockTokens(turn.text);
        turn.truncated = true;
    }
    return turn;
}

MockTurn mockToolTurn(const QString &callId, const QString &name, const QJsonObject &schema, Tokens promptTokens)
{
    MockTurn turn;
    turn.prompt = promptTokens;
    const QJsonObject arguments = exampleOf(schema, 0).toObject();
    turn.tool =
        MockTurn::ToolCall{callId, name, QString::fromUtf8(QJsonDocument(arguments).toJson(QJsonDocument::Compact))};
    turn.completion = mockTokens(name) + mockTokens(turn.tool->arguments);
    return turn;
}

QStringList mockPieces(const QString &text)
{
    QStringList pieces;
    qsizetype begin = 0;
    for (qsizetype i = 1; i < text.size(); ++i) {
        if (text.at(i) == u' ') {
            pieces.append(text.mid(begin, i - begin));
            begin = i;
        }
    }
    if (begin < text.size())
        pieces.append(text.mid(begin));
    return pieces;
}

QByteArray dollarsText(NanoDollars amount)
{
    QByteArray decimals = QByteArray::number(count(amount) % 1'000'000'000).rightJustified(9, '0');
    while (decimals.size() > 1 && decimals.endsWith('0'))
        decimals.chop(1);
    return QByteArray::number(count(amount) / 1'000'000'000) + '.' + decimals;
}

double dollarsNumber(NanoDollars amount)
{
    return double(count(amount)) / 1e9;
}

} // namespace keyswitch
