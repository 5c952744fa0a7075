// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/configure/settingsloader.h"
#include "proxy/configure/settingtable.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace keyswitch;

using Values = QHash<QByteArray, QByteArray>;
Q_DECLARE_METATYPE(Values)

class tst_SettingsLoader : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    QString write(const char *name, const QByteArray &text)
    {
        QFile file(m_folder.filePath(QLatin1String(name)));
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("cannot write a test file");
        return file.fileName();
    }

    static SettingsSources from(const Values &environment)
    {
        SettingsSources sources;
        sources.environment = [environment](const QByteArray &name) -> std::optional<QByteArray> {
            const auto found = environment.constFind(name);
            return found == environment.constEnd() ? std::nullopt : std::optional(*found);
        };
        return sources;
    }

    static ShownSetting shown(const LoadedSettings &loaded, const char *name)
    {
        for (const ShownSetting &setting : loaded.shown)
            if (setting.name == name)
                return setting;
        return {};
    }

private Q_SLOTS:
    void nothingGivenIsTheMockOnLoopback()
    {
        const Result<LoadedSettings> loaded = loadSettings(from({}));
        QVERIFY(loaded);
        QCOMPARE(loaded->config->upstream.mode, UpstreamSettings::Mode::Mock);
        QVERIFY(loaded->config->listenAddress.isLoopback());
        QCOMPARE(loaded->shown.size(), qsizetype(settingTable().size()));
        QCOMPARE(shown(*loaded, "listen.port"),
                 (ShownSetting{"listen.port", QStringLiteral("8484"), QStringLiteral("default"), false}));
    }

    void theStrongestSourceWins_data()
    {
        QTest::addColumn<Values>("flags");
        QTest::addColumn<Values>("environment");
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<Values>("database");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("origin");
        const Values flag{{"upstream.base_url", "http://flag"}};
        const Values own{{"KEYSWITCH_UPSTREAM_BASE_URL", "http://own"}, {"LITELLM_BASE_URL", "http://env"}};
        const Values both{{"LLM_PROXY__LITELLM_PROXY_URL", "http://second"}, {"LITELLM_BASE_URL", "http://env"}};
        const Values second{{"LLM_PROXY__LITELLM_PROXY_URL", "http://second"}, {"LITELLM_BASE_URL", ""}};
        const QByteArray file = "LITELLM_BASE_URL=http://file\n";
        const Values database{{"upstream.base_url", "http://database"}};
        const auto row = [](const char *name, const Values &f, const Values &e, const QByteArray &t, const Values &d,
                            const char *value, const char *origin) {
            QTest::newRow(name) << f << e << t << d << QString::fromLatin1(value) << QString::fromLatin1(origin);
        };
        row("flag", flag, own, file, database, "http://flag", "flag");
        row("own variable", {}, own, file, database, "http://own", "environment KEYSWITCH_UPSTREAM_BASE_URL");
        row("first of the others", {}, both, file, database, "http://env", "environment LITELLM_BASE_URL");
        row("second of the others", {}, second, file, database, "http://second",
            "environment LLM_PROXY__LITELLM_PROXY_URL");
        row("file", {}, {}, file, database, "http://file", ".env LITELLM_BASE_URL");
        row("own variable in the file", {}, {}, file + "KEYSWITCH_UPSTREAM_BASE_URL=http://own\n", database,
            "http://own", ".env KEYSWITCH_UPSTREAM_BASE_URL");
        row("environment against own name in the file", {}, both, "KEYSWITCH_UPSTREAM_BASE_URL=http://own\n", {},
            "http://env", "environment LITELLM_BASE_URL");
        row("empty in the file", {}, {}, "LITELLM_BASE_URL=\n", database, "http://database", "database");
        row("database", {}, {}, "", database, "http://database", "database");
        row("default", {}, {}, "", {}, "", "default");
        row("flag takes away", {{"upstream.base_url", ""}}, own, file, database, "", "flag");
    }
    void theStrongestSourceWins()
    {
        QFETCH(Values, flags);
        QFETCH(Values, environment);
        QFETCH(QByteArray, file);
        QFETCH(Values, database);
        QFETCH(QString, value);
        QFETCH(QString, origin);
        SettingsSources sources = from(environment);
        sources.flags = flags;
        sources.database = database;
        write(".env", file);
        sources.dataFolder = m_folder.path();
        const Result<LoadedSettings> loaded = loadSettings(sources);
        QVERIFY(loaded);
        QCOMPARE(loaded->config->upstream.baseUrl, value.toLatin1());
        QCOMPARE(shown(*loaded, "upstream.base_url").value, value);
        QCOMPARE(shown(*loaded, "upstream.base_url").origin, origin);
        QCOMPARE(loaded->config->upstream.mode == UpstreamSettings::Mode::LiteLlm, !value.isEmpty());
    }

    void aNamedFileReplacesTheOneInTheDataFolder()
    {
        write(".env", "LLM_PROXY__DEFAULT_MODEL=folder\n");
        SettingsSources sources = from({});
        sources.dataFolder = m_folder.path();
        sources.envFile = write("other.env", "LLM_PROXY__DEFAULT_MODEL=named\n");
        const Result<LoadedSettings> loaded = loadSettings(sources);
        QVERIFY(loaded);
        QCOMPARE(loaded->config->defaultModel, QByteArray("named"));
        QCOMPARE(shown(*loaded, "agents.default_model").origin, QStringLiteral("other.env LLM_PROXY__DEFAULT_MODEL"));

        sources.envFile = m_folder.filePath(QStringLiteral("absent.env"));
        QVERIFY(!loadSettings(sources)); // named, so it must be there
        sources.envFile.clear();
        sources.dataFolder = m_folder.filePath(QStringLiteral("absent"));
        QVERIFY(loadSettings(sources));
    }

    // Every name of the five systems at once, as somebody's real file might have them.
    void theEnvironmentFilesOfTheFiveSystemsStart()
    {
        SettingsSources sources = from({});
        sources.envFile = write("five.env", R"(# S0
BACKEND_BASE_URL=http://backend.example:8484
LETTA_GLOBAL_API_KEY="sk-letta-global"
AGENT_SECRET_KEY=agent-secret
SUPABASE_URL=https://project.supabase.example
SUPABASE_SERVICE_ROLE_KEY=eyJ.role
LITELLM_BASE_URL=http://litellm:4000
SECRET_KEY='change me'
ENVIRONMENT=production
LOG_LEVEL=WARNING
SUPABASE_ANON_KEY=eyJ.anon
SUPABASE_SERVICE_KEY=eyJ.service
LETTA_BASE_URL=http://letta:8283/
LETTA_API_TOKEN=letta-password
LITELLM_MASTER_KEY=sk-master
JWT_ALGORITHM=HS256
JWT_EXPIRE_MINUTES=60
ALLOWED_ORIGINS=["http://localhost:3000"]
SUPABASE_KEY=eyJ
LETTA_API_KEY=other
LETTA_TIMEOUT=45.5
AMS_BASE_URL=http://ams:9000
AMS_API_KEY=ams
LLM_PROXY__LITELLM_PROXY_URL=http://other:4000
LLM_PROXY__LITELLM_API_KEY=sk-other
LLM_PROXY__DEFAULT_MODEL=gpt-4o-mini
LLM_PROXY__LLM_MODE=proxy
LLM_PROXY__INTERNAL_API_KEY=internal
LLM_PROXY__LOG_LEVEL=DEBUG
SOMETHING_ELSE=1
)");
        const Result<LoadedSettings> loaded = loadSettings(sources);
        QVERIFY2(loaded, loaded ? "" : qPrintable(loaded.error().detail));
        const ConfigSnapshot &config = *loaded->config;
        QCOMPARE(config.publicUrl, QByteArray("http://backend.example:8484"));
        QVERIFY(config.globalKey->equals("sk-letta-global"));
        QCOMPARE(config.upstream.mode, UpstreamSettings::Mode::LiteLlm);
        QCOMPARE(config.upstream.baseUrl, QByteArray("http://litellm:4000"));
        QVERIFY(config.upstream.masterKey->equals("sk-master"));
        QCOMPARE(config.letta.baseUrl, QByteArray("http://letta:8283"));
        QVERIFY(config.letta.token->equals("letta-password"));
        QCOMPARE(config.letta.requestTime.count(), 45'500);
        QCOMPARE(config.defaultModel, QByteArray("gpt-4o-mini"));
        QCOMPARE(config.log.level, LogSettings::Level::Warning);
        QCOMPARE(config.log.format, LogSettings::Format::Json);
        QCOMPARE(loaded->notUsedYet.size(), variablesNotUsedYet().size());
        for (const ShownSetting &setting : loaded->shown)
            for (const char *secret : {"sk-", "letta-password", "change"})
                QVERIFY2(!setting.value.contains(QLatin1String(secret)), setting.name);
    }

    void theModeFollowsTheUrlUnlessItIsGiven()
    {
        const QByteArray mode = "LLM_PROXY__LLM_MODE";
        const QByteArray url = "LITELLM_BASE_URL";
        const auto modeOf = [](const Values &environment) {
            const Result<LoadedSettings> loaded = loadSettings(from(environment));
            return loaded ? shown(*loaded, "upstream.mode").value : QStringLiteral("refused");
        };
        QCOMPARE(modeOf({}), QStringLiteral("mock"));
        QCOMPARE(modeOf({{url, "http://x"}}), QStringLiteral("litellm"));
        QCOMPARE(modeOf({{url, "http://x"}, {mode, "mock"}}), QStringLiteral("mock"));
        QCOMPARE(modeOf({{url, "http://x"}, {mode, "real"}}), QStringLiteral("litellm"));
        QCOMPARE(modeOf({{mode, "litellm"}}), QStringLiteral("refused"));
    }

    void whatIsRefusedNamesSettingAndOriginAndNoSecret_data()
    {
        QTest::addColumn<Values>("environment");
        QTest::addColumn<QString>("setting");
        QTest::addColumn<QString>("origin");
        const auto row = [](const char *name, const Values &e, const char *setting, const char *origin) {
            QTest::newRow(name) << e << QString::fromLatin1(setting) << QString::fromLatin1(origin);
        };
        row("scheme", {{"LITELLM_BASE_URL", "ftp://hunter2"}}, "upstream.base_url", "environment LITELLM_BASE_URL");
        row("user info", {{"LETTA_BASE_URL", "http://me:hunter2@host"}}, "letta.base_url",
            "environment LETTA_BASE_URL");
        row("metadata", {{"LITELLM_BASE_URL", "http://169.254.169.254/hunter2"}}, "upstream.base_url",
            "environment LITELLM_BASE_URL");
        row("metadata of Letta", {{"LETTA_BASE_URL", "http://2852039166/hunter2"}}, "letta.base_url",
            "environment LETTA_BASE_URL");
        row("CRLF in a key", {{"LITELLM_MASTER_KEY", "hunter2\r\nx: y"}}, "upstream.master_key",
            "environment LITELLM_MASTER_KEY");
        row("port", {{"KEYSWITCH_LISTEN_PORT", "99999"}}, "listen.port", "environment KEYSWITCH_LISTEN_PORT");
        row("timeout", {{"LETTA_TIMEOUT", "soon"}}, "letta.request_time", "environment LETTA_TIMEOUT");
        row("loop by address", {{"LITELLM_BASE_URL", "http://127.0.0.1:8484/v1"}}, "upstream.base_url",
            "environment LITELLM_BASE_URL");
        row("loop by name", {{"LITELLM_BASE_URL", "http://localhost:8484"}}, "upstream.base_url",
            "environment LITELLM_BASE_URL");
        row("loop in another form", {{"LITELLM_BASE_URL", "http://0x7f000001:8484"}}, "upstream.base_url",
            "environment LITELLM_BASE_URL");
        row("loop in IPv6", {{"LITELLM_BASE_URL", "http://[::ffff:127.0.0.1]:8484"}}, "upstream.base_url",
            "environment LITELLM_BASE_URL");
        row("loop when listening on all",
            {{"LETTA_BASE_URL", "http://127.0.0.2:8484"}, {"KEYSWITCH_LISTEN_ADDRESS", "0.0.0.0"}}, "letta.base_url",
            "environment LETTA_BASE_URL");
        row("loop by the public URL",
            {{"LITELLM_BASE_URL", "https://keys.example/"}, {"BACKEND_BASE_URL", "https://keys.example"}},
            "upstream.base_url", "environment LITELLM_BASE_URL");
        row("watermarks crossed", {{"KEYSWITCH_LIMITS_LOW_WATERMARK", "262144"}}, "limits.low_watermark",
            "environment KEYSWITCH_LIMITS_LOW_WATERMARK");
        row("target above head", {{"KEYSWITCH_LIMITS_TARGET_BYTES", "65536"}}, "limits.target_bytes",
            "environment KEYSWITCH_LIMITS_TARGET_BYTES");
    }
    void whatIsRefusedNamesSettingAndOriginAndNoSecret()
    {
        QFETCH(Values, environment);
        QFETCH(QString, setting);
        QFETCH(QString, origin);
        const Result<LoadedSettings> loaded = loadSettings(from(environment));
        QVERIFY(!loaded);
        const Problem problem = loaded.error();
        QCOMPARE(problem.code, Problem::Code::Invalid);
        QVERIFY2(problem.title.contains(setting), qPrintable(problem.title));
        QVERIFY2(problem.detail.contains(origin), qPrintable(problem.detail));
        QVERIFY(!problem.remedy.isEmpty());
        QVERIFY(!(problem.title + problem.detail + problem.url + problem.remedy).contains(QLatin1String("hunter2")));
    }

    void neighboursOfALoopAreAllowed()
    {
        QVERIFY(loadSettings(from({{"LITELLM_BASE_URL", "http://127.0.0.1:4000"}})));
        QVERIFY(loadSettings(from({{"LITELLM_BASE_URL", "http://10.9.8.7:8484"}})));
        QVERIFY(loadSettings(from(
            {{"LITELLM_BASE_URL", "https://keys.example/litellm"}, {"BACKEND_BASE_URL", "https://keys.example"}})));
    }

    void flagsAreCheckedByNameAndTakeNoKeys()
    {
        SettingsSources sources = from({});
        sources.flags = {{"upstream.base_ur", "http://x"}};
        QVERIFY(!loadSettings(sources));
        sources.flags = {{"upstream.master_key", "sk-hunter2"}};
        const Result<LoadedSettings> loaded = loadSettings(sources);
        QVERIFY(!loaded);
        QVERIFY(loaded.error().detail.contains(QLatin1String("KEYSWITCH_UPSTREAM_MASTER_KEY")));
        QVERIFY(!loaded.error().detail.contains(QLatin1String("hunter2")));
    }

    void theDatabaseGivesSecretsDecryptedAndItsUnknownNamesAreIgnored()
    {
        SettingsSources sources = from({});
        sources.database = {{"from.a.newer.version", "1"}, {"upstream.master_key", "never-in-clear"}};
        sources.databaseSecrets.insert("agents.global_key", std::make_shared<const Secret>("sk-stored"));
        const Result<LoadedSettings> loaded = loadSettings(sources);
        QVERIFY(loaded);
        QVERIFY(loaded->config->globalKey->equals("sk-stored"));
        QCOMPARE(shown(*loaded, "agents.global_key").origin, QStringLiteral("database"));
        QVERIFY(shown(*loaded, "agents.global_key").isSecret);
        QVERIFY(!loaded->config->upstream.masterKey);
    }

    void aBrokenValueInTheDatabaseCanBeOverruled()
    {
        SettingsSources sources = from({});
        sources.database = {{"listen.port", "no port"}};
        QVERIFY(!loadSettings(sources));
        sources.flags = {{"listen.port", "9000"}};
        const Result<LoadedSettings> loaded = loadSettings(sources);
        QVERIFY(loaded);
        QCOMPARE(loaded->config->listenPort, 9000);
    }

    void remarksTellWhatSomebodyMayWonderAbout()
    {
        SettingsSources sources = from({});
        sources.envFile = write("odd.env", "KEYSWITCH_LISTN_PORT=1\nBACKEND_BASE_URL=http://host:8000\n");
        const Result<LoadedSettings> loaded = loadSettings(sources);
        QVERIFY(loaded);
        QCOMPARE(loaded->remarks.size(), 2);
        QVERIFY(loaded->remarks.join(u' ').contains(QLatin1String("8000")));
        QVERIFY(loaded->remarks.join(u' ').contains(QLatin1String("KEYSWITCH_LISTN_PORT")));
    }

    void theProcessEnvironmentIsReadAsBytes()
    {
        QVERIFY(!SettingsSources::processEnvironment("KEYSWITCH_TEST_NOT_SET"));
        qputenv("KEYSWITCH_TEST_SET", "\xff\x01");
        QCOMPARE(*SettingsSources::processEnvironment("KEYSWITCH_TEST_SET"), QByteArray("\xff\x01"));
        qunsetenv("KEYSWITCH_TEST_SET");
    }
};

QTEST_GUILESS_MAIN(tst_SettingsLoader)
#include "tst_settingsloader.moc"
