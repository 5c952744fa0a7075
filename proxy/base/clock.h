// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace keyswitch
{

// Time as a dependency, so that tests can turn it. Durations use steady(), rows and budgets wall().
class Clock
{
public:
    virtual ~Clock() = default;
    virtual std::chrono::steady_clock::time_point steady() const { return std::chrono::steady_clock::now(); }
    virtual std::chrono::system_clock::time_point wall() const { return std::chrono::system_clock::now(); }
    static const Clock &system()
    {
        static const Clock clock;
        return clock;
    }
};

} // namespace keyswitch
