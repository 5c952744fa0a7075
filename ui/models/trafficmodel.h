// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/service/types.h"
#include "ui/models/trafficroles.h"

#include <QAbstractTableModel>
#include <QHash>

#include <deque>

namespace keyswitch
{

// Requests as they happen, newest on top, at most `limit` rows: the oldest leave at the bottom. A request is one row
// from its start to its end. While paused nothing on the screen moves; what comes waits and is counted. Thread of its
// owner.
class TrafficModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    static constexpr int defaultLimit = 2000;

    explicit TrafficModel(QObject *parent = nullptr, int limit = defaultLimit);

    // A batch in order: rows of one request may come more than once.
    void add(const QList<LiveRow> &batch);
    // Requests from before the windows were opened, newest first. Those that came live already are not doubled.
    void addHistory(const QList<RequestRow> &rows);
    void clear();

    void pause();
    void resume();
    bool isPaused() const { return m_paused; }
    // New requests since pause(), also those that would not fit any more.
    int waiting() const { return m_waitingNew; }

    const LiveRow &at(int row) const { return m_rows.at(size_t(row)); }
    int rowOf(const QString &requestId) const; // -1: not here
    int running() const { return m_running; }
    int limit() const { return m_limit; }

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : int(m_rows.size()); }
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : trafficColumns; }
    QVariant data(const QModelIndex &index, int role) const override;

    // The times of running rows grow: tells the view so. Called by the page's clock.
    void tick();

Q_SIGNALS:
    void waitingChanged(int waiting);

private:
    void apply(const QList<LiveRow> &batch);
    void insertOnTop(const QList<LiveRow> &oldestFirst);
    void cut(int room);
    void keepBack(const QList<LiveRow> &batch);
    void update(int row, const LiveRow &live);

    // Row r has the serial m_next - 1 - r, so that an insert on top moves no entry of the hash.
    std::deque<LiveRow> m_rows;
    QHash<QString, qint64> m_serials;
    qint64 m_next = 0;
    int m_limit;
    int m_running = 0;

    bool m_paused = false;
    std::deque<LiveRow> m_waiting; // in order; the last word on each request
    QHash<QString, qint64> m_waitingSerials;
    qint64 m_firstWaiting = 0;
    int m_waitingNew = 0;
};

} // namespace keyswitch
