// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <chrono>

namespace keyswitch
{

class ClientChannel;

// Bytes on their way to a client that the kernel has not taken yet. In its channel's thread.
class OutBuffer
{
public:
    using Time = std::chrono::steady_clock::time_point;

    QByteArray *tail() { return &m_bytes; } // to append to, nothing else
    qsizetype pending() const { return m_bytes.size() - m_sent; }
    // Hands all to the kernel that it takes, `more` behind what is kept already; what it does not take is kept.
    void send(ClientChannel &channel, QByteArrayView more = {});

    Time lastProgress() const { return m_lastProgress; } // the kernel took bytes, or began to have some to take
    void restart(Time now) { m_lastProgress = now; }

private:
    QByteArray m_bytes;
    qsizetype m_sent = 0; // of m_bytes
    Time m_lastProgress;
};

} // namespace keyswitch
