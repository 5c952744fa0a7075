// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/directorysnapshot.h"
#include "proxy/base/trafficsink.h"
#include "proxy/observe/requestlog.h"
#include "proxy/store/rows.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <vector>

namespace keyswitch
{

namespace store
{
class Store;
}

// What happened to one request, for whoever watches live.
struct TrafficEvent {
    enum class Kind { Began, FirstByte, Ended };
    Kind kind = Kind::Began;
    TrafficStart start; // Began
    RequestId id;
    std::chrono::microseconds ttft{0}; // FirstByte
    UsageRecord record; // Ended
};

// Gathers what a worker's pipeline tells, and hands it on in batches: rows to the store's queue and lines to the log
// after 20 ms at most, events to the live view five times a second while somebody watches. The path itself only
// appends.
//
// One a worker, its thread.
class WorkerTraffic final : public QObject, public TrafficSink
{
    Q_OBJECT
public:
    WorkerTraffic(store::Store &store, RequestLog log, std::shared_ptr<const DirectorySnapshot> directory);
    ~WorkerTraffic() override;

    void setDirectory(std::shared_ptr<const DirectorySnapshot> directory) { m_directory = std::move(directory); }
    void setWatched(bool watched);
    void flush(); // rows and lines, now

    void began(const TrafficStart &start) override;
    void firstByte(const RequestId &id, std::chrono::microseconds ttft) override;
    void ended(UsageRecord &&record) override;
    bool hasRoom() const override;

Q_SIGNALS:
    void happened(const std::vector<keyswitch::TrafficEvent> &events); // while watched
    // Half a second after something happened, and at each flush() from outside: what ended since the last one.
    void pulse(const keyswitch::store::Figures &ended, int running);

private:
    void tell();
    void writeOut();
    void beat();

    store::Store &m_store;
    RequestLog m_log;
    std::shared_ptr<const DirectorySnapshot> m_directory;
    std::vector<UsageRecord> m_rows;
    std::vector<TrafficEvent> m_events;
    QTimer m_flusher;
    QTimer m_teller;
    QTimer m_pulser;
    store::Figures m_ended; // since the last pulse
    int m_running = 0;
    bool m_watched = false;
};

} // namespace keyswitch
