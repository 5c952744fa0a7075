// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/command/commandrunner.h"

#include "proxy/base/threadcall.h"
#include "proxy/command/carerunner.h"
#include "proxy/command/keyinput.h"

#include <QCoreApplication>
#include <QFutureWatcher>

#include <unistd.h>

namespace keyswitch
{

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("CommandRunner", text);
}

Problem notFound(const QString &title)
{
    Problem problem;
    problem.code = Problem::Code::NotFound;
    problem.title = title;
    return problem;
}

template <typename... Handlers> struct Overloaded : Handlers... {
    using Handlers::operator()...;
};
template <typename... Handlers> Overloaded(Handlers...) -> Overloaded<Handlers...>;

} // namespace

template <typename T, typename Print> QFuture<int> CommandRunner::printed(QFuture<Result<T>> future, Print print)
{
    return future.then(&m_service, [this, print](const Result<T> &result) {
        if (!result) {
            m_printer.problem(result.error());
            return 1;
        }
        print(*result);
        return 0;
    });
}

QFuture<int> CommandRunner::run(const Command &command)
{
    const auto nothing = [](const auto &) { return readyFuture(2); };
    return std::visit(
        Overloaded{
            [&](const command::Help &help) { return nothing(help); },
            [&](const command::Version &version) { return nothing(version); },
            [&](const command::Serve &serve) { return nothing(serve); },
            [&](const command::UserAdd &add) { return addUser(add); },
            [&](const command::UserKey &key) { return setUserKey(key); },
            [&](const command::UserList &) {
                return printed(m_service.users(), [this](const QList<UserSummary> &users) { m_printer.users(users); });
            },
            [&](const command::AgentAdd &add) {
                return printed(m_service.addAgent(add.agent),
                               [this](const AgentSummary &one) { m_printer.agents({one}); });
            },
            [&](const command::AgentCreate &create) {
                return printed(m_service.createAgent(create.agent),
                               [this](const AgentSummary &one) { m_printer.agents({one}); });
            },
            [&](const command::AgentList &) {
                return printed(m_service.agents(),
                               [this](const QList<AgentSummary> &agents) { m_printer.agents(agents); });
            },
            [&](const command::AgentRemove &remove) { return removeAgent(remove); },
            [&](const command::TestMapping &test) { return printSteps(m_service.testMapping(test.test)); },
            [&](const command::Requests &requests) {
                return printed(m_service.requests(requests.query),
                               [this](const QList<RequestRow> &rows) { m_printer.requests(rows); });
            },
            [&](const command::Usage &usage) {
                const UsageQuery query{usage.by, QDateTime::currentDateTimeUtc().addSecs(-usage.since.count()), {}};
                return printed(m_service.usage(query),
                               [this, by = usage.by](const QList<UsageRow> &rows) { m_printer.usage(rows, by); });
            },
            [&](const CareCommand &care) {
                return std::visit(Overloaded{[&](const command::BackupList &list) { return nothing(list); },
                                             [&](const command::Restore &restore) { return nothing(restore); },
                                             [&](const auto &one) { return m_care.run(one); }},
                                  care);
            },
            [&](const command::Doctor &) { return printSteps(m_service.doctor()); },
            [&](const command::Settings &) {
                return printed(m_service.settings(),
                               [this](const QList<SettingValue> &values) { m_printer.settings(values); });
            },
            [&](const command::Status &) {
                return printed(m_service.status(), [this](const GatewayStatus &status) { m_printer.status(status); });
            },
        },
        command);
}

QFuture<int> CommandRunner::addUser(const command::UserAdd &add)
{
    NewUser user{add.user.email, add.user.name, {}};
    if (add.keyFromStdin) {
        user.litellmKey = readKey(STDIN_FILENO, "LiteLLM key: ");
        if (user.litellmKey.isEmpty()) {
            Problem problem;
            problem.title = tr("No key came on standard input");
            problem.remedy = tr("For instance: printf %s \"$KEY\" | keyswitchd user add … --litellm-key -");
            m_printer.problem(problem);
            return readyFuture(1);
        }
    }
    return printed(m_service.addUser(std::move(user)), [this](const UserSummary &one) { m_printer.users({one}); });
}

QFuture<int> CommandRunner::setUserKey(const command::UserKey &key)
{
    auto secret = std::make_shared<Secret>(readKey(STDIN_FILENO, "LiteLLM key (empty: none): "));
    return m_service.users()
        .then(&m_service,
              [this, key, secret](const Result<QList<UserSummary>> &users) -> QFuture<int> {
                  if (!users) {
                      m_printer.problem(users.error());
                      return readyFuture(1);
                  }
                  for (const UserSummary &user : *users) {
                      if (user.email.compare(key.email, Qt::CaseInsensitive) == 0) {
                          return printed(m_service.setUserKey(user.id, std::move(*secret)),
                                         [this](const UserSummary &one) { m_printer.users({one}); });
                      }
                  }
                  m_printer.problem(notFound(tr("There is no user “%1”").arg(key.email)));
                  return readyFuture(1);
              })
        .unwrap();
}

QFuture<int> CommandRunner::removeAgent(const command::AgentRemove &remove)
{
    return m_service.agents()
        .then(&m_service,
              [this, remove](const Result<QList<AgentSummary>> &agents) -> QFuture<int> {
                  if (!agents) {
                      m_printer.problem(agents.error());
                      return readyFuture(1);
                  }
                  for (const AgentSummary &agent : *agents) {
                      if (agent.externalId == remove.externalId) {
                          return m_service.removeAgent(agent.id).then(&m_service, [this, remove](const Done &done) {
                              if (!done) {
                                  m_printer.problem(done.error());
                                  return 1;
                              }
                              m_printer.done(tr("%1 is no longer mapped; Letta's agent stays.").arg(remove.externalId));
                              return 0;
                          });
                      }
                  }
                  m_printer.problem(notFound(tr("There is no agent “%1”").arg(remove.externalId)));
                  return readyFuture(1);
              })
        .unwrap();
}

QFuture<int> CommandRunner::printSteps(QFuture<CheckStep> steps)
{
    auto promise = std::make_shared<QPromise<int>>();
    promise->start();
    auto *watcher = new QFutureWatcher<CheckStep>(&m_service);
    auto failed = std::make_shared<bool>(false);
    QObject::connect(watcher, &QFutureWatcher<CheckStep>::resultReadyAt, &m_service,
                     [this, watcher, failed](int index) {
                         const CheckStep step = watcher->resultAt(index);
                         *failed = *failed || step.verdict == CheckStep::Verdict::Failed;
                         m_printer.step(step);
                     });
    QObject::connect(watcher, &QFutureWatcher<CheckStep>::finished, &m_service, [watcher, failed, promise] {
        watcher->deleteLater();
        promise->addResult(*failed ? 1 : 0);
        promise->finish();
    });
    watcher->setFuture(steps);
    return promise->future();
}

} // namespace keyswitch
