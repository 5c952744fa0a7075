// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/service/healthwatch.h"

#include "proxy/forward/accessmanagers.h"
#include "proxy/letta/lettaclient.h"
#include "proxy/litellm/litellmclient.h"
#include "proxy/meter/pricelist.h"

namespace keyswitch
{

using namespace std::chrono_literals;

namespace
{

constexpr auto Interval = 15s;
constexpr int RoundsBetweenPrices = 20; // five minutes
constexpr qint64 SlowMilliseconds = 1000;

// An answer in time is told with its time; a slow one is a state of its own.
PartState answered(const QElapsedTimer &clock, const QString &version, const QByteArray &url)
{
    PartState state;
    const qint64 took = clock.elapsed();
    state.health = took > SlowMilliseconds ? Health::Slow : Health::Ok;
    const QString time = took > SlowMilliseconds ? HealthWatch::tr("slow · %1 s").arg(double(took) / 1000, 0, 'f', 1)
                                                 : HealthWatch::tr("%1 ms").arg(took);
    state.sentence = version.isEmpty() ? time : version + QStringLiteral(" · ") + time;
    state.url = QString::fromUtf8(url);
    return state;
}

PartState failing(const Problem &problem, const QByteArray &url)
{
    return {Health::Failing, problem.detail.isEmpty() ? problem.title : problem.detail, QString::fromUtf8(url)};
}

} // namespace

HealthWatch::HealthWatch(std::shared_ptr<const ConfigSnapshot> config)
    : m_config(std::move(config))
{
    m_manager = makeControlPlaneManager();
    m_upstreamManager = makeControlPlaneManager(m_config->upstream.tls);
    m_lettaState.health = Health::NotConfigured;
    m_lettaState.sentence = tr("not set up");
    if (!m_config->letta.baseUrl.isEmpty()) {
        m_letta = std::make_unique<LettaClient>(*m_manager, m_config->letta);
        m_lettaState.health = Health::Unknown;
        m_lettaState.sentence.clear();
    }
    const UpstreamSettings &upstream = m_config->upstream;
    if (upstream.mode == UpstreamSettings::Mode::Mock) {
        m_litellmState = {Health::Mock, tr("built-in mock"), {}};
    } else if (upstream.baseUrl.isEmpty()) {
        m_litellmState = {Health::NotConfigured, tr("not set up"), {}};
    } else {
        m_litellm = std::make_unique<LiteLlmClient>(*m_upstreamManager, upstream.baseUrl, upstream.masterKey);
        m_litellmState.health = Health::Unknown;
    }
    m_timer.setInterval(Interval);
    connect(&m_timer, &QTimer::timeout, this, &HealthWatch::probe);
}

HealthWatch::~HealthWatch() = default;

void HealthWatch::start()
{
    m_timer.start();
    probe();
}

void HealthWatch::set(PartState &state, const PartState &now)
{
    if (state == now)
        return;
    state = now;
    Q_EMIT changed();
}

void HealthWatch::probe()
{
    QElapsedTimer clock;
    clock.start();
    if (m_letta) {
        m_letta->health().then(this, [this, clock](const Result<LettaHealth> &health) {
            const QByteArray &url = m_config->letta.baseUrl;
            set(m_lettaState, health ? answered(clock, health->version, url) : failing(health.error(), url));
        });
    }
    if (m_litellm) {
        m_litellm->probe().then(this, [this, clock](const Done &alive) {
            const QByteArray &url = m_config->upstream.baseUrl;
            set(m_litellmState, alive ? answered(clock, {}, url) : failing(alive.error(), url));
            if (alive && m_config->upstream.masterKey && m_round++ % RoundsBetweenPrices == 0)
                fetchPrices();
        });
    }
}

void HealthWatch::fetchPrices()
{
    m_litellm->modelInfo().then(this, [this](const Result<LiteLlmModelInfos> &infos) {
        if (!infos)
            return; // the next round asks again; meanwhile the old prices hold
        auto prices = std::make_shared<PriceList>();
        for (const LiteLlmModelInfo &model : infos->models) {
            if (!model.nanoPerMillionPrompt || !model.nanoPerMillionCompletion)
                continue;
            prices->set(model.name.toUtf8(),
                        {*model.nanoPerMillionPrompt, *model.nanoPerMillionCompletion, model.nanoPerMillionCached});
        }
        Q_EMIT pricesChanged(prices);
    });
}

} // namespace keyswitch
