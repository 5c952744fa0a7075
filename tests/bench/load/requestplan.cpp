// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/load/requestplan.h"

#include <array>

namespace keyswitch::bench
{

// splitmix64 (public domain, https://prng.di.unimi.it/splitmix64.c)
static std::uint64_t mixed(std::uint64_t value)
{
    value += 0x9e3779b97f4a7c15u;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9u;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebu;
    return value ^ (value >> 31);
}

static std::string filled(std::string text, std::uint64_t agent, std::uint64_t user)
{
    for (const auto &[word, number] : {std::pair("{agent}", agent), std::pair("{user}", user)}) {
        const std::string_view pattern = word;
        for (size_t at = 0; (at = text.find(pattern, at)) != std::string::npos;)
            text.replace(at, pattern.size(), std::to_string(number));
    }
    return text;
}

RequestPlan::RequestPlan(const Options &options)
    : m_options(options)
    , m_headBegin("POST " + options.path + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(options.port)
                  + "\r\nUser-Agent: bench\r\nAccept: */*\r\nContent-Type: application/json\r\n")
{
    for (const std::string &line : options.headers)
        m_headBegin += line + "\r\n";
}

Script RequestPlan::scriptFor(std::uint64_t draw) const
{
    using Fault = Script::Fault;
    static constexpr std::array faults{Fault::Cut, Fault::Error, Fault::Slow, Fault::Reset};
    Script script;
    if (m_options.chunks > 0 && int(draw % 100) < m_options.streamPercent) {
        script.chunks = m_options.chunks;
        script.chunkMilliseconds = m_options.chunkMilliseconds;
    }
    const int kind = int((draw >> 16) % 100);
    if (kind < m_options.cancelPercent)
        script.fault = Fault::Hold;
    else if (kind < m_options.cancelPercent + m_options.faultPercent)
        script.fault = faults[(draw >> 32) % faults.size()];
    return script;
}

std::shared_ptr<const std::string> RequestPlan::bodyFor(const Script &script)
{
    auto &known = m_bodies[script.model()];
    if (!known) {
        static constexpr std::string_view words = "the quick brown fox jumps over the lazy dog and ";
        std::string text = R"({"model":")" + script.model() + R"(",)";
        if (script.streams())
            text += R"("stream":true,"stream_options":{"include_usage":true},)";
        text += R"("messages":[{"role":"system","content":"You are a helpful assistant."},{"role":"user","content":")";
        const size_t end = text.size() + size_t(m_options.promptBytes);
        while (text.size() < end)
            text += words.substr(0, end - text.size());
        known = std::make_shared<const std::string>(text + R"("}]})");
    }
    return known;
}

Request RequestPlan::request(std::uint64_t number)
{
    const std::uint64_t agent = mixed(number) % m_options.agents;
    const std::uint64_t user = agent % m_options.users;
    Request request;
    request.script = scriptFor(mixed(number + 0x100000000u));
    request.body = bodyFor(request.script);
    request.bearer = filled(m_options.bearer, agent, user);
    request.head = filled(m_headBegin, agent, user);
    request.head += "Content-Length: " + std::to_string(request.body->size()) + "\r\n\r\n";
    return request;
}

} // namespace keyswitch::bench
