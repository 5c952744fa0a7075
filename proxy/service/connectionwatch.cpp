// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/service/connectionwatch.h"

#include <QThread>

namespace keyswitch
{

using namespace std::chrono_literals;

namespace
{

constexpr auto LookInterval = 1s;
constexpr auto LogInterval = 10s;
constexpr auto Remembered = 60s;

QString withoutDescriptors()
{
    return ConnectionWatch::tr(
        "File descriptors have run out: new connections wait until one is free. Raise the process's limit "
        "(ulimit -n, or LimitNOFILE= in its systemd unit).");
}

} // namespace

ConnectionWatch::ConnectionWatch(std::shared_ptr<const ConnectionTable> table, const AcceptLimits &limits)
    : m_table(std::move(table))
    , m_limits(limits)
{
    m_looks.push_back({std::chrono::steady_clock::now(), m_table->turnedAway()});
    connect(&m_timer, &QTimer::timeout, this, &ConnectionWatch::look);
    m_timer.start(LookInterval);
}

void ConnectionWatch::look()
{
    Q_ASSERT(thread() == QThread::currentThread());
    const Time now = std::chrono::steady_clock::now();
    while (m_looks.size() > 1 && now - m_looks[1].at >= Remembered)
        m_looks.pop_front();
    m_looks.push_back({now, m_table->turnedAway()});
    noteShortage(now);
    noteTurnedAway(now);
    if (const QString told = sentence(); told != m_alarm) {
        m_alarm = told;
        Q_EMIT changed();
    }
}

void ConnectionWatch::noteShortage(Time now)
{
    const bool isShort = m_table->workersShort() > 0;
    const bool happened = m_table->shortages() != m_shortagesLogged; // it may be over already
    if (m_saidShort && !isShort) {
        qWarning("File descriptors are free again: connections are taken.");
        m_saidShort = false;
    } else if (!m_saidShort && (isShort || happened) && now - m_shortageLogged >= LogInterval) {
        qWarning("%s", qUtf8Printable(withoutDescriptors()));
        m_saidShort = true;
        m_shortageLogged = now;
        m_shortagesLogged = m_table->shortages();
    }
}

void ConnectionWatch::noteTurnedAway(Time now)
{
    const ConnectionTable::TurnedAway &newest = m_looks.back().turnedAway;
    if (newest.total() == m_logged.turnedAway.total() || now - m_logged.at < LogInterval)
        return;
    if (const QString told = turnedAwaySentence(m_logged, newest); !told.isEmpty())
        qWarning("%s", qUtf8Printable(told));
    m_logged = m_looks.back();
}

QString ConnectionWatch::turnedAwaySentence(const Look &since, const ConnectionTable::TurnedAway &now) const
{
    const quint64 inAll = now.inAll - since.turnedAway.inAll;
    const quint64 perAddress = now.perAddress - since.turnedAway.perAddress;
    if (inAll + perAddress == 0)
        return {};
    const QString told =
        tr("Connections turned away: %1, the last one from %2. ").arg(inAll + perAddress).arg(now.last.toString());
    const int most = m_table->most(m_limits);
    if (inAll == 0)
        return told
            + tr("limits.connections_per_address allows %1 at once from one address.")
                  .arg(m_limits.connectionsPerAddress);
    if (most < m_limits.connections)
        return told
            + tr("The process's limit of file descriptors (ulimit -n, LimitNOFILE=) leaves room for %1 at once.")
                  .arg(most);
    return told + tr("limits.connections allows %1 at once.").arg(most);
}

QString ConnectionWatch::sentence() const
{
    if (m_table->workersShort() > 0)
        return withoutDescriptors();
    return turnedAwaySentence(m_looks.front(), m_looks.back().turnedAway);
}

} // namespace keyswitch
