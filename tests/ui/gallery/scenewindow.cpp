// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/gallery/fakeagents.h"
#include "tests/ui/gallery/fakemapping.h"
#include "tests/ui/gallery/scenes.h"
#include "ui/shell/mainwindow.h"
#include "ui/widgets/tableview.h"
#include "ui/widgets/toast.h"

#include <QDir>
#include <QSettings>

namespace keyswitch::gallery
{

namespace
{

MainWindow *window(Page *agents, Page *mapping = nullptr)
{
    auto *made = new MainWindow(std::make_unique<QSettings>(
        QDir::temp().filePath(QStringLiteral("keyswitch-gallery.ini")), QSettings::IniFormat));
    made->setPlace(QStringLiteral("workstation · SQLite"));
    const QString watch = QStringLiteral("Watch");
    const QString manage = QStringLiteral("Manage");
    const QString tryOut = QStringLiteral("Try");
    const QString system = QStringLiteral("System");
    auto *live = new BlankPage(QStringLiteral("live"), QStringLiteral("Live traffic"), QStringLiteral("activity"));
    auto *upstreams =
        new BlankPage(QStringLiteral("upstreams"), QStringLiteral("Upstreams"), QStringLiteral("stethoscope"));
    made->addPage(
        watch,
        new BlankPage(QStringLiteral("overview"), QStringLiteral("Overview"), QStringLiteral("layout-dashboard")));
    made->addPage(watch, live);
    made->addPage(watch,
                  new BlankPage(QStringLiteral("usage"), QStringLiteral("Usage"), QStringLiteral("chart-column")));
    made->addPage(manage, agents);
    made->addPage(manage, new BlankPage(QStringLiteral("users"), QStringLiteral("Users"), QStringLiteral("users")));
    made->addPage(manage, new BlankPage(QStringLiteral("keys"), QStringLiteral("Keys"), QStringLiteral("key-round")));
    if (mapping)
        made->addPage(tryOut, mapping);
    made->addPage(system, upstreams);
    made->addPage(system,
                  new BlankPage(QStringLiteral("settings"), QStringLiteral("Settings"), QStringLiteral("settings")));
    Q_EMIT live->navigationBadge(7, State::Running);
    Q_EMIT upstreams->navigationBadge(-1, State::Error);
    made->setProxyState(State::Ok, QStringLiteral("Running"), QStringLiteral("http://127.0.0.1:8484/v1"));
    const auto left = StatusStrip::Side::Left;
    const auto right = StatusStrip::Side::Right;
    made->setStripItem(
        left,
        {QStringLiteral("proxy"), State::Ok, QStringLiteral("Proxy"), QStringLiteral("127.0.0.1:8484"), false, {}, {}});
    made->setStripItem(left,
                       {QStringLiteral("letta"),
                        State::Error,
                        QStringLiteral("Letta"),
                        QStringLiteral("no answer for 3 min"),
                        false,
                        {},
                        {}});
    made->setStripItem(left,
                       {QStringLiteral("litellm"),
                        State::Warn,
                        QStringLiteral("LiteLLM"),
                        QStringLiteral("slow · 1.9 s"),
                        false,
                        {},
                        {}});
    made->setStripItem(
        right,
        {QStringLiteral("spend"), {}, QStringLiteral("Spend today"), QStringLiteral("$38.42 of $60"), false, 0.64, {}});
    made->setStripItem(right,
                       {QStringLiteral("rate"), {}, QStringLiteral("req/min"), QStringLiteral("42"), true, {}, {}});
    made->setStripItem(right,
                       {QStringLiteral("streams"), {}, QStringLiteral("streams"), QStringLiteral("7"), true, {}, {}});
    made->showPage(mapping ? mapping->id() : agents->id());
    return made;
}

// As it looks to someone who came by keyboard.
void focusTable(QWidget *made)
{
    made->findChild<TableView *>()->setFocus(Qt::TabFocusReason);
    made->setAttribute(Qt::WA_KeyboardFocusChange);
}

} // namespace

std::vector<Scene> windowScenes()
{
    using Mood = FakeAgentsPage::Mood;
    const QSize large(1440, 900);
    const auto agents = [](Mood mood) { return [mood] { return window(new FakeAgentsPage(mood)); }; };
    return {
        {QStringLiteral("agents"), large,
         [] {
             MainWindow *made = window(new FakeAgentsPage(Mood::Filled));
             Toast::show(made, State::Ok, QStringLiteral("meeting-minutes is disabled"), QStringLiteral("Undo"));
             return made;
         },
         focusTable},
        {QStringLiteral("agents-1100"), QSize(1100, 700), agents(Mood::Filled), {}},
        {QStringLiteral("agents-small"), QSize(640, 480), agents(Mood::Filled), {}},
        {QStringLiteral("loading"), large, agents(Mood::Loading), {}},
        {QStringLiteral("empty"), large, agents(Mood::Empty), {}},
        {QStringLiteral("nothing-found"), QSize(1100, 700), agents(Mood::NothingFound), {}},
        {QStringLiteral("error"), large, agents(Mood::Failed), {}},
        {QStringLiteral("error-small"), QSize(640, 480), agents(Mood::Failed), {}},
        {QStringLiteral("mapping"),
         large,
         [] { return window(new FakeAgentsPage(Mood::Filled), new FakeMappingPage); },
         {}},
    };
}

} // namespace keyswitch::gallery
