// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/userspage.h"

#include "ui/dialogs/newuserdialog.h"
#include "ui/dialogs/setkeydialog.h"
#include "ui/models/usersfilter.h"
#include "ui/pages/commandround.h"
#include "ui/pages/pagebody.h"
#include "ui/pages/userdetails.h"
#include "ui/presenters/userspresenter.h"
#include "ui/widgets/button.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/searchfield.h"
#include "ui/widgets/segmentedfilter.h"
#include "ui/widgets/tableview.h"
#include "ui/widgets/toast.h"

#include <QAction>
#include <QHBoxLayout>
#include <QShortcut>
#include <QTimer>

namespace keyswitch
{

UsersPage::UsersPage(GatewayService &service)
    : TablePage({tr("Users"), tr("Filter: name, e-mail, state:nokey"), QStringLiteral("users")})
    , m_service(service)
    , m_model(new UsersModel(this))
    , m_filter(new UsersFilter(m_model, this))
    , m_presenter(new UsersPresenter(m_filter, m_model, this))
    , m_details(new UserDetails)
    , m_users(this)
    , m_today(this)
    , m_renew(new QTimer(this))
{
    buildToolBar();
    build(m_presenter, makeEmpty(), m_details);
    table()->setSortingEnabled(true);
    table()->sortByColumn(int(UserColumn::Name), Qt::AscendingOrder);
    table()->setStretchColumn(int(UserColumn::Name));
    table()->setColumnMinimum(int(UserColumn::Name), 220);
    table()->setDropOrder({int(UserColumn::Created), int(UserColumn::Requests), int(UserColumn::Key),
                           int(UserColumn::Email), int(UserColumn::Agents), int(UserColumn::Cost)});
    addActions();
    m_renew->setInterval(std::chrono::seconds(30)); // calls change what was used today, and nobody tells
    connect(m_renew, &QTimer::timeout, this, &UsersPage::refresh);
    connect(body(), &PageBody::retryRequested, this, &UsersPage::refresh);
    connect(&m_service, &GatewayService::directoryChanged, this, [this] {
        if (m_active)
            refresh();
    });
}

void UsersPage::buildToolBar()
{
    segments()->setSegments({{QStringLiteral("all"), tr("All"), {}, {}},
                             {QStringLiteral("nokey"), tr("No key"), State::Warn, {}},
                             {QStringLiteral("disabled"), tr("Disabled"), State::Off, {}}});
    auto *create = new Button(tr("New user…"), QStringLiteral("plus"), ButtonKind::Primary);
    toolBar()->addWidget(filter(), 2);
    toolBar()->addWidget(segments());
    toolBar()->addStretch(1);
    toolBar()->addWidget(create);
    connect(create, &QAbstractButton::clicked, this, &UsersPage::openNewUser);
    auto *shortcut = new QShortcut(QKeySequence::New, this);
    shortcut->setContext(Qt::WindowShortcut);
    connect(shortcut, &QShortcut::activated, this, &UsersPage::openNewUser);
    connect(filter(), &QLineEdit::textChanged, this, [this](const QString &text) {
        m_filter->setText(text);
        updateFace();
    });
    connect(segments(), &SegmentedFilter::currentChanged, this, [this](const QString &id) {
        using Segment = UsersFilter::Segment;
        m_filter->setSegment(id == QLatin1String("nokey")          ? Segment::NoKey
                                 : id == QLatin1String("disabled") ? Segment::Disabled
                                                                   : Segment::All);
        updateFace();
    });
}

QWidget *UsersPage::makeEmpty()
{
    auto *empty = new EmptyState(QStringLiteral("users"), tr("No users yet"),
                                 tr("A user is someone whose LiteLLM key pays for agents. Add the first, then map an "
                                    "agent to them."));
    Button *create = empty->setPrimaryAction(tr("New user…"), QStringLiteral("plus"));
    empty->setHint(tr("Or press"), QKeySequence(QKeySequence::New).toString(QKeySequence::NativeText));
    connect(create, &QAbstractButton::clicked, this, &UsersPage::openNewUser);
    return empty;
}

void UsersPage::addActions()
{
    const auto add = [this](const QString &text, auto work) {
        auto *action = new QAction(text, table());
        table()->addAction(action);
        connect(action, &QAction::triggered, this, work);
        m_rowActions.append(action);
        return action;
    };
    const auto toggle = [this] {
        if (const QList<UserSummary> users = selected(); !users.isEmpty())
            setEnabled(users, !users.first().enabled);
    };
    add(tr("Set key…"), [this] { openSetKey(); });
    m_enable = add(tr("Disable"), toggle);
    table()->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(m_details, &UserDetails::setKeyRequested, this, &UsersPage::openSetKey);
    connect(m_details, &UserDetails::enableRequested, this, toggle);
    selectionChanged();
}

void UsersPage::activated()
{
    m_active = true;
    m_renew->start();
    refresh();
}

void UsersPage::deactivated()
{
    m_active = false;
    m_renew->stop();
}

void UsersPage::refresh()
{
    if (!m_loadedAt.isValid())
        body()->showLoading();
    m_users.start(m_service.users(), [this](const Result<QList<UserSummary>> &users) { showUsers(users); });
    const UsageQuery today{UsageGroup::User, QDate::currentDate().startOfDay().toUTC(), {}};
    m_today.start(m_service.usage(today), [this](const Result<QList<UsageRow>> &rows) {
        if (rows) // only adorns the table: without it, it is still true
            m_model->setToday(*rows);
        selectionChanged();
    });
}

void UsersPage::showUsers(const Result<QList<UserSummary>> &users)
{
    if (!users) {
        if (m_loadedAt.isValid())
            return body()->showStale(users.error(), m_loadedAt);
        Q_EMIT subtitleChanged(tr("not loaded"));
        return body()->showProblem(users.error(), tr("Calls through the proxy go on working."));
    }
    m_loadedAt = QDateTime::currentDateTimeUtc();
    body()->clearStale();
    m_model->replace(*users);
    updateFace();
    if (m_wanted != UserId::None) {
        selectRow(m_presenter->mapFromSource(m_filter->indexOf(m_wanted)));
        m_wanted = UserId::None;
    }
    selectionChanged();
}

void UsersPage::updateFace()
{
    if (!m_loadedAt.isValid())
        return;
    const int total = m_model->rowCount();
    int keyless = 0;
    int disabled = 0;
    for (const UserSummary &user : m_model->records()) {
        keyless += int(UsersFilter::isIn(user, UsersFilter::Segment::NoKey));
        disabled += int(UsersFilter::isIn(user, UsersFilter::Segment::Disabled));
    }
    segments()->setCount(QStringLiteral("all"), total);
    segments()->setCount(QStringLiteral("nokey"), keyless);
    segments()->setCount(QStringLiteral("disabled"), disabled);
    Q_EMIT subtitleChanged(total == 0 ? tr("none yet") : tr("%n user(s)", nullptr, total));
    Q_EMIT navigationBadge(total, keyless > 0 ? State::Warn : State::Ok);
    if (total == 0)
        body()->showEmpty();
    else if (m_filter->rowCount() == 0)
        body()->showNothingFound(filter()->text(), tr("%n user(s) are hidden by the filter.", nullptr, total));
    else
        body()->showContent();
}

QList<UserSummary> UsersPage::selected() const
{
    QList<UserSummary> users;
    for (const QModelIndex &row : selectedRows())
        users.append(m_filter->at(m_presenter->mapToSource(row)));
    return users;
}

void UsersPage::selectionChanged()
{
    const QList<UserSummary> users = selected();
    for (QAction *action : std::as_const(m_rowActions))
        action->setEnabled(!users.isEmpty());
    if (users.isEmpty())
        return;
    const UserSummary &user = users.first();
    if (m_enable)
        m_enable->setText(user.enabled ? tr("Disable") : tr("Enable"));
    m_details->setUser(user, m_model->today(user.email));
}

void UsersPage::setEnabled(const QList<UserSummary> &users, bool enabled, bool undoable)
{
    auto round = CommandRound<UserSummary>::begin();
    for (const UserSummary &user : users) {
        if (user.enabled != enabled)
            round->add(this, m_service.setUserEnabled(user.id, enabled));
    }
    round->conclude([this, enabled, undoable](const QList<UserSummary> &done, const std::optional<Problem> &problem) {
        for (const UserSummary &user : done)
            m_model->put(user);
        updateFace();
        selectionChanged();
        if (problem) {
            Toast::show(this, State::Error, problem->title);
            return;
        }
        if (done.isEmpty())
            return;
        const QString text = done.size() == 1
            ? (enabled ? tr("%1 is enabled") : tr("%1 is disabled")).arg(UsersPresenter::name(done.first()))
            : enabled ? tr("%n user(s) enabled", nullptr, int(done.size()))
                      : tr("%n user(s) disabled", nullptr, int(done.size()));
        Toast *toast = Toast::show(this, State::Ok, text, undoable ? tr("Undo") : QString());
        connect(toast, &Toast::actionTriggered, this, [this, done, enabled] { setEnabled(done, !enabled, false); });
    });
}

void UsersPage::openNewUser()
{
    auto *dialog = new NewUserDialog(m_service, window());
    connect(dialog, &NewUserDialog::added, this, [this](const UserSummary &user) {
        m_wanted = user.id;
        refresh();
    });
    dialog->open();
}

void UsersPage::openSetKey()
{
    const QList<UserSummary> users = selected();
    if (users.isEmpty())
        return;
    auto *dialog = new SetKeyDialog(m_service, users.first(), window());
    connect(dialog, &SetKeyDialog::keySet, this, [this](const UserSummary &user) {
        m_model->put(user);
        updateFace();
        selectionChanged();
        Toast::show(this, State::Ok, tr("The key of %1 is set").arg(UsersPresenter::name(user)));
    });
    dialog->open();
}

} // namespace keyswitch
