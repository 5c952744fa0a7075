// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

#include <memory>

struct bio_st;
struct bio_method_st;
struct ssl_st;

namespace keyswitch
{

class TlsAcceptor;

// TLS of one client connection, between its ClientChannel and its descriptor, which stays the channel's. Keeps no
// bytes of its own beyond the record OpenSSL is at, so that what is not taken stays with the caller and counts as
// pending there. Thread of its channel.
class TlsLayer
{
public:
    enum class Fault : quint8 {
        None,
        NotTls, // its first byte is not that of a handshake
        Version, // the client knows no version we do
        Certificate, // the client does not accept our certificate
        Handshake, // did not come about for another reason
        Broken, // after the handshake: damaged or torn
    };

    TlsLayer(const TlsAcceptor &acceptor, int descriptor);
    ~TlsLayer();
    TlsLayer(const TlsLayer &) = delete;
    TlsLayer &operator=(const TlsLayer &) = delete;

    qsizetype receive(char *data, qsizetype size); // 0: nothing now, at the end, or a fault
    // At most one record (16 KiB); 0: no room now, or a fault. What was refused has to be offered again, at the front.
    qsizetype send(QByteArrayView first, QByteArrayView second);
    bool finish(); // close_notify; false: no room for it now, to be called again

    Fault fault() const { return m_fault; }
    bool atEnd() const { return m_atEnd; } // close_notify, or FIN
    bool holdsInput() const; // received, and not handed on yet
    bool drained() const { return m_drained; } // the kernel had no more when it was asked last
    bool full() const { return m_full; } // the kernel had no room when it was asked last
    void roomAgain() { m_full = false; }

private:
    static const bio_method_st *socketMethod();
    static int readSocket(bio_st *bio, char *data, int size);
    static int writeSocket(bio_st *bio, const char *data, int size);
    void judge(int result);

    std::unique_ptr<ssl_st, void (*)(ssl_st *)> m_ssl;
    int m_descriptor;
    Fault m_fault = Fault::None;
    bool m_begun = false; // its first byte was looked at
    bool m_ended = false; // FIN
    bool m_atEnd = false;
    bool m_drained = false;
    bool m_full = false;
    bool m_unsent = false; // OpenSSL holds part of a record
    bool m_finished = false; // close_notify went out
};

} // namespace keyswitch
