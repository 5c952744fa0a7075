// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/resolve/contenttypegate.h"

namespace keyswitch
{

bool ContentTypeGate::isJson(QByteArrayView value)
{
    constexpr QByteArrayView Type("application/json");
    if (value.size() < Type.size() || !equalsIgnoringCase(value.first(Type.size()), Type))
        return false;
    QByteArrayView rest = value.sliced(Type.size()).trimmed();
    if (rest.isEmpty())
        return true;
    if (rest.front() != ';')
        return false;
    rest = rest.sliced(1).trimmed();
    return rest.isEmpty() || equalsIgnoringCase(rest, "charset=utf-8") || equalsIgnoringCase(rest, "charset=\"utf-8\"");
}

std::optional<Failure> ContentTypeGate::apply(const Exchange &exchange)
{
    if (!isRelayed(exchange.endpoint) || exchange.endpoint == Endpoint::Models)
        return std::nullopt;
    int fields = 0;
    bool json = true;
    RequestHead::eachField(exchange.head.fields, [&](QByteArrayView name, QByteArrayView value) {
        if (name.size() == 12 && equalsIgnoringCase(name, "content-type")) {
            ++fields;
            json = json && isJson(value);
        }
    });
    if (json && fields <= 1)
        return std::nullopt;
    return Failure{FailureKind::BodyNotJsonType, {}};
}

} // namespace keyswitch
