// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/mock/mockembeddings.h"

#include "proxy/mock/mocktokens.h"

#include <QCryptographicHash>
#include <QtEndian>

#include <cmath>

namespace keyswitch
{

using namespace Qt::StringLiterals;

namespace
{

constexpr int DefaultDimensions = 1536;
constexpr int MostDimensions = 4096;
constexpr int MostInputs = 2048; // OpenAI's

std::vector<float> vectorOf(const QByteArray &text, int dimensions)
{
    const QByteArray digest = QCryptographicHash::hash(text, QCryptographicHash::Sha256);
    quint64 state = qFromLittleEndian<quint64>(digest.constData()) | 1;
    std::vector<float> vector;
    vector.reserve(size_t(dimensions));
    double length = 0;
    for (int i = 0; i < dimensions; ++i) {
        state ^= state << 13; // xorshift64
        state ^= state >> 7;
        state ^= state << 17;
        const float value = float(qint32(state >> 32)) / 2147483648.0f;
        vector.push_back(value);
        length += double(value) * double(value);
    }
    for (float &value : vector)
        value = float(value / std::sqrt(length));
    return vector;
}

QJsonValue encoded(const std::vector<float> &vector, bool base64)
{
    if (!base64) {
        QJsonArray numbers;
        for (const float value : vector)
            numbers.append(double(value));
        return numbers;
    }
    QByteArray bytes(qsizetype(vector.size() * sizeof(float)), Qt::Uninitialized);
    qToLittleEndian<float>(vector.data(), qsizetype(vector.size()), bytes.data());
    return QString::fromLatin1(bytes.toBase64());
}

MockScript invalid(const char *param, const QString &message)
{
    return MockScript::error(400, "invalid_request_error", nullptr, message, param);
}

struct Input {
    QByteArray bytes;
    Tokens tokens = 0;
};

Input inputOf(const QJsonValue &value)
{
    if (value.isString())
        return {value.toString().toUtf8(), mockTokens(value.toString())};
    const QJsonArray tokens = value.toArray(); // the text as token numbers
    Input input{{}, tokens.size()};
    for (const QJsonValue token : tokens)
        input.bytes.append(QByteArray::number(token.toInteger())).append(' ');
    return input;
}

} // namespace

MockScript mockEmbeddings(const MockCall &call)
{
    const QJsonValue given = call.body["input"_L1];
    QJsonArray inputs = given.toArray();
    if (given.isString() || (!inputs.isEmpty() && inputs.first().isDouble()))
        inputs = {given};
    if (inputs.isEmpty())
        return invalid("input", QStringLiteral("'$.input' is invalid."));
    if (inputs.size() > MostInputs)
        return invalid("input", QStringLiteral("'$.input' has more than %1 entries.").arg(MostInputs));
    const int dimensions = call.body["dimensions"_L1].toInt(DefaultDimensions);
    if (dimensions < 1 || dimensions > MostDimensions)
        return invalid("dimensions", QStringLiteral("'$.dimensions' must be between 1 and %1.").arg(MostDimensions));

    const bool base64 = call.body["encoding_format"_L1] == "base64"_L1;
    QJsonArray data;
    Tokens tokens = 0;
    for (const QJsonValue value : inputs) {
        const Input input = inputOf(value);
        tokens += input.tokens;
        data.append(QJsonObject{{"object"_L1, "embedding"_L1},
                                {"index"_L1, data.size()},
                                {"embedding"_L1, encoded(vectorOf(input.bytes, dimensions), base64)}});
    }
    MockScript script =
        MockScript::json(200,
                         {{"object"_L1, "list"_L1},
                          {"model"_L1, call.model.id()},
                          {"data"_L1, data},
                          {"usage"_L1, QJsonObject{{"prompt_tokens"_L1, tokens}, {"total_tokens"_L1, tokens}}}});
    script.addField("x-litellm-response-cost", dollarsText(call.model.price(tokens, 0)));
    return script;
}

} // namespace keyswitch
