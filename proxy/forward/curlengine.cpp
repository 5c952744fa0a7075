// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/forward/curlengine.h"

#include <QEvent>
#include <QThread>

#include <unistd.h>
#include <utility>

namespace keyswitch
{

using upstream::UpstreamFailure;
using namespace std::chrono_literals;

namespace
{

// curl's own low-speed limits have steps of a second and a timer per transfer; this costs some nanoseconds a transfer.
constexpr auto sweepInterval = 100ms;

} // namespace

class CurlEngine::InsideCurl
{
public:
    explicit InsideCurl(CurlEngine &engine)
        : m_engine(engine)
    {
        ++m_engine.m_curlDepth;
    }
    ~InsideCurl() { --m_engine.m_curlDepth; }
    InsideCurl(const InsideCurl &) = delete;
    InsideCurl &operator=(const InsideCurl &) = delete;

private:
    CurlEngine &m_engine;
};

std::shared_ptr<CurlEngine> CurlEngine::forThread()
{
    static thread_local std::weak_ptr<CurlEngine> ofThisThread;
    std::shared_ptr<CurlEngine> engine = ofThisThread.lock();
    if (!engine) {
        // The last holder may be a reply that dies in a slot, with the engine on the stack below it.
        const auto dispose = [](CurlEngine *last) {
            if (last->m_round.isRunning() || last->m_curlDepth > 0)
                last->deleteLater();
            else
                delete last;
        };
        engine = std::shared_ptr<CurlEngine>(new CurlEngine, dispose);
        ofThisThread = engine;
    }
    return engine;
}

CurlEngine::CurlEngine()
    : m_round(*this)
    , m_multi(this, &CurlEngine::onSocketWish, &CurlEngine::onTimerWish)
{
    m_multi.setLimits(m_config);
    connect(&m_timer, &LazyTimer::expired, this, &CurlEngine::onTimer);
    connect(&m_sockets.notifier(), &QSocketNotifier::activated, this, &CurlEngine::onSockets);
}

CurlEngine::~CurlEngine()
{
    Q_ASSERT(thread() == QThread::currentThread());
    Q_ASSERT(m_live.empty() && m_active == 0); // whoever runs one holds the engine
}

void CurlEngine::setConfig(const EngineConfig &config)
{
    Q_ASSERT(thread() == QThread::currentThread());
    m_config = config;
    m_pool.clear(); // a handle keeps the idle age it was made with
    m_multi.setLimits(config);
}

// curl and the event loop

void CurlEngine::installSocketHooks(CURL *easy)
{
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, &CurlEngine::onSocketClose);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, this);
}

int CurlEngine::onSocketWish(CURL *easy, curl_socket_t socket, int what, void *user, void *)
{
    auto &engine = *static_cast<CurlEngine *>(user);
    const bool remove = what == CURL_POLL_REMOVE;
    engine.m_sockets.want(socket, !remove && (what & CURL_POLL_IN), !remove && (what & CURL_POLL_OUT));
    CurlTransfer *transfer = nullptr;
    if (!remove && curl_easy_getinfo(easy, CURLINFO_PRIVATE, &transfer) == CURLE_OK && transfer)
        transfer->socket = socket;
    return 0;
}

int CurlEngine::onSocketClose(void *user, curl_socket_t socket)
{
    static_cast<CurlEngine *>(user)->m_sockets.forget(socket);
    return ::close(socket);
}

int CurlEngine::onTimerWish(CURLM *, long milliseconds, void *user)
{
    auto &engine = *static_cast<CurlEngine *>(user);
    if (milliseconds > 0)
        engine.m_timer.wish(std::chrono::milliseconds(milliseconds));
    else
        engine.m_timer.forget();
    if (milliseconds == 0)
        engine.m_kick = true; // whoever called curl ends in settle()
    return 0;
}

void CurlEngine::onTimer()
{
    m_kick = true;
    if (m_curlDepth > 0) {
        m_round.post();
        return;
    }
    settle(true);
    flushReady();
}

void CurlEngine::onSockets()
{
    if (m_curlDepth > 0)
        return; // a nested event loop inside an upload device; the descriptor stays readable
    SocketWatch::Event events[SocketWatch::batch];
    const int count = m_sockets.collect(events);
    {
        const InsideCurl inside(*this);
        for (int i = 0; i < count; ++i) {
            const int mask = (events[i].readable ? CURL_CSELECT_IN : 0) | (events[i].writable ? CURL_CSELECT_OUT : 0);
            m_multi.act(events[i].socket, mask);
        }
    }
    settle(true);
    flushReady();
}

// After each visit to curl: what it wants at once, then the finished ones, then what was deferred, then the queue.
void CurlEngine::settle(bool flushFollows)
{
    if (m_curlDepth > 0)
        return;
    for (int round = 0; m_kick && round < 8; ++round) {
        m_kick = false;
        const InsideCurl inside(*this);
        m_multi.act(CURL_SOCKET_TIMEOUT, 0);
    }
    collectFinished();
    if (!m_deferred.empty())
        runDeferred();
    startQueued();
    // An event costs an eventfd write, a read and a turn of the loop: only when nobody will flush.
    if (m_kick || (!m_round.isEmpty() && !flushFollows && !m_round.isRunningHere()))
        m_round.post();
}

void CurlEngine::collectFinished()
{
    int left = 0;
    while (CURLMsg *message = curl_multi_info_read(m_multi.get(), &left)) {
        if (message->msg != CURLMSG_DONE)
            continue;
        CurlTransfer *transfer = nullptr;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
        const CURLcode result = message->data.result; // dies with remove_handle
        if (transfer->connectOnly && result == CURLE_OK)
            transfer->keepSocket();
        takeOff(*transfer);
        transfer->conclude(result);
        if (transfer->abandoned)
            recycle(*transfer);
        else
            m_round.add(*transfer);
    }
}

void CurlEngine::runDeferred()
{
    for (CurlTransfer *transfer : std::exchange(m_deferred, {})) {
        if (transfer->abandoned) {
            if (transfer->place == CurlTransfer::Place::Active)
                takeOff(*transfer);
            recycle(*transfer);
        } else if (transfer->resumeWanted) {
            doResume(*transfer);
        }
    }
}

void CurlEngine::startQueued()
{
    while (!m_queue.empty() && m_active < m_config.maxActive) {
        CurlTransfer &transfer = *m_queue.front();
        m_queue.pop_front();
        transfer.touch();
        add(transfer);
        m_round.post();
    }
}

bool CurlEngine::event(QEvent *event)
{
    if (!m_round.takePosted(*event))
        return QObject::event(event);
    if (m_curlDepth > 0) {
        m_round.post();
    } else {
        settle(true);
        flushReady();
    }
    return true;
}

void CurlEngine::flushReady()
{
    if (m_curlDepth > 0)
        return;
    m_round.run();
    if (m_kick)
        m_round.post();
}

// Transfers

CurlTransfer &CurlEngine::acquire()
{
    Q_ASSERT(thread() == QThread::currentThread());
    if (std::unique_ptr<CurlTransfer> used = m_pool.take())
        return *used.release();
    return *new CurlTransfer(*this, m_multi.share(), m_config.maxIdleAge);
}

void CurlEngine::start(CurlTransfer &transfer, TransferClient &client)
{
    Q_ASSERT(thread() == QThread::currentThread());
    transfer.client = &client;
    transfer.touch();
    m_live.append(transfer.live);
    if (!m_sweeper.isActive())
        m_sweeper.start(int(sweepInterval.count()), this);
    if (m_curlDepth == 0 && m_active < m_config.maxActive) {
        add(transfer);
        settle(false);
    } else if (queued() >= m_config.maxQueued) {
        fail(transfer, UpstreamFailure::QueueFull, "too many requests are waiting for an upstream connection");
    } else {
        transfer.place = CurlTransfer::Place::Queued;
        m_queue.push_back(&transfer);
        if (m_curlDepth > 0)
            m_round.post();
    }
}

void CurlEngine::release(CurlTransfer &transfer)
{
    Q_ASSERT(thread() == QThread::currentThread());
    transfer.client = nullptr;
    transfer.ready.unlink();
    transfer.live.unlink();
    if (transfer.place == CurlTransfer::Place::Queued)
        std::erase(m_queue, &transfer);
    if (m_curlDepth > 0) {
        transfer.abandoned = true;
        if (!transfer.resumeWanted) // else it is there already
            m_deferred.push_back(&transfer);
        m_round.post();
        return;
    }
    if (transfer.place == CurlTransfer::Place::Active) {
        takeOff(transfer); // closes the connection, as its answer is unfinished
        transfer.conclude(CURLE_ABORTED_BY_CALLBACK);
        if (!m_queue.empty() || m_kick)
            m_round.post();
    }
    recycle(transfer);
}

void CurlEngine::resume(CurlTransfer &transfer)
{
    if (!transfer.isPaused() || transfer.place != CurlTransfer::Place::Active)
        return;
    if (m_curlDepth == 0) {
        doResume(transfer);
    } else if (!transfer.resumeWanted) {
        transfer.resumeWanted = true;
        m_deferred.push_back(&transfer);
        m_round.post();
    }
}

// curl hands over what it kept in this very call. flush() is left to the event loop: never recursive from read().
void CurlEngine::doResume(CurlTransfer &transfer)
{
    transfer.resumeWanted = false;
    if (transfer.place != CurlTransfer::Place::Active)
        return;
    transfer.bodyPaused = transfer.uploadPaused = false;
    transfer.touch();
    {
        const InsideCurl inside(*this);
        curl_easy_pause(transfer.easy, CURLPAUSE_CONT);
    }
    if (!m_round.isRunningHere() || m_kick)
        m_round.post();
}

void CurlEngine::add(CurlTransfer &transfer)
{
    transfer.applyRequest();
    transfer.place = CurlTransfer::Place::Active;
    ++m_active;
    m_connecting += transfer.connectOnly;
    const InsideCurl inside(*this);
    curl_multi_add_handle(m_multi.get(), transfer.easy);
    m_kick = true;
}

void CurlEngine::takeOff(CurlTransfer &transfer)
{
    {
        const InsideCurl inside(*this);
        curl_multi_remove_handle(m_multi.get(), transfer.easy);
    }
    if (transfer.socket >= 0)
        m_sockets.setIdle(std::exchange(transfer.socket, -1));
    --m_active;
    m_connecting -= transfer.connectOnly;
    transfer.place = CurlTransfer::Place::Finished;
}

void CurlEngine::fail(CurlTransfer &transfer, UpstreamFailure failure, const char *text)
{
    if (transfer.place == CurlTransfer::Place::Active)
        takeOff(transfer);
    else if (transfer.place == CurlTransfer::Place::Queued)
        std::erase(m_queue, &transfer);
    transfer.place = CurlTransfer::Place::Finished;
    transfer.note(failure, text);
    transfer.conclude(CURLE_ABORTED_BY_CALLBACK);
    m_round.add(transfer);
    m_round.post();
}

void CurlEngine::recycle(CurlTransfer &transfer)
{
    std::unique_ptr<CurlTransfer> owned(&transfer);
    std::erase(m_deferred, &transfer);
    transfer.live.unlink();
    transfer.ready.unlink();
    m_pool.giveBack(std::move(owned));
}

// Time limits

void CurlEngine::timerEvent(QTimerEvent *)
{
    sweep();
}

void CurlEngine::sweep()
{
    if (m_live.empty()) {
        m_sweeper.stop();
        return;
    }
    if (m_curlDepth > 0)
        return;
    const auto now = std::chrono::steady_clock::now();
    m_live.forEach([this, now](CurlTransfer &transfer) {
        if (const auto expiry = transfer.expiry(now))
            fail(transfer, expiry->failure, expiry->text);
    });
    flushReady();
}

} // namespace keyswitch
