// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/configsnapshot.h"
#include "proxy/service/types.h"
#include "proxy/store/usagewriter.h"

#include <QObject>
#include <QTimer>

#include <functional>

namespace keyswitch
{

// Looks once a second at whether requests reach the disk, and tells people when they do not: as the store's state in
// `status` while it lasts, and in the log when it begins, when the queue is full, and when it is over, with what was
// lost. In the service's thread.
class StoreWatch final : public QObject
{
    Q_OBJECT
public:
    using State = store::UsageWriter::State;
    using Look = std::function<State()>;

    StoreWatch(Look look, StoreSettings::WhenFull whenFull);

    PartState part() const; // as it is at this moment
    static QString sentence(const State &state, StoreSettings::WhenFull whenFull); // empty: all is well

public Q_SLOTS:
    void look(); // also by the clock

Q_SIGNALS:
    void changed(); // part()

private:
    void log(const State &now);

    Look m_look;
    StoreSettings::WhenFull m_whenFull;
    QTimer m_timer;
    QString m_told;
    bool m_wasFailing = false;
    bool m_wasFull = false;
    qint64 m_loggedDropped = 0;
};

} // namespace keyswitch
