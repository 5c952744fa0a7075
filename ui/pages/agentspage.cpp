// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/agentspage.h"

#include "ui/dialogs/mapagentdialog.h"
#include "ui/dialogs/newagentdialog.h"
#include "ui/models/agentsfilter.h"
#include "ui/pages/agentdetails.h"
#include "ui/pages/commandround.h"
#include "ui/pages/pagebody.h"
#include "ui/presenters/agentspresenter.h"
#include "ui/widgets/button.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/searchfield.h"
#include "ui/widgets/segmentedfilter.h"
#include "ui/widgets/tableview.h"
#include "ui/widgets/toast.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QShortcut>
#include <QTimer>

namespace keyswitch
{

AgentsPage::AgentsPage(GatewayService &service)
    : TablePage({tr("Agents"), tr("Filter: name, user:maria, model:gpt, state:disabled"), QStringLiteral("agents")})
    , m_service(service)
    , m_model(new AgentsModel(this))
    , m_filter(new AgentsFilter(m_model, this))
    , m_presenter(new AgentsPresenter(m_filter, m_model, this))
    , m_details(new AgentDetails)
    , m_agents(this)
    , m_users(this)
    , m_today(this)
    , m_ages(new QTimer(this))
{
    buildToolBar();
    build(m_presenter, makeEmpty(), m_details);
    table()->setSortingEnabled(true);
    table()->sortByColumn(int(AgentColumn::Name), Qt::AscendingOrder);
    table()->setStretchColumn(int(AgentColumn::Name));
    table()->setColumnMinimum(int(AgentColumn::Name), 220);
    table()->setDropOrder({int(AgentColumn::Endpoint), int(AgentColumn::Tokens), int(AgentColumn::LastCall),
                           int(AgentColumn::Model), int(AgentColumn::Requests), int(AgentColumn::Cost),
                           int(AgentColumn::User)});
    addActions();
    m_ages->setInterval(std::chrono::seconds(30));
    // Calls change what was used today and when the last one was, and nobody tells.
    connect(m_ages, &QTimer::timeout, this, &AgentsPage::refresh);
    connect(m_ages, &QTimer::timeout, m_presenter, &AgentsPresenter::refreshAges);
    connect(body(), &PageBody::retryRequested, this, &AgentsPage::refresh);
    connect(&m_service, &GatewayService::directoryChanged, this, [this] {
        if (m_active)
            refresh();
    });
    connect(m_details, &AgentDetails::usersRequested, this, [this] { Q_EMIT requestPage(QStringLiteral("users")); });
}

void AgentsPage::buildToolBar()
{
    segments()->setSegments({{QStringLiteral("all"), tr("All"), {}, {}},
                             {QStringLiteral("nokey"), tr("No key"), State::Warn, {}},
                             {QStringLiteral("disabled"), tr("Disabled"), State::Off, {}}});
    auto *map = new Button(tr("Map agent…"), QStringLiteral("plug"));
    auto *create = new Button(tr("New agent…"), QStringLiteral("plus"), ButtonKind::Primary);
    toolBar()->addWidget(filter(), 2);
    toolBar()->addWidget(segments());
    toolBar()->addStretch(1);
    toolBar()->addWidget(map);
    toolBar()->addWidget(create);
    connect(map, &QAbstractButton::clicked, this, &AgentsPage::openMapAgent);
    connect(create, &QAbstractButton::clicked, this, &AgentsPage::openNewAgent);
    auto *shortcut = new QShortcut(QKeySequence::New, this);
    shortcut->setContext(Qt::WindowShortcut);
    connect(shortcut, &QShortcut::activated, this, &AgentsPage::openNewAgent);
    connect(filter(), &QLineEdit::textChanged, this, [this](const QString &text) {
        m_filter->setText(text);
        updateFace();
    });
    connect(segments(), &SegmentedFilter::currentChanged, this, [this](const QString &id) {
        using Segment = AgentsFilter::Segment;
        m_filter->setSegment(id == QLatin1String("nokey")          ? Segment::NoKey
                                 : id == QLatin1String("disabled") ? Segment::Disabled
                                                                   : Segment::All);
        updateFace();
    });
}

QWidget *AgentsPage::makeEmpty()
{
    auto *empty = new EmptyState(QStringLiteral("bot"), tr("No agents yet"),
                                 tr("Agents that call through Keyswitch are listed here. Create one in Letta with its "
                                    "endpoint set, or map one that exists already."));
    Button *create = empty->setPrimaryAction(tr("New agent…"), QStringLiteral("plus"));
    Button *map = empty->addSecondaryAction(tr("Map agent…"), QStringLiteral("plug"));
    empty->setHint(tr("Or press"), QKeySequence(QKeySequence::New).toString(QKeySequence::NativeText));
    connect(create, &QAbstractButton::clicked, this, &AgentsPage::openNewAgent);
    connect(map, &QAbstractButton::clicked, this, &AgentsPage::openMapAgent);
    return empty;
}

void AgentsPage::addActions()
{
    const auto add = [this](const QString &text, auto work) {
        auto *action = new QAction(text, table());
        table()->addAction(action);
        connect(action, &QAction::triggered, this, work);
        m_rowActions.append(action);
        return action;
    };
    const auto test = [this] {
        if (const QList<AgentSummary> agents = selected(); !agents.isEmpty())
            Q_EMIT testRequested(agents.first().externalId);
    };
    const auto toggle = [this] {
        if (const QList<AgentSummary> agents = selected(); !agents.isEmpty())
            setEnabled(agents, !agents.first().enabled);
    };
    const auto takeAway = [this] { remove(selected()); };
    const auto copy = [this] {
        if (const QList<AgentSummary> agents = selected(); !agents.isEmpty())
            QGuiApplication::clipboard()->setText(agents.first().endpoint);
    };
    add(tr("Copy endpoint"), copy);
    add(tr("Test mapping"), test);
    m_enable = add(tr("Disable"), toggle);
    QAction *removal = add(tr("Remove mapping"), takeAway);
    removal->setShortcut(QKeySequence::Delete);
    removal->setShortcutContext(Qt::WidgetShortcut);
    table()->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(m_details, &AgentDetails::testRequested, this, test);
    connect(m_details, &AgentDetails::enableRequested, this, toggle);
    connect(m_details, &AgentDetails::removeRequested, this, takeAway);
    selectionChanged();
}

void AgentsPage::activated()
{
    m_active = true;
    m_ages->start();
    refresh();
}

void AgentsPage::deactivated()
{
    m_active = false;
    m_ages->stop();
}

void AgentsPage::refresh()
{
    if (!m_loadedAt.isValid())
        body()->showLoading();
    m_agents.start(m_service.agents(), [this](const Result<QList<AgentSummary>> &agents) { showAgents(agents); });
    // Fingerprints and usage only adorn the table: without them it is still true.
    m_users.start(m_service.users(), [this](const Result<QList<UserSummary>> &users) {
        if (!users)
            return;
        m_fingerprints.clear();
        for (const UserSummary &user : *users)
            m_fingerprints.insert(qint64(user.id), user.keyFingerprint);
        selectionChanged();
    });
    const UsageQuery today{UsageGroup::Agent, QDate::currentDate().startOfDay().toUTC(), {}};
    m_today.start(m_service.usage(today), [this](const Result<QList<UsageRow>> &rows) {
        if (rows)
            m_model->setToday(*rows);
        selectionChanged();
    });
}

void AgentsPage::showAgents(const Result<QList<AgentSummary>> &agents)
{
    if (!agents) {
        if (m_loadedAt.isValid())
            return body()->showStale(agents.error(), m_loadedAt);
        Q_EMIT subtitleChanged(tr("not loaded"));
        return body()->showProblem(agents.error(), tr("Calls through the proxy go on working."));
    }
    m_loadedAt = QDateTime::currentDateTimeUtc();
    body()->clearStale();
    m_model->replace(*agents);
    updateFace();
    if (m_wanted != AgentId::None) {
        selectRow(m_presenter->mapFromSource(m_filter->indexOf(m_wanted)));
        m_wanted = AgentId::None;
    }
    selectionChanged();
}

void AgentsPage::updateFace()
{
    if (!m_loadedAt.isValid())
        return;
    const int total = m_model->rowCount();
    int keyless = 0;
    int disabled = 0;
    for (const AgentSummary &agent : m_model->records()) {
        keyless += int(AgentsFilter::isIn(agent, AgentsFilter::Segment::NoKey));
        disabled += int(AgentsFilter::isIn(agent, AgentsFilter::Segment::Disabled));
    }
    segments()->setCount(QStringLiteral("all"), total);
    segments()->setCount(QStringLiteral("nokey"), keyless);
    segments()->setCount(QStringLiteral("disabled"), disabled);
    Q_EMIT subtitleChanged(total == 0 ? tr("none yet") : tr("%n agent(s)", nullptr, total));
    Q_EMIT navigationBadge(total, keyless > 0 ? State::Warn : State::Ok);
    if (total == 0)
        body()->showEmpty();
    else if (m_filter->rowCount() == 0)
        body()->showNothingFound(filter()->text(), tr("%n agent(s) are hidden by the filter.", nullptr, total));
    else
        body()->showContent();
}

QList<AgentSummary> AgentsPage::selected() const
{
    QList<AgentSummary> agents;
    for (const QModelIndex &row : selectedRows())
        agents.append(m_filter->at(m_presenter->mapToSource(row)));
    return agents;
}

void AgentsPage::selectionChanged()
{
    const QList<AgentSummary> agents = selected();
    for (QAction *action : std::as_const(m_rowActions))
        action->setEnabled(!agents.isEmpty());
    if (agents.isEmpty())
        return;
    const AgentSummary &agent = agents.first();
    if (m_enable)
        m_enable->setText(agent.enabled ? tr("Disable") : tr("Enable"));
    m_details->setAgent(agent, m_fingerprints.value(qint64(agent.user)), m_model->today(agent.externalId));
}

void AgentsPage::setEnabled(const QList<AgentSummary> &agents, bool enabled, bool undoable)
{
    auto round = CommandRound<AgentSummary>::begin();
    for (const AgentSummary &agent : agents) {
        if (agent.enabled != enabled)
            round->add(this, m_service.setAgentEnabled(agent.id, enabled));
    }
    round->conclude([this, enabled, undoable](const QList<AgentSummary> &done, const std::optional<Problem> &problem) {
        for (const AgentSummary &agent : done)
            m_model->put(agent);
        updateFace();
        selectionChanged();
        if (problem)
            return say(*problem);
        if (done.isEmpty())
            return;
        const QString text = done.size() == 1
            ? (enabled ? tr("%1 is enabled") : tr("%1 is disabled")).arg(done.first().name)
            : enabled ? tr("%n agent(s) enabled", nullptr, int(done.size()))
                      : tr("%n agent(s) disabled", nullptr, int(done.size()));
        Toast *toast = Toast::show(this, State::Ok, text, undoable ? tr("Undo") : QString());
        connect(toast, &Toast::actionTriggered, this, [this, done, enabled] { setEnabled(done, !enabled, false); });
    });
}

void AgentsPage::remove(const QList<AgentSummary> &agents)
{
    auto round = CommandRound<void>::begin();
    auto removed = std::make_shared<QList<AgentSummary>>();
    for (const AgentSummary &agent : agents) {
        round->add(this, m_service.removeAgent(agent.id), [this, agent, removed] {
            removed->append(agent);
            m_model->take(qint64(agent.id));
        });
    }
    round->conclude([this, removed](const std::optional<Problem> &problem) {
        updateFace();
        if (problem)
            return say(*problem);
        if (removed->isEmpty())
            return;
        const QString text = removed->size() == 1 ? tr("The mapping of %1 is removed").arg(removed->first().name)
                                                  : tr("%n mapping(s) removed", nullptr, int(removed->size()));
        Toast *toast = Toast::show(this, State::Ok, text, tr("Undo"));
        connect(toast, &Toast::actionTriggered, this, [this, removed] { bringBack(*removed); });
    });
}

void AgentsPage::bringBack(const QList<AgentSummary> &agents)
{
    for (const AgentSummary &agent : agents) {
        const NewAgent again{agent.externalId, agent.name, agent.userEmail, agent.model};
        whenAnswered<AgentSummary>(this, m_service.addAgent(again), [this, agent](const Result<AgentSummary> &added) {
            if (!added)
                return say(added.error());
            m_model->put(*added);
            updateFace();
            if (!agent.enabled)
                setEnabled({*added}, false, false);
        });
    }
}

void AgentsPage::say(const Problem &problem)
{
    Toast::show(this, State::Error,
                problem.detail.isEmpty() ? problem.title : problem.title + QStringLiteral(": ") + problem.detail);
}

void AgentsPage::openNewAgent()
{
    auto *dialog = new NewAgentDialog(m_service, window());
    connect(dialog, &NewAgentDialog::created, this, [this](const AgentSummary &agent) { m_wanted = agent.id; });
    connect(dialog, &NewAgentDialog::created, this, &AgentsPage::refresh);
    dialog->open();
}

void AgentsPage::openMapAgent()
{
    auto *dialog = new MapAgentDialog(m_service, window());
    connect(dialog, &MapAgentDialog::mapped, this, [this](const AgentSummary &agent) { m_wanted = agent.id; });
    connect(dialog, &MapAgentDialog::mapped, this, &AgentsPage::refresh);
    dialog->open();
}

} // namespace keyswitch
