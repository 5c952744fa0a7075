// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/authenticate/bearergate.h"

namespace keyswitch
{

std::optional<QByteArrayView> BearerGate::token(const RequestHead &head)
{
    constexpr QByteArrayView Scheme("bearer ");
    QByteArrayView value;
    int fields = 0;
    RequestHead::eachField(head.fields, [&](QByteArrayView name, QByteArrayView text) {
        if (name.size() == 13 && equalsIgnoringCase(name, "authorization")) {
            value = text;
            ++fields;
        }
    });
    if (fields != 1 || value.size() <= Scheme.size() || !equalsIgnoringCase(value.first(Scheme.size()), Scheme))
        return std::nullopt;
    const QByteArrayView token = value.sliced(Scheme.size()).trimmed();
    if (token.isEmpty() || token.contains(' '))
        return std::nullopt;
    return token;
}

std::optional<Failure> BearerGate::apply(const Exchange &exchange)
{
    if (!isRelayed(exchange.endpoint) && exchange.endpoint != Endpoint::MappingTest)
        return std::nullopt;
    const auto given = token(exchange.head);
    if (!given)
        return Failure{FailureKind::MissingBearer, {}};
    if (!exchange.config->globalKey || exchange.config->globalKey->isEmpty()
        || !exchange.config->globalKey->equals(*given)) {
        return Failure{FailureKind::WrongBearer, {}};
    }
    return std::nullopt;
}

} // namespace keyswitch
