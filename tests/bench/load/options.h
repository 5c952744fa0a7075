// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace keyswitch::bench
{

// The command line. In `path`, `headers` and `bearer` the words {agent} and {user} stand for the numbers of the agent
// that asks (0 … agents - 1) and of its user (agent modulo users).
struct Options {
    int port = 0;
    std::string path = "/chat/completions";
    std::vector<std::string> headers; // whole lines
    std::string bearer = "sk-bench-{user}"; // that the provider has to be called with
    std::uint64_t agents = 2;
    std::uint64_t users = 2;

    int connections = 16; // at most
    double seconds = 2;
    std::uint64_t count = 0; // 0: as many as the seconds allow
    double rate = 0; // a second, whether answers come or not (open loop); 0: each connection asks when it is answered
    int rampMilliseconds = 0; // over which the connections begin
    int timeoutSeconds = 30; // for one answer

    int promptBytes = 1000;
    int chunks = 0; // of a stream; 0: plain answers
    int chunkMilliseconds = 0;
    int streamPercent = 100; // so many stream, when there are chunks
    int cancelPercent = 0; // so many leave before the answer's end
    int faultPercent = 0; // so many meet a fault of the provider

    static std::string usage();
    // Throws std::invalid_argument that names the word that was not understood.
    static Options read(const std::vector<std::string> &words);
};

} // namespace keyswitch::bench
