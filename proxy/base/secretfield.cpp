// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/base/secretfield.h"

#include <cstring>

namespace keyswitch
{
namespace
{

// From an opening quote to its closing one; -1 when there is none.
qsizetype closingQuote(QByteArrayView json, qsizetype open)
{
    for (qsizetype i = open + 1; i < json.size(); ++i) {
        if (json[i] == '\\')
            ++i;
        else if (json[i] == '"')
            return i;
    }
    return -1;
}

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool isKeyCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

} // namespace

Secret takeSecretField(QByteArray &json, QByteArrayView name)
{
    int depth = 0;
    for (qsizetype i = 0; i < json.size(); ++i) {
        const char c = json.at(i);
        if (c == '{' || c == '[')
            ++depth;
        else if (c == '}' || c == ']')
            --depth;
        if (c != '"')
            continue;
        const qsizetype close = closingQuote(json, i);
        if (close < 0)
            return {};
        qsizetype next = close + 1;
        while (next < json.size() && isBlank(json.at(next)))
            ++next;
        const bool isMember = depth == 1 && next < json.size() && json.at(next) == ':';
        if (!isMember || QByteArrayView(json).sliced(i + 1, close - i - 1) != name) {
            i = close;
            continue;
        }
        qsizetype open = next + 1;
        while (open < json.size() && isBlank(json.at(open)))
            ++open;
        const qsizetype end = open < json.size() && json.at(open) == '"' ? closingQuote(json, open) : -1;
        if (end < 0)
            return {};
        const QByteArrayView value = QByteArrayView(json).sliced(open + 1, end - open - 1);
        if (value.contains('\\'))
            return {};
        Secret secret(value);
        std::memset(json.data() + open + 1, '*', size_t(secret.size()));
        return secret;
    }
    return {};
}

QByteArray withoutKeys(QByteArray text, QByteArrayView key)
{
    if (!key.isEmpty())
        text.replace(key, "[key]");
    for (qsizetype at = text.indexOf("sk-"); at >= 0; at = text.indexOf("sk-", at + 1)) {
        qsizetype end = at + 3;
        while (end < text.size() && isKeyCharacter(text.at(end)))
            ++end;
        if (end - at >= 8)
            text.replace(at, end - at, "[key]");
    }
    return text;
}

} // namespace keyswitch
