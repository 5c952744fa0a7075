// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/service/workertraffic.h"

#include "proxy/store/store.h"

#include <QThread>

#include <utility>

namespace keyswitch
{

using namespace std::chrono_literals;

namespace
{
constexpr size_t MostEvents = 5000; // between two batches; a window shows what is newest anyway
}

WorkerTraffic::WorkerTraffic(store::Store &store, RequestLog log, std::shared_ptr<const DirectorySnapshot> directory)
    : m_store(store)
    , m_log(std::move(log))
    , m_directory(std::move(directory))
{
    m_flusher.setSingleShot(true);
    m_flusher.setInterval(20ms);
    connect(&m_flusher, &QTimer::timeout, this, &WorkerTraffic::writeOut);
    m_teller.setInterval(200ms);
    connect(&m_teller, &QTimer::timeout, this, &WorkerTraffic::tell);
    m_pulser.setSingleShot(true);
    m_pulser.setInterval(500ms);
    connect(&m_pulser, &QTimer::timeout, this, &WorkerTraffic::beat);
}

WorkerTraffic::~WorkerTraffic()
{
    writeOut();
}

void WorkerTraffic::setWatched(bool watched)
{
    Q_ASSERT(thread() == QThread::currentThread());
    m_watched = watched;
    if (watched) {
        m_teller.start();
        return;
    }
    m_teller.stop();
    m_events.clear();
}

void WorkerTraffic::began(const TrafficStart &start)
{
    ++m_running;
    if (!m_pulser.isActive())
        m_pulser.start();
    if (m_watched && m_events.size() < MostEvents)
        m_events.push_back({TrafficEvent::Kind::Began, start, start.id, {}, {}});
}

void WorkerTraffic::firstByte(const RequestId &id, std::chrono::microseconds ttft)
{
    if (m_watched && m_events.size() < MostEvents)
        m_events.push_back({TrafficEvent::Kind::FirstByte, {}, id, ttft, {}});
}

void WorkerTraffic::ended(UsageRecord &&record)
{
    Q_ASSERT(thread() == QThread::currentThread());
    if (!record.callId.isEmpty()) // went on to an upstream, so it had begun
        --m_running;
    // The end of a request is never left out: without it a window would show it as running for ever.
    if (m_watched)
        m_events.push_back({TrafficEvent::Kind::Ended, {}, record.id, {}, record});
    m_rows.push_back(std::move(record));
    if (!m_flusher.isActive())
        m_flusher.start();
    if (!m_pulser.isActive())
        m_pulser.start();
}

bool WorkerTraffic::hasRoom() const
{
    return m_store.hasRoom();
}

void WorkerTraffic::flush()
{
    writeOut();
    beat();
}

void WorkerTraffic::beat()
{
    m_pulser.stop();
    Q_EMIT pulse(std::exchange(m_ended, {}), m_running);
}

void WorkerTraffic::writeOut()
{
    m_flusher.stop();
    if (m_rows.empty())
        return;
    for (const UsageRecord &record : m_rows) {
        m_log.add(record, *m_directory);
        m_ended += store::figuresOf(record);
    }
    m_log.flush();
    m_store.push(std::exchange(m_rows, {}));
}

void WorkerTraffic::tell()
{
    if (!m_events.empty())
        Q_EMIT happened(std::exchange(m_events, {}));
}

} // namespace keyswitch
