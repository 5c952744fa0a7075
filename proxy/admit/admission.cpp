// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/admit/admission.h"

namespace keyswitch
{

std::optional<Failure> Admission::apply(const Exchange &exchange)
{
    if (isRelayed(exchange.endpoint)) {
        if (m_draining)
            return Failure{FailureKind::ShuttingDown, {}};
        if (m_running >= m_most)
            return Failure{FailureKind::Overloaded, {}};
    }
    ++m_running;
    return std::nullopt;
}

void Admission::release()
{
    Q_ASSERT(m_running > 0);
    --m_running;
}

} // namespace keyswitch
