// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/service/storewatch.h"

#include <QThread>

namespace keyswitch
{

using namespace std::chrono_literals;
using WhenFull = StoreSettings::WhenFull;

namespace
{

constexpr auto LookInterval = 1s;

QString lost(const store::AccountingGap &gap)
{
    return StoreWatch::tr("%n request(s) since the start have no row", nullptr, int(gap.requests + gap.refused));
}

QString whatHappensNow(WhenFull whenFull)
{
    return whenFull == WhenFull::Refuse
        ? StoreWatch::tr("New calls are refused until it can be written again (store.when_full = refuse).")
        : StoreWatch::tr("Calls are answered without being accounted (store.when_full = serve).");
}

} // namespace

StoreWatch::StoreWatch(Look look, WhenFull whenFull)
    : m_look(std::move(look))
    , m_whenFull(whenFull)
{
    connect(&m_timer, &QTimer::timeout, this, &StoreWatch::look);
    m_timer.start(LookInterval);
}

QString StoreWatch::sentence(const State &state, WhenFull whenFull)
{
    QStringList said;
    if (state.problem)
        said << state.problem->title + u'.';
    if (state.problem || state.full)
        said << tr("%n request(s) wait in memory.", nullptr, int(state.queued));
    if (state.full)
        said << whatHappensNow(whenFull);
    if (!state.unaccounted.isEmpty())
        said << lost(state.unaccounted) + u'.';
    return said.join(u' ');
}

PartState StoreWatch::part() const
{
    const State state = m_look();
    PartState part;
    part.sentence = sentence(state, m_whenFull);
    if (state.problem || state.full)
        part.health = Health::Failing;
    else
        part.health = part.sentence.isEmpty() ? Health::Ok : Health::Slow;
    return part;
}

void StoreWatch::look()
{
    Q_ASSERT(thread() == QThread::currentThread());
    const State now = m_look();
    log(now);
    // The count of those that wait changes all the time and is no news.
    State still = now;
    still.queued = 0;
    if (const QString told = sentence(still, m_whenFull); told != m_told) {
        m_told = told;
        Q_EMIT changed();
    }
}

void StoreWatch::log(const State &now)
{
    const bool failing = now.problem.has_value();
    if (failing && !m_wasFailing) {
        qWarning("%s. %s. %s", qUtf8Printable(now.problem->title), qUtf8Printable(now.problem->detail),
                 qUtf8Printable(now.problem->remedy));
    }
    if (now.full && !m_wasFull)
        qWarning("%s", qUtf8Printable(sentence(now, m_whenFull)));
    const bool over = (m_wasFailing && !failing && !now.full) || (m_wasFull && !now.full && !failing);
    if (over)
        qWarning("%s", qUtf8Printable(tr("Requests are written to disk again.")));
    if (over && now.dropped != m_loggedDropped) {
        qWarning("%s", qUtf8Printable(lost(now.unaccounted) + u'.'));
        m_loggedDropped = now.dropped;
    }
    m_wasFailing = failing;
    m_wasFull = now.full;
}

} // namespace keyswitch
