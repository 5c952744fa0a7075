// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace keyswitch::bench
{

// What the provider does with a request. It is written in the request's model, which every proxy passes on:
// "bench-c64-d50-cut" is a stream of 64 chunks, one each 50 ms, that breaks off half way.
struct Script {
    enum class Fault {
        None,
        Slow, // begins a second late
        Error, // answers 500
        Cut, // half an answer, then the connection closes
        Reset, // no answer, the connection is reset
        Hold, // a stream's first chunk, or no answer at all; then nothing until the other side leaves
    };

    int chunks = 0; // 0: a plain answer
    int chunkMilliseconds = 0;
    Fault fault = Fault::None;

    bool streams() const { return chunks > 0; }
    std::string model() const;
    static std::optional<Script> of(std::string_view model);
    // Of a chat request that begins with its model. Reads only the beginning of `body`.
    static std::optional<Script> ofRequest(std::string_view body);
};

const char *word(Script::Fault fault); // "none", "slow" …

} // namespace keyswitch::bench
