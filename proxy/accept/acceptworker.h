// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/accept/answerwriter.h"
#include "proxy/accept/tlsacceptor.h"
#include "proxy/base/configsnapshot.h"
#include "proxy/base/edgepoller.h"

#include <QByteArray>
#include <QHash>

#include <memory>

namespace keyswitch
{

class ClientSession;
class ConnectionTable;
class RequestHandler;

// What the connections of one worker share. Each holds a reference: QHttpServer owns the connections, and they may
// outlive the listening server. In the worker's thread.
struct AcceptWorker {
    AcceptLimits limits;
    RequestHandler *handler = nullptr; // null once the server stops: nothing is handed on any more
    std::shared_ptr<ConnectionTable> connections; // of all workers
    std::shared_ptr<const TlsAcceptor> tls; // for connections to come; null: plain
    std::shared_ptr<EdgePoller> poller = EdgePoller::ofThread();
    DateLine date;
    QHash<quint64, ClientSession *> sessions;
    quint64 lastSession = 0;
    QByteArray readBuffer = QByteArray(64 * 1024, Qt::Uninitialized); // for the duration of one receive()
};

} // namespace keyswitch
