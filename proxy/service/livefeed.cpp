// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/service/livefeed.h"

#include "proxy/service/rowmapping.h"

namespace keyswitch
{

QList<LiveRow> LiveFeed::take(const std::vector<TrafficEvent> &events)
{
    QList<LiveRow> rows;
    QHash<QString, qsizetype> places; // in rows
    const auto put = [&](LiveRow row) {
        const auto place = places.constFind(row.row.requestId);
        if (place != places.constEnd()) {
            rows[*place] = std::move(row);
            return;
        }
        places.insert(row.row.requestId, rows.size());
        rows.append(std::move(row));
    };
    for (const TrafficEvent &event : events) {
        switch (event.kind) {
        case TrafficEvent::Kind::Began: {
            const RequestRow row = rowOf(event.start, *m_directory);
            m_running.insert(row.requestId, row);
            put({LiveRow::Phase::Waiting, row});
            break;
        }
        case TrafficEvent::Kind::FirstByte: {
            const auto running = m_running.find(QString::fromLatin1(event.id.text()));
            if (running == m_running.end())
                break;
            running->ttft = event.ttft;
            put({LiveRow::Phase::Streaming, *running});
            break;
        }
        case TrafficEvent::Kind::Ended: {
            RequestRow row = rowOf(event.record, *m_directory);
            m_running.remove(row.requestId);
            put({LiveRow::Phase::Ended, std::move(row)});
            break;
        }
        }
    }
    return rows;
}

} // namespace keyswitch
