// SPDX-License-Identifier: GPL-3.0-or-later
// What JSON is must be the same to us as to simdjson's document, save for numbers and lone surrogates, which it refuses
// and we pass on. And what was spliced must be read back as it was meant.
#include "proxy/resolve/bodysplice.h"

#include <simdjson.h>

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

bool isJsonToUs(const tl::expected<BodyLook, Failure> &look)
{
    return look || look.error().kind != FailureKind::BodyNotJson;
}
} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static simdjson::dom::parser parser;
    const QByteArrayView body(data, static_cast<qsizetype>(size));
    const Endpoint endpoint =
        size % 3 == 0 ? Endpoint::ChatCompletions : (size % 3 == 1 ? Endpoint::Responses : Endpoint::Completions);
    const auto look = lookAt(endpoint, body);

    const auto error = parser.parse(simdjson::padded_string(body.data(), size)).error();
    switch (error) {
    case simdjson::SUCCESS:
        require(isJsonToUs(look));
        break;
    case simdjson::NUMBER_ERROR: // also "1.": only the refusal of large ones differs
    case simdjson::STRING_ERROR: // also "\x": only lone surrogates differ
    case simdjson::DEPTH_ERROR:
        break;
    default:
        require(!isJsonToUs(look));
    }

    if (look) {
        const QByteArray changed = withModelAndUsage(body, *look, "m\"\n");
        const auto again = lookAt(endpoint, changed);
        require(again && again->model == "m\"\n" && again->clientAskedForUsage && again->stream == look->stream);
    }
    return 0;
}
