// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <QHash>
#include <QList>
#include <QSet>

#include <algorithm>

namespace keyswitch
{

// A table of records that each have a number of their own. New content never resets it: rows that went away are
// removed, changed ones say so, new ones are put at the end (the order people see is the sorting proxy's), so that
// selection, current row and scroll position stay where they are. Thread of its owner.
template <typename Record> class RecordModel : public QAbstractTableModel
{
public:
    using QAbstractTableModel::QAbstractTableModel;

    int rowCount(const QModelIndex &parent = {}) const final { return parent.isValid() ? 0 : int(m_records.size()); }

    const Record &at(int row) const { return m_records.at(row); }
    const QList<Record> &records() const { return m_records; }
    // -1: not here.
    int rowOf(qint64 key) const { return m_rows.value(key, -1); }

    void replace(const QList<Record> &records)
    {
        QSet<qint64> kept;
        for (const Record &record : records)
            kept.insert(keyOf(record));
        removeOthers(kept);

        QList<Record> added;
        int from = -1;
        int to = -1;
        const auto flush = [&] {
            if (from >= 0)
                announce(from, to);
            from = -1;
        };
        QList<int> changed;
        for (const Record &record : records) {
            const int row = rowOf(keyOf(record));
            if (row < 0) {
                added.append(record);
            } else if (m_records.at(row) != record) {
                m_records[row] = record;
                changed.append(row);
            }
        }
        std::sort(changed.begin(), changed.end());
        for (const int row : std::as_const(changed)) {
            if (from >= 0 && row == to + 1) {
                to = row;
                continue;
            }
            flush();
            from = to = row;
        }
        flush();
        append(added);
    }

    // One record that changed or is new.
    void put(const Record &record)
    {
        const int row = rowOf(keyOf(record));
        if (row < 0) {
            append({record});
        } else if (m_records.at(row) != record) {
            m_records[row] = record;
            announce(row, row);
        }
    }

    void take(qint64 key)
    {
        const int row = rowOf(key);
        if (row >= 0)
            removeRange(row, row);
    }

protected:
    virtual qint64 keyOf(const Record &record) const = 0;
    void announce(int first, int last)
    {
        Q_EMIT this->dataChanged(this->index(first, 0), this->index(last, this->columnCount() - 1));
    }

private:
    void append(const QList<Record> &added)
    {
        QList<Record> unique;
        QSet<qint64> seen;
        for (const Record &record : added) {
            if (!seen.contains(keyOf(record)))
                unique.append(record);
            seen.insert(keyOf(record));
        }
        if (unique.isEmpty())
            return;
        const int first = int(m_records.size());
        this->beginInsertRows({}, first, first + int(unique.size()) - 1);
        m_records.append(unique);
        number(first);
        this->endInsertRows();
    }

    void removeOthers(const QSet<qint64> &kept)
    {
        for (int last = int(m_records.size()) - 1; last >= 0; --last) {
            if (kept.contains(keyOf(m_records.at(last))))
                continue;
            int first = last;
            while (first > 0 && !kept.contains(keyOf(m_records.at(first - 1))))
                --first;
            removeRange(first, last);
            last = first;
        }
    }

    void removeRange(int first, int last)
    {
        this->beginRemoveRows({}, first, last);
        for (int row = first; row <= last; ++row)
            m_rows.remove(keyOf(m_records.at(row)));
        m_records.remove(first, last - first + 1);
        number(first);
        this->endRemoveRows();
    }

    void number(int from)
    {
        for (int row = from; row < m_records.size(); ++row)
            m_rows.insert(keyOf(m_records.at(row)), row);
    }

    QList<Record> m_records;
    QHash<qint64, int> m_rows;
};

} // namespace keyswitch
