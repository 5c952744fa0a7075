// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/mappingtestpage.h"

#include "ui/pages/checkwords.h"
#include "ui/pages/curltext.h"
#include "ui/pages/pagebody.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/bars.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/codeblock.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/label.h"
#include "ui/widgets/selectabletext.h"
#include "ui/widgets/steplist.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QScrollArea>
#include <QShortcut>

#include <algorithm>

namespace keyswitch
{

namespace
{

QScrollArea *scrolling(QWidget *widget)
{
    auto *area = new QScrollArea;
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setFocusPolicy(Qt::NoFocus);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setWidget(widget);
    // setWidget() fills both; the ground is the card's.
    area->viewport()->setAutoFillBackground(false);
    widget->setAutoFillBackground(false);
    return area;
}

// What was found, and what to do about it.
QString whatIsKnown(const CheckStep &step)
{
    return QStringList{step.detail, step.remedy}.join(QLatin1Char('\n')).trimmed();
}

} // namespace

MappingTestPage::MappingTestPage(GatewayService &service)
    : m_service(service)
    , m_fetch(this)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeToolBar());
    m_body = new PageBody(makeContent(), makeEmpty());
    column->addWidget(m_body, 1);
    showRunning(false);

    connect(m_body, &PageBody::retryRequested, this, &MappingTestPage::refresh);
    connect(&m_run, &StepRun::step, this, &MappingTestPage::take);
    connect(&m_run, &StepRun::finished, this, &MappingTestPage::conclude);
    connect(&m_service, &GatewayService::directoryChanged, this, [this] {
        if (m_active)
            refresh();
    });
}

QWidget *MappingTestPage::makeToolBar()
{
    m_agent = new QComboBox;
    m_agent->setAccessibleName(tr("Agent"));
    m_agent->setFixedHeight(metrics::control);
    m_agent->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_agent->setMinimumContentsLength(18);
    m_prompt = new QLineEdit;
    m_prompt->setFixedHeight(metrics::control);
    m_prompt->setMaxLength(2000);
    m_prompt->setPlaceholderText(tr("Say hello and name your model."));
    m_prompt->setAccessibleName(tr("What to ask"));
    m_prompt->setMinimumWidth(100);
    auto *explain = new Button(tr("Explain only"));
    explain->setToolTip(tr("Says who pays and what would refuse, without calling anyone"));
    auto *call = new Button(tr("Call"));
    call->setToolTip(tr("One real call, answered as a whole; it costs what it costs"));
    auto *stream = new Button(tr("Stream"), QStringLiteral("play"), ButtonKind::Primary);
    stream->setToolTip(tr("One real call, answered piece by piece (Ctrl+Enter)"));
    m_stop = new Button(tr("Stop"), QStringLiteral("circle-stop"));
    m_starts = {explain, call, stream};

    auto *bar = new ToolBar;
    auto *row = static_cast<QHBoxLayout *>(bar->layout());
    row->addWidget(m_agent);
    row->addWidget(m_prompt, 1);
    row->addWidget(explain);
    row->addWidget(call);
    row->addWidget(stream);
    row->addWidget(m_stop);
    connect(explain, &QAbstractButton::clicked, this, [this] { run(Kind::Explain); });
    connect(call, &QAbstractButton::clicked, this, [this] { run(Kind::Call); });
    connect(stream, &QAbstractButton::clicked, this, [this] { run(Kind::Stream); });
    connect(m_stop, &QAbstractButton::clicked, &m_run, &StepRun::cancel);
    connect(m_prompt, &QLineEdit::returnPressed, this, [this] { run(Kind::Stream); });
    connect(m_prompt, &QLineEdit::textChanged, this, &MappingTestPage::showCurl);
    connect(m_agent, &QComboBox::currentIndexChanged, this, &MappingTestPage::showCurl);
    auto *shortcut = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_Return), this);
    shortcut->setContext(Qt::WindowShortcut);
    connect(shortcut, &QShortcut::activated, this, [this] { run(Kind::Stream); });
    return bar;
}

QWidget *MappingTestPage::makeContent()
{
    m_verdict = new Banner;
    m_passed = new Badge({}, Token::Ok, QStringLiteral("check"));
    m_notPassed = new Badge({}, Token::Warn, QStringLiteral("triangle-alert"));
    m_answerState = new Badge({}, Token::Info);
    m_list = new StepList;
    m_answer = new SelectableText;
    m_answer->setAccessibleName(tr("Answer"));
    m_answer->setPlaceholderText(tr("The answer appears here as it comes."));
    m_curl = new CodeBlock(tr("The same with curl"));

    auto *steps = new Card(tr("Step by step"));
    steps->header()->addWidget(m_passed);
    steps->header()->addWidget(m_notPassed);
    auto *stepsInner = new QWidget;
    auto *stepsColumn = new QVBoxLayout(stepsInner);
    stepsColumn->setContentsMargins(0, 0, 0, 0);
    stepsColumn->addWidget(m_list);
    stepsColumn->addStretch();
    steps->body()->addWidget(scrolling(stepsInner));
    steps->setMinimumHeight(200);

    auto *answer = new Card(tr("Answer"));
    answer->header()->addWidget(m_answerState);
    auto *answerInner = new QWidget;
    auto *answerColumn = new QVBoxLayout(answerInner);
    answerColumn->setContentsMargins(0, 0, 0, 0);
    answerColumn->addWidget(m_answer);
    answerColumn->addStretch();
    answer->body()->addWidget(scrolling(answerInner));
    answer->setMinimumHeight(140);

    auto *outside = new Card(tr("The same from outside"));
    outside->body()->addWidget(m_curl);

    auto *right = new QVBoxLayout;
    right->setSpacing(metrics::space3);
    right->addWidget(answer, 1);
    right->addWidget(outside);
    m_cards = new QHBoxLayout;
    m_cards->setSpacing(metrics::space3);
    m_cards->addWidget(steps, 1);
    m_cards->addLayout(right, 1);

    auto *inner = new QWidget;
    auto *column = new QVBoxLayout(inner);
    column->setContentsMargins(metrics::pageMargin, metrics::space3, metrics::pageMargin, metrics::space3);
    column->setSpacing(metrics::space3);
    column->addWidget(m_verdict);
    column->addLayout(m_cards, 1);
    return scrolling(inner);
}

QWidget *MappingTestPage::makeEmpty()
{
    auto *empty = new EmptyState(QStringLiteral("route"), tr("No agent to test"),
                                 tr("A mapping test shows, step by step, whose key pays for an agent's call. There is "
                                    "no agent yet."));
    Button *agents = empty->setPrimaryAction(tr("Open agents"), QStringLiteral("bot"));
    connect(agents, &QAbstractButton::clicked, this, [this] { Q_EMIT requestPage(QStringLiteral("agents")); });
    return empty;
}

void MappingTestPage::activated()
{
    m_active = true;
    Q_EMIT subtitleChanged(tr("who pays for this agent?"));
    refresh();
}

void MappingTestPage::refresh()
{
    if (!m_loaded)
        m_body->showLoading();
    m_fetch.start(m_service.agents(), [this](const Result<QList<AgentSummary>> &agents) { showAgents(agents); });
}

void MappingTestPage::showAgents(const Result<QList<AgentSummary>> &agents)
{
    if (!agents) {
        if (!m_loaded)
            m_body->showProblem(agents.error(), tr("Calls through the proxy go on working."));
        return;
    }
    m_loaded = true;
    const QString chosen = !m_wanted.isEmpty() ? m_wanted : m_agent->currentData().toString();
    m_wanted.clear();
    m_agents = *agents;
    std::sort(m_agents.begin(), m_agents.end(), [](const AgentSummary &a, const AgentSummary &b) {
        return QString::localeAwareCompare(a.name, b.name) < 0;
    });
    {
        const QSignalBlocker quiet(m_agent);
        m_agent->clear();
        for (const AgentSummary &agent : std::as_const(m_agents))
            m_agent->addItem(agent.name, agent.externalId);
        m_agent->setCurrentIndex(std::max(0, m_agent->findData(chosen)));
    }
    showCurl();
    showRunning(m_run.isRunning());
    if (m_agents.isEmpty())
        m_body->showEmpty();
    else
        m_body->showContent();
}

void MappingTestPage::chooseAgent(const QString &externalId)
{
    const int index = m_agent->findData(externalId);
    if (index >= 0)
        m_agent->setCurrentIndex(index);
    else
        m_wanted = externalId;
}

const AgentSummary *MappingTestPage::agent() const
{
    const int index = m_agent->currentIndex();
    return index >= 0 && index < m_agents.size() ? &m_agents.at(index) : nullptr;
}

void MappingTestPage::run(Kind kind)
{
    if (!agent() || m_run.isRunning())
        return;
    m_kind = kind;
    m_tested = true;
    MappingTest test;
    test.agentExternalId = agent()->externalId;
    test.call = kind != Kind::Explain;
    test.stream = kind == Kind::Stream;
    test.prompt = prompt();
    m_steps.clear();
    m_list->clear();
    m_answer->setText({});
    m_run.start(m_service.testMapping(test));
    showRunning(true);
    m_verdict->setMessage(State::Running, tr("Testing %1…").arg(agent()->name));
    m_verdict->show();
    showCurl();
}

void MappingTestPage::take(const CheckStep &step)
{
    const auto known =
        std::find_if(m_steps.begin(), m_steps.end(), [&](const CheckStep &before) { return before.id == step.id; });
    if (known == m_steps.end())
        m_steps.append(step);
    else
        *known = step;
    m_list->setStep(stepOf(step));
    if (!step.text.isEmpty())
        m_answer->setText(step.text);
    showRunning(true);
}

void MappingTestPage::conclude(bool cancelled)
{
    showRunning(false);
    const auto first = [this](CheckStep::Verdict verdict) {
        return std::find_if(m_steps.cbegin(), m_steps.cend(),
                            [verdict](const CheckStep &step) { return step.verdict == verdict; });
    };
    const AgentSummary *tested = agent();
    if (const auto failed = first(CheckStep::Verdict::Failed); failed != m_steps.cend())
        m_verdict->setMessage(State::Error, tr("It does not work: %1").arg(failed->title), whatIsKnown(*failed));
    else if (cancelled)
        m_verdict->setMessage(State::Off, tr("Stopped"), tr("The steps so far are below."));
    else if (m_steps.isEmpty())
        m_verdict->setMessage(State::Error, tr("The test gave no answer"), tr("Try again."));
    else if (const auto warned = first(CheckStep::Verdict::Warning); warned != m_steps.cend())
        m_verdict->setMessage(State::Warn, tr("It works, but look at this: %1").arg(warned->title),
                              whatIsKnown(*warned));
    else if (tested)
        m_verdict->setMessage(State::Ok,
                              tr("Mapped right: %1 pays for %2")
                                  .arg(tested->userName.isEmpty() ? tested->userEmail : tested->userName, tested->name),
                              m_kind == Kind::Explain
                                  ? tr("Nothing was called. Call or Stream goes through the whole path.")
                                  : QString());
}

void MappingTestPage::showRunning(bool running)
{
    // The focus stays with what is pressed: a hidden button would hand it to anything.
    const bool startHadFocus =
        std::any_of(m_starts.cbegin(), m_starts.cend(), [](Button *at) { return at->hasFocus(); });
    const bool stopHadFocus = m_stop->hasFocus();
    if (running)
        m_stop->show();
    if (running && startHadFocus)
        m_stop->setFocus(Qt::OtherFocusReason);
    for (Button *start : std::as_const(m_starts))
        start->setVisible(!running);
    if (!running && stopHadFocus)
        m_starts.at(int(m_kind))->setFocus(Qt::OtherFocusReason);
    if (!running)
        m_stop->hide();
    m_agent->setEnabled(!running);
    int passed = 0;
    int notPassed = 0;
    for (const CheckStep &step : std::as_const(m_steps)) {
        passed += int(step.verdict == CheckStep::Verdict::Ok);
        notPassed += int(step.verdict == CheckStep::Verdict::Warning || step.verdict == CheckStep::Verdict::Failed);
    }
    m_verdict->setVisible(m_tested);
    m_passed->setBadge(tr("%n passed", nullptr, passed), Token::Ok, QStringLiteral("check"));
    m_passed->setVisible(passed > 0);
    m_notPassed->setBadge(tr("%n to look at", nullptr, notPassed), Token::Warn, QStringLiteral("triangle-alert"));
    m_notPassed->setVisible(notPassed > 0);
    const bool answering = running && m_kind != Kind::Explain;
    m_answerState->setBadge(m_kind == Kind::Stream ? tr("streaming") : tr("waiting"), Token::Info);
    m_answerState->setVisible(answering);
    if (m_steps.isEmpty() && !running)
        m_list->setSteps({{QStringLiteral("none"),
                           State::Off,
                           tr("Nothing tested yet"),
                           tr("Explain says who would pay. Call and Stream really go through."),
                           {},
                           {},
                           {}}});
}

void MappingTestPage::showCurl()
{
    if (!agent())
        return m_curl->setCode({});
    m_curl->setCode(curlText({agent()->endpoint, agent()->model, prompt(), m_kind != Kind::Call}));
}

// What stands in the empty field as an example is what is asked then, here and in the curl call.
QString MappingTestPage::prompt() const
{
    const QString typed = m_prompt->text().trimmed();
    return typed.isEmpty() ? m_prompt->placeholderText() : typed;
}

bool MappingTestPage::focusFilter()
{
    m_agent->setFocus(Qt::ShortcutFocusReason);
    return true;
}

bool MappingTestPage::escape()
{
    if (!m_run.isRunning())
        return false;
    m_run.cancel();
    return true;
}

void MappingTestPage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    m_cards->setDirection(width() < 860 ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

} // namespace keyswitch
