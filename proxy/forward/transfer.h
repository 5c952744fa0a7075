// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/upstreamattributes.h"
#include "proxy/forward/intrusivelist.h"
#include "proxy/forward/requestlines.h"
#include "proxy/forward/responsehead.h"
#include "proxy/forward/transferoutcome.h"

#include <QByteArray>

#include <chrono>
#include <memory>
#include <optional>

namespace keyswitch
{

struct TlsProfile;

// Who an exchange is for. All but flush() are called in the middle of an engine's work: they store and nothing else.
class TransferClient
{
public:
    enum : qint64 { Abort = -1, Pause = -2 };
    // How many bytes of the body may come now; 0 or less: pause until Transfer::resume(). Where nothing waits to be
    // read there is always room for some.
    virtual qint64 bodyRoom() const = 0;
    virtual void body(const char *data, size_t size) = 0;
    virtual qint64 upload(char *data, qint64 maxSize) = 0; // bytes, 0 at the end, Pause or Abort
    virtual void flush() = 0; // tell the world what has happened. Anything may happen in here.

protected:
    ~TransferClient() = default;
};

// One exchange with an upstream: the request, and what is known of its answer. Who carries it is CurlTransfer's or
// PlainTransfer's business. Owned and pooled by its engine; thread of the engine.
class Transfer
{
public:
    using Moment = std::chrono::steady_clock::time_point;
    using Milliseconds = std::chrono::milliseconds;
    enum class Place : quint8 { Free, Queued, Active, Finished };
    struct Limits { // zero: none
        Milliseconds connect{10'000};
        Milliseconds firstByte{0};
        Milliseconds silence{0};
    };

    Transfer() = default;
    virtual ~Transfer() = default;
    Transfer(const Transfer &) = delete;
    Transfer &operator=(const Transfer &) = delete;

    // Writes the request now if a connection is free. Never calls flush() synchronously.
    virtual void start(TransferClient &client) = 0;
    // Forgets the client, in any case once. A running exchange is taken off the wire at once, and its connection
    // closed. Not to be touched afterwards.
    virtual void release() = 0;
    // Ends a pause of either direction. Never calls flush() synchronously.
    virtual void resume() = 0;
    // Once it is over.
    virtual TransferOutcome outcome() const = 0;

    bool isOver() const { return done; }
    bool isPaused() const { return bodyPaused || uploadPaused; }
    // Our own finding, which goes before the carrier's; keeps the first one.
    void note(upstream::UpstreamFailure kind, const char *text);
    void touch() { lastActivity = std::chrono::steady_clock::now(); }
    // Why it has to end, if a time limit has passed.
    struct Expiry {
        upstream::UpstreamFailure failure;
        const char *text;
    };
    std::optional<Expiry> expiry(Moment now);

    // The request; filled in before start().
    QByteArray url; // encoded, without fragment and credentials
    QByteArray method;
    RequestLines lines;
    QByteArray requestBody;
    bool uploadFromDevice = false;
    qint64 uploadSize = -1; // of a device; -1: unknown, goes chunked
    bool repeatable = false; // GET and HEAD: may be repeated on another connection
    Limits limits;
    std::shared_ptr<const TlsProfile> tls;

    // The answer.
    ResponseHead head;
    bool requestBegun = false; // about to be written on a connection that stands
    bool done = false;
    upstream::UpstreamFailure failure = upstream::UpstreamFailure::None;
    const char *failureText = nullptr;

    // The engine's.
    TransferClient *client = nullptr;
    Place place = Place::Free;
    bool bodyPaused = false;
    bool uploadPaused = false;
    Moment lastActivity;

protected:
    void forget(); // all of the exchange, before the next
    virtual void noteUploadProgress(Moment now) = 0; // touch() where bytes of the request went out since
};

} // namespace keyswitch
