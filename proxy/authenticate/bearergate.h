// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/exchange.h"

namespace keyswitch
{

// Who calls: for the agents' endpoints the bearer has to be LETTA_GLOBAL_API_KEY. Health endpoints need none, their
// bodies say nothing worth knowing. Compared in constant time; never logged. A request that this very process sent to
// its upstream is refused before that, by its Via. Stateless; any thread.
class BearerGate
{
public:
    static std::optional<Failure> apply(const Exchange &exchange);

    // The token of `Authorization: Bearer <token>` (RFC 6750, section 2.1; the scheme in any case, RFC 9110
    // section 11.1). Nothing when the field is absent, of another scheme, empty, or there more than once.
    static std::optional<QByteArrayView> token(const RequestHead &head);
};

} // namespace keyswitch
