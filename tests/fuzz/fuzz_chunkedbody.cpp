// SPDX-License-Identifier: GPL-3.0-or-later
// A body in chunks behind a head that is always good, so that all of the input is sizes, extensions, data and trailers.
#include "tests/fuzz/agreement.h"

#include <QByteArray>

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    QByteArray request("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    request.append(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    keyswitch::fuzz::requireAgreement(request, size > 0 ? data[0] * 31u + unsigned(size) : 0);
    return 0;
}
