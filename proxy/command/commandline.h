// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/command/carecommands.h"
#include "proxy/service/types.h"

#include <QByteArray>
#include <QHash>
#include <QStringList>

#include <tl/expected.hpp>

#include <optional>
#include <variant>

namespace keyswitch
{

// What `keyswitchd` was asked for, read from its arguments alone. A value; reading has no side effects.
namespace command
{
struct Serve {
};
struct UserAdd {
    NewUser user;
    bool keyFromStdin = false;
};
struct UserList {
};
struct UserKey { // sets or takes away a user's LiteLLM key
    QString email;
};
struct AgentAdd {
    NewAgent agent;
};
struct AgentCreate {
    AgentCreation agent;
};
struct AgentList {
};
struct AgentRemove {
    QString externalId;
};
struct TestMapping {
    MappingTest test;
};
struct Requests {
    RequestQuery query;
};
struct Usage {
    UsageGroup by = UsageGroup::User;
    std::chrono::seconds since{0};
};
struct Doctor {
};
struct Settings {
};
struct Status {
};
struct Help {
    QString topic; // empty: all
};
struct Version {
};
} // namespace command

using Command = std::variant<command::Help, command::Version, command::Serve, command::UserAdd, command::UserList,
                             command::UserKey, command::AgentAdd, command::AgentCreate, command::AgentList,
                             command::AgentRemove, command::TestMapping, command::Requests, command::Usage,
                             command::Doctor, command::Settings, command::Status, CareCommand>;

struct CommandLine {
    Command command;
    QString dataFolder; // empty: the platform's
    QString envFile;
    QHash<QByteArray, QByteArray> settings; // --listen and --set name=value, by setting name
    bool json = false;

    // The error is a sentence for the person who typed it.
    static tl::expected<CommandLine, QString> parse(const QStringList &arguments); // without the program's name
};

// "90s", "15m", "24h", "7d", "4w"; nothing for anything else.
std::optional<std::chrono::seconds> parseSpan(const QString &text);

QString helpText(const QString &topic);

} // namespace keyswitch
