// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/accept/tlslayer.h"
#include "proxy/base/edgesocket.h"

#include <QByteArrayView>

#include <memory>

namespace keyswitch
{

// A client's connection: plain, or with TLS between. With TLS all stays as it is, but for bytes that are plain on this
// side only. A handshake that fails leaves a channel without TLS: what can still be said to that client is said in
// plain, and the rest discarded. In the thread of its poller.
class ClientChannel final : public EdgeSocket
{
public:
    class Listener
    {
    public:
        virtual ~Listener() = default;
        virtual void channelChanged() = 0; // something can be read or written again, or the connection ended; ask
    };

    // Takes the descriptor. `tls` null: plain.
    ClientChannel(int descriptor, std::shared_ptr<EdgePoller> poller, Listener *listener,
                  const TlsAcceptor *tls = nullptr);
    ~ClientChannel() override;

    TlsLayer::Fault handshakeFault() const { return m_handshakeFault; } // why there is no TLS

    qsizetype receive(char *data, qsizetype size); // 0: nothing now, at the end, or broken
    qsizetype send(QByteArrayView first, QByteArrayView second = {}); // bytes taken by the kernel, from both in order
    void finish(); // FIN: we will send nothing more
    void reset(); // closes with RST, so that nobody takes what was sent for a whole
    void close();

private:
    void take(quint32 events) override;
    qsizetype receiveTls(char *data, qsizetype size);
    qsizetype sendTls(QByteArrayView first, QByteArrayView second);
    void noteTlsFault();

    Listener *m_listener;
    std::unique_ptr<TlsLayer> m_tls;
    bool m_finishing = false; // finish() waits for room for close_notify
    TlsLayer::Fault m_handshakeFault = TlsLayer::Fault::None;
};

} // namespace keyswitch
