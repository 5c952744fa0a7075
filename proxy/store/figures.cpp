// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/store/rollups.h"

#include "proxy/store/rows.h"

namespace keyswitch::store
{

Figures &Figures::operator+=(const Figures &other)
{
    requests += other.requests;
    errors += other.errors;
    withoutUsage += other.withoutUsage;
    withoutCost += other.withoutCost;
    prompt += other.prompt;
    completion += other.completion;
    cached += other.cached;
    reasoning += other.reasoning;
    cost = cost + other.cost;
    return *this;
}

// Keep in step with figuresOfRows below: the tests compare the two on random rows.
Figures figuresOf(const UsageRecord &record)
{
    Figures figures;
    figures.requests = 1;
    figures.errors = record.outcome != Outcome::Ok && record.outcome != Outcome::ClientCancelled;
    const bool upstreamWorked = record.outcome == Outcome::Ok || record.outcome == Outcome::UpstreamCut
        || record.outcome == Outcome::ClientCancelled;
    const bool costs = upstreamWorked && record.kind >= RequestKind::Chat && record.kind <= RequestKind::Embedding;
    figures.withoutUsage = costs && !record.tokens.isKnown();
    figures.withoutCost = costs && !record.cost.amount;
    figures.prompt = record.tokens.prompt.value_or(0);
    figures.completion = record.tokens.completion.value_or(0);
    figures.cached = record.tokens.cached.value_or(0);
    figures.reasoning = record.tokens.reasoning.value_or(0);
    figures.cost = record.cost.amount.value_or(NanoDollars(0));
    return figures;
}

const char *const figuresOfRows =
    "count(*),coalesce(sum(outcome NOT IN (0,5)),0),"
    "coalesce(sum(outcome IN (0,4,5) AND kind BETWEEN 1 AND 4 AND prompt_tokens IS NULL AND completion_tokens IS "
    "NULL),0),"
    "coalesce(sum(outcome IN (0,4,5) AND kind BETWEEN 1 AND 4 AND cost_nano IS NULL),0),"
    "coalesce(sum(prompt_tokens),0),coalesce(sum(completion_tokens),0),coalesce(sum(cached_tokens),0),"
    "coalesce(sum(reasoning_tokens),0),coalesce(sum(cost_nano),0)";

const char *const figuresOfRollUps =
    "coalesce(sum(requests),0),coalesce(sum(errors),0),coalesce(sum(without_usage),0),coalesce(sum(without_cost),0),"
    "coalesce(sum(prompt),0),coalesce(sum(completion),0),coalesce(sum(cached),0),coalesce(sum(reasoning),0),"
    "coalesce(sum(cost_nano),0)";

} // namespace keyswitch::store
