// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/upstreamattributes.h"
#include "proxy/forward/intrusivelist.h"
#include "proxy/forward/requestlines.h"
#include "proxy/forward/responsehead.h"
#include "proxy/forward/tlsprofile.h"

#include <QByteArray>

#include <curl/curl.h>

#include <chrono>
#include <memory>
#include <optional>

namespace keyswitch
{

class CurlEngine;

// Who an exchange is for. All but flush() are called while curl is on the stack: they store and nothing else.
class TransferClient
{
public:
    enum : qint64 { Abort = -1, Pause = -2 };
    virtual bool bodyWouldOverflow(size_t size) = 0; // true: pause until CurlEngine::resume()
    virtual void body(const char *data, size_t size) = 0;
    virtual qint64 upload(char *data, qint64 maxSize) = 0; // bytes, 0 at the end, Pause or Abort
    virtual void flush() = 0; // outside curl: tell the world what has happened. Anything may happen in here.

protected:
    ~TransferClient() = default;
};

// One exchange and its easy handle. They are pooled together: an easy handle costs some thirty options and several
// allocations. Owned by the CurlEngine; thread of the engine.
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

    Transfer(CurlEngine &engine, CURLSH *share, std::chrono::seconds maxIdleAge);
    ~Transfer();
    Transfer(const Transfer &) = delete;
    Transfer &operator=(const Transfer &) = delete;

    // Sets on the handle what differs from its previous exchange.
    void applyRequest();
    // Ready for the next exchange; only after one that ended well.
    void reset();

    bool isOver() const { return done; }
    bool endedWell() const { return place == Place::Finished && result == CURLE_OK && head.isComplete(); }
    bool isPaused() const { return bodyPaused || uploadPaused; }
    void conclude(CURLcode code); // keeps the first conclusion
    void conclude(upstream::UpstreamFailure failure, const char *text);
    void touch() { lastActivity = std::chrono::steady_clock::now(); }
    // Why it has to end, if a time limit has passed.
    struct Expiry {
        upstream::UpstreamFailure failure;
        const char *text;
    };
    std::optional<Expiry> expiry(Moment now);

    // The request; filled in between CurlEngine::acquire() and start().
    QByteArray url;
    QByteArray method;
    RequestLines lines;
    curl_slist *headerList = nullptr; // lines.link()
    QByteArray requestBody;
    bool uploadFromDevice = false;
    qint64 uploadSize = -1; // of a device; -1: unknown, goes chunked
    bool repeatable = false; // GET and HEAD: curl may repeat it on another connection
    Limits limits;
    std::shared_ptr<const TlsProfile> tls;

    // The answer.
    ResponseHead head;
    bool addressForbidden = false; // one that its name led to
    bool requestBegun = false; // about to be written on a connection that stands
    bool certificateWanted = false; // while connecting, the upstream asked for one that we have not
    std::shared_ptr<const bool>
        goodbye; // over TLS, of an answer that ends with its connection: whether that was announced
    bool done = false;
    CURLcode result = CURLE_OK;
    upstream::UpstreamFailure failure = upstream::UpstreamFailure::None; // our own finding, goes before curl's
    const char *failureText = nullptr;
    char curlText[CURL_ERROR_SIZE] = {};

    // The engine's.
    CURL *easy = nullptr;
    CurlEngine &engine;
    TransferClient *client = nullptr;
    ListHook<Transfer> ready{this}; // flush() is due
    ListHook<Transfer> live{this}; // somebody waits for it: the sweep looks after it
    Place place = Place::Free;
    bool abandoned = false; // released while curl was on the stack
    bool resumeWanted = false;
    bool bodyPaused = false;
    bool uploadPaused = false;
    int socket = -1; // the one it was last seen on
    Moment lastActivity;

private:
    enum class Shape : quint8 { Unset, Get, Head, BodyFromMemory, BodyFromDevice };
    struct Callbacks;
    template <typename Value> void set(CURLoption option, Value value) { curl_easy_setopt(easy, option, value); }
    void setBlob(CURLoption option, const QByteArray &pem);
    void applyShape();
    void applyTls();
    void noteUploadProgress(Moment now);
    Shape shapeOfRequest() const;

    curl_off_t m_uploaded = 0;
    int m_attempts = 0;
    // What the handle is set to already.
    Shape m_shape = Shape::Unset;
    bool m_customMethod = false;
    Milliseconds m_connectLimit{-1};
    long m_uploadBuffer = 0;
    bool m_tlsApplied = false;
    std::shared_ptr<const TlsProfile> m_tls;
};

} // namespace keyswitch
