// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/accept/httpservershim.h"

#include "proxy/accept/guardedsocket.h"

#include <QHttpServerRequest>
#include <QHttpServerResponder>

namespace keyswitch
{

HttpServerShim::HttpServerShim(GuardServer *server, QObject *parent)
    : QAbstractHttpServer(parent)
    , m_server(server)
{
    bind(server);
}

// Exchanges have to end before QHttpServer's own objects die: a parked responder points to them.
HttpServerShim::~HttpServerShim()
{
    m_server->cutAll();
}

ClientSession *HttpServerShim::sessionOf(const QHttpServerRequest &request) const
{
    const QByteArray id =
        request.value(QByteArray::fromRawData(GuardedSocket::IdField, sizeof GuardedSocket::IdField - 1));
    return m_server->worker()->sessions.value(id.toULongLong());
}

#if QT_VERSION < QT_VERSION_CHECK(6, 5, 0)

bool HttpServerShim::handleRequest(const QHttpServerRequest &request, QTcpSocket *)
{
    ClientSession *const session = sessionOf(request);
    return session && session->handOn();
}

// The session sees that nothing was handed on, and refuses.
void HttpServerShim::missingHandler(const QHttpServerRequest &, QTcpSocket *) { }

#else

// The responder is kept until the exchange has ended. While it lives QHttpServer does not read on; if it died in here,
// QHttpServer would connect to readyRead once more for every request.
bool HttpServerShim::handleRequest(const QHttpServerRequest &request, QHttpServerResponder &responder)
{
    ClientSession *const session = sessionOf(request);
    if (!session)
        return false;
    session->park(std::make_shared<QHttpServerResponder>(std::move(responder)));
    session->handOn();
    return true;
}

#if QT_VERSION < QT_VERSION_CHECK(6, 8, 0)
void HttpServerShim::missingHandler(const QHttpServerRequest &, QHttpServerResponder &&) { }
#else
void HttpServerShim::missingHandler(const QHttpServerRequest &, QHttpServerResponder &) { }
#endif

#endif

} // namespace keyswitch
