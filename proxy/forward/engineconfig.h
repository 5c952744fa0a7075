// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <chrono>

namespace keyswitch
{

// What one thread's CurlEngine holds itself to. The counts are per thread.
struct EngineConfig {
    int maxActive = 2048; // exchanges on the wire; HTTP/1.1, so also connections in use
    int maxQueued = 4096; // waiting for one of them; beyond: refused at once
    int maxIdle = 256; // connections kept for reuse
    // Below the upstream's own keep-alive (uvicorn: 5 s): a POST on a connection that the upstream is just closing
    // fails, because it is never repeated.
    std::chrono::seconds maxIdleAge{4};
    qsizetype maxHeaderBytes = 64 * 1024; // of one answer: 1xx heads, the final head and trailers together
};

} // namespace keyswitch
