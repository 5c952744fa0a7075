// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/bench/load/connection.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace keyswitch::bench
{

// Sums and times of a run. Times are of right answers without a fault only.
class Report
{
public:
    void add(const Result &result);
    std::uint64_t answered() const { return m_answered; }

    // One line: sent, outcomes, complaints with a sample each, latency and time to the first byte of a stream's body
    // (milliseconds: p50, p99, max), seconds, own CPU seconds, connections made.
    std::string json(std::uint64_t sent, double seconds, int dialled) const;

private:
    std::uint64_t m_answered = 0;
    std::map<std::string, std::uint64_t> m_outcomes;
    struct Complaint {
        std::uint64_t count = 0;
        std::string sample;
    };
    std::map<std::string, Complaint> m_complaints;
    std::vector<float> m_latencies; // milliseconds
    std::vector<float> m_firstBytes;
};

} // namespace keyswitch::bench
