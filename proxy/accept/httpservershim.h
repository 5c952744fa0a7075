// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/accept/guardserver.h"

#include <QAbstractHttpServer>

namespace keyswitch
{

// QHttpServer's side of the front door: it is shown every complete request by a GuardedSocket, parses it, and calls
// handleRequest(), which finds the session by the id that the guard put in and hands the request on.
// One per worker, in its thread. This file alone knows which Qt it is built with.
class HttpServerShim final : public QAbstractHttpServer
{
    Q_OBJECT
public:
    // Takes the server over, which must be listening.
    explicit HttpServerShim(GuardServer *server, QObject *parent = nullptr);
    ~HttpServerShim() override;

    GuardServer *server() { return m_server; }

protected:
#if QT_VERSION < QT_VERSION_CHECK(6, 5, 0)
    bool handleRequest(const QHttpServerRequest &request, QTcpSocket *socket) override;
    void missingHandler(const QHttpServerRequest &request, QTcpSocket *socket) override;
#elif QT_VERSION < QT_VERSION_CHECK(6, 8, 0)
    bool handleRequest(const QHttpServerRequest &request, QHttpServerResponder &responder) override;
    void missingHandler(const QHttpServerRequest &request, QHttpServerResponder &&responder) override;
#else
    bool handleRequest(const QHttpServerRequest &request, QHttpServerResponder &responder) override;
    void missingHandler(const QHttpServerRequest &request, QHttpServerResponder &responder) override;
#endif

private:
    ClientSession *sessionOf(const QHttpServerRequest &request) const;
    GuardServer *m_server;
};

} // namespace keyswitch
