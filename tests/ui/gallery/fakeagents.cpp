// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/gallery/fakeagents.h"

#include "ui/theme/metrics.h"
#include "ui/theme/tableroles.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/bars.h"
#include "ui/widgets/button.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/errorstate.h"
#include "ui/widgets/keyvaluelist.h"
#include "ui/widgets/label.h"
#include "ui/widgets/loadingskeleton.h"
#include "ui/widgets/meter.h"
#include "ui/widgets/searchfield.h"
#include "ui/widgets/segmentedfilter.h"
#include "ui/widgets/steplist.h"
#include "ui/widgets/tableview.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QScrollArea>
#include <QSplitter>
#include <QStandardItemModel>
#include <QVBoxLayout>

namespace keyswitch::gallery
{

namespace
{

struct FakeAgent {
    State state;
    const char *name;
    const char *user;
    const char *model;
    const char *endpoint;
    const char *requests;
    const char *tokens;
    const char *cost;
    double share;
};

const FakeAgent fakeAgents[] = {
    {State::Running, "maria-research", "Maria Petrova", "claude-sonnet-4", "740360", "3,812", "9.41 M", "$9.81", 0.25},
    {State::Ok, "support-desk-eu", "Jonas Weber", "gpt-4.1", "42ba16", "5,230", "7.72 M", "$6.44", 0.17},
    {State::Running, "code-review", "Aiko Tanaka", "claude-sonnet-4", "dc8f35", "1,104", "6.20 M", "$5.90", 0.15},
    {State::Error, "mail-triage", "Maria Petrova", "gpt-4.1-mini", "", "–", "–", "unknown", 0},
    {State::Ok, "contract-reader", "Elena Rossi", "claude-opus-4", "997dee", "412", "3.61 M", "$2.87", 0.08},
    {State::Warn, "weekly-digest", "Samuel Osei", "gpt-4.1-mini", "", "61", "0.40 M", "$1.92", 0.05},
    {State::Ok, "sales-notes", "Samuel Osei", "gemini-2.5-pro", "6b3354", "890", "2.24 M", "$1.64", 0.04},
    {State::Ok, "market-watch", "Jonas Weber", "gpt-4.1", "a85e31", "640", "1.83 M", "$1.31", 0.03},
    {State::Ok, "kb-curator", "Aiko Tanaka", "gpt-4.1-mini", "165c02", "512", "1.70 M", "$0.98", 0.02},
    {State::Warn, "onboarding-coach", "", "gpt-4.1-mini", "", "–", "–", "–", 0},
    {State::Ok, "invoice-matcher", "Elena Rossi", "gpt-4.1", "29cf01", "233", "0.91 M", "$0.77", 0.02},
    {State::Off, "meeting-minutes", "Noor Haddad", "gpt-4.1-mini", "46bf68", "–", "–", "–", 0},
    {State::Ok, "release-notes", "Aiko Tanaka", "gpt-4.1", "8afd15", "37", "0.21 M", "$0.18", 0.01},
    {State::Off, "old-crm-import", "Noor Haddad", "gpt-4o", "c9c822", "–", "–", "–", 0},
    {State::Ok, "home-assistant", "Tom Lindqvist", "llama-3.3-70b", "19b5ef", "940", "1.35 M", "$0.02", 0.9},
};

QString text(const char *utf8)
{
    return QString::fromUtf8(utf8);
}

QStandardItem *cell(const FakeAgent &agent, const QString &words, CellStyle style, bool number = false)
{
    auto *item = new QStandardItem(words);
    item->setData(int(style), TableRole::Style);
    item->setData(agent.state == State::Off, TableRole::Dimmed);
    item->setTextAlignment((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    return item;
}

QStandardItemModel *fakeModel(QObject *parent)
{
    auto *model = new QStandardItemModel(0, 9, parent);
    const QStringList heads{{},
                            QStringLiteral("Agent"),
                            QStringLiteral("User"),
                            QStringLiteral("Model"),
                            QStringLiteral("Endpoint"),
                            QStringLiteral("Requests"),
                            QStringLiteral("Tokens"),
                            QStringLiteral("Cost today"),
                            QStringLiteral("Share")};
    for (int column = 0; column < int(heads.size()); ++column) {
        model->setHeaderData(column, Qt::Horizontal, heads.at(column));
        const bool number = column >= 5;
        model->setHeaderData(column, Qt::Horizontal, int((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter),
                             Qt::TextAlignmentRole);
    }
    for (const FakeAgent &agent : fakeAgents) {
        auto *tick = new QStandardItem;
        tick->setCheckable(true);
        tick->setCheckState(agent.state == State::Warn || agent.state == State::Error ? Qt::Checked : Qt::Unchecked);
        QStandardItem *name = cell(agent, text(agent.name), CellStyle::Name);
        name->setData(QVariant::fromValue(agent.state), TableRole::State);
        QStandardItem *user = cell(agent, text(agent.user), CellStyle::Text);
        if (user->text().isEmpty()) {
            user->setText(QStringLiteral("no user"));
            user->setData(int(Token::Warn), TableRole::Tone);
        }
        QStandardItem *model_ = cell(agent, text(agent.model), CellStyle::Text);
        if (agent.state != State::Off)
            model_->setData(int(Token::Muted), TableRole::Tone);
        QStandardItem *endpoint = cell(agent, {}, CellStyle::Mono);
        if (agent.state == State::Error || agent.state == State::Warn) {
            const bool error = agent.state == State::Error;
            endpoint->setData(error ? QStringLiteral("Bypasses proxy") : QStringLiteral("Other proxy"),
                              TableRole::Badge);
            endpoint->setData(int(error ? Token::Danger : Token::Warn), TableRole::BadgeTone);
            endpoint->setData(error ? QStringLiteral("git-compare") : QStringLiteral("unplug"), TableRole::BadgeIcon);
        } else {
            endpoint->setText(QStringLiteral("http://127.0.0.1:8484/llm-proxy/agent-") + text(agent.endpoint));
        }
        QStandardItem *share = cell(agent, QStringLiteral("%1 %").arg(agent.share * 100), CellStyle::Meter, true);
        share->setData(agent.share, TableRole::Share);
        model->appendRow({tick, name, user, model_, endpoint,
                          cell(agent, text(agent.requests), CellStyle::Number, true),
                          cell(agent, text(agent.tokens), CellStyle::Number, true),
                          cell(agent, text(agent.cost), CellStyle::Number, true), share});
    }
    return model;
}

} // namespace

FakeAgentsPage::FakeAgentsPage(Mood mood)
    : m_mood(mood)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *bar = new ToolBar;
    auto *row = static_cast<QHBoxLayout *>(bar->layout());
    auto *filter = new SearchField(QStringLiteral("Filter: name, user:maria, model:gpt, state:drift"));
    row->addWidget(filter, 1);
    auto *segments = new SegmentedFilter(QStringLiteral("State"));
    segments->setSegments({{QStringLiteral("all"), QStringLiteral("All"), {}, 214},
                           {QStringLiteral("drift"), QStringLiteral("Drift"), State::Warn, 3},
                           {QStringLiteral("errors"), QStringLiteral("Errors"), State::Error, 2},
                           {QStringLiteral("disabled"), QStringLiteral("Disabled"), State::Off, 9}});
    row->addWidget(segments);
    row->addStretch(1);
    row->addWidget(new Button(QStringLiteral("Columns"), QStringLiteral("columns-3")));
    row->addWidget(new Button(QStringLiteral("New agent"), QStringLiteral("plus"), ButtonKind::Primary));
    column->addWidget(bar);

    switch (mood) {
    case Mood::Filled:
        column->addWidget(filled(), 1);
        break;
    case Mood::Loading: {
        column->addWidget(new LoadingSkeleton, 1);
        break;
    }
    case Mood::Empty: {
        auto *empty = new EmptyState(QStringLiteral("bot"), QStringLiteral("No agents yet"),
                                     QStringLiteral("Letta at localhost:8283 answers and has 6 agents that do not use "
                                                    "Keyswitch yet. Bring them in, or create a new one: its endpoint "
                                                    "is set for you."));
        empty->setPrimaryAction(QStringLiteral("Bring in 6 agents…"), QStringLiteral("download"));
        empty->addSecondaryAction(QStringLiteral("New agent"), QStringLiteral("plus"));
        empty->setHint(QStringLiteral("Also: drop a .af agent file here, or press"), QStringLiteral("Ctrl N"));
        column->addWidget(empty, 1);
        break;
    }
    case Mood::NothingFound: {
        filter->setText(QStringLiteral("user:nobody"));
        auto *empty = new EmptyState(QStringLiteral("search"), QStringLiteral("Nothing matches “user:nobody”"),
                                     QStringLiteral("214 agents are hidden by this filter."));
        empty->setPrimaryAction(QStringLiteral("Clear the filter"), QStringLiteral("x"));
        column->addWidget(empty, 1);
        break;
    }
    case Mood::Failed: {
        auto *error = new ErrorState;
        error->setProblem({Problem::Code::Unreachable,
                           QStringLiteral("Letta does not answer"),
                           QStringLiteral("The agent list comes from Letta. The machine is there, but nothing listens "
                                          "on that port."),
                           QStringLiteral("http://localhost:8283/v1/agents/?limit=1000"),
                           {}},
                          QStringLiteral("Calls through the proxy go on working."));
        error->setSteps({{QStringLiteral("dns"),
                          State::Ok,
                          QStringLiteral("Name"),
                          QStringLiteral("localhost is 127.0.0.1"),
                          QStringLiteral("1 ms"),
                          {},
                          {}},
                         {QStringLiteral("connect"),
                          State::Error,
                          QStringLiteral("Connection"),
                          QStringLiteral("refused on port 8283 (ECONNREFUSED)"),
                          {},
                          {},
                          {}},
                         {QStringLiteral("version"),
                          State::Off,
                          QStringLiteral("Version"),
                          QStringLiteral("not reached"),
                          {},
                          {},
                          {}}});
        error->addRemedy(QStringLiteral("Start Letta, for example its container"), QStringLiteral("Copy command"),
                         QStringLiteral("copy"));
        error->addRemedy(QStringLiteral("It moved? Change the address"), QStringLiteral("Change address…"));
        error->addRemedy(QStringLiteral("Not sure? Let the doctor look at each step"), QStringLiteral("Open doctor"),
                         QStringLiteral("stethoscope"));
        error->setOldData(QStringLiteral("Show 214 agents as of 14:21"));
        error->setRetryIn(std::chrono::seconds(8));
        column->addWidget(error, 1);
        break;
    }
    }
}

void FakeAgentsPage::activated()
{
    Q_EMIT subtitleChanged(m_mood == Mood::Filled      ? QStringLiteral("214 agents, 38 users")
                               : m_mood == Mood::Empty ? QStringLiteral("none yet")
                                                       : QStringLiteral("not loaded"));
    Q_EMIT navigationBadge(214, State::Warn);
}

QWidget *FakeAgentsPage::filled()
{
    auto *splitter = new QSplitter;
    auto *table = new TableView(QStringLiteral("Agents"));
    table->setObjectName(QStringLiteral("agents"));
    table->setModel(fakeModel(table));
    table->setCheckColumn(0);
    table->setStretchColumn(1);
    table->setDropOrder({8, 6, 4, 3});
    table->setColumnMinimum(4, 120);
    table->setColumnMinimum(8, 90);
    table->setSortingEnabled(false);
    table->horizontalHeader()->setSortIndicatorShown(true);
    table->horizontalHeader()->setSortIndicator(7, Qt::DescendingOrder);
    table->setCurrentIndex(table->model()->index(3, 1));
    splitter->addWidget(table);
    splitter->addWidget(detailPane());
    splitter->setStretchFactor(0, 1);
    splitter->setSizes({1000, 330});
    splitter->setCollapsible(0, false);
    return splitter;
}

QWidget *FakeAgentsPage::detailPane()
{
    auto *pane = new Bar(Token::Surface);
    auto *column = new QVBoxLayout(pane);
    column->setContentsMargins(18, 12, 14, 12);
    column->setSpacing(metrics::space3);
    auto *head = new QHBoxLayout;
    auto *words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(new Label(QStringLiteral("mail-triage"), TextStyle::Title));
    auto *id =
        new Label(QStringLiteral("agent-7f3a91c2-4d01-4c47-9a57-0c2f5be1d944"), TextStyle::MonoSmall, Token::Faint);
    id->setElideMode(Qt::ElideMiddle);
    words->addWidget(id);
    head->addLayout(words, 1);
    head->addWidget(new IconButton(QStringLiteral("x"), QStringLiteral("Close the details")));
    column->addLayout(head);
    auto *banner = new Banner;
    banner->setMessage(State::Error, QStringLiteral("This agent bypasses the proxy"),
                       QStringLiteral("Its calls go out with Letta's own key. They are not billed to Maria and are not "
                                      "counted here."));
    column->addWidget(banner);
    auto *values = new KeyValueList;
    values->setRows(
        {{QStringLiteral("User"), QStringLiteral("Maria Petrova"), false, false, Token::Accent},
         {QStringLiteral("Model"), QStringLiteral("gpt-4.1-mini")},
         {QStringLiteral("LiteLLM key"), QStringLiteral("sk-…a41f"), true},
         {QStringLiteral("Endpoint"),
          QStringLiteral("http://127.0.0.1:8484/api/v1/llm-proxy/agent-7f3a91c2-4d01-4c47-9a57-0c2f5be1d944"), true,
          true},
         {QStringLiteral("Note"), QStringLiteral("<b>not bold</b> & plain")},
         {QStringLiteral("Last call"), QStringLiteral("yesterday, 18:40")}});
    column->addWidget(values);
    column->addWidget(new Separator);
    column->addWidget(new Label(QStringLiteral("Limits"), TextStyle::Strong));
    auto *line = new QHBoxLayout;
    line->addWidget(new Label(QStringLiteral("Budget of Maria, September"), TextStyle::Body, Token::Muted), 1);
    line->addWidget(new Label(QStringLiteral("$184.10 of $200")));
    column->addLayout(line);
    auto *meter = new Meter(QStringLiteral("Budget"));
    meter->setShare(0.92);
    column->addWidget(meter);
    column->addStretch();

    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setMinimumWidth(260);
    scroll->setWidget(pane);
    return scroll;
}

} // namespace keyswitch::gallery
