// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/forward/plainengine.h"

#include "proxy/forward/curlengine.h"

#include <QCoreApplication>
#include <QEvent>
#include <QThread>

#include <utility>

namespace keyswitch
{

using upstream::UpstreamFailure;
using namespace std::chrono_literals;

namespace
{

constexpr auto SweepInterval = 100ms;
constexpr size_t MostPooled = 512;
constexpr qsizetype ReadSize = 64 * 1024;

QEvent::Type readyEvent()
{
    static const auto type = QEvent::Type(QEvent::registerEventType());
    return type;
}

} // namespace

std::shared_ptr<PlainEngine> PlainEngine::forThread()
{
    static thread_local std::weak_ptr<PlainEngine> ofThisThread;
    std::shared_ptr<PlainEngine> engine = ofThisThread.lock();
    if (!engine) {
        // The last holder may be a reply that dies in a slot, with the engine on the stack below it.
        const auto dispose = [](PlainEngine *last) {
            if (last->m_depth > 0)
                last->deleteLater();
            else
                delete last;
        };
        engine = std::shared_ptr<PlainEngine>(new PlainEngine, dispose);
        ofThisThread = engine;
    }
    return engine;
}

PlainEngine::PlainEngine()
    : m_connector(CurlEngine::forThread())
    , m_readBuffer(ReadSize, Qt::Uninitialized)
{
    m_idle.setConfig(m_config);
}

PlainEngine::~PlainEngine()
{
    Q_ASSERT(thread() == QThread::currentThread());
    Q_ASSERT(m_live.empty() && m_active == 0); // whoever runs one holds the engine
}

void PlainEngine::setConfig(const EngineConfig &config)
{
    Q_ASSERT(thread() == QThread::currentThread());
    m_config = config;
    m_idle.setConfig(config);
}

PlainTransfer &PlainEngine::acquire()
{
    Q_ASSERT(thread() == QThread::currentThread());
    if (m_pool.empty())
        return *new PlainTransfer(*this);
    std::unique_ptr<PlainTransfer> used = std::move(m_pool.back());
    m_pool.pop_back();
    return *used.release();
}

void PlainEngine::start(PlainTransfer &transfer)
{
    Q_ASSERT(thread() == QThread::currentThread());
    transfer.touch();
    m_live.append(transfer.live);
    if (!m_sweeper.isActive())
        m_sweeper.start(int(SweepInterval.count()), this);
    if (m_active < m_config.maxActive) {
        ++m_active;
        transfer.connectOrSend();
    } else if (queued() >= m_config.maxQueued) {
        transfer.fail(UpstreamFailure::QueueFull, "too many requests are waiting for an upstream connection");
    } else {
        transfer.place = Transfer::Place::Queued;
        m_queue.push_back(&transfer);
    }
}

void PlainEngine::exchangeEnded()
{
    --m_active;
    if (!m_queue.empty())
        post(); // not here: whoever ends is in the middle of it
}

void PlainEngine::unqueue(PlainTransfer &transfer)
{
    std::erase(m_queue, &transfer);
}

void PlainEngine::startQueued()
{
    while (!m_queue.empty() && m_active < m_config.maxActive) {
        PlainTransfer &transfer = *m_queue.front();
        m_queue.pop_front();
        ++m_active;
        transfer.touch();
        transfer.connectOrSend();
    }
}

void PlainEngine::recycle(PlainTransfer &transfer)
{
    std::unique_ptr<PlainTransfer> owned(&transfer);
    transfer.live.unlink();
    transfer.ready.unlink();
    transfer.clear();
    if (m_pool.size() < MostPooled)
        m_pool.push_back(std::move(owned));
}

void PlainEngine::later(PlainTransfer &transfer)
{
    if (!transfer.ready.linked())
        m_ready.append(transfer.ready);
    post();
}

void PlainEngine::post()
{
    if (!std::exchange(m_posted, true))
        QCoreApplication::postEvent(this, new QEvent(readyEvent()), Qt::HighEventPriority);
}

bool PlainEngine::event(QEvent *event)
{
    if (event->type() != readyEvent())
        return QObject::event(event);
    m_posted = false;
    startQueued();
    runReady();
    return true;
}

// Anything may happen in each step: nested event loops, deletions, new exchanges.
void PlainEngine::runReady()
{
    ++m_depth;
    while (!m_ready.empty())
        m_ready.takeFirst()->proceed();
    --m_depth;
}

void PlainEngine::timerEvent(QTimerEvent *)
{
    sweep();
}

void PlainEngine::sweep()
{
    const bool idle = m_idle.sweep();
    if (m_live.empty() && !idle) {
        m_sweeper.stop();
        return;
    }
    const auto now = std::chrono::steady_clock::now();
    m_live.forEach([this, now](PlainTransfer &transfer) {
        if (const auto expiry = transfer.expiry(now))
            transfer.fail(expiry->failure, expiry->text);
    });
}

} // namespace keyswitch
