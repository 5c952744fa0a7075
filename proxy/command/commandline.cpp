// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/command/commandline.h"

#include "proxy/service/listenflag.h"

#include <QCoreApplication>

#include <utility>

namespace keyswitch
{

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("CommandLine", text);
}

using Parsed = tl::expected<CommandLine, QString>;

// Arguments sorted into words and options. `--name value` and `--name=value` are the same; after "--" all are words.
class Arguments
{
public:
    static tl::expected<Arguments, QString> split(const QStringList &arguments)
    {
        static const QStringList withoutValue{QStringLiteral("json"),    QStringLiteral("call"),
                                              QStringLiteral("stream"),  QStringLiteral("help"),
                                              QStringLiteral("version"), QStringLiteral("dry-run")};
        Arguments result;
        for (qsizetype i = 0; i < arguments.size(); ++i) {
            const QString &argument = arguments.at(i);
            if (argument == QLatin1String("--")) {
                result.words += arguments.mid(i + 1);
                break;
            }
            if (argument == QLatin1String("-h")) {
                result.options.insert(QStringLiteral("help"), QString());
                continue;
            }
            if (!argument.startsWith(QLatin1String("--"))) {
                result.words.append(argument);
                continue;
            }
            const qsizetype equals = argument.indexOf(u'=');
            const QString name = argument.mid(2, equals < 0 ? -1 : equals - 2);
            QString value;
            if (equals >= 0 && withoutValue.contains(name))
                return tl::unexpected(tr("--%1 takes no value.").arg(name));
            if (equals >= 0) {
                value = argument.mid(equals + 1);
            } else if (!withoutValue.contains(name)) {
                if (++i == arguments.size())
                    return tl::unexpected(tr("--%1 needs a value.").arg(name));
                value = arguments.at(i);
            }
            if (name == QLatin1String("set"))
                result.sets.append(value);
            else if (result.options.contains(name))
                return tl::unexpected(tr("--%1 is given twice.").arg(name));
            else
                result.options.insert(name, value);
        }
        return result;
    }

    bool flag(const char *name) { return options.remove(QLatin1String(name)) > 0; }
    QString take(const char *name) { return options.take(QLatin1String(name)); }
    bool has(const char *name) const { return options.contains(QLatin1String(name)); }

    QStringList words;
    QStringList sets;
    QHash<QString, QString> options;
};

tl::expected<Command, QString> missing(const char *option)
{
    return tl::unexpected(tr("--%1 is missing.").arg(QLatin1String(option)));
}

tl::expected<Command, QString> userCommand(const QString &verb, Arguments &arguments)
{
    if (verb == QLatin1String("list"))
        return command::UserList{};
    if (verb == QLatin1String("add")) {
        command::UserAdd add;
        add.user.email = arguments.take("email");
        add.user.name = arguments.take("name");
        if (add.user.email.isEmpty())
            return missing("email");
        if (arguments.has("litellm-key")) {
            if (arguments.take("litellm-key") != QLatin1String("-"))
                return tl::unexpected(
                    tr("A key on the command line can be read by every user of this machine. Give it on "
                       "standard input: --litellm-key -"));
            add.keyFromStdin = true;
        }
        return add;
    }
    if (verb == QLatin1String("set-key")) {
        command::UserKey key{arguments.take("email")};
        return key.email.isEmpty() ? missing("email") : Command(std::move(key));
    }
    return tl::unexpected(tr("“user” takes add, list or set-key."));
}

tl::expected<Command, QString> agentCommand(const QString &verb, Arguments &arguments)
{
    if (verb == QLatin1String("list"))
        return command::AgentList{};
    if (verb == QLatin1String("add")) {
        command::AgentAdd add;
        add.agent.externalId = arguments.take("id");
        add.agent.user = arguments.take("user");
        add.agent.name = arguments.take("name");
        add.agent.model = arguments.take("model");
        if (add.agent.externalId.isEmpty())
            return missing("id");
        if (add.agent.user.isEmpty())
            return missing("user");
        return add;
    }
    if (verb == QLatin1String("create")) {
        command::AgentCreate create;
        create.agent.user = arguments.take("user");
        create.agent.name = arguments.take("name");
        create.agent.model = arguments.take("model");
        create.agent.embeddingModel = arguments.take("embedding-model");
        if (arguments.has("context-window")) {
            bool ok = false;
            create.agent.contextWindow = arguments.take("context-window").toInt(&ok);
            if (!ok || create.agent.contextWindow < 1024)
                return tl::unexpected(tr("--context-window takes a number of tokens, 1024 or more."));
        }
        for (const auto &[name, value] : {std::pair{"user", create.agent.user}, std::pair{"name", create.agent.name},
                                          std::pair{"model", create.agent.model}}) {
            if (value.isEmpty())
                return missing(name);
        }
        return create;
    }
    if (verb == QLatin1String("remove")) {
        command::AgentRemove remove{arguments.take("id")};
        return remove.externalId.isEmpty() ? missing("id") : Command(std::move(remove));
    }
    return tl::unexpected(tr("“agent” takes add, create, list or remove."));
}

tl::expected<Command, QString> requestsCommand(Arguments &arguments)
{
    command::Requests requests;
    requests.query.limit = 20;
    if (arguments.has("last")) {
        bool ok = false;
        requests.query.limit = arguments.take("last").toInt(&ok);
        if (!ok || requests.query.limit < 1 || requests.query.limit > 1000)
            return tl::unexpected(tr("--last takes a number from 1 to 1000."));
    }
    requests.query.beforeRequestId = arguments.take("before");
    return requests;
}

tl::expected<Command, QString> usageCommand(Arguments &arguments)
{
    command::Usage usage;
    if (arguments.has("by")) {
        const QString by = arguments.take("by");
        if (by == QLatin1String("user"))
            usage.by = UsageGroup::User;
        else if (by == QLatin1String("agent"))
            usage.by = UsageGroup::Agent;
        else if (by == QLatin1String("model"))
            usage.by = UsageGroup::Model;
        else if (by == QLatin1String("day"))
            usage.by = UsageGroup::Day;
        else
            return tl::unexpected(tr("--by takes user, agent, model or day."));
    }
    const auto span = parseSpan(arguments.has("since") ? arguments.take("since") : QStringLiteral("24h"));
    if (!span)
        return tl::unexpected(tr("--since takes a time such as 90s, 15m, 24h, 7d or 4w."));
    usage.since = *span;
    return usage;
}

tl::expected<Command, QString> commandOf(Arguments &arguments)
{
    if (arguments.flag("version"))
        return command::Version{};
    const bool help = arguments.flag("help");
    const QString noun = arguments.words.isEmpty() ? QString() : arguments.words.takeFirst();
    if (help || noun.isEmpty() || noun == QLatin1String("help"))
        return command::Help{noun == QLatin1String("help") && !arguments.words.isEmpty() ? arguments.words.takeFirst()
                                                                                         : noun};
    if (noun == QLatin1String("user") || noun == QLatin1String("agent")) {
        const QString verb = arguments.words.isEmpty() ? QString() : arguments.words.takeFirst();
        return noun == QLatin1String("user") ? userCommand(verb, arguments) : agentCommand(verb, arguments);
    }
    if (noun == QLatin1String("serve"))
        return command::Serve{};
    if (noun == QLatin1String("test-mapping")) {
        if (arguments.words.isEmpty())
            return tl::unexpected(tr("“test-mapping” needs an agent's id."));
        command::TestMapping test;
        test.test.agentExternalId = arguments.words.takeFirst();
        test.test.stream = arguments.flag("stream");
        test.test.call = arguments.flag("call") || test.test.stream;
        test.test.prompt = arguments.take("prompt");
        return test;
    }
    if (noun == QLatin1String("requests"))
        return requestsCommand(arguments);
    if (noun == QLatin1String("usage"))
        return usageCommand(arguments);
    if (noun == QLatin1String("doctor"))
        return command::Doctor{};
    if (noun == QLatin1String("settings"))
        return command::Settings{};
    if (noun == QLatin1String("status"))
        return command::Status{};
    if (auto care = parseCareCommand(noun, arguments.words, arguments.options)) {
        if (!*care)
            return tl::unexpected(care->error());
        return Command(std::move(**care));
    }
    return tl::unexpected(tr("“%1” is no command. See keyswitchd help.").arg(noun));
}

} // namespace

std::optional<std::chrono::seconds> parseSpan(const QString &text)
{
    if (text.size() < 2)
        return std::nullopt;
    bool ok = false;
    const qint64 number = QStringView(text).chopped(1).toLongLong(&ok);
    if (!ok || text.front().isSpace() || text.at(text.size() - 2).isSpace() || number < 1 || number > 1'000'000)
        return std::nullopt;
    switch (text.back().toLatin1()) {
    case 's':
        return std::chrono::seconds(number);
    case 'm':
        return std::chrono::minutes(number);
    case 'h':
        return std::chrono::hours(number);
    case 'd':
        return std::chrono::hours(24 * number);
    case 'w':
        return std::chrono::hours(168 * number);
    default:
        return std::nullopt;
    }
}

tl::expected<CommandLine, QString> CommandLine::parse(const QStringList &arguments)
{
    auto split = Arguments::split(arguments);
    if (!split)
        return tl::unexpected(split.error());
    CommandLine line;
    line.json = split->flag("json");
    line.dataFolder = split->take("data");
    line.envFile = split->take("env-file");
    if (split->has("listen") && !takeListenFlag(split->take("listen"), line.settings))
        return tl::unexpected(tr("--listen takes ADDRESS:PORT, such as 127.0.0.1:8484."));
    if (split->has("workers"))
        line.settings.insert("listen.workers", split->take("workers").toUtf8());
    for (const QString &set : std::as_const(split->sets)) {
        const qsizetype equals = set.indexOf(u'=');
        if (equals <= 0)
            return tl::unexpected(tr("--set takes NAME=VALUE; “keyswitchd settings” lists the names."));
        line.settings.insert(set.left(equals).toUtf8(), set.mid(equals + 1).toUtf8());
    }
    auto command = commandOf(*split);
    if (!command)
        return tl::unexpected(command.error());
    if (!split->words.isEmpty())
        return tl::unexpected(tr("“%1” is too much.").arg(split->words.constFirst()));
    if (!split->options.isEmpty())
        return tl::unexpected(tr("--%1 is not known here. See keyswitchd help.").arg(split->options.cbegin().key()));
    line.command = std::move(*command);
    return line;
}

QString helpText(const QString &)
{
    return tr(
        "Keyswitch: a proxy that gives each agent its user's own LiteLLM key.\n"
        "\n"
        "  keyswitchd serve [--listen ADDR:PORT] [--data DIR] [--env-file FILE] [--workers N] [--set NAME=VALUE]\n"
        "  keyswitchd user add --email E --name N [--litellm-key -]     the key is read from standard input\n"
        "  keyswitchd user set-key --email E                            likewise; an empty one takes it away\n"
        "  keyswitchd user list\n"
        "  keyswitchd agent add --id ID --user EMAIL [--name N] [--model M]    maps an agent that exists\n"
        "  keyswitchd agent create --user EMAIL --name N --model M             makes one in Letta\n"
        "  keyswitchd agent list\n"
        "  keyswitchd agent remove --id ID                                     the mapping only\n"
        "  keyswitchd test-mapping ID [--call] [--stream] [--prompt TEXT]\n"
        "  keyswitchd requests [--last N] [--before REQUEST-ID]\n"
        "  keyswitchd usage [--by user|agent|model|day] [--since 24h]\n"
        "  keyswitchd doctor | status | settings\n"
        "  keyswitchd backup [FILE]                     a copy of the database, while it is in use\n"
        "  keyswitchd backup list\n"
        "  keyswitchd restore FILE                      while no Keyswitch runs; the old database is kept aside\n"
        "  keyswitchd export requests|usage|users|agents [--format csv|jsonl] [--output FILE]\n"
        "             [--since 24h | --from DATE] [--to DATE] [--by …] [--user EMAIL] [--agent ID]\n"
        "  keyswitchd import users|agents FILE.csv [--dry-run]     all lines or none\n"
        "\n"
        "Everywhere: --json for machines, --data DIR for another data folder. Where a Keyswitch serves that folder\n"
        "already, commands go through it.\n"
        "Exit codes: 0 done, 1 it did not work, 2 the command was not understood.\n");
}

} // namespace keyswitch
