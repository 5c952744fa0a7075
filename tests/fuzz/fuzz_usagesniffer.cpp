// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever an upstream says, figures stay in range, and a chunk is hidden only when it said `usage`.
#include "proxy/relay/usagereport.h"
#include "proxy/relay/usagesniffer.h"

#include <cstdint>
#include <cstdlib>

using namespace keyswitch;

namespace
{
void require(bool holds)
{
    if (!holds)
        std::abort();
}

void check(const UsageSniffer &sniffer)
{
    const TokenUsage usage = sniffer.usage();
    for (const auto &tokens : {usage.prompt, usage.completion, usage.cached, usage.reasoning})
        require(!tokens || (*tokens >= 0 && *tokens <= Tokens(1) << 53));
    require(!sniffer.cost() || count(*sniffer.cost()) >= 0);
    require(sniffer.answerId().size() <= UsageReport::LongestText);
    require(sniffer.errorCode().size() <= UsageReport::LongestText);
    require(sniffer.errorMessage().size() <= UsageReport::LongestText);
}
} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *bytes, std::size_t size)
{
    // Its own memory, so that a byte read beyond the end is found.
    const QByteArray data(reinterpret_cast<const char *>(bytes), static_cast<qsizetype>(size));
    UsageSniffer stream;
    const auto verdict = stream.event(data);
    require(verdict != UsageSniffer::Verdict::UsageOnly || data.contains("usage") || data.contains("\\u"));
    check(stream);

    UsageSniffer body;
    body.plain(data);
    body.plainEnd();
    check(body);
    return 0;
}
