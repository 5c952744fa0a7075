// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/requestid.h"

namespace keyswitch::store
{

// A request row's number: its start in milliseconds since 2024, times 256, plus the last (random) byte of its id. Made
// from the request id alone, so that a batch written twice finds its own rows. Two requests of one millisecond collide
// once in 256 times: the writer then takes the next free number.
inline constexpr qint64 requestKeyEpoch = 1'704'067'200'000;

constexpr qint64 firstKeyOf(qint64 milliseconds)
{
    return (milliseconds - requestKeyEpoch) * 256;
}
// What the roll-ups count a row under; a collision can differ from the start by a millisecond.
constexpr qint64 millisecondsOf(qint64 key)
{
    return (key >> 8) + requestKeyEpoch;
}
inline qint64 requestKey(const RequestId &id)
{
    return firstKeyOf(id.milliseconds()) + quint8(id.bytes().back());
}

} // namespace keyswitch::store
