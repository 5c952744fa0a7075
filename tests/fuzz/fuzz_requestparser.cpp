// SPDX-License-Identifier: GPL-3.0-or-later
// Pipelined requests, read by us and by another parser.
#include "tests/fuzz/agreement.h"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size > 0)
        keyswitch::fuzz::requireAgreement({data, static_cast<qsizetype>(size)}, data[size - 1] * 31u + unsigned(size));
    return 0;
}
