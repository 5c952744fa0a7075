// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/forward/flushround.h"

#include <QCoreApplication>
#include <QThread>

#include <utility>

namespace keyswitch
{

namespace
{

QEvent::Type flushEvent()
{
    static const auto type = QEvent::Type(QEvent::registerEventType());
    return type;
}

} // namespace

void FlushRound::add(CurlTransfer &transfer)
{
    if (!transfer.ready.linked())
        m_ready.append(transfer.ready);
}

void FlushRound::post()
{
    if (std::exchange(m_posted, true))
        return;
    QCoreApplication::postEvent(&m_engine, new QEvent(flushEvent()), Qt::HighEventPriority);
}

bool FlushRound::takePosted(const QEvent &event)
{
    if (event.type() != flushEvent())
        return false;
    m_posted = false;
    return true;
}

void FlushRound::run()
{
    ++m_depth;
    const int outerLoopLevel = std::exchange(m_loopLevel, QThread::currentThread()->loopLevel());
    while (!m_ready.empty()) {
        CurlTransfer *transfer = m_ready.takeFirst();
        if (transfer->client)
            transfer->client->flush();
    }
    m_loopLevel = outerLoopLevel;
    --m_depth;
}

bool FlushRound::isRunningHere() const
{
    return m_depth > 0 && m_loopLevel == QThread::currentThread()->loopLevel();
}

} // namespace keyswitch
