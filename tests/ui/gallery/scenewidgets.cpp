// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/gallery/scenes.h"
#include "ui/theme/icons.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/addresspill.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/bars.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/figuretile.h"
#include "ui/widgets/keycap.h"
#include "ui/widgets/label.h"
#include "ui/widgets/meter.h"
#include "ui/widgets/searchfield.h"
#include "ui/widgets/segmentedfilter.h"
#include "ui/widgets/statelabel.h"
#include "ui/widgets/switch.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QGridLayout>
#include <QListWidget>
#include <QMenu>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QRadioButton>
#include <QSpinBox>
#include <QTabBar>

namespace keyswitch::gallery
{

namespace
{

QWidget *inRow(const QList<QWidget *> &widgets)
{
    auto *box = new QWidget;
    box->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    auto *row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::space2);
    for (QWidget *widget : widgets)
        row->addWidget(widget);
    row->addStretch();
    return box;
}

// Fields have their names from the labels beside them; these stand alone.
template <typename Widget> Widget *named(Widget *widget)
{
    widget->setAccessibleName(QStringLiteral("example"));
    return widget;
}

template <typename Widget> Widget *disabled(Widget *widget)
{
    widget->setEnabled(false);
    return widget;
}

QWidget *buttons()
{
    auto *card = new Card(QStringLiteral("Buttons"));
    const QList<std::pair<ButtonKind, QString>> kinds{{ButtonKind::Plain, QStringLiteral("Columns")},
                                                      {ButtonKind::Primary, QStringLiteral("New agent")},
                                                      {ButtonKind::Ghost, QStringLiteral("Rotate key…")},
                                                      {ButtonKind::Link, QStringLiteral("Show in traffic")},
                                                      {ButtonKind::Danger, QStringLiteral("Disable")}};
    for (const auto &[kind, text] : kinds) {
        auto *checked = new Button(text, kind);
        checked->setCheckable(true);
        checked->setChecked(true);
        card->body()->addWidget(inRow({new Button(text, kind), new Button(text, QStringLiteral("plus"), kind), checked,
                                       disabled(new Button(text, QStringLiteral("plus"), kind))}));
    }
    auto *menu = new QMenu(card);
    auto *opens = new Button(QStringLiteral("Opens a menu"), QStringLiteral("download"));
    opens->setMenu(menu);
    card->body()->addWidget(inRow({opens, new IconButton(QStringLiteral("copy"), QStringLiteral("Copy")),
                                   new IconButton(QStringLiteral("ellipsis"), QStringLiteral("More")),
                                   disabled(new IconButton(QStringLiteral("bell"), QStringLiteral("Alerts")))}));
    return card;
}

QWidget *fields()
{
    auto *card = new Card(QStringLiteral("Fields"));
    auto *refused = named(new QLineEdit(QStringLiteral("not a URL")));
    setRefused(refused, true);
    auto *search = new SearchField(QStringLiteral("Filter agents"));
    auto *typed = new SearchField(QStringLiteral("Filter agents"));
    typed->setText(QStringLiteral("user:maria"));
    auto *combo = named(new QComboBox);
    combo->addItems({QStringLiteral("maria-research"), QStringLiteral("b")});
    auto *spin = named(new QSpinBox);
    spin->setRange(0, 100000);
    spin->setValue(32000);
    auto *area = named(new QPlainTextEdit(QStringLiteral("Say hello and name your model.")));
    area->setFixedHeight(60);
    auto *box = new QCheckBox(QStringLiteral("Keep the content"));
    box->setChecked(true);
    auto *partly = new QCheckBox(QStringLiteral("Partly"));
    partly->setTristate(true);
    partly->setCheckState(Qt::PartiallyChecked);
    auto *radio = new QRadioButton(QStringLiteral("By user"));
    radio->setChecked(true);
    auto *on = new Switch(QStringLiteral("Stream"));
    on->setChecked(true);
    card->body()->addWidget(search);
    card->body()->addWidget(typed);
    card->body()->addWidget(inRow({named(new QLineEdit(QStringLiteral("a field"))), refused,
                                   disabled(named(new QLineEdit(QStringLiteral("disabled"))))}));
    card->body()->addWidget(inRow({combo, spin, disabled(named(new QComboBox))}));
    card->body()->addWidget(area);
    card->body()->addWidget(inRow(
        {box, partly, new QCheckBox(QStringLiteral("Off")), disabled(new QCheckBox(QStringLiteral("Disabled")))}));
    card->body()->addWidget(inRow({radio, new QRadioButton(QStringLiteral("By agent")), on,
                                   new Switch(QStringLiteral("Off")), disabled(new Switch(QStringLiteral("x")))}));
    return card;
}

QWidget *states()
{
    auto *card = new Card(QStringLiteral("States, badges"));
    card->body()->addWidget(inRow({new StateLabel(State::Ok, QStringLiteral("200")),
                                   new StateLabel(State::Off, QStringLiteral("client left")),
                                   new StateLabel(State::Warn, QStringLiteral("429 limit")),
                                   new StateLabel(State::Error, QStringLiteral("502 LiteLLM")),
                                   new StateLabel(State::Running, QStringLiteral("streaming"))}));
    card->body()->addWidget(
        inRow({new Badge(QStringLiteral("active"), Token::Ok),
               new Badge(QStringLiteral("Other proxy"), Token::Warn, QStringLiteral("unplug")),
               new Badge(QStringLiteral("Bypasses proxy"), Token::Danger, QStringLiteral("git-compare")),
               new Badge(QStringLiteral("streaming"), Token::Info), new Badge(QStringLiteral("disabled"), Token::Muted),
               new Badge(QStringLiteral("new"), Token::Accent), new KeyCap(QStringLiteral("Ctrl F"))}));
    for (const double share : {0.0, 0.3, 0.85, 1.2}) {
        auto *meter = new Meter(QStringLiteral("Budget"));
        meter->setShare(share);
        card->body()->addWidget(meter);
    }
    auto *progress = new QProgressBar;
    progress->setValue(40);
    progress->setTextVisible(false);
    progress->setFixedHeight(8);
    card->body()->addWidget(progress);
    auto *tabs = new QTabBar;
    for (const char *tab : {"Stream", "Request", "Headers", "Key and cost"})
        tabs->addTab(QLatin1String(tab));
    tabs->setDrawBase(false);
    tabs->setExpanding(false);
    card->body()->addWidget(tabs);
    auto *segments = new SegmentedFilter(QStringLiteral("State"));
    segments->setSegments({{QStringLiteral("a"), QStringLiteral("All"), {}, {}},
                           {QStringLiteral("r"), QStringLiteral("Running"), State::Running, 7},
                           {QStringLiteral("f"), QStringLiteral("Failed"), State::Error, 4}});
    card->body()->addWidget(segments);
    auto *narrow = new SegmentedFilter(QStringLiteral("State"));
    narrow->setSegments({{QStringLiteral("a"), QStringLiteral("All"), {}, 12345},
                         {QStringLiteral("r"), QStringLiteral("Running for very long"), State::Running, 7}});
    narrow->setMaximumWidth(130);
    card->body()->addWidget(narrow);
    card->body()->addStretch();
    return card;
}

QWidget *texts()
{
    auto *card = new Card(QStringLiteral("Type"));
    const QList<std::pair<TextStyle, QString>> styles{
        {TextStyle::Caption, QStringLiteral("Caption 11: table heads, sub-titles 0123456789")},
        {TextStyle::Small, QStringLiteral("Small 12: Calls through the proxy go on working")},
        {TextStyle::SmallMedium, QStringLiteral("Small 12 medium: Running")},
        {TextStyle::Body, QStringLiteral("Body 13: Съешь же ещё этих мягких французских булок")},
        {TextStyle::Medium, QStringLiteral("Medium 13: maria-research")},
        {TextStyle::Strong, QStringLiteral("Strong 13: Step by step")},
        {TextStyle::Title, QStringLiteral("Title 15: Agents")},
        {TextStyle::Page, QStringLiteral("Page 20: Letta does not answer")},
        {TextStyle::Number, QStringLiteral("Number 24: $1,184.10")},
        {TextStyle::Mono, QStringLiteral("Mono 12: http://127.0.0.1:8484/v1 != =>")},
        {TextStyle::MonoSmall, QStringLiteral("Mono 11: agent-7f3a91c2")}};
    for (const auto &[style, text] : styles)
        card->body()->addWidget(new Label(text, style));
    auto *link =
        new Label(QStringLiteral("This line wraps, since it says more than there is room for in a card that is "
                                 "not as wide as it would like to be, in any language."),
                  TextStyle::Body, Token::Muted);
    link->setWrapped();
    card->body()->addWidget(link);
    return card;
}

QWidget *banners()
{
    auto *card = new Card(QStringLiteral("Banners, address"));
    for (const State state : {State::Ok, State::Warn, State::Error, State::Running, State::Off}) {
        auto *banner = new Banner;
        banner->setMessage(state, QStringLiteral("Mapped right: Maria Petrova pays"),
                           QStringLiteral("Her budget for September ends with $15.90 more"));
        banner->addAction(QStringLiteral("Open user"));
        card->body()->addWidget(banner);
    }
    auto *running = new AddressPill;
    running->setAddress(State::Ok, QStringLiteral("Running"), QStringLiteral("http://127.0.0.1:8484/v1"));
    auto *stopped = new AddressPill;
    stopped->setAddress(State::Off, QStringLiteral("Stopped"), {});
    auto *compact = new AddressPill;
    compact->setAddress(State::Error, QStringLiteral("Port taken"), QStringLiteral("http://127.0.0.1:8484/v1"));
    compact->setCompact(true);
    card->body()->addWidget(inRow({running, stopped, compact}));
    return card;
}

QWidget *icons()
{
    auto *card = new Card(QStringLiteral("Icons"));
    auto *grid = new QGridLayout;
    const QStringList names = QDir(QStringLiteral(":/keyswitch/icons")).entryList({QStringLiteral("*.svg")});
    for (int i = 0; i < int(names.size()); ++i)
        grid->addWidget(new IconButton(QString(names.at(i)).chopped(4), names.at(i)), i / 14, i % 14);
    card->body()->addLayout(grid);
    card->body()->addStretch();
    return card;
}

QWidget *sheet()
{
    auto *page = new Bar(Token::Canvas);
    auto *grid = new QGridLayout(page);
    grid->setContentsMargins(metrics::pageMargin, metrics::pageMargin, metrics::pageMargin, metrics::pageMargin);
    grid->setSpacing(metrics::space3);
    grid->addWidget(buttons(), 0, 0);
    grid->addWidget(fields(), 0, 1);
    grid->addWidget(states(), 1, 0);
    grid->addWidget(texts(), 1, 1);
    grid->addWidget(banners(), 2, 0);
    grid->addWidget(icons(), 2, 1);
    return page;
}

QWidget *figures()
{
    const QList<double> before{3, 4, 6, 5, 4, 3, 2, 3, 5, 7, 8, 7, 6, 5, 5, 4, 4, 5, 6, 6, 5, 4, 3, 3};
    const QList<double> today{2, 3, 5, 6, 5, 4, 3, 4, 7, 9, 9, 8, 7, 8};
    auto *page = new Bar(Token::Canvas);
    auto *row = new QHBoxLayout(page);
    row->setSpacing(metrics::space3);
    const QString yesterday = QStringLiteral("vs yesterday");
    auto *requests = new FigureTile(QStringLiteral("Requests"));
    requests->setFigure(QStringLiteral("18,426"));
    requests->setChange(FigureTile::Change::Up, QStringLiteral("12%"), yesterday);
    requests->setCourse(today, before, 24);
    auto *spend = new FigureTile(QStringLiteral("Spend"));
    spend->setFigure(QStringLiteral("$38.42"));
    spend->setChange(FigureTile::Change::Up, QStringLiteral("31%"), yesterday, Token::Warn);
    spend->setCourse(today, before, 24);
    auto *errors = new FigureTile(QStringLiteral("Errors"));
    errors->setFigure(QStringLiteral("0.42"), QStringLiteral("%"));
    errors->setChange(FigureTile::Change::Down, QStringLiteral("0.1 pp"), yesterday, Token::Ok);
    errors->setCourse(before, today, 24);
    auto *cost = new FigureTile(QStringLiteral("Cost"));
    cost->setFigure(QStringLiteral("unknown"));
    cost->setNote(QStringLiteral("12 requests have no price"), Token::Warn);
    row->addWidget(requests);
    row->addWidget(spend);
    row->addWidget(errors);
    row->addWidget(cost);
    return page;
}

QWidget *lists()
{
    auto *page = new Bar(Token::Canvas);
    auto *row = new QHBoxLayout(page);
    auto *list = named(new QListWidget);
    list->addItems({QStringLiteral("claude-sonnet-4"), QStringLiteral("gpt-4.1"), QStringLiteral("gpt-4.1-mini")});
    list->setCurrentRow(1);
    auto *combo = named(new QComboBox);
    combo->addItems(
        {QStringLiteral("maria-research"), QStringLiteral("support-desk-eu"), QStringLiteral("code-review")});
    combo->setCurrentIndex(1);
    combo->view()->setCurrentIndex(combo->model()->index(1, 0));
    named(combo->view())->setParent(page);
    row->addWidget(list);
    row->addWidget(combo->view());
    row->addWidget(combo, 0, Qt::AlignTop);
    return page;
}

QWidget *openMenu()
{
    auto *menu = new QMenu;
    menu->addAction(themeIcon(QStringLiteral("copy")), QStringLiteral("Copy endpoint\tCtrl+Shift+C"));
    menu->addAction(themeIcon(QStringLiteral("route")), QStringLiteral("Test mapping…\tCtrl+T"));
    menu->addSeparator();
    QAction *check = menu->addAction(QStringLiteral("Follow"));
    check->setCheckable(true);
    check->setChecked(true);
    menu->addAction(QStringLiteral("Not possible now"))->setEnabled(false);
    menu->addMenu(QStringLiteral("Columns"))->addAction(QStringLiteral("User"));
    menu->setActiveAction(menu->actions().at(1));
    return menu;
}

} // namespace

std::vector<Scene> widgetScenes()
{
    return {{QStringLiteral("widgets"), QSize(1140, 1180), sheet, {}},
            {QStringLiteral("menu"), {}, openMenu, {}},
            {QStringLiteral("lists"), QSize(640, 140), lists, {}},
            {QStringLiteral("figures"), QSize(900, 150), figures, {}}};
}

} // namespace keyswitch::gallery
