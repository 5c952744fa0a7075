// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fakeservice/sampledirectory.h"
#include "tests/ui/gallery/scenes.h"
#include "ui/dialogs/mapagentdialog.h"
#include "ui/dialogs/newagentdialog.h"
#include "ui/dialogs/newuserdialog.h"
#include "ui/pages/page.h"
#include "ui/pages/pageset.h"
#include "ui/shell/mainwindow.h"
#include "ui/widgets/button.h"
#include "ui/widgets/searchfield.h"
#include "ui/widgets/tableview.h"

#include <QDir>
#include <QLineEdit>
#include <QSettings>

namespace keyswitch::gallery
{

namespace
{

// The real pages over a fake service, which lives as long as the window.
MainWindow *window(const QString &page, FakeGatewayService *service)
{
    auto *made = new MainWindow(std::make_unique<QSettings>(
        QDir::temp().filePath(QStringLiteral("keyswitch-gallery.ini")), QSettings::IniFormat));
    service->setParent(made);
    made->setPlace(QStringLiteral("workstation · SQLite"));
    for (const PlacedPage &placed : makePages(*service))
        made->addPage(placed.section, placed.page);
    made->setProxyState(State::Ok, QStringLiteral("Running"), QStringLiteral("http://127.0.0.1:8484"));
    const auto item = [](const char *id, std::optional<State> state, const char *word, const char *value, bool first) {
        return StripState{
            QString::fromLatin1(id), state, QString::fromLatin1(word), QString::fromLatin1(value), first, {}, {}};
    };
    made->setStripItem(StatusStrip::Side::Left, item("proxy", State::Ok, "Proxy", "127.0.0.1:8484", false));
    made->setStripItem(StatusStrip::Side::Left, item("letta", State::Ok, "Letta", "0.16.7", false));
    made->setStripItem(StatusStrip::Side::Left, item("litellm", State::Ok, "LiteLLM", "38 ms", false));
    made->setStripItem(StatusStrip::Side::Right, item("spend", {}, "Spend today", "$33.62", false));
    made->setStripItem(StatusStrip::Side::Right, item("rate", {}, "req/min", "42", true));
    made->showPage(page);
    return made;
}

FakeGatewayService *filled()
{
    auto *service = new FakeGatewayService;
    fillSampleDirectory(*service, QDateTime::currentDateTimeUtc());
    return service;
}

FakeGatewayService *empty()
{
    auto *service = filled();
    service->userList.clear();
    service->agentList.clear();
    service->requestList.clear();
    service->usageList.clear();
    return service;
}

FakeGatewayService *failing()
{
    auto *service = filled();
    service->broken =
        Problem{Problem::Code::Storage,
                QStringLiteral("The store does not answer"),
                QStringLiteral("Another program has locked keyswitch.db for more than 30 seconds."),
                {},
                QStringLiteral("Close the program that has it open, for instance a database browser, and try again.")};
    return service;
}

std::function<void(QWidget *)> row(int number)
{
    return [number](QWidget *window) {
        const QList<TableView *> tables = window->findChildren<TableView *>();
        for (TableView *table : tables) {
            if (table->isVisible())
                table->selectRow(number);
        }
    };
}

void pressPrimary(QWidget *window)
{
    const QList<Button *> buttons = window->findChildren<Button *>();
    for (Button *button : buttons) {
        if (buttonKind(button) == ButtonKind::Primary && button->isVisible())
            button->click();
    }
}

QWidget *live()
{
    FakeGatewayService *service = filled();
    MainWindow *made = window(QStringLiteral("live"), service);
    Q_EMIT service->traffic(sampleLiveRows(QDateTime::currentDateTimeUtc()));
    return made;
}

QList<CheckStep> mappingSteps(bool failed)
{
    using namespace std::chrono_literals;
    using Verdict = CheckStep::Verdict;
    QList<CheckStep> steps{
        {QStringLiteral("agent"),
         Verdict::Ok,
         QStringLiteral("Agent is known"),
         QStringLiteral("code-review · agent-7be2d90e-dc8f35"),
         {},
         {},
         100us,
         {}},
        {QStringLiteral("user"),
         Verdict::Ok,
         QStringLiteral("It belongs to Aiko Tanaka"),
         QStringLiteral("aiko@example.org, enabled"),
         {},
         {},
         100us,
         {}},
        {QStringLiteral("key"),
         Verdict::Ok,
         QStringLiteral("Her LiteLLM key is used"),
         QStringLiteral("fingerprint 1be0 937a c45d, never shown"),
         {},
         {},
         100us,
         {}},
    };
    if (failed) {
        steps.append({QStringLiteral("call"),
                      Verdict::Failed,
                      QStringLiteral("LiteLLM refuses the key"),
                      QStringLiteral("401: Authentication Error, invalid user key"),
                      QStringLiteral("http://localhost:4000/chat/completions"),
                      QStringLiteral("Set a key that LiteLLM knows on the Users page."),
                      38ms,
                      {}});
        steps.append({QStringLiteral("metered"),
                      Verdict::Skipped,
                      QStringLiteral("Metered and billed"),
                      QStringLiteral("not reached"),
                      {},
                      {},
                      {},
                      {}});
        return steps;
    }
    steps.append({QStringLiteral("upstream"),
                  Verdict::Ok,
                  QStringLiteral("LiteLLM accepts the call"),
                  QStringLiteral("model claude-sonnet-4"),
                  QStringLiteral("http://localhost:4000/chat/completions"),
                  {},
                  212ms,
                  {}});
    steps.append(
        {QStringLiteral("stream"),
         Verdict::Ok,
         QStringLiteral("The answer is complete"),
         QStringLiteral("first byte after 438 ms; 24 tokens in, 64 out"),
         {},
         {},
         2140ms,
         QStringLiteral("Hello! I am Claude Sonnet 4, reached through Keyswitch on this machine.\n\nI can read "
                        "the papers you gave me, compare them and keep notes between our conversations. If you "
                        "like, we go on where we stopped.")});
    steps.append({QStringLiteral("metered"),
                  Verdict::Ok,
                  QStringLiteral("Metered and billed to Aiko"),
                  QStringLiteral("88 tokens, $0.0010, as LiteLLM said"),
                  {},
                  {},
                  3ms,
                  {}});
    return steps;
}

QWidget *mapping(bool failed)
{
    FakeGatewayService *service = filled();
    service->steps = mappingSteps(failed);
    return window(QStringLiteral("mapping"), service);
}

// A dialog as a window of its own: the picture is of the form.
template <typename Dialog> QWidget *form()
{
    auto *service = filled();
    auto *dialog = new Dialog(*service, nullptr);
    dialog->setAttribute(Qt::WA_DeleteOnClose, false);
    service->setParent(dialog);
    return dialog;
}

void sendWrongAddress(QWidget *dialog)
{
    if (auto *field = dialog->findChild<QLineEdit *>())
        field->setText(QStringLiteral("maria at example.org"));
    pressPrimary(dialog);
}

QWidget *filtered()
{
    MainWindow *made = window(QStringLiteral("agents"), filled());
    if (auto *field = made->currentPage()->findChild<SearchField *>())
        field->setText(QStringLiteral("user:nobody"));
    return made;
}

} // namespace

std::vector<Scene> pageScenes()
{
    const QSize large(1440, 900);
    const QSize medium(1100, 700);
    const QSize small(800, 560);
    const QSize form440(440, 480);
    const auto page = [](const char *id, FakeGatewayService *(*service)()) {
        return [id, service] { return window(QString::fromLatin1(id), service()); };
    };
    const auto sound = [] { return mapping(false); };
    const auto unsound = [] { return mapping(true); };
    std::vector<Scene> scenes;
    const auto add = [&scenes](const QString &name, const QSize &size, std::function<QWidget *()> make,
                               std::function<void(QWidget *)> prepare = {}) {
        scenes.push_back({name, size, std::move(make), std::move(prepare)});
    };
    add(QStringLiteral("page-agents"), large, page("agents", filled), row(5));
    add(QStringLiteral("page-agents-plain"), medium, page("agents", filled));
    add(QStringLiteral("page-agents-small"), small, page("agents", filled), row(10));
    add(QStringLiteral("page-agents-nothing"), medium, filtered);
    add(QStringLiteral("page-users"), large, page("users", filled), row(4));
    add(QStringLiteral("page-live"), large, live, row(7));
    add(QStringLiteral("page-live-plain"), medium, live);
    add(QStringLiteral("page-live-small"), small, live, row(0));
    add(QStringLiteral("page-mapping"), large, sound, pressPrimary);
    add(QStringLiteral("page-mapping-failed"), medium, unsound, pressPrimary);
    add(QStringLiteral("page-mapping-fresh"), small, page("mapping", filled));
    add(QStringLiteral("form-user"), form440, form<NewUserDialog>);
    add(QStringLiteral("form-user-refused"), form440, form<NewUserDialog>, sendWrongAddress);
    add(QStringLiteral("form-map"), form440, form<MapAgentDialog>);
    add(QStringLiteral("form-agent"), form440, form<NewAgentDialog>);
    for (const char *id : {"agents", "users", "live", "mapping"}) {
        const QString name = QString::fromLatin1(id);
        add(QStringLiteral("page-%1-empty").arg(name), medium, page(id, empty));
        add(QStringLiteral("page-%1-error").arg(name), medium, page(id, failing));
    }
    return scenes;
}

} // namespace keyswitch::gallery
