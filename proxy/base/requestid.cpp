// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/base/requestid.h"

#include <sodium.h>

#include <cstring>

namespace keyswitch
{

RequestId RequestId::make(std::chrono::system_clock::time_point now)
{
    // One call to the kernel's generator fills 64 ids' worth: a system call a request would be felt.
    struct Pool {
        std::array<quint8, 640> bytes;
        size_t used = 640;
        qint64 last = 0;
    };
    static thread_local Pool pool;
    if (pool.used + 10 > pool.bytes.size()) {
        randombytes_buf(pool.bytes.data(), pool.bytes.size());
        pool.used = 0;
    }
    // A wall clock that is set back must not make ids go back: the rows' order hangs on them.
    qint64 ms = std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count();
    if (ms < pool.last && pool.last - ms < 60'000)
        ms = pool.last;
    pool.last = ms;

    RequestId id;
    for (int i = 0; i < 6; ++i)
        id.m_bytes[size_t(i)] = quint8(ms >> (8 * (5 - i)));
    std::memcpy(id.m_bytes.data() + 6, pool.bytes.data() + pool.used, 10);
    pool.used += 10;
    id.m_bytes[6] = quint8((id.m_bytes[6] & 0x0f) | 0x70);
    id.m_bytes[8] = quint8((id.m_bytes[8] & 0x3f) | 0x80);
    return id;
}

std::optional<RequestId> RequestId::fromBytes(QByteArrayView sixteenBytes)
{
    if (sixteenBytes.size() != 16)
        return std::nullopt;
    RequestId id;
    std::memcpy(id.m_bytes.data(), sixteenBytes.data(), 16);
    return id;
}

std::optional<RequestId> RequestId::fromText(QByteArrayView text)
{
    if (text.size() != 36)
        return std::nullopt;
    RequestId id;
    size_t digits = 0;
    for (qsizetype i = 0; i < 36; ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        const char c = text[i];
        const int value = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        if (dash != (c == '-') || (!dash && value < 0))
            return std::nullopt;
        if (dash)
            continue;
        quint8 &byte = id.m_bytes[digits++ / 2];
        byte = quint8(byte << 4 | value);
    }
    return id;
}

qint64 RequestId::milliseconds() const
{
    qint64 ms = 0;
    for (size_t i = 0; i < 6; ++i)
        ms = ms << 8 | m_bytes[i];
    return ms;
}

QByteArray RequestId::text() const
{
    static const char digits[] = "0123456789abcdef";
    QByteArray out(36, '-');
    char *p = out.data();
    for (size_t i = 0; i < 16; ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            ++p;
        *p++ = digits[m_bytes[i] >> 4];
        *p++ = digits[m_bytes[i] & 15];
    }
    return out;
}

} // namespace keyswitch
