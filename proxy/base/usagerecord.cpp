// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/base/usagerecord.h"

namespace keyswitch
{

const char *word(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Ok:
        return "ok";
    case Outcome::Refused:
        return "refused";
    case Outcome::UpstreamError:
        return "upstream_error";
    case Outcome::UpstreamFailed:
        return "upstream_failed";
    case Outcome::UpstreamCut:
        return "upstream_cut";
    case Outcome::ClientCancelled:
        return "client_cancelled";
    }
    Q_UNREACHABLE();
}

} // namespace keyswitch
