// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/configsnapshot.h"
#include "proxy/base/directorysnapshot.h"
#include "proxy/base/usagerecord.h"

#include <QByteArray>

namespace keyswitch
{

// One log line a request, JSON in production, readable in development: who, what, how it ended, tokens, cost and times.
// Made of the row alone, so that no body, header or key can ever be in it. Lines are gathered and written in one call
// by whoever flushes, never from the path. One a worker, its thread.
class RequestLog
{
public:
    RequestLog(LogSettings settings, int descriptor)
        : m_settings(settings)
        , m_descriptor(descriptor)
    {
    }
    void add(const UsageRecord &record, const DirectorySnapshot &directory);
    // Writes what is gathered. A descriptor that takes no more (full disk, closed pipe) costs lines, which are counted
    // and told of in the next line that goes out. Never waits for a reader.
    void flush();

    static QByteArray json(const UsageRecord &record, const DirectorySnapshot &directory);
    static QByteArray readable(const UsageRecord &record, const DirectorySnapshot &directory);

private:
    qsizetype writeWhatFits() const;

    LogSettings m_settings;
    int m_descriptor;
    QByteArray m_pending;
    qint64 m_lost = 0;
};

} // namespace keyswitch
