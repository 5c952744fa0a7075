// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/wire/answertext.h"

#include <cstdio>

namespace keyswitch::bench
{

static std::string chunkEvent(std::string_view delta, std::string_view finish)
{
    return R"(data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1760000000,"model":"bench",)"
           R"("system_fingerprint":"fp_bench","choices":[{"index":0,"delta":{)"
        + std::string(delta) + R"(},"logprobs":null,"finish_reason":)" + std::string(finish) + "}]}\n\n";
}

std::string plainAnswer(std::string_view bearer)
{
    std::string text = R"({"id":"chatcmpl-1","object":"chat.completion","created":1760000000,"model":"bench",)"
                       R"("choices":[{"index":0,"message":{"role":"assistant","content":"key )";
    text += bearer;
    text +=
        R"(; the quick brown fox jumps over the lazy dog, then sits down and writes a short report about the journey, )"
        R"(its costs, and the people it met along the way.","refusal":null},"logprobs":null,"finish_reason":"stop"}],)"
        R"("usage":{"prompt_tokens":123,"completion_tokens":45,"total_tokens":168,)"
        R"("prompt_tokens_details":{"cached_tokens":0},"completion_tokens_details":{"reasoning_tokens":0}}})";
    return text;
}

std::string errorAnswer()
{
    return R"({"error":{"message":"The model is overloaded.","type":"server_error","param":null,"code":"overloaded"}})";
}

std::vector<std::string> streamEvents(std::string_view bearer, int chunks)
{
    std::vector<std::string> events;
    for (int number = 0; number < chunks; ++number) {
        char words[32];
        std::snprintf(words, sizeof words, R"("content":"word%04d)", number);
        std::string delta = number == 0 ? R"("role":"assistant",)" : "";
        delta += words;
        if (number == 0)
            delta += " key " + std::string(bearer);
        events.push_back(chunkEvent(delta + R"( ")", "null"));
    }
    events.push_back(chunkEvent("", R"("stop")"));
    const std::string count = std::to_string(chunks);
    const std::string total = std::to_string(chunks + 123);
    events.push_back(
        R"(data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1760000000,"model":"bench",)"
        R"("system_fingerprint":"fp_bench","choices":[],"usage":{"prompt_tokens":123,"completion_tokens":)"
        + count + R"(,"total_tokens":)" + total + "}}\n\n");
    events.push_back("data: [DONE]\n\n");
    return events;
}

std::string streamAnswer(std::string_view bearer, int chunks)
{
    std::string text;
    for (const std::string &event : streamEvents(bearer, chunks))
        text += event;
    return text;
}

} // namespace keyswitch::bench
