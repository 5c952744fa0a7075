// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/load/report.h"

#include <sys/resource.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace keyswitch::bench
{

static std::string quoted(std::string_view text)
{
    std::string json = "\"";
    for (const char letter : text) {
        char code[8];
        std::snprintf(code, sizeof code, "\\u%04x", unsigned(static_cast<unsigned char>(letter)));
        const bool plain = letter >= ' ' && letter < 127 && letter != '"' && letter != '\\';
        json += plain ? std::string(1, letter) : std::string(code);
    }
    return json + "\"";
}

static std::string number(double value)
{
    char text[40];
    std::snprintf(text, sizeof text, "%.4f", value);
    return text;
}

// The smallest value that `percent` of all do not exceed.
static std::string percentiles(std::vector<float> values)
{
    if (values.empty())
        return "null";
    std::sort(values.begin(), values.end());
    const auto rank = [&](double percent) {
        const auto at = size_t(std::ceil(percent / 100 * double(values.size())));
        return number(values[std::clamp(at, size_t(1), values.size()) - 1]);
    };
    return "{\"p50\":" + rank(50) + ",\"p99\":" + rank(99) + ",\"max\":" + rank(100) + "}";
}

static double ownCpuSeconds()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval &time) { return double(time.tv_sec) + double(time.tv_usec) / 1e6; };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

void Report::add(const Result &result)
{
    ++m_answered;
    if (!result.verdict.right) {
        Complaint &complaint = m_complaints[result.verdict.complaint];
        if (complaint.count++ == 0)
            complaint.sample = result.script.model() + ": " + result.verdict.sample;
        return;
    }
    ++m_outcomes[result.verdict.outcome];
    if (result.script.fault != Script::Fault::None)
        return;
    const auto since = [&](Clock::time_point when) {
        return std::chrono::duration<float, std::milli>(when - result.due).count();
    };
    m_latencies.push_back(since(result.end));
    if (result.script.streams())
        m_firstBytes.push_back(since(result.firstBody));
}

std::string Report::json(std::uint64_t sent, double seconds, int dialled) const
{
    std::string outcomes;
    for (const auto &[outcome, count] : m_outcomes)
        outcomes += (outcomes.empty() ? "" : ",") + quoted(outcome) + ":" + std::to_string(count);
    std::string complaints;
    for (const auto &[what, complaint] : m_complaints)
        complaints += (complaints.empty() ? "" : ",") + quoted(what) + ":{\"count\":" + std::to_string(complaint.count)
            + ",\"sample\":" + quoted(complaint.sample) + "}";
    return "{\"sent\":" + std::to_string(sent) + ",\"outcomes\":{" + outcomes + "},\"complaints\":{" + complaints
        + "},\"latency_ms\":" + percentiles(m_latencies) + ",\"ttft_ms\":" + percentiles(m_firstBytes)
        + ",\"seconds\":" + number(seconds) + ",\"own_cpu_seconds\":" + number(ownCpuSeconds())
        + ",\"connections\":" + std::to_string(dialled) + "}";
}

} // namespace keyswitch::bench
