// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/accept/httpservershim.h"
#include "tests/proxy/accept/echohandler.h"

#include <QThread>

#include <memory>

namespace keyswitch::test
{

// The front door with an EchoHandler, in a thread of its own, on a free port of 127.0.0.1.
class ServedThread
{
public:
    // With a listening descriptor: on a duplicate of it.
    explicit ServedThread(const AcceptLimits &limits, int listening = -1,
                          std::shared_ptr<ConnectionTable> count = std::make_shared<ConnectionTable>(),
                          std::shared_ptr<const TlsAcceptor> tls = nullptr);
    ~ServedThread();

    quint16 port() const { return m_port; }
    EchoHandler &handler() { return *m_handler; }
    int connections(); // now, in the server's thread
    template <typename Do> void inThread(Do &&call)
    {
        QMetaObject::invokeMethod(
            m_handler.get(), [&] { call(*m_shim->server()); }, Qt::BlockingQueuedConnection);
    }

private:
    QThread m_thread;
    std::unique_ptr<EchoHandler> m_handler;
    std::unique_ptr<HttpServerShim> m_shim;
    quint16 m_port = 0;
};

} // namespace keyswitch::test
