// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace keyswitch
{

// Told what happens to the client while its request is being answered. Called in the worker's thread.
class ClientListener
{
public:
    virtual ~ClientListener() = default;
    virtual void clientGone() = 0; // the connection is lost; nothing more may be written
    virtual void clientDrained() = 0; // pending() fell below the low watermark after congested() was true
};

// The answering side of one exchange. Implemented by accept/GuardedSocket; knows HTTP/1.1 framing of answers, nothing
// of upstreams. All calls in the thread that owns the connection (one worker); calls after clientGone() do nothing.
class ClientConnection
{
public:
    virtual ~ClientConnection() = default;
    virtual void setListener(ClientListener *listener) = 0; // null: nobody; not owned

    // Once. `fields` are complete "name: value\r\n" lines without framing fields (those are added here, and Date).
    // Without a length the body is chunked, or delimited by close for HTTP/1.0.
    virtual void begin(int status, const QByteArray &fields, std::optional<qint64> contentLength) = 0;
    virtual void write(QByteArrayView body) = 0; // buffered until flush() or finish()
    virtual void flush() = 0; // hands what is buffered to the socket
    virtual void finish() = 0; // the answer is whole; the connection goes on if it may
    virtual void abort() = 0; // the answer is not whole: closes without ending the framing, so nobody can think it is

    virtual qint64 pending() const = 0; // bytes not yet taken by the kernel
    virtual bool congested() const = 0; // pending() above the high watermark: stop reading upstream
};

} // namespace keyswitch
