// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/proxy/accept/servedthread.h"

namespace keyswitch::test
{

ServedThread::ServedThread(const AcceptLimits &limits, int listening, std::shared_ptr<ConnectionTable> count,
                           std::shared_ptr<const TlsAcceptor> tls)
    : m_handler(std::make_unique<EchoHandler>())
{
    m_handler->moveToThread(&m_thread);
    m_thread.start();
    QMetaObject::invokeMethod(
        m_handler.get(),
        [&] {
            auto *const server = new GuardServer(limits, m_handler.get(), std::move(count));
            server->setTls(std::move(tls));
            if (!(listening < 0 ? server->listenOn(QHostAddress::LocalHost, 0) : server->adopt(listening)))
                qFatal("cannot listen");
            m_port = server->serverPort();
            m_shim = std::make_unique<HttpServerShim>(server);
        },
        Qt::BlockingQueuedConnection);
}

ServedThread::~ServedThread()
{
    QMetaObject::invokeMethod(
        m_handler.get(),
        [this] {
            m_shim.reset();
            m_handler.reset();
        },
        Qt::BlockingQueuedConnection);
    m_thread.quit();
    m_thread.wait();
}

int ServedThread::connections()
{
    int count = 0;
    inThread([&](GuardServer &server) { count = server.connections(); });
    return count;
}

} // namespace keyswitch::test
