// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/desktop/statusbridge.h"

#include "ui/presenters/wording.h"
#include "ui/shell/mainwindow.h"

#include <QLocale>
#include <QUrl>

namespace keyswitch
{

namespace
{

State stateOf(Health health)
{
    switch (health) {
    case Health::Ok:
    case Health::Mock:
        return State::Ok;
    case Health::Slow:
        return State::Warn;
    case Health::Failing:
        return State::Error;
    case Health::Unknown:
        return State::Running;
    case Health::NotConfigured:
        return State::Off;
    }
    Q_UNREACHABLE();
}

} // namespace

StatusBridge::StatusBridge(GatewayService &service, MainWindow &window)
    : QObject(&window)
    , m_window(window)
{
    connect(&service, &GatewayService::statusChanged, this, &StatusBridge::show);
    service.status().then(this, [this](const Result<GatewayStatus> &status) {
        if (status)
            show(*status);
    });
}

void StatusBridge::showPart(const QString &id, const QString &name, const PartState &part)
{
    StripState item;
    item.id = id;
    item.state = stateOf(part.health);
    item.word = name;
    item.value = part.health == Health::Failing ? tr("does not answer") : part.sentence;
    item.toolTip = part.url.isEmpty() ? part.sentence : part.sentence + u'\n' + part.url;
    m_window.setStripItem(StatusStrip::Side::Left, item);
}

void StatusBridge::show(const GatewayStatus &status)
{
    m_window.setProxyState(status.serving ? State::Ok : State::Off, status.serving ? tr("Running") : tr("Stopped"),
                           status.url);
    PartState proxy = status.proxy;
    if (proxy.sentence.isEmpty())
        proxy.sentence = QUrl(status.url).authority();
    showPart(QStringLiteral("proxy"), tr("Proxy"), proxy);
    showPart(QStringLiteral("letta"), QStringLiteral("Letta"), status.letta);
    showPart(QStringLiteral("litellm"), QStringLiteral("LiteLLM"), status.litellm);

    StripState spend;
    spend.id = QStringLiteral("spend");
    spend.word = tr("Spend today");
    spend.value = Wording::sum(status.costToday, status.requestsTodayWithoutCost);
    if (status.requestsTodayWithoutCost > 0)
        spend.toolTip = tr("The cost of %n request(s) is unknown.", nullptr, int(status.requestsTodayWithoutCost));
    m_window.setStripItem(StatusStrip::Side::Right, spend);

    StripState rate;
    rate.id = QStringLiteral("rate");
    rate.word = tr("req/min");
    rate.value = QLocale().toString(qRound(status.requestsPerMinute));
    rate.valueFirst = true;
    m_window.setStripItem(StatusStrip::Side::Right, rate);

    StripState running;
    running.id = QStringLiteral("running");
    running.word = tr("running");
    running.value = QLocale().toString(status.running);
    running.valueFirst = true;
    m_window.setStripItem(StatusStrip::Side::Right, running);
}

} // namespace keyswitch
