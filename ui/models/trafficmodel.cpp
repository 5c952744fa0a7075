// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/trafficmodel.h"

#include "ui/models/requeststate.h"

#include <QSet>
#include <QThread>

#include <algorithm>

namespace keyswitch
{

TrafficModel::TrafficModel(QObject *parent, int limit)
    : QAbstractTableModel(parent)
    , m_limit(limit)
{
}

int TrafficModel::rowOf(const QString &requestId) const
{
    const auto serial = m_serials.constFind(requestId);
    return serial == m_serials.constEnd() ? -1 : int(m_next - 1 - *serial);
}

QVariant TrafficModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    return role == TrafficIdRole ? QVariant(at(index.row()).row.requestId) : QVariant();
}

void TrafficModel::add(const QList<LiveRow> &batch)
{
    Q_ASSERT(thread() == QThread::currentThread());
    if (m_paused)
        keepBack(batch);
    else
        apply(batch);
}

void TrafficModel::apply(const QList<LiveRow> &batch)
{
    QList<LiveRow> added;
    QHash<QString, int> places;
    for (const LiveRow &live : batch) {
        const QString &id = live.row.requestId;
        const int row = rowOf(id);
        if (row >= 0) {
            update(row, live);
        } else if (const auto place = places.constFind(id); place != places.constEnd()) {
            added[*place] = live;
        } else if (int(m_rows.size()) < m_limit || !(live.row.startedAt < m_rows.back().row.startedAt)) {
            // Otherwise it is the end of a request that left at the bottom already.
            places.insert(id, int(added.size()));
            added.append(live);
        }
    }
    insertOnTop(added);
}

void TrafficModel::update(int row, const LiveRow &live)
{
    LiveRow &now = m_rows[size_t(row)];
    if (now == live || now.phase > live.phase) // phases only go forward
        return;
    m_running += int(isRunning(requestState(live))) - int(isRunning(requestState(now)));
    now = live;
    Q_EMIT dataChanged(index(row, 0), index(row, trafficColumns - 1));
}

void TrafficModel::insertOnTop(const QList<LiveRow> &oldestFirst)
{
    const int count = int(std::min<qsizetype>(oldestFirst.size(), m_limit));
    if (count == 0)
        return;
    cut(m_limit - count);
    beginInsertRows({}, 0, count - 1);
    for (const LiveRow &live : oldestFirst.last(count)) {
        m_rows.push_front(live);
        m_serials.insert(live.row.requestId, m_next++);
        m_running += int(isRunning(requestState(live)));
    }
    endInsertRows();
}

void TrafficModel::cut(int room)
{
    const int rows = int(m_rows.size());
    if (rows <= room)
        return;
    beginRemoveRows({}, room, rows - 1);
    for (int row = rows - 1; row >= room; --row) {
        m_running -= int(isRunning(requestState(m_rows.back())));
        m_serials.remove(m_rows.back().row.requestId);
        m_rows.pop_back();
    }
    endRemoveRows();
}

void TrafficModel::addHistory(const QList<RequestRow> &rows)
{
    Q_ASSERT(thread() == QThread::currentThread());
    QList<LiveRow> older; // newest first
    QSet<QString> seen;
    for (const RequestRow &row : rows) {
        if (rowOf(row.requestId) >= 0 || seen.contains(row.requestId))
            continue;
        seen.insert(row.requestId);
        older.append(LiveRow{LiveRow::Phase::Ended, row});
    }
    if (older.isEmpty())
        return;
    // What is known live is newer than all of history but for what ended meanwhile: one order for both by time.
    std::deque<LiveRow> all(m_rows);
    all.insert(all.end(), older.cbegin(), older.cend());
    std::stable_sort(all.begin(), all.end(),
                     [](const LiveRow &a, const LiveRow &b) { return a.row.startedAt > b.row.startedAt; });
    if (all.size() > size_t(m_limit))
        all.erase(all.begin() + m_limit, all.end());
    beginResetModel();
    m_rows = std::move(all);
    m_serials.clear();
    m_running = 0;
    m_next = qint64(m_rows.size());
    for (size_t row = 0; row < m_rows.size(); ++row) {
        m_serials.insert(m_rows[row].row.requestId, m_next - 1 - qint64(row));
        m_running += int(isRunning(requestState(m_rows[row])));
    }
    endResetModel();
}

void TrafficModel::clear()
{
    beginResetModel();
    m_rows.clear();
    m_serials.clear();
    m_next = 0;
    m_running = 0;
    endResetModel();
}

void TrafficModel::pause()
{
    m_paused = true;
}

void TrafficModel::resume()
{
    if (!m_paused)
        return;
    m_paused = false;
    const QList<LiveRow> batch(m_waiting.cbegin(), m_waiting.cend());
    m_waiting.clear();
    m_waitingSerials.clear();
    m_waitingNew = 0;
    apply(batch);
    Q_EMIT waitingChanged(0);
}

void TrafficModel::keepBack(const QList<LiveRow> &batch)
{
    const int before = m_waitingNew;
    for (const LiveRow &live : batch) {
        const QString &id = live.row.requestId;
        if (const auto serial = m_waitingSerials.constFind(id); serial != m_waitingSerials.constEnd()) {
            m_waiting[size_t(*serial - m_firstWaiting)] = live;
            continue;
        }
        m_waitingSerials.insert(id, m_firstWaiting + qint64(m_waiting.size()));
        m_waiting.push_back(live);
        m_waitingNew += int(rowOf(id) < 0);
        // Rows on the screen that end while paused count too: twice the limit keeps both and stays small.
        if (m_waiting.size() > size_t(2 * m_limit)) {
            m_waitingSerials.remove(m_waiting.front().row.requestId);
            m_waiting.pop_front();
            ++m_firstWaiting;
        }
    }
    if (m_waitingNew != before)
        Q_EMIT waitingChanged(m_waitingNew);
}

void TrafficModel::tick()
{
    if (m_running == 0 || m_paused)
        return;
    int left = m_running;
    for (int row = 0; row < int(m_rows.size()) && left > 0; ++row) {
        if (!isRunning(requestState(m_rows[size_t(row)])))
            continue;
        --left;
        Q_EMIT dataChanged(index(row, int(TrafficColumn::Took)), index(row, int(TrafficColumn::Took)));
    }
}

} // namespace keyswitch
