// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/requestid.h"

#include <QtEndian>

namespace keyswitch::store
{

// A request row's number: its start in milliseconds since 2024, times 256, plus the last (random) byte of its id. When
// another request has that number, the next attempt is tried: one more within the millisecond, then over a stretch
// four times as long each time (while a wall clock that was set back catches up, thousands of ids carry one
// millisecond). The row of attempt k lies at most 4^(k-1) ms late. All attempts follow from the id alone, so that a
// batch that is written twice meets its own rows, and a row is found by walking the attempts until one is free.
inline constexpr qint64 requestKeyEpoch = 1'704'067'200'000;

constexpr qint64 firstKeyOf(qint64 milliseconds)
{
    return (milliseconds - requestKeyEpoch) * 256;
}
// What the roll-ups count a row under; after a collision it can be later than the start.
constexpr qint64 millisecondsOf(qint64 key)
{
    return (key >> 8) + requestKeyEpoch;
}
inline qint64 requestKey(const RequestId &id, int attempt)
{
    const QByteArrayView bytes = id.view();
    const qint64 first = firstKeyOf(id.milliseconds());
    if (attempt == 0)
        return first + quint8(bytes.back());
    quint64 mixed = qFromBigEndian<quint64>(bytes.data() + 8) + quint64(attempt) * 0x9e3779b97f4a7c15u;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u; // SplitMix64, https://prng.di.unimi.it/splitmix64.c
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
    mixed ^= mixed >> 31;
    return first + qint64(mixed % (quint64(256) << qMin(2 * (attempt - 1), 30)));
}

} // namespace keyswitch::store
