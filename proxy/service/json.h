// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/service/describe.h"
#include "proxy/service/words.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QJsonValue>

#include <concepts>

// Values of the service's door to JSON and back, for the control socket and --json. Times are ISO 8601 in UTC with
// milliseconds, durations microseconds, money nano-dollars; what is unknown is null. Reading is lenient about absent
// fields (an older or newer peer) and strict about types: a wrong one fails the whole value.
namespace keyswitch
{

class JsonWriter;
class JsonReader;

template <typename T>
concept Described = requires(T &value, JsonWriter &writer)
{
    describe(writer, value);
};

template <typename T> QJsonValue toJson(const T &value);
template <typename T> bool fromJson(const QJsonValue &json, T &value);

class JsonWriter
{
public:
    template <typename T> JsonWriter &operator()(const char *name, const T &value)
    {
        object.insert(QLatin1String(name), toJson(value));
        return *this;
    }
    QJsonObject object;
};

class JsonReader
{
public:
    explicit JsonReader(const QJsonObject &from)
        : m_object(from)
    {
    }
    template <typename T> JsonReader &operator()(const char *name, T &value)
    {
        const auto it = m_object.constFind(QLatin1String(name));
        if (it != m_object.constEnd() && !fromJson(*it, value))
            ok = false;
        return *this;
    }
    bool ok = true;

private:
    const QJsonObject &m_object;
};

namespace json
{

inline QJsonValue write(bool value)
{
    return value;
}
inline QJsonValue write(int value)
{
    return value;
}
inline QJsonValue write(qint64 value)
{
    return value;
}
inline QJsonValue write(double value)
{
    return value;
}
inline QJsonValue write(const QString &value)
{
    return value;
}
inline QJsonValue write(UserId value)
{
    return qint64(value);
}
inline QJsonValue write(AgentId value)
{
    return qint64(value);
}
inline QJsonValue write(NanoDollars value)
{
    return count(value);
}
inline QJsonValue write(std::chrono::microseconds value)
{
    return qint64(value.count());
}
QJsonValue write(const QDateTime &value);
template <HasWords Enum> QJsonValue write(Enum value)
{
    return wordOf(value);
}
template <Described T> QJsonValue write(const T &value)
{
    JsonWriter writer;
    describe(writer, const_cast<T &>(value)); // a writer only reads
    return writer.object;
}
template <typename T> QJsonValue write(const std::optional<T> &value)
{
    return value ? toJson(*value) : QJsonValue();
}
template <typename T> QJsonValue write(const QList<T> &list)
{
    QJsonArray array;
    for (const T &value : list)
        array.append(toJson(value));
    return array;
}

bool read(const QJsonValue &json, bool &value);
bool read(const QJsonValue &json, qint64 &value);
bool read(const QJsonValue &json, int &value);
bool read(const QJsonValue &json, double &value);
bool read(const QJsonValue &json, QString &value);
bool read(const QJsonValue &json, QDateTime &value);
template <typename Id>
requires std::same_as<Id, UserId> || std::same_as<Id, AgentId> || std::same_as<Id, NanoDollars>
bool read(const QJsonValue &json, Id &value)
{
    qint64 number = 0;
    if (!read(json, number))
        return false;
    value = Id(number);
    return true;
}
inline bool read(const QJsonValue &json, std::chrono::microseconds &value)
{
    qint64 number = 0;
    if (!read(json, number))
        return false;
    value = std::chrono::microseconds(number);
    return true;
}
template <HasWords Enum> bool read(const QJsonValue &json, Enum &value)
{
    const auto known = fromWord<Enum>(json.toString());
    if (known)
        value = *known;
    return known.has_value();
}
template <Described T> bool read(const QJsonValue &json, T &value)
{
    if (!json.isObject())
        return false;
    const QJsonObject object = json.toObject();
    JsonReader reader(object);
    describe(reader, value);
    return reader.ok;
}
template <typename T> bool read(const QJsonValue &json, std::optional<T> &value)
{
    value.reset();
    return json.isNull() || fromJson(json, value.emplace());
}
template <typename T> bool read(const QJsonValue &json, QList<T> &list)
{
    if (!json.isArray())
        return false;
    list.clear();
    const QJsonArray array = json.toArray();
    for (const QJsonValue &element : array) {
        T value{};
        if (!fromJson(element, value))
            return false;
        list.append(std::move(value));
    }
    return true;
}

} // namespace json

template <typename T> QJsonValue toJson(const T &value)
{
    return json::write(value);
}
template <typename T> bool fromJson(const QJsonValue &value, T &into)
{
    return json::read(value, into);
}

} // namespace keyswitch
