// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/accept/tlslayer.h"

#include "proxy/accept/tlsacceptor.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace keyswitch
{

namespace
{

constexpr qsizetype Record = SSL3_RT_MAX_PLAIN_LENGTH;
constexpr char HandshakeRecord = SSL3_RT_HANDSHAKE; // RFC 8446, 5.1: what each connection begins with

TlsLayer::Fault faultOfHandshake(unsigned long error)
{
    switch (ERR_GET_REASON(error)) {
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_VERSION_TOO_LOW:
    case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
        return TlsLayer::Fault::Version;
    case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
    case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
    case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
        return TlsLayer::Fault::Certificate;
    default:
        return TlsLayer::Fault::Handshake;
    }
}

} // namespace

// OpenSSL's own would write() without MSG_NOSIGNAL, and tell nothing of edges.
const BIO_METHOD *TlsLayer::socketMethod()
{
    static BIO_METHOD *const method = [] {
        BIO_METHOD *made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "client");
        BIO_meth_set_read(made, &TlsLayer::readSocket);
        BIO_meth_set_write(made, &TlsLayer::writeSocket);
        BIO_meth_set_ctrl(made, [](BIO *bio, int what, long, void *) -> long {
            if (what == BIO_CTRL_EOF) // how OpenSSL tells an end from an error
                return static_cast<TlsLayer *>(BIO_get_data(bio))->m_ended;
            return what == BIO_CTRL_FLUSH;
        });
        return made;
    }();
    return method;
}

int TlsLayer::readSocket(BIO *bio, char *data, int size)
{
    auto *const self = static_cast<TlsLayer *>(BIO_get_data(bio));
    BIO_clear_retry_flags(bio);
    ssize_t count = 0;
    do
        count = ::recv(self->m_descriptor, data, size_t(size), MSG_DONTWAIT);
    while (count < 0 && errno == EINTR);
    self->m_drained = count < size;
    if (count > 0 && !std::exchange(self->m_begun, true) && data[0] != HandshakeRecord) {
        self->m_fault = Fault::NotTls;
        return -1;
    }
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
        BIO_set_retry_read(bio);
    self->m_ended = count == 0;
    return int(count);
}

int TlsLayer::writeSocket(BIO *bio, const char *data, int size)
{
    auto *const self = static_cast<TlsLayer *>(BIO_get_data(bio));
    BIO_clear_retry_flags(bio);
    ssize_t count = 0;
    do
        count = ::send(self->m_descriptor, data, size_t(size), MSG_DONTWAIT | MSG_NOSIGNAL);
    while (count < 0 && errno == EINTR);
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
        self->m_full = true;
        BIO_set_retry_write(bio);
    }
    return int(count);
}

TlsLayer::TlsLayer(const TlsAcceptor &acceptor, int descriptor)
    : m_ssl(SSL_new(acceptor.context()), SSL_free)
    , m_descriptor(descriptor)
{
    BIO *const bio = m_ssl ? BIO_new(socketMethod()) : nullptr;
    if (!bio) {
        m_fault = Fault::Broken;
        return;
    }
    BIO_set_data(bio, this);
    BIO_set_init(bio, 1);
    SSL_set_bio(m_ssl.get(), bio, bio);
    SSL_set_accept_state(m_ssl.get());
}

TlsLayer::~TlsLayer() = default;

bool TlsLayer::holdsInput() const
{
    return SSL_has_pending(m_ssl.get()) == 1;
}

void TlsLayer::judge(int result)
{
    switch (SSL_get_error(m_ssl.get(), result)) {
    case SSL_ERROR_NONE:
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
        return;
    case SSL_ERROR_ZERO_RETURN:
        m_atEnd = true;
        return;
    default:
        if (m_fault == Fault::None)
            m_fault = SSL_is_init_finished(m_ssl.get()) ? Fault::Broken : faultOfHandshake(ERR_peek_error());
        return;
    }
}

qsizetype TlsLayer::receive(char *data, qsizetype size)
{
    if (m_fault != Fault::None || m_atEnd)
        return 0;
    ERR_clear_error();
    const int count = SSL_read(m_ssl.get(), data, int(std::min<qsizetype>(size, 1 << 30)));
    if (count > 0)
        return count;
    judge(count);
    return 0;
}

qsizetype TlsLayer::send(QByteArrayView first, QByteArrayView second)
{
    if (m_fault != Fault::None)
        return 0;
    thread_local std::array<char, Record> gathered;
    QByteArrayView piece = first.isEmpty() ? second : first;
    if (!first.isEmpty() && !second.isEmpty() && first.size() < Record) { // a head and its body share a record
        const qsizetype ofSecond = std::min(Record - first.size(), second.size());
        std::memcpy(gathered.data(), first.data(), size_t(first.size()));
        std::memcpy(gathered.data() + first.size(), second.data(), size_t(ofSecond));
        piece = QByteArrayView(gathered.data(), first.size() + ofSecond);
    }
    ERR_clear_error();
    const int count = SSL_write(m_ssl.get(), piece.data(), int(std::min(piece.size(), Record)));
    m_unsent = count <= 0;
    if (count > 0)
        return count;
    judge(count);
    return 0;
}

bool TlsLayer::finish()
{
    // Without a handshake there is nobody to tell; and what OpenSSL holds part of cannot be followed by anything else.
    if (m_finished || m_fault != Fault::None || m_unsent || !SSL_is_init_finished(m_ssl.get()))
        return true;
    ERR_clear_error();
    const int result = SSL_shutdown(m_ssl.get());
    m_finished = result >= 0 || SSL_get_error(m_ssl.get(), result) != SSL_ERROR_WANT_WRITE;
    return m_finished;
}

} // namespace keyswitch
