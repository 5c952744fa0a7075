// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/directorysnapshot.h"
#include "proxy/service/types.h"
#include "proxy/service/workertraffic.h"
#include "proxy/store/rows.h"

// From the store's and the path's values to those of the service's door. Stateless; any thread.
namespace keyswitch
{

UserSummary summaryOf(const store::UserRow &row);
AgentSummary summaryOf(const store::AgentRow &row, const QString &publicUrl);
RequestRow rowOf(const store::RequestRow &row);
RequestRow rowOf(const UsageRecord &record, const DirectorySnapshot &directory);
RequestRow rowOf(const TrafficStart &start, const DirectorySnapshot &directory);
UsageRow rowOf(const store::UsageRow &row);
store::UsageGroup groupOf(UsageGroup group);

// What an agent's `model_endpoint` has to be.
QString endpointOf(const QString &publicUrl, const QString &externalId);

template <typename To, typename From, typename Map> QList<To> mapped(const QList<From> &list, Map map)
{
    QList<To> result;
    result.reserve(list.size());
    for (const From &one : list)
        result.append(map(one));
    return result;
}

} // namespace keyswitch
