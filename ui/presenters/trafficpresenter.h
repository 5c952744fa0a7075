// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/service/types.h"
#include "ui/models/trafficroles.h"

#include <QIdentityProxyModel>

namespace keyswitch
{

class TrafficFilter;

// The table of requests as people read it.
class TrafficPresenter : public QIdentityProxyModel
{
    Q_OBJECT
public:
    explicit TrafficPresenter(TrafficFilter *filter, QObject *parent = nullptr);

    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    // How long it took, or has been taking until now.
    static std::chrono::microseconds took(const LiveRow &live, const QDateTime &now);
    static QString agent(const RequestRow &row);

private:
    static QString text(const LiveRow &live, TrafficColumn column);
    static QVariant style(const LiveRow &live, TrafficColumn column, int role);
    const TrafficFilter *m_filter;
};

} // namespace keyswitch
