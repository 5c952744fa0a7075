// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/clientconnection.h"

#include <functional>

namespace keyswitch::test
{

// A client that remembers what it was given, and leaves or stops taking when the test says so.
class RecordingClient final : public ClientConnection
{
public:
    void setListener(ClientListener *listener) override { m_listener = listener; }
    void begin(int newStatus, const QByteArray &newFields, std::optional<qint64> newLength) override
    {
        ++begins;
        status = newStatus;
        fields = newFields;
        length = newLength;
        happened(onBegin);
    }
    void write(QByteArrayView bytes) override
    {
        body.append(bytes);
        unflushed += bytes.size();
        happened(onWrite);
    }
    void flush() override
    {
        unflushed = 0;
        happened(onFlush);
    }
    void finish() override
    {
        ++finishes;
        unflushed = 0;
    }
    void abort() override
    {
        ++aborts;
        unflushed = 0;
    }
    qint64 pending() const override { return isCongested ? 1'000'000 : 0; }
    bool congested() const override { return isCongested; }

    void leave()
    {
        if (ClientListener *const listener = std::exchange(m_listener, nullptr))
            listener->clientGone();
    }
    void drain()
    {
        isCongested = false;
        if (m_listener)
            m_listener->clientDrained();
    }
    bool hasListener() const { return m_listener != nullptr; }

    int begins = 0;
    int finishes = 0;
    int aborts = 0;
    int status = 0;
    QByteArray fields;
    std::optional<qint64> length;
    QByteArray body;
    qsizetype unflushed = 0; // written and not yet handed on
    bool isCongested = false;
    std::function<void()> onBegin; // each is called once
    std::function<void()> onWrite;
    std::function<void()> onFlush;

private:
    static void happened(std::function<void()> &what)
    {
        if (const auto once = std::exchange(what, nullptr))
            once();
    }
    ClientListener *m_listener = nullptr;
};

} // namespace keyswitch::test
