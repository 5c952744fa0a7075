// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/forward/curltransfer.h"
#include "proxy/forward/curltransferpool.h"
#include "proxy/forward/engineconfig.h"
#include "proxy/forward/flushround.h"
#include "proxy/forward/intrusivelist.h"
#include "proxy/forward/lazytimer.h"
#include "proxy/forward/multihandle.h"
#include "proxy/forward/socketwatch.h"

#include <QBasicTimer>
#include <QObject>

#include <deque>
#include <memory>
#include <vector>

namespace keyswitch
{

// One libcurl multi handle per thread, driven by that thread's Qt event loop. It knows nothing of QNetworkReply.
//
// What keeps it safe: no client signal is emitted inside a curl callback. Callbacks store bytes and put the transfer on
// the ready list; each client's flush() is called after curl has returned, so slots may abort, delete, start and read.
// m_curlDepth > 0 says that a curl call is on the stack. The only foreign code that can run there is read() of an
// upload device; what it asks for is deferred.
class CurlEngine final : public QObject
{
public:
    // The calling thread's engine; it lives as long as somebody holds it, and dies in its thread.
    static std::shared_ptr<CurlEngine> forThread();
    ~CurlEngine() override;

    void setConfig(const EngineConfig &config);
    const EngineConfig &config() const { return m_config; }
    int active() const { return m_active - m_connecting; } // exchanges
    int queued() const { return int(m_queue.size()); }

    // A transfer to fill in, then to start(). release() it in any case.
    CurlTransfer &acquire();
    // Writes the request now if a connection is free. Never calls flush() synchronously.
    void start(CurlTransfer &transfer, TransferClient &client);
    // Forgets the client. A running exchange is taken off the wire at once, and its connection closed.
    void release(CurlTransfer &transfer);
    // Ends a pause of either direction.
    void resume(CurlTransfer &transfer);

    // For CurlTransfer.
    void markReady(CurlTransfer &transfer) { m_round.add(transfer); }
    void installSocketHooks(CURL *easy);

protected:
    bool event(QEvent *event) override;
    void timerEvent(QTimerEvent *event) override;

private:
    class InsideCurl;

    CurlEngine();
    static int onSocketWish(CURL *easy, curl_socket_t socket, int what, void *user, void *);
    static int onTimerWish(CURLM *multi, long milliseconds, void *user);
    static int onSocketClose(void *user, curl_socket_t socket);

    void onSockets();
    void onTimer();
    void settle(bool flushFollows);
    void collectFinished();
    void runDeferred();
    void startQueued();
    void flushReady();
    void sweep();

    void add(CurlTransfer &transfer);
    void takeOff(CurlTransfer &transfer);
    void fail(CurlTransfer &transfer, upstream::UpstreamFailure failure, const char *text);
    void recycle(CurlTransfer &transfer);
    void doResume(CurlTransfer &transfer);

    EngineConfig m_config;
    FlushRound m_round;
    SocketWatch m_sockets; // outlives m_multi, which closes sockets when it goes
    MultiHandle m_multi;
    LazyTimer m_timer;
    QBasicTimer m_sweeper;

    int m_curlDepth = 0;
    int m_active = 0;
    int m_connecting = 0; // of them, only to get a connection
    bool m_kick = false; // curl wants to be called at once

    IntrusiveList<CurlTransfer> m_live;
    std::deque<CurlTransfer *> m_queue;
    std::vector<CurlTransfer *> m_deferred;
    CurlTransferPool m_pool;
};

} // namespace keyswitch
