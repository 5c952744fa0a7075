// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/load/options.h"

#include <functional>
#include <map>
#include <sstream>
#include <stdexcept>

namespace keyswitch::bench
{

using Take = std::function<bool(const std::string &)>;

template <typename Number> static Take number(Number &field)
{
    return [&field](const std::string &word) {
        std::istringstream text(word);
        Number value{};
        if (!(text >> value) || !text.eof() || value < 0)
            return false;
        field = value;
        return true;
    };
}

static Take text(std::string &field)
{
    return [&field](const std::string &word) {
        field = word;
        return true;
    };
}

static std::map<std::string, Take> takers(Options &options)
{
    return {{"--port", number(options.port)},
            {"--path", text(options.path)},
            {"--header",
             [&options](const std::string &word) {
                 options.headers.push_back(word);
                 return word.find(':') != std::string::npos;
             }},
            {"--bearer", text(options.bearer)},
            {"--agents", number(options.agents)},
            {"--users", number(options.users)},
            {"--connections", number(options.connections)},
            {"--seconds", number(options.seconds)},
            {"--count", number(options.count)},
            {"--rate", number(options.rate)},
            {"--ramp-ms", number(options.rampMilliseconds)},
            {"--timeout", number(options.timeoutSeconds)},
            {"--prompt-bytes", number(options.promptBytes)},
            {"--chunks", number(options.chunks)},
            {"--chunk-ms", number(options.chunkMilliseconds)},
            {"--streams", number(options.streamPercent)},
            {"--cancels", number(options.cancelPercent)},
            {"--faults", number(options.faultPercent)}};
}

std::string Options::usage()
{
    Options options;
    std::string words = "bench_load --port N, and any of";
    for (const auto &[name, take] : takers(options))
        words += " " + name;
    return words + ", each with a value";
}

Options Options::read(const std::vector<std::string> &words)
{
    Options options;
    const auto known = takers(options);
    for (size_t at = 0; at < words.size(); at += 2) {
        const auto taker = known.find(words[at]);
        if (taker == known.end())
            throw std::invalid_argument("unknown option " + words[at] + "\n" + usage());
        if (at + 1 == words.size() || !taker->second(words[at + 1]))
            throw std::invalid_argument(words[at] + " has no value, or one that does not fit\n" + usage());
    }
    if (options.port == 0 || options.agents == 0 || options.users == 0 || options.connections == 0
        || options.cancelPercent + options.faultPercent > 100)
        throw std::invalid_argument("no port, or a share or number that cannot be\n" + usage());
    return options;
}

} // namespace keyswitch::bench
