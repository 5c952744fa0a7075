// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/service/doctorcheck.h"

#include "proxy/forward/accessmanagers.h"
#include "proxy/letta/lettaclient.h"
#include "proxy/litellm/litellmclient.h"
#include "proxy/service/storewatch.h"
#include "proxy/store/store.h"

#include <QFutureWatcher>
#include <QTimer>

namespace keyswitch
{

using Verdict = CheckStep::Verdict;

namespace
{

constexpr int DaysToRenew = 14;
constexpr int DaysToTellGaps = 31;

} // namespace

QFuture<CheckStep> DoctorCheck::run(std::shared_ptr<const ConfigSnapshot> config,
                                    std::shared_ptr<const DirectorySnapshot> directory, store::Store &store,
                                    const QString &proxyUrl, QObject *parent)
{
    auto *check = new DoctorCheck(std::move(config), std::move(directory), store, proxyUrl, parent);
    QTimer::singleShot(0, check, &DoctorCheck::begin);
    return check->m_promise->future();
}

DoctorCheck::DoctorCheck(std::shared_ptr<const ConfigSnapshot> config,
                         std::shared_ptr<const DirectorySnapshot> directory, store::Store &store,
                         const QString &proxyUrl, QObject *parent)
    : QObject(parent)
    , m_config(std::move(config))
    , m_directory(std::move(directory))
    , m_store(store)
    , m_proxyUrl(proxyUrl)
    , m_promise(std::make_shared<QPromise<CheckStep>>())
{
    m_manager = makeControlPlaneManager();
    m_upstreamManager = makeControlPlaneManager(m_config->upstream.tls);
    if (!m_config->letta.baseUrl.isEmpty())
        m_letta = std::make_unique<LettaClient>(*m_manager, m_config->letta);
    if (m_config->upstream.mode == UpstreamSettings::Mode::LiteLlm && !m_config->upstream.baseUrl.isEmpty()) {
        m_litellm = std::make_unique<LiteLlmClient>(*m_upstreamManager, m_config->upstream.baseUrl,
                                                    m_config->upstream.masterKey);
    }
    m_promise->start();
    auto *watcher = new QFutureWatcher<CheckStep>(this);
    connect(watcher, &QFutureWatcherBase::canceled, this, &DoctorCheck::end);
    watcher->setFuture(m_promise->future());
}

DoctorCheck::~DoctorCheck() = default;

void DoctorCheck::starts(const char *id, const QString &title, const QString &url)
{
    m_step = {};
    m_step.id = QString::fromLatin1(id);
    m_step.title = title;
    m_step.url = url;
    m_clock.start();
    m_promise->addResult(m_step);
}

void DoctorCheck::told(Verdict verdict, const QString &detail, const QString &remedy)
{
    m_step.verdict = verdict;
    m_step.detail = detail;
    m_step.remedy = remedy;
    // What asks nobody takes no time worth telling.
    const auto took = std::chrono::microseconds(m_clock.nsecsElapsed() / 1000);
    m_step.took = took.count() < 100 ? std::chrono::microseconds(0) : took;
    m_promise->addResult(m_step);
}

void DoctorCheck::told(const Problem &problem)
{
    if (!problem.url.isEmpty())
        m_step.url = problem.url;
    const QString sentence =
        problem.detail.isEmpty() ? problem.title : problem.title + QStringLiteral(": ") + problem.detail;
    told(Verdict::Failed, sentence, problem.remedy);
}

void DoctorCheck::begin()
{
    checkStore(); // each step goes on to the next when its answer is there
}

void DoctorCheck::checkStore()
{
    starts("store", tr("Data folder"));
    const auto state = m_store.writerState();
    if (state.problem || state.full) {
        const QString sentence = StoreWatch::sentence(state, m_config->store.whenFull);
        told(Verdict::Failed, state.problem ? sentence + u' ' + state.problem->detail : sentence,
             state.problem ? state.problem->remedy : QString());
        checkDirectory();
        return;
    }
    // A watcher and not then(): the store's answer may outlive this check.
    using Gaps = Result<QList<store::AccountingGap>>;
    auto *watcher = new QFutureWatcher<Gaps>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher] {
        const Gaps gaps = watcher->future().resultCount() > 0 ? watcher->result() : Gaps();
        if (!gaps)
            told(gaps.error());
        else
            tellGaps(*gaps);
        checkDirectory();
    });
    watcher->setFuture(m_store.gaps());
}

// Figures that are not whole are told for a month: by then their bill is written.
void DoctorCheck::tellGaps(const QList<store::AccountingGap> &gaps)
{
    const QDateTime since = QDateTime::currentDateTimeUtc().addDays(-DaysToTellGaps);
    store::AccountingGap sum;
    for (const store::AccountingGap &gap : gaps) {
        if (gap.to >= since)
            sum.add(gap);
    }
    sum.add(m_store.writerState().pendingGap);
    if (sum.isEmpty()) {
        told(Verdict::Ok, m_store.folder().path());
        return;
    }
    told(Verdict::Warning,
         tr("Requests without a row between %1 and %2: %3 answered (of at least $%4), %5 refused.")
             .arg(sum.from.toString(Qt::ISODate), sum.to.toString(Qt::ISODate))
             .arg(sum.requests)
             .arg(double(count(sum.cost)) / 1e9, 0, 'f', 6)
             .arg(sum.refused),
         tr("The disk was full or locked then. Sums over that time are “at least”; LiteLLM's own log may have the "
            "rest."));
}

void DoctorCheck::checkDirectory()
{
    starts("directory", tr("Users and agents"));
    int withoutKey = 0;
    for (const UserEntry &user : m_directory->users())
        withoutKey += user.enabled && !user.litellmKey ? 1 : 0;
    const QString counts =
        tr("users: %1, agents: %2").arg(m_directory->users().size()).arg(m_directory->agents().size());
    if (withoutKey > 0)
        told(Verdict::Warning, tr("%1; %n user(s) without a LiteLLM key", nullptr, withoutKey).arg(counts),
             tr("Their agents' calls are refused: keyswitchd user set-key --email EMAIL"));
    else if (m_directory->agents().empty())
        told(Verdict::Warning, counts, tr("Map an agent: keyswitchd agent add --id ID --user EMAIL"));
    else
        told(Verdict::Ok, counts);
    checkProxy();
}

void DoctorCheck::checkProxy()
{
    starts("proxy", tr("Proxy"), m_proxyUrl);
    if (m_proxyUrl.isEmpty())
        told(Verdict::Warning, tr("It is not running."), tr("Start it: keyswitchd serve"));
    else if (!m_config->globalKey)
        told(Verdict::Failed, tr("No shared key is set, so nobody can call."), tr("Set LETTA_GLOBAL_API_KEY."));
    else if (m_config->listenTls.isWanted())
        checkCertificate();
    else
        told(Verdict::Ok, tr("running"));
    checkLetta();
}

// As it is in its files: what would be used after a start, or is not used because it cannot be.
void DoctorCheck::checkCertificate()
{
    const ListenTls &files = m_config->listenTls;
    const auto identity = TlsIdentity::read(QString::fromUtf8(files.certificate), QString::fromUtf8(files.key));
    if (!identity) {
        told(Verdict::Failed, tr("The certificate to listen with: %1.").arg(identity.error()),
             tr("The proxy runs with the one from before until it is stopped."));
        return;
    }
    const QDateTime until = (*identity)->validUntil();
    const QString detail = tr("running; certificate valid until %1").arg(until.toString(Qt::ISODate));
    if (QDateTime::currentDateTimeUtc().daysTo(until) < DaysToRenew)
        told(Verdict::Warning, detail, tr("Renew it: new files are taken up while the proxy runs."));
    else
        told(Verdict::Ok, detail);
}

void DoctorCheck::checkLetta()
{
    starts("letta", tr("Letta"), QString::fromUtf8(m_config->letta.baseUrl));
    if (!m_letta) {
        told(Verdict::Skipped, tr("not set up"), tr("Set LETTA_BASE_URL to make agents from here."));
        checkLiteLlm();
        return;
    }
    m_letta->health().then(this, [this](const Result<LettaHealth> &health) {
        if (!health) {
            told(health.error());
            checkLiteLlm();
            return;
        }
        told(Verdict::Ok, tr("version %1").arg(health->version));
        checkLettaPassword();
    });
}

void DoctorCheck::checkLettaPassword()
{
    starts("letta_password", tr("Letta's password"), QString::fromUtf8(m_config->letta.baseUrl));
    m_letta->agents(50, 1).then(this, [this](const Result<LettaAgentList> &agents) {
        if (!agents)
            told(agents.error());
        else
            told(Verdict::Ok,
                 agents->complete ? tr("accepted; %n agent(s)", nullptr, int(agents->agents.size()))
                                  : tr("accepted; more than %n agent(s)", nullptr, int(agents->agents.size())));
        checkLiteLlm();
    });
}

void DoctorCheck::checkLiteLlm()
{
    starts("litellm", tr("LiteLLM"), m_litellm ? QString::fromUtf8(m_config->upstream.baseUrl) : QString());
    if (!m_litellm) {
        if (m_config->upstream.mode == UpstreamSettings::Mode::Mock)
            told(Verdict::Skipped, tr("mock mode: the built-in upstream answers"),
                 tr("Set LITELLM_BASE_URL for real calls."));
        else
            told(Verdict::Failed, tr("not set up"), tr("Set LITELLM_BASE_URL."));
        end();
        return;
    }
    m_litellm->probe().then(this, [this](const Done &alive) {
        if (!alive) {
            told(alive.error());
            end();
            return;
        }
        told(Verdict::Ok, tr("alive"));
        checkLiteLlmMaster();
    });
}

void DoctorCheck::checkLiteLlmMaster()
{
    starts("litellm_master", tr("LiteLLM's master key"), QString::fromUtf8(m_config->upstream.baseUrl));
    if (!m_config->upstream.masterKey) {
        told(Verdict::Skipped, tr("not set"), tr("Set LITELLM_MASTER_KEY to see prices and to make keys."));
        checkLiteLlmKey();
        return;
    }
    m_litellm->state().then(this, [this](const Result<LiteLlmState> &state) {
        if (!state)
            told(state.error());
        else if (state->advice == LiteLlmAdvice::Malware)
            told(Verdict::Failed, tr("version %1 is known malware").arg(state->version),
                 tr("Take it off this machine at once and change every key it could see (MAL-2026-2144)."));
        else if (state->advice == LiteLlmAdvice::Vulnerable)
            told(Verdict::Warning, tr("version %1 has known holes that need no key").arg(state->version),
                 tr("Update LiteLLM to 1.84.0 or later."));
        else
            told(Verdict::Ok, tr("accepted; version %1").arg(state->version));
        checkLiteLlmKey();
    });
}

// One key stands for all: a list of models costs nothing and shows that it is accepted.
void DoctorCheck::checkLiteLlmKey()
{
    for (const UserEntry &user : m_directory->users()) {
        if (!user.enabled || !user.litellmKey)
            continue;
        starts("litellm_key", tr("Key of %1").arg(QString::fromUtf8(user.name)),
               QString::fromUtf8(m_config->upstream.baseUrl));
        m_litellm->models(user.litellmKey).then(this, [this](const Result<LiteLlmModels> &models) {
            if (!models)
                told(models.error());
            else if (models->names.isEmpty())
                told(Verdict::Warning, tr("accepted, but it may use no model"), tr("Give it models in LiteLLM."));
            else
                told(Verdict::Ok, tr("accepted; %n model(s)", nullptr, int(models->names.size())));
            end();
        });
        return;
    }
    end();
}

void DoctorCheck::end()
{
    m_promise->finish();
    deleteLater();
}

} // namespace keyswitch
