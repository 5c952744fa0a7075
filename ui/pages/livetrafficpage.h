// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/service/gatewayservice.h"
#include "ui/models/fetch.h"
#include "ui/pages/tablepage.h"

class QTimer;

namespace keyswitch
{

class Button;
class CodeBlock;
class EmptyState;
class Label;
class RequestDetails;
class TrafficFilter;
class TrafficModel;
class TrafficPresenter;

// Requests as they happen, newest on top. Paused, nothing moves. Following, the newest row stays in sight; scrolling
// away stops it, and then rows that come in do not push away what is being read. GUI thread.
class LiveTrafficPage : public TablePage
{
    Q_OBJECT
public:
    explicit LiveTrafficPage(GatewayService &service);

    QString id() const override { return QStringLiteral("live"); }
    QString title() const override { return tr("Live traffic"); }
    QString iconName() const override { return QStringLiteral("activity"); }
    void activated() override;
    void deactivated() override;

protected:
    void selectionChanged() override;

private:
    void buildToolBar();
    QWidget *makeEmpty();
    QWidget *makeFoot();
    void refresh();
    void showStatus(const GatewayStatus &status);
    void take(const QList<LiveRow> &rows);
    void setPaused(bool paused);
    void setFollowing(bool following);
    void keepPlace(int first, int last);
    void updateFace();

    GatewayService &m_service;
    TrafficModel *m_model;
    TrafficFilter *m_filter;
    TrafficPresenter *m_presenter;
    RequestDetails *m_details;
    Fetch<QList<RequestRow>> m_history;
    Fetch<GatewayStatus> m_status;
    Button *m_pause = nullptr;
    Button *m_follow = nullptr;
    EmptyState *m_empty = nullptr;
    CodeBlock *m_curl = nullptr;
    Label *m_foot = nullptr;
    QTimer *m_tick;
    bool m_loaded = false;
    bool m_active = false;
};

} // namespace keyswitch
