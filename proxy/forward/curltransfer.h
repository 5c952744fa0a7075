// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/forward/tlsprofile.h"
#include "proxy/forward/transfer.h"

#include <curl/curl.h>

#include <utility>

namespace keyswitch
{

class CurlEngine;

// An exchange that libcurl carries, and its easy handle. They are pooled together: an easy handle costs some thirty
// options and several allocations.
class CurlTransfer final : public Transfer
{
public:
    CurlTransfer(CurlEngine &engine, CURLSH *share, std::chrono::seconds maxIdleAge);
    ~CurlTransfer() override;

    void start(TransferClient &client) override;
    void release() override;
    void resume() override;
    TransferOutcome outcome() const override;

    // Sets on the handle what differs from its previous exchange.
    void applyRequest();
    // Ready for the next exchange; only after one that ended well.
    void reset();

    bool endedWell() const { return place == Place::Finished && result == CURLE_OK && head.isComplete(); }
    void conclude(CURLcode code); // keeps the first conclusion
    // Keeps the connection that was made, before curl closes it; of a transfer that is to connect only.
    void keepSocket();
    int takeSocket() { return std::exchange(m_kept, -1); } // -1: there is none

    bool connectOnly = false; // no request: the caller wants the connection, and has takeSocket()

    bool addressForbidden = false; // one that its name led to
    bool certificateWanted = false; // while connecting, the upstream asked for one that we have not
    std::shared_ptr<const bool>
        goodbye; // over TLS, of an answer that ends with its connection: whether that was announced
    CURLcode result = CURLE_OK;
    char curlText[CURL_ERROR_SIZE] = {};

    // The engine's.
    CURL *easy = nullptr;
    CurlEngine &engine;
    ListHook<CurlTransfer> ready{this}; // flush() is due
    ListHook<CurlTransfer> live{this}; // somebody waits for it: the sweep looks after it
    bool abandoned = false; // released while curl was on the stack
    bool resumeWanted = false;
    int socket = -1; // the one it was last seen on

private:
    enum class Shape : quint8 { Unset, Get, Head, BodyFromMemory, BodyFromDevice };
    struct Callbacks;
    template <typename Value> void set(CURLoption option, Value value) { curl_easy_setopt(easy, option, value); }
    void setBlob(CURLoption option, const QByteArray &pem);
    void applyShape();
    void applyTls();
    void noteUploadProgress(Moment now) override;
    Shape shapeOfRequest() const;

    curl_slist *m_headerList = nullptr; // lines.link()
    int m_kept = -1;
    curl_off_t m_uploaded = 0;
    int m_attempts = 0;
    // What the handle is set to already.
    Shape m_shape = Shape::Unset;
    bool m_customMethod = false;
    bool m_connectOnly = false;
    Milliseconds m_connectLimit{-1};
    long m_uploadBuffer = 0;
    bool m_tlsApplied = false;
    std::shared_ptr<const TlsProfile> m_tls;
};

} // namespace keyswitch
