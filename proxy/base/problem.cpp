// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/base/problem.h"

namespace keyswitch
{

const char *word(Problem::Code code)
{
    switch (code) {
    case Problem::Code::Invalid:
        return "invalid";
    case Problem::Code::NotFound:
        return "not_found";
    case Problem::Code::Conflict:
        return "conflict";
    case Problem::Code::Unauthorized:
        return "unauthorized";
    case Problem::Code::Unreachable:
        return "unreachable";
    case Problem::Code::Timeout:
        return "timeout";
    case Problem::Code::Refused:
        return "refused";
    case Problem::Code::Unexpected:
        return "unexpected";
    case Problem::Code::Storage:
        return "storage";
    case Problem::Code::Cancelled:
        return "cancelled";
    case Problem::Code::Unavailable:
        return "unavailable";
    }
    Q_UNREACHABLE();
}

} // namespace keyswitch
