// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/admit/admission.h"

namespace keyswitch
{

std::optional<Failure> Admission::apply(const Exchange &exchange, bool keepsRows)
{
    if (isRelayed(exchange.endpoint)) {
        if (m_draining)
            return Failure{FailureKind::ShuttingDown, {}};
        if (m_running >= m_most)
            return Failure{FailureKind::Overloaded, {}};
        if (!keepsRows && exchange.config->store.whenFull == StoreSettings::WhenFull::Refuse)
            return Failure{FailureKind::StoreFull, {}};
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
