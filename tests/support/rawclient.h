// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <chrono>

namespace keyswitch::test
{

// A blocking TCP client that sends exactly the bytes it is given, for tests whose server runs in another thread.
// Nothing is parsed, so nothing is repaired.
class RawClient
{
public:
    enum class End { None, Fin, Reset, Timeout }; // how the last receive…() ended; None: it got what it waited for

    // To 127.0.0.1; a small receive buffer makes a slow reader. `from`: our own address, any of 127.0.0.0/8.
    explicit RawClient(quint16 port, int receiveBuffer = 0, const char *from = nullptr);
    virtual ~RawClient();
    RawClient(const RawClient &) = delete;
    RawClient &operator=(const RawClient &) = delete;

    bool isConnected() const { return m_fd >= 0; }
    bool send(QByteArrayView bytes); // false when the other side does not take them any more
    bool sendSlowly(QByteArrayView bytes, qsizetype step, std::chrono::milliseconds pause);

    // What arrived until `text` did so `count` times in it, or the time was up.
    QByteArray receiveUntil(QByteArrayView text, int count = 1,
                            std::chrono::milliseconds time = std::chrono::seconds(8));
    QByteArray receiveAll(std::chrono::milliseconds time = std::chrono::seconds(8)); // until the end
    qint64 receiveSome(qint64 bytes, std::chrono::milliseconds time = std::chrono::seconds(8)); // and throw away
    End end() const { return m_end; }

    void finish(); // FIN; receiving goes on
    void reset(); // RST
    void close();

protected:
    // The socket's own recv() and send() here; EAGAIN: not a byte for the caller yet.
    virtual qsizetype get(char *data, qsizetype size);
    virtual qsizetype put(QByteArrayView bytes);
    virtual bool holdsInput() const { return false; } // beyond what poll() sees
    int descriptor() const { return m_fd; }

private:
    bool receiveOnce(std::chrono::steady_clock::time_point until, qsizetype most = 65536);
    int m_fd = -1;
    End m_end = End::None;
    QByteArray m_received;
};

} // namespace keyswitch::test
