// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <optional>

namespace keyswitch
{

using Tokens = qint64;

// Tokens of one request as the upstream counted them (OpenAI's `usage`). What was not said stays empty: never 0.
struct TokenUsage {
    std::optional<Tokens> prompt;
    std::optional<Tokens> completion;
    std::optional<Tokens> cached; // part of prompt (prompt_tokens_details.cached_tokens)
    std::optional<Tokens> reasoning; // part of completion (completion_tokens_details.reasoning_tokens)
    bool estimated = false; // counted by us from what was seen, since the upstream's figure never came

    bool isKnown() const { return prompt || completion; }
    friend bool operator==(const TokenUsage &, const TokenUsage &) = default;
};

} // namespace keyswitch
