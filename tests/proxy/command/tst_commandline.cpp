// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/command/commandline.h"

#include <QtTest>

using namespace keyswitch;
using namespace std::chrono_literals;

class tst_CommandLine : public QObject
{
    Q_OBJECT

private:
    static tl::expected<CommandLine, QString> parse(const QStringList &arguments)
    {
        return CommandLine::parse(arguments);
    }
    static QStringList words(const char *line) // split at blanks; '+' stands for a blank inside of a word
    {
        QStringList list = QString::fromUtf8(line).split(u' ', Qt::SkipEmptyParts);
        for (QString &word : list)
            word.replace(u'+', u' ');
        return list;
    }
    template <typename T> static T commandOf(const char *line)
    {
        auto parsed = parse(words(line));
        if (!parsed || !std::holds_alternative<T>(parsed->command)) {
            QTest::qFail(qPrintable(QLatin1String(line) + QLatin1String(": ") + (parsed ? QString() : parsed.error())),
                         __FILE__, __LINE__);
            return {};
        }
        return std::move(std::get<T>(parsed->command));
    }

private Q_SLOTS:
    void wrongLinesAreRefusedWithASentence_data()
    {
        QTest::addColumn<QString>("mentions");
        const auto row = [](const char *line, const char *mentions) {
            QTest::newRow(line) << QString::fromUtf8(mentions);
        };
        row("frobnicate", "frobnicate");
        row("user", "add, list or set-key");
        row("user frobnicate", "add, list or set-key");
        row("user add", "--email");
        row("user add --email", "--email");
        row("user add --email= --name M", "--email");
        row("user add --email m@example.org --litellm-key sk-1", "standard input");
        row("user add --email m@example.org --litellm-key=sk-1", "standard input");
        row("user add --email a@example.org --email b@example.org", "twice");
        row("user add --email m@example.org --model x", "--model");
        row("user add --email m@example.org more", "more");
        row("user set-key", "--email");
        row("user list all", "all");
        row("agent", "add, create, list or remove");
        row("agent add --id a", "--user");
        row("agent add --user m@example.org", "--id");
        row("agent create --user m@example.org --name n", "--model");
        row("agent create --user m@example.org --model m", "--name");
        row("agent create --user m --name n --model m --context-window 1023", "1024");
        row("agent create --user m --name n --model m --context-window many", "1024");
        row("agent create --user m --name n --model m --context-window 99999999999", "1024");
        row("agent remove", "--id");
        row("test-mapping", "agent's id");
        row("test-mapping a b", "b");
        row("requests --last 0", "1 to 1000");
        row("requests --last 1001", "1 to 1000");
        row("requests --last -5", "1 to 1000");
        row("requests --last x", "1 to 1000");
        row("usage --by hour", "user, agent, model or day");
        row("usage --since yesterday", "24h");
        row("usage --since 0h", "24h");
        row("usage --since 24", "24h");
        row("usage --since -1h", "24h");
        row("serve --listen 8484", "ADDRESS:PORT");
        row("serve --listen :8484", "ADDRESS:PORT");
        row("serve --listen 127.0.0.1:", "ADDRESS:PORT");
        row("serve --set listen.port", "NAME=VALUE");
        row("serve --set =8484", "NAME=VALUE");
        row("serve --set", "--set");
        row("serve --port 8484", "--port");
        row("serve --last 5", "--last");
        row("doctor --stream", "--stream");
        row("doctor --data", "--data");
        row("doctor -x", "-x");
        row("--json --json doctor", "twice");
        row("status --json=yes", "--json takes no value");
        row("--version=1", "--version takes no value");
    }
    void wrongLinesAreRefusedWithASentence()
    {
        QFETCH(QString, mentions);
        const QByteArray line = QTest::currentDataTag();
        const auto parsed = parse(words(line.constData()));
        QVERIFY2(!parsed, "is understood");
        QVERIFY2(parsed.error().contains(mentions), qPrintable(parsed.error()));
        QVERIFY2(parsed.error().endsWith(u'.') || parsed.error().endsWith(u'-'), qPrintable(parsed.error()));
    }

    void aKeyInTheArgumentsIsNotRepeatedInTheRefusal()
    {
        const auto parsed = parse(words("user add --email m@example.org --litellm-key sk-very-secret"));
        QVERIFY(!parsed);
        QVERIFY(!parsed.error().contains(QLatin1String("very-secret")));
    }

    void usersAreNamedByTheirMail()
    {
        const auto add = commandOf<command::UserAdd>("user add --email m@example.org --name Maria+P. --litellm-key -");
        QCOMPARE(add.user.email, QStringLiteral("m@example.org"));
        QCOMPARE(add.user.name, QStringLiteral("Maria P."));
        QVERIFY(add.keyFromStdin);
        QVERIFY(add.user.litellmKey.isEmpty());
        QVERIFY(!commandOf<command::UserAdd>("user add --name=a=b --email=m@example.org").keyFromStdin);
        QCOMPARE(commandOf<command::UserAdd>("user add --name=a=b --email=m@example.org").user.name,
                 QStringLiteral("a=b"));
        QCOMPARE(commandOf<command::UserKey>("user set-key --email m@example.org").email,
                 QStringLiteral("m@example.org"));
        commandOf<command::UserList>("user list");
    }

    void agentsAreMappedMadeAndForgotten()
    {
        const auto add =
            commandOf<command::AgentAdd>("agent add --id agent-1 --user m@example.org --name N --model gpt");
        QCOMPARE(add.agent.externalId, QStringLiteral("agent-1"));
        QCOMPARE(add.agent.user, QStringLiteral("m@example.org"));
        QCOMPARE(add.agent.name, QStringLiteral("N"));
        QCOMPARE(add.agent.model, QStringLiteral("gpt"));
        const auto create = commandOf<command::AgentCreate>(
            "agent create --user m@example.org --name N --model gpt --context-window 1024 --embedding-model e");
        QCOMPARE(create.agent.user, QStringLiteral("m@example.org"));
        QCOMPARE(create.agent.name, QStringLiteral("N"));
        QCOMPARE(create.agent.model, QStringLiteral("gpt"));
        QCOMPARE(create.agent.contextWindow, 1024);
        QCOMPARE(create.agent.embeddingModel, QStringLiteral("e"));
        QCOMPARE(commandOf<command::AgentRemove>("agent remove --id agent-1").externalId, QStringLiteral("agent-1"));
        commandOf<command::AgentList>("agent list");
    }

    void aStreamingTestIsACall()
    {
        const auto plain = commandOf<command::TestMapping>("test-mapping agent-1").test;
        QCOMPARE(plain.agentExternalId, QStringLiteral("agent-1"));
        QVERIFY(!plain.call && !plain.stream && plain.prompt.isEmpty());
        const auto call = commandOf<command::TestMapping>("test-mapping --call agent-1 --prompt Say+hi").test;
        QVERIFY(call.call && !call.stream);
        QCOMPARE(call.prompt, QStringLiteral("Say hi"));
        const auto stream = commandOf<command::TestMapping>("test-mapping --stream agent-1").test;
        QVERIFY(stream.call && stream.stream);
    }

    void afterTwoDashesAllAreWords()
    {
        QCOMPARE(commandOf<command::TestMapping>("test-mapping -- --stream").test.agentExternalId,
                 QStringLiteral("--stream"));
    }

    void requestsAndUsageHaveUsefulDefaults()
    {
        QCOMPARE(commandOf<command::Requests>("requests").query.limit, 20);
        const auto some = commandOf<command::Requests>("requests --last 1000 --before 01JD").query;
        QCOMPARE(some.limit, 1000);
        QCOMPARE(some.beforeRequestId, QStringLiteral("01JD"));
        QCOMPARE(commandOf<command::Usage>("usage").by, UsageGroup::User);
        QCOMPARE(commandOf<command::Usage>("usage").since, 24h);
        QCOMPARE(commandOf<command::Usage>("usage --by agent").by, UsageGroup::Agent);
        QCOMPARE(commandOf<command::Usage>("usage --by model").by, UsageGroup::Model);
        QCOMPARE(commandOf<command::Usage>("usage --by day --since 7d").by, UsageGroup::Day);
        QCOMPARE(commandOf<command::Usage>("usage --by day --since 7d").since, 7 * 24h);
    }

    void spans_data()
    {
        QTest::addColumn<qint64>("seconds"); // -1: none
        QTest::newRow("90s") << qint64(90);
        QTest::newRow("15m") << qint64(900);
        QTest::newRow("1h") << qint64(3600);
        QTest::newRow("2d") << qint64(172800);
        QTest::newRow("4w") << qint64(2419200);
        QTest::newRow("1000000w") << qint64(604800000000);
        for (const char *const bad : {"", "s", "1", "1y", "1 h", " 1h ", "0s", "-1s", "1.5h", "1000001s", "1ĥ", "h1"})
            QTest::newRow(bad) << qint64(-1);
    }
    void spans()
    {
        QFETCH(qint64, seconds);
        const auto span = parseSpan(QString::fromUtf8(QTest::currentDataTag()));
        QCOMPARE(span ? qint64(span->count()) : -1, seconds);
    }

    void settingsComeByName()
    {
        const auto line = parse(words("serve --listen 0.0.0.0:80 --workers 2 --set upstream.base_url=http://x/?a=b "
                                      "--set empty= --data /d --env-file .env --json"));
        QVERIFY(line);
        QVERIFY(std::holds_alternative<command::Serve>(line->command));
        QCOMPARE(line->settings.value("listen.address"), QByteArray("0.0.0.0"));
        QCOMPARE(line->settings.value("listen.port"), QByteArray("80"));
        QCOMPARE(line->settings.value("listen.workers"), QByteArray("2"));
        QCOMPARE(line->settings.value("upstream.base_url"), QByteArray("http://x/?a=b"));
        QVERIFY(line->settings.contains("empty"));
        QCOMPARE(line->dataFolder, QStringLiteral("/d"));
        QCOMPARE(line->envFile, QStringLiteral(".env"));
        QVERIFY(line->json);
    }

    void anIpv6AddressStandsInBrackets()
    {
        const auto line = parse(words("serve --listen [::1]:8484"));
        QVERIFY(line);
        QCOMPARE(line->settings.value("listen.address"), QByteArray("::1"));
        QCOMPARE(line->settings.value("listen.port"), QByteArray("8484"));
    }

    void helpIsGivenForNothingAndForEverything()
    {
        commandOf<command::Help>("");
        commandOf<command::Help>("help");
        commandOf<command::Help>("-h");
        commandOf<command::Help>("--help");
        QCOMPARE(commandOf<command::Help>("help usage").topic, QStringLiteral("usage"));
        QCOMPARE(commandOf<command::Help>("usage --help").topic, QStringLiteral("usage"));
        commandOf<command::Version>("--version");
    }

    void helpNamesEveryCommand()
    {
        const QString help = helpText({});
        for (const char *const word :
             {"serve", "user add", "user set-key", "user list", "agent add", "agent create", "agent list",
              "agent remove", "test-mapping", "requests", "usage", "doctor", "status", "settings", "--json", "--data"})
            QVERIFY2(help.contains(QLatin1String(word)), word);
    }
};

QTEST_GUILESS_MAIN(tst_CommandLine)
#include "tst_commandline.moc"
