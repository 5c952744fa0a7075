// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/configsnapshot.h"
#include "proxy/service/types.h"

#include <QElapsedTimer>
#include <QNetworkAccessManager>
#include <QObject>
#include <QTimer>

#include <memory>

namespace keyswitch
{

class LettaClient;
class LiteLlmClient;
class PriceList;

// Looks after Letta and LiteLLM with probes that cost nothing: whether they answer and how fast, and, where a master
// key is set, LiteLLM's prices. The service's thread.
class HealthWatch final : public QObject
{
    Q_OBJECT
public:
    explicit HealthWatch(std::shared_ptr<const ConfigSnapshot> config);
    ~HealthWatch() override;

    void start(); // probes at once, then now and then
    const PartState &letta() const { return m_lettaState; }
    const PartState &litellm() const { return m_litellmState; }

Q_SIGNALS:
    void changed();
    void pricesChanged(const std::shared_ptr<const keyswitch::PriceList> &prices);

private:
    void probe();
    void set(PartState &state, const PartState &now);
    void fetchPrices();

    std::shared_ptr<const ConfigSnapshot> m_config;
    std::unique_ptr<QNetworkAccessManager> m_manager; // for Letta
    std::unique_ptr<QNetworkAccessManager> m_upstreamManager; // which may have an authority of its own
    std::unique_ptr<LettaClient> m_letta; // null: not set up
    std::unique_ptr<LiteLlmClient> m_litellm; // null: mock, or not set up
    PartState m_lettaState;
    PartState m_litellmState;
    QTimer m_timer;
    int m_round = 0;
};

} // namespace keyswitch
