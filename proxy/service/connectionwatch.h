// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/accept/connectiontable.h"
#include "proxy/base/configsnapshot.h"

#include <QObject>
#include <QTimer>

#include <deque>
#include <memory>

namespace keyswitch
{

// Looks once a second at the table of connections and tells people what they have to know of it: that connections are
// turned away, or wait because file descriptors ran out. As the proxy's state while it lasts (and a minute longer), and
// as a line in the log, of which a flood of connections makes no more than one in ten seconds. In the service's thread.
class ConnectionWatch final : public QObject
{
    Q_OBJECT
public:
    ConnectionWatch(std::shared_ptr<const ConnectionTable> table, const AcceptLimits &limits);

    void setLimits(const AcceptLimits &limits) { m_limits = limits; }
    QString alarm() const { return m_alarm; } // a sentence; empty: all is well
    int open() const { return m_table->open(); }
    qint64 turnedAway() const { return qint64(m_table->turnedAway().total()); } // since the start

Q_SIGNALS:
    void changed(); // the alarm

private:
    using Time = std::chrono::steady_clock::time_point;
    struct Look {
        Time at;
        ConnectionTable::TurnedAway turnedAway;
    };
    void look();
    void noteShortage(Time now);
    void noteTurnedAway(Time now);
    QString sentence() const;
    QString turnedAwaySentence(const Look &since, const ConnectionTable::TurnedAway &now) const;

    std::shared_ptr<const ConnectionTable> m_table;
    AcceptLimits m_limits;
    QTimer m_timer;
    std::deque<Look> m_looks; // of the last minute; the first one is older
    Look m_logged; // what the log's last line about it told
    QString m_alarm;
    quint64 m_shortagesLogged = 0;
    Time m_shortageLogged;
    bool m_saidShort = false; // the log's last word on descriptors is that there are none
};

} // namespace keyswitch
