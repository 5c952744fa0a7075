// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/wire/script.h"

#include <array>
#include <charconv>

namespace keyswitch::bench
{

static constexpr std::string_view modelBegin = "bench-c";
static constexpr std::string_view bodyBegin = R"({"model":")";
static constexpr std::array faults{std::pair{Script::Fault::None, "none"},   std::pair{Script::Fault::Slow, "slow"},
                                   std::pair{Script::Fault::Error, "error"}, std::pair{Script::Fault::Cut, "cut"},
                                   std::pair{Script::Fault::Reset, "reset"}, std::pair{Script::Fault::Hold, "hold"}};

static bool takeNumber(std::string_view &text, int &number)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    text.remove_prefix(size_t(end - text.data()));
    return error == std::errc() && number >= 0;
}

const char *word(Script::Fault fault)
{
    for (const auto &[known, text] : faults) {
        if (known == fault)
            return text;
    }
    return "";
}

std::string Script::model() const
{
    return std::string(modelBegin) + std::to_string(chunks) + "-d" + std::to_string(chunkMilliseconds) + "-"
        + word(fault);
}

std::optional<Script> Script::of(std::string_view model)
{
    Script script;
    if (!model.starts_with(modelBegin))
        return std::nullopt;
    model.remove_prefix(modelBegin.size());
    if (!takeNumber(model, script.chunks) || !model.starts_with("-d"))
        return std::nullopt;
    model.remove_prefix(2);
    if (!takeNumber(model, script.chunkMilliseconds) || !model.starts_with("-"))
        return std::nullopt;
    model.remove_prefix(1);
    for (const auto &[known, text] : faults) {
        if (model == text) {
            script.fault = known;
            return script;
        }
    }
    return std::nullopt;
}

std::optional<Script> Script::ofRequest(std::string_view body)
{
    if (!body.starts_with(bodyBegin))
        return std::nullopt;
    body.remove_prefix(bodyBegin.size());
    return of(body.substr(0, body.find('"')));
}

} // namespace keyswitch::bench
