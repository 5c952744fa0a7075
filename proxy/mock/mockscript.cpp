// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/mock/mockscript.h"

#include <QJsonDocument>

namespace keyswitch
{

using namespace Qt::StringLiterals;

QByteArray compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

void MockScript::addField(QByteArrayView name, QByteArrayView value)
{
    fields.append(name).append(": ").append(value).append("\r\n");
}

void MockScript::addEvent(const QJsonObject &data, std::chrono::milliseconds after)
{
    pieces.push_back({"data: " + compact(data) + "\n\n", after});
}

MockScript MockScript::json(int status, const QJsonObject &body)
{
    MockScript script;
    script.status = status;
    const QByteArray bytes = compact(body);
    script.addField("content-type", "application/json");
    script.addField("content-length", QByteArray::number(bytes.size()));
    script.pieces.push_back({bytes});
    return script;
}

MockScript MockScript::eventStream()
{
    MockScript script;
    script.addField("content-type", "text/event-stream; charset=utf-8");
    script.addField("cache-control", "no-cache");
    return script;
}

MockScript MockScript::error(int status, const char *type, const char *code, const QString &message, const char *param)
{
    const auto orNull = [](const char *text) { return text ? QJsonValue(QLatin1StringView(text)) : QJsonValue(); };
    return json(status,
                {{"error"_L1,
                  QJsonObject{{"message"_L1, message},
                              {"type"_L1, orNull(type)},
                              {"param"_L1, orNull(param)},
                              {"code"_L1, orNull(code)}}}});
}

} // namespace keyswitch
