// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <ctime>

namespace keyswitch
{

// std::chrono::steady_clock to some milliseconds, at a fifth of its price: several are taken for every request, for
// deadlines that a sweep looks at four times a second.
inline std::chrono::steady_clock::time_point coarseNow()
{
#ifdef CLOCK_MONOTONIC_COARSE
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return std::chrono::steady_clock::time_point(std::chrono::seconds(now.tv_sec)
                                                 + std::chrono::nanoseconds(now.tv_nsec));
#else
    return std::chrono::steady_clock::now();
#endif
}

} // namespace keyswitch
