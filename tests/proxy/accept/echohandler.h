// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/clientconnection.h"
#include "proxy/base/requesthandler.h"

#include <QObject>

#include <atomic>

namespace keyswitch::test
{

// Answers by path, so that a test can ask for what it wants to see:
//   /deny…    refused from the head alone     /wait       never answered
//   /slow…    after 100 ms                    /chunked…   in three chunks, flushed one by one
//   /open     begins a chunked answer, then nothing more
//   /big?N    N bytes of known length, as fast as the client takes them, pausing when congested
//   /short  /cut  /torn   broken off: too short, in chunks, without any framing (HTTP/1.0)
//   else      what was received
// Lives in the server's thread; the counters may be read from any.
class EchoHandler final : public QObject, public RequestHandler
{
public:
    std::optional<Failure> inspectHead(const RequestHead &head) override;
    void refuse(RequestHead &&head, const Failure &failure, ClientConnection *client) override;
    void handle(RequestHead &&head, QByteArray &&body, ClientConnection *client) override;
    void refusedFraming(const FramingRefusal &refusal) override;

    std::atomic<int> handled = 0;
    std::atomic<int> inspected = 0;
    std::atomic<int> refused = 0; // by framing
    std::atomic<int> lastRefusal = 0;
    std::atomic<const char *> lastCode = "";
    std::atomic<int> gone = 0;
    std::atomic<int> drained = 0;
    std::atomic<int> congested = 0;
    std::atomic<qint64> mostPending = 0;

private:
    class Exchange;
    void answer(ClientConnection *client, int status, const QByteArray &body);
};

} // namespace keyswitch::test
