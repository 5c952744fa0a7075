// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/authenticate/bearergate.h"

#include "proxy/base/hopmark.h"

namespace keyswitch
{

namespace
{

// What the gate has to know, in one walk over the fields.
struct Credentials {
    QByteArrayView authorization;
    int authorizations = 0;
    bool fromUs = false;

    explicit Credentials(const RequestHead &head)
    {
        RequestHead::eachField(head.fields, [this](QByteArrayView name, QByteArrayView text) {
            if (name.size() == 13 && equalsIgnoringCase(name, "authorization")) {
                authorization = text;
                ++authorizations;
            } else if (name.size() == 3 && equalsIgnoringCase(name, "via")) {
                fromUs = fromUs || isFromUs(text);
            }
        });
    }
    std::optional<QByteArrayView> token() const;
};

std::optional<QByteArrayView> Credentials::token() const
{
    constexpr QByteArrayView Scheme("bearer ");
    const QByteArrayView value = authorization;
    if (authorizations != 1 || value.size() <= Scheme.size() || !equalsIgnoringCase(value.first(Scheme.size()), Scheme))
        return std::nullopt;
    const QByteArrayView token = value.sliced(Scheme.size()).trimmed();
    if (token.isEmpty() || token.contains(' '))
        return std::nullopt;
    return token;
}

} // namespace

std::optional<QByteArrayView> BearerGate::token(const RequestHead &head)
{
    return Credentials(head).token();
}

std::optional<Failure> BearerGate::apply(const Exchange &exchange)
{
    if (!isRelayed(exchange.endpoint) && exchange.endpoint != Endpoint::MappingTest)
        return std::nullopt;
    const Credentials credentials(exchange.head);
    if (credentials.fromUs) // before the key: a user's is not ours, and "wrong key" would lead astray
        return Failure{FailureKind::Loop, {}};
    const auto given = credentials.token();
    if (!given)
        return Failure{FailureKind::MissingBearer, {}};
    if (!exchange.config->globalKey || exchange.config->globalKey->isEmpty()
        || !exchange.config->globalKey->equals(*given)) {
        return Failure{FailureKind::WrongBearer, {}};
    }
    return std::nullopt;
}

} // namespace keyswitch
