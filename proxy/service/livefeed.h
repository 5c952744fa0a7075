// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/directorysnapshot.h"
#include "proxy/service/types.h"
#include "proxy/service/workertraffic.h"

#include <QHash>
#include <QList>

#include <memory>

namespace keyswitch
{

// Turns the workers' events into rows for people: a request first as running, then with its end. Keeps what runs just
// now, so that a first byte can be told of the row it belongs to. The service's thread.
class LiveFeed
{
public:
    void setDirectory(std::shared_ptr<const DirectorySnapshot> directory) { m_directory = std::move(directory); }
    QList<LiveRow> take(const std::vector<TrafficEvent> &events); // a request's later event replaces its earlier one
    void forget() { m_running.clear(); } // nobody watches any more: ends will not be told

private:
    std::shared_ptr<const DirectorySnapshot> m_directory = std::make_shared<DirectorySnapshot>();
    QHash<QString, RequestRow> m_running;
};

} // namespace keyswitch
