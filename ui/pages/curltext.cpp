// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/curltext.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

namespace keyswitch
{

namespace
{

QString jsonString(const QString &text)
{
    const QByteArray array = QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(array.mid(1, array.size() - 2));
}

} // namespace

QString shellWord(const QString &text)
{
    static const QRegularExpression plain(QStringLiteral("^[A-Za-z0-9_./:@%+=,-]+$"));
    if (plain.match(text).hasMatch())
        return text;
    QString quoted = text;
    quoted.replace(QLatin1Char('\''), QStringLiteral("'\\''"));
    return QLatin1Char('\'') + quoted + QLatin1Char('\'');
}

QString curlText(const CurlCall &call)
{
    const QLatin1String suffix("/chat/completions");
    const QString url = call.endpoint.endsWith(suffix) ? call.endpoint : call.endpoint + suffix;
    // By hand: a QJsonObject sorts its keys, and people read this.
    QString json = QStringLiteral("{");
    if (!call.model.isEmpty())
        json += QStringLiteral("\"model\":") + jsonString(call.model) + QLatin1Char(',');
    if (call.stream)
        json += QStringLiteral("\"stream\":true,");
    json += QStringLiteral("\"messages\":[{\"role\":\"user\",\"content\":") + jsonString(call.prompt)
        + QStringLiteral("}]}");
    return QStringLiteral("curl %1%2 \\\n  -H \"Authorization: Bearer $LETTA_GLOBAL_API_KEY\" \\\n"
                          "  -H 'Content-Type: application/json' \\\n  -d %3")
        .arg(call.stream ? QStringLiteral("-N ") : QString(), shellWord(url), shellWord(json));
}

} // namespace keyswitch
