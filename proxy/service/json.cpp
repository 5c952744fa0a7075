// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/service/json.h"

#include <cmath>
#include <limits>

namespace keyswitch::json
{

QJsonValue write(const QDateTime &value)
{
    return value.isValid() ? QJsonValue(value.toUTC().toString(Qt::ISODateWithMs)) : QJsonValue();
}

bool read(const QJsonValue &json, bool &value)
{
    value = json.toBool();
    return json.isBool();
}

bool read(const QJsonValue &json, qint64 &value)
{
    value = json.toInteger();
    return json.isDouble() && (json.toInteger(-1) != -1 || json.toDouble() == -1);
}

bool read(const QJsonValue &json, int &value)
{
    qint64 wide = 0;
    if (!read(json, wide) || wide < std::numeric_limits<int>::min() || wide > std::numeric_limits<int>::max())
        return false;
    value = int(wide);
    return true;
}

bool read(const QJsonValue &json, double &value)
{
    value = json.toDouble();
    return json.isDouble() && std::isfinite(value);
}

bool read(const QJsonValue &json, QString &value)
{
    value = json.toString();
    return json.isString();
}

bool read(const QJsonValue &json, QDateTime &value)
{
    value = json.isNull() ? QDateTime() : QDateTime::fromString(json.toString(), Qt::ISODateWithMs).toUTC();
    return json.isNull() || value.isValid();
}

} // namespace keyswitch::json
