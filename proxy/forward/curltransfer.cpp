// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/forward/curltransfer.h"

#include "proxy/base/upstreamhost.h"
#include "proxy/forward/curlengine.h"
#include "proxy/forward/curloutcome.h"
#include "proxy/forward/tlswatch.h"

#include <QHostAddress>

#include <cstring>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace keyswitch
{

using upstream::UpstreamFailure;

namespace
{

constexpr long usualUploadBuffer = 64 * 1024;
// curl copies a body through this buffer, one turn of the event loop a fill: 1 MB cost 884 us with 64 KiB, 501 with
// this.
constexpr long largeUploadBuffer = 512 * 1024;

} // namespace

struct CurlTransfer::Callbacks {
    static size_t header(char *data, size_t size, size_t count, void *user)
    {
        auto &transfer = *static_cast<CurlTransfer *>(user);
        const size_t length = size * count;
        if (transfer.abandoned)
            return 0;
        switch (transfer.head.addLine({data, qsizetype(length)}, transfer.engine.config().maxHeaderBytes)) {
        case ResponseHead::Verdict::Complete:
            if (transfer.head.endsWithConnection() && transfer.method != "HEAD")
                transfer.goodbye = TlsWatch::goodbyeOf(transfer.easy);
            transfer.touch();
            transfer.engine.markReady(transfer);
            break;
        case ResponseHead::Verdict::More:
            break;
        case ResponseHead::Verdict::Malformed:
            transfer.note(UpstreamFailure::Malformed, "the upstream's answer has a malformed head");
            return 0;
        case ResponseHead::Verdict::TooLarge:
            transfer.note(UpstreamFailure::HeadTooLarge, "the upstream's answer has too many bytes of headers");
            return 0;
        }
        return length;
    }

    static size_t body(char *data, size_t size, size_t count, void *user)
    {
        auto &transfer = *static_cast<CurlTransfer *>(user);
        const size_t length = size * count;
        if (transfer.abandoned || !transfer.client)
            return 0;
        if (transfer.client->bodyRoom() <= 0) {
            transfer.bodyPaused = true; // curl keeps this piece (16 KiB at most) and stops reading the socket
            return CURL_WRITEFUNC_PAUSE;
        }
        transfer.client->body(data, length);
        transfer.touch();
        transfer.engine.markReady(transfer);
        return length;
    }

    static size_t upload(char *data, size_t size, size_t count, void *user)
    {
        auto &transfer = *static_cast<CurlTransfer *>(user);
        if (transfer.abandoned || !transfer.client)
            return CURL_READFUNC_ABORT;
        const qint64 taken = transfer.client->upload(data, qint64(size * count));
        transfer.touch();
        if (taken == TransferClient::Pause) {
            transfer.uploadPaused = true;
            return CURL_READFUNC_PAUSE;
        }
        return taken < 0 || transfer.abandoned ? CURL_READFUNC_ABORT : size_t(taken);
    }

    // Sees every address a name led to, whatever was said at the time the settings were read.
    static curl_socket_t openSocket(void *user, curlsocktype, curl_sockaddr *address)
    {
        auto &transfer = *static_cast<CurlTransfer *>(user);
        if (isMetadataAddress(QHostAddress(&address->addr))) {
            transfer.addressForbidden = true;
            return CURL_SOCKET_BAD; // the next address may be another
        }
        return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    }

    // Called each time curl is about to write the request on a connection; the second time means that curl wants to
    // repeat it. It does so silently when a reused connection died without an answer, even after the whole body was
    // delivered, and a read callback that cannot rewind does not keep it from repeating an empty POST. A request that
    // may have had an effect must not be repeated; this is the one place that holds in every case tried.
    static int beforeRequest(void *user, char *, char *, int, int)
    {
        auto &transfer = *static_cast<CurlTransfer *>(user);
        if (transfer.abandoned)
            return CURL_PREREQFUNC_ABORT;
        if (transfer.m_attempts++ > 0 && !transfer.repeatable) {
            transfer.note(UpstreamFailure::ClosedBeforeAnswer,
                          "the upstream closed the connection without an answer; the request was not repeated");
            return CURL_PREREQFUNC_ABORT;
        }
        transfer.requestBegun = true;
        transfer.touch();
        transfer.engine.markReady(transfer);
        return CURL_PREREQFUNC_OK;
    }

    static CURLcode prepareTls(CURL *, void *context, void *user)
    {
        TlsWatch::prepare(context, &static_cast<CurlTransfer *>(user)->certificateWanted);
        return CURLE_OK;
    }
};

CurlTransfer::CurlTransfer(CurlEngine &owner, CURLSH *share, std::chrono::seconds maxIdleAge)
    : easy(curl_easy_init())
    , engine(owner)
{
    set(CURLOPT_PRIVATE, this);
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_ERRORBUFFER, curlText);
    set(CURLOPT_SHARE, share);
    set(CURLOPT_HTTP_VERSION, long(CURL_HTTP_VERSION_1_1));
    set(CURLOPT_TCP_NODELAY, 1L);
    set(CURLOPT_TCP_KEEPALIVE, 1L);
    // Whatever could send the request elsewhere, or change what comes back, is off.
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_PROXY, ""); // not even from the environment
    set(CURLOPT_NOPROXY, "*");
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_NETRC, long(CURL_NETRC_IGNORED));
    set(CURLOPT_HTTP_CONTENT_DECODING, 0L);
    set(CURLOPT_SSLVERSION, long(CURL_SSLVERSION_TLSv1_2));
    // With a directory besides the bundle, as Debian builds it, curl would not cache the parsed bundle.
    set(CURLOPT_SSL_CTX_FUNCTION, &Callbacks::prepareTls);
    set(CURLOPT_SSL_CTX_DATA, this);
    set(CURLOPT_CAPATH, static_cast<char *>(nullptr));
    set(CURLOPT_MAXAGE_CONN, long(maxIdleAge.count()));
    // Taking a transfer off whose name is still being looked up would wait for getaddrinfo(), thus block the thread.
    set(CURLOPT_QUICK_EXIT, 1L);
    set(CURLOPT_HEADERFUNCTION, &Callbacks::header);
    set(CURLOPT_HEADERDATA, this);
    set(CURLOPT_WRITEFUNCTION, &Callbacks::body);
    set(CURLOPT_WRITEDATA, this);
    set(CURLOPT_READFUNCTION, &Callbacks::upload);
    set(CURLOPT_READDATA, this);
    set(CURLOPT_OPENSOCKETFUNCTION, &Callbacks::openSocket);
    set(CURLOPT_OPENSOCKETDATA, this);
    set(CURLOPT_PREREQFUNCTION, &Callbacks::beforeRequest);
    set(CURLOPT_PREREQDATA, this);
    engine.installSocketHooks(easy);
}

CurlTransfer::~CurlTransfer()
{
    curl_easy_cleanup(easy);
    if (m_kept >= 0)
        ::close(m_kept);
}

void CurlTransfer::start(TransferClient &whom)
{
    engine.start(*this, whom);
}

void CurlTransfer::release()
{
    engine.release(*this);
}

void CurlTransfer::resume()
{
    engine.resume(*this);
}

TransferOutcome CurlTransfer::outcome() const
{
    return CurlOutcome::of(*this);
}

// A duplicate: curl closes its own when the handle leaves it.
void CurlTransfer::keepSocket()
{
    curl_socket_t made = CURL_SOCKET_BAD;
    if (curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &made) == CURLE_OK && made != CURL_SOCKET_BAD)
        m_kept = ::fcntl(made, F_DUPFD_CLOEXEC, 3);
}

void CurlTransfer::applyRequest()
{
    set(CURLOPT_URL, url.constData());
    m_headerList = lines.link();
    set(CURLOPT_HTTPHEADER, m_headerList);
    applyShape();
    if (connectOnly != m_connectOnly) {
        set(CURLOPT_CONNECT_ONLY, connectOnly ? 1L : 0L);
        set(CURLOPT_FRESH_CONNECT, connectOnly ? 1L : 0L);
        m_connectOnly = connectOnly;
    }
    if (limits.connect != m_connectLimit) {
        set(CURLOPT_CONNECTTIMEOUT_MS, long(limits.connect.count()));
        m_connectLimit = limits.connect;
    }
    const bool large = uploadFromDevice || requestBody.size() > usualUploadBuffer;
    const long buffer = large ? largeUploadBuffer : usualUploadBuffer;
    if (buffer != m_uploadBuffer) {
        set(CURLOPT_UPLOAD_BUFFERSIZE, buffer);
        m_uploadBuffer = buffer;
    }
    if (!m_tlsApplied || tls != m_tls)
        applyTls();
    curlText[0] = '\0';
}

CurlTransfer::Shape CurlTransfer::shapeOfRequest() const
{
    if (method == "HEAD")
        return Shape::Head;
    if (uploadFromDevice)
        return Shape::BodyFromDevice;
    const bool hasBody = !requestBody.isEmpty() || method == "POST" || method == "PUT" || method == "PATCH";
    return hasBody ? Shape::BodyFromMemory : Shape::Get;
}

void CurlTransfer::applyShape()
{
    const Shape shape = shapeOfRequest();
    if (shape != m_shape) {
        set(CURLOPT_NOBODY, shape == Shape::Head ? 1L : 0L);
        if (shape == Shape::Get)
            set(CURLOPT_HTTPGET, 1L);
        else if (shape != Shape::Head)
            set(CURLOPT_POST, 1L);
        m_shape = shape;
    }
    if (shape == Shape::BodyFromMemory) { // head and body leave in one send()
        set(CURLOPT_POSTFIELDS, requestBody.constData());
        set(CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(requestBody.size()));
    } else if (shape == Shape::BodyFromDevice) {
        set(CURLOPT_POSTFIELDS, static_cast<char *>(nullptr));
        set(CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(uploadSize));
    }
    const char *usual = shape == Shape::Head ? "HEAD" : shape == Shape::Get ? "GET" : "POST";
    const bool custom = method != usual;
    if (custom || m_customMethod)
        set(CURLOPT_CUSTOMREQUEST, custom ? method.constData() : nullptr);
    m_customMethod = custom;
}

void CurlTransfer::applyTls()
{
    static const TlsProfile plain;
    const TlsProfile &profile = tls ? *tls : plain;
    setBlob(CURLOPT_CAINFO_BLOB, profile.authorities);
    setBlob(CURLOPT_SSLCERT_BLOB, profile.certificate);
    setBlob(CURLOPT_SSLKEY_BLOB, profile.key);
    const bool pinned = !profile.pinnedKey.isEmpty(); // then that is the proof
    set(CURLOPT_PINNEDPUBLICKEY, pinned ? profile.pinnedKey.constData() : nullptr);
    set(CURLOPT_SSL_VERIFYPEER, pinned ? 0L : 1L);
    set(CURLOPT_SSL_VERIFYHOST, pinned ? 0L : 2L);
    m_tls = tls;
    m_tlsApplied = true;
}

void CurlTransfer::setBlob(CURLoption option, const QByteArray &pem)
{
    if (pem.isEmpty()) {
        set(option, static_cast<curl_blob *>(nullptr));
        return;
    }
    curl_blob blob{const_cast<char *>(pem.constData()), size_t(pem.size()), CURL_BLOB_NOCOPY}; // m_tls keeps it alive
    set(option, &blob);
}

void CurlTransfer::conclude(CURLcode code)
{
    if (done)
        return;
    done = true;
    result = code;
}

void CurlTransfer::noteUploadProgress(Moment now)
{
    // No callback tells how much of a body from memory went out.
    if (m_shape != Shape::BodyFromMemory || m_uploaded >= requestBody.size())
        return;
    curl_off_t uploaded = 0;
    curl_easy_getinfo(easy, CURLINFO_SIZE_UPLOAD_T, &uploaded);
    if (uploaded != m_uploaded) {
        m_uploaded = uploaded;
        lastActivity = now;
    }
}

void CurlTransfer::reset()
{
    forget();
    m_headerList = nullptr;
    addressForbidden = certificateWanted = false;
    result = CURLE_OK;
    goodbye.reset();
    abandoned = resumeWanted = connectOnly = false;
    socket = -1;
    m_uploaded = 0;
    m_attempts = 0;
}

} // namespace keyswitch
