// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/service/types.h"

#include <array>
#include <utility>

// The machine words of enumerations, as they stand in JSON on the control socket and behind --json. Append only.
namespace keyswitch
{

template <typename Enum> struct Words;

template <> struct Words<RequestKind> {
    static constexpr std::array list{
        std::pair{RequestKind::Other, "other"},           std::pair{RequestKind::Chat, "chat"},
        std::pair{RequestKind::Completion, "completion"}, std::pair{RequestKind::Response, "response"},
        std::pair{RequestKind::Embedding, "embedding"},   std::pair{RequestKind::Models, "models"}};
};
template <> struct Words<Outcome> {
    static inline const std::array list{std::pair{Outcome::Ok, word(Outcome::Ok)},
                                        std::pair{Outcome::Refused, word(Outcome::Refused)},
                                        std::pair{Outcome::UpstreamError, word(Outcome::UpstreamError)},
                                        std::pair{Outcome::UpstreamFailed, word(Outcome::UpstreamFailed)},
                                        std::pair{Outcome::UpstreamCut, word(Outcome::UpstreamCut)},
                                        std::pair{Outcome::ClientCancelled, word(Outcome::ClientCancelled)}};
};
template <> struct Words<CostOrigin> {
    static constexpr std::array list{
        std::pair{CostOrigin::Unknown, "unknown"}, std::pair{CostOrigin::LiteLlmHeader, "litellm_header"},
        std::pair{CostOrigin::LiteLlmStream, "litellm_stream"}, std::pair{CostOrigin::PriceList, "price_list"},
        std::pair{CostOrigin::Estimated, "estimated"}};
};
template <> struct Words<UsageGroup> {
    static constexpr std::array list{std::pair{UsageGroup::User, "user"}, std::pair{UsageGroup::Agent, "agent"},
                                     std::pair{UsageGroup::Model, "model"}, std::pair{UsageGroup::Day, "day"}};
};
template <> struct Words<LiveRow::Phase> {
    static constexpr std::array list{std::pair{LiveRow::Phase::Waiting, "waiting"},
                                     std::pair{LiveRow::Phase::Streaming, "streaming"},
                                     std::pair{LiveRow::Phase::Ended, "ended"}};
};
template <> struct Words<CheckStep::Verdict> {
    static constexpr std::array list{
        std::pair{CheckStep::Verdict::Running, "running"}, std::pair{CheckStep::Verdict::Ok, "ok"},
        std::pair{CheckStep::Verdict::Warning, "warning"}, std::pair{CheckStep::Verdict::Failed, "failed"},
        std::pair{CheckStep::Verdict::Skipped, "skipped"}};
};
template <> struct Words<Health> {
    static constexpr std::array list{
        std::pair{Health::Unknown, "unknown"}, std::pair{Health::NotConfigured, "not_configured"},
        std::pair{Health::Mock, "mock"},       std::pair{Health::Ok, "ok"},
        std::pair{Health::Slow, "slow"},       std::pair{Health::Failing, "failing"}};
};
template <> struct Words<Problem::Code> {
    using Code = Problem::Code;
    static inline const std::array list{
        std::pair{Code::Invalid, word(Code::Invalid)},         std::pair{Code::NotFound, word(Code::NotFound)},
        std::pair{Code::Conflict, word(Code::Conflict)},       std::pair{Code::Unauthorized, word(Code::Unauthorized)},
        std::pair{Code::Unreachable, word(Code::Unreachable)}, std::pair{Code::Timeout, word(Code::Timeout)},
        std::pair{Code::Refused, word(Code::Refused)},         std::pair{Code::Unexpected, word(Code::Unexpected)},
        std::pair{Code::Storage, word(Code::Storage)},         std::pair{Code::Cancelled, word(Code::Cancelled)},
        std::pair{Code::Unavailable, word(Code::Unavailable)}};
};

template <typename Enum>
concept HasWords = requires
{
    Words<Enum>::list;
};

template <HasWords Enum> QString wordOf(Enum value)
{
    for (const auto &[known, text] : Words<Enum>::list) {
        if (known == value)
            return QString::fromLatin1(text);
    }
    Q_UNREACHABLE();
}

template <HasWords Enum> std::optional<Enum> fromWord(const QString &text)
{
    for (const auto &[known, word] : Words<Enum>::list) {
        if (text == QLatin1String(word))
            return known;
    }
    return std::nullopt;
}

} // namespace keyswitch
