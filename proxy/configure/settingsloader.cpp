// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/configure/settingsloader.h"

#include "proxy/configure/envfile.h"
#include "proxy/configure/settingtable.h"
#include "proxy/configure/upstreamcertificates.h"
#include "proxy/configure/urlrules.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QUrl>

namespace keyswitch
{
namespace
{

QString text(const char *source)
{
    return QCoreApplication::translate("Settings", source);
}

struct Found {
    Secret value; // whatever it is: nobody has looked at its type yet
    QString origin;
    bool seconds = false;
    bool isDefault = false;
};

Problem refused(const QString &setting, const QString &why, const QString &origin)
{
    return {Problem::Code::Invalid,
            text(QT_TRANSLATE_NOOP("Settings", "The setting %1 cannot be used")).arg(setting),
            text(QT_TRANSLATE_NOOP("Settings", "%1 (from: %2)")).arg(why, origin),
            {},
            text(QT_TRANSLATE_NOOP("Settings",
                                   "Correct it there, or give another value with a stronger source (flags, then "
                                   "environment, then the .env file)."))};
}

class Loader
{
public:
    explicit Loader(const SettingsSources &sources)
        : m_sources(sources)
    {
    }

    Result<LoadedSettings> run()
    {
        for (auto flag = m_sources.flags.begin(); flag != m_sources.flags.end(); ++flag) {
            if (const Done fine = checkFlag(flag.key()); !fine)
                return tl::unexpected(fine.error());
        }
        if (const Done read = readFile(); !read)
            return tl::unexpected(read.error());
        for (const Setting &setting : settingTable()) {
            if (const Done applied = apply(setting); !applied)
                return tl::unexpected(applied.error());
        }
        settleMode();
        if (const Done fits = checkTogether(); !fits)
            return tl::unexpected(fits.error());
        collectRemarks();
        m_loaded.config = std::make_shared<const ConfigSnapshot>(std::move(m_config));
        return std::move(m_loaded);
    }

private:
    Done checkFlag(const QByteArray &name) const
    {
        const QString flag = text(QT_TRANSLATE_NOOP("Settings", "flag"));
        const Setting *setting = findSetting(name);
        if (!setting)
            return tl::unexpected(refused(QString::fromUtf8(name),
                                          text(QT_TRANSLATE_NOOP("Settings", "there is no such setting")), flag));
        if (setting->isSecret())
            return tl::unexpected(
                refused(QString::fromUtf8(name),
                        text(QT_TRANSLATE_NOOP("Settings",
                                               "a key cannot be a flag, since every user of this machine can read "
                                               "command lines; set the environment variable %1 instead"))
                            .arg(QString::fromLatin1(setting->variable())),
                        flag));
        return {};
    }

    Done readFile()
    {
        QString path = m_sources.envFile;
        if (path.isEmpty()) {
            if (m_sources.dataFolder.isEmpty())
                return {};
            path = m_sources.dataFolder + QStringLiteral("/.env");
            if (!QFileInfo::exists(path))
                return {};
        }
        Result<EnvFile> file = EnvFile::read(path, m_sources.environment);
        if (!file)
            return tl::unexpected(file.error());
        m_file = std::move(*file);
        m_fileName = QFileInfo(path).fileName();
        return {};
    }

    std::optional<Found> inEnvironment(const Setting::Variable &variable) const
    {
        std::optional<QByteArray> value = m_sources.environment ? m_sources.environment(variable.name) : std::nullopt;
        if (!value || value->isEmpty())
            return {};
        return Found{Secret::takeFrom(std::move(*value)),
                     text(QT_TRANSLATE_NOOP("Settings", "environment %1")).arg(QLatin1String(variable.name)),
                     variable.seconds};
    }

    std::optional<Found> inFile(const Setting::Variable &variable) const
    {
        const EnvFile::Entry *entry = m_file.find(variable.name);
        if (!entry || entry->value.isEmpty())
            return {};
        return Found{entry->value.clone(), QStringLiteral("%1 %2").arg(m_fileName, QLatin1String(variable.name)),
                     variable.seconds};
    }

    Found find(const Setting &setting) const
    {
        const auto flag = m_sources.flags.constFind(setting.name);
        if (flag != m_sources.flags.constEnd())
            return {Secret(*flag), text(QT_TRANSLATE_NOOP("Settings", "flag"))};

        const QByteArray own = setting.variable();
        const std::array<Setting::Variable, 3> variables = {{{own.constData()}, setting.others[0], setting.others[1]}};
        for (const auto source : {&Loader::inEnvironment, &Loader::inFile})
            for (const Setting::Variable &variable : variables)
                if (variable.name)
                    if (std::optional<Found> found = (this->*source)(variable))
                        return std::move(*found);

        const QString database = text(QT_TRANSLATE_NOOP("Settings", "database"));
        const auto secret = m_sources.databaseSecrets.constFind(setting.name);
        if (setting.isSecret() && secret != m_sources.databaseSecrets.constEnd() && *secret)
            return {(*secret)->clone(), database};
        const auto stored = m_sources.database.constFind(setting.name);
        if (!setting.isSecret() && stored != m_sources.database.constEnd())
            return {Secret(*stored), database};
        return {Secret(QByteArrayView(setting.fallback)), text(QT_TRANSLATE_NOOP("Settings", "default")), false, true};
    }

    Done apply(const Setting &setting)
    {
        const Found found = find(setting);
        const tl::expected<ParsedSetting, QString> parsed = parseSetting(setting, found.value.view(), found.seconds);
        const QString name = QString::fromLatin1(setting.name);
        if (!parsed)
            return tl::unexpected(refused(name, parsed.error(), found.origin));
        setting.apply(m_config, *parsed);
        m_loaded.shown.append({setting.name, parsed->shown, found.origin, setting.isSecret()});
        if (found.isDefault)
            m_defaults.append(setting.name);
        return {};
    }

    ShownSetting &shown(const char *name)
    {
        for (ShownSetting &setting : m_loaded.shown)
            if (setting.name == name)
                return setting;
        Q_UNREACHABLE();
    }

    // Whoever gives a URL wants it used; the mock is for those who have none.
    void settleMode()
    {
        if (!m_defaults.contains("upstream.mode") || m_config.upstream.baseUrl.isEmpty())
            return;
        m_config.upstream.mode = UpstreamSettings::Mode::LiteLlm;
        ShownSetting &mode = shown("upstream.mode");
        mode.value = QStringLiteral("litellm");
        mode.origin = text(QT_TRANSLATE_NOOP("Settings", "because %1 is set")).arg(QStringLiteral("upstream.base_url"));
    }

    Done checkTogether()
    {
        if (m_config.upstream.mode == UpstreamSettings::Mode::LiteLlm && m_config.upstream.baseUrl.isEmpty())
            return fault("upstream.mode",
                         text(QT_TRANSLATE_NOOP("Settings", "LiteLLM is chosen, but upstream.base_url is not set")));
        if (!m_config.upstream.baseUrl.isEmpty() && leadsBackToUs(m_config.upstream.baseUrl, m_config))
            return fault("upstream.base_url", loop());
        if (!m_config.letta.baseUrl.isEmpty() && leadsBackToUs(m_config.letta.baseUrl, m_config))
            return fault("letta.base_url", loop());
        if (m_config.listenTls.certificate.isEmpty() != m_config.listenTls.key.isEmpty())
            return oneOfTwo("listen.tls_certificate", "listen.tls_key", m_config.listenTls.key.isEmpty());
        const UpstreamTlsFiles &files = m_config.upstream.tlsFiles;
        if (files.certificate.isEmpty() != files.key.isEmpty())
            return oneOfTwo("upstream.client_certificate", "upstream.client_key", files.key.isEmpty());
        auto tls = readUpstreamCertificates(files);
        if (!tls)
            return fault(tls.error().setting, tls.error().why);
        m_config.upstream.tls = std::move(*tls);
        if (m_config.limits.lowWatermark >= m_config.limits.highWatermark)
            return fault("limits.low_watermark",
                         text(QT_TRANSLATE_NOOP("Settings", "it must be less than limits.high_watermark")));
        if (m_config.limits.targetBytes >= m_config.limits.headBytes)
            return fault("limits.target_bytes",
                         text(QT_TRANSLATE_NOOP("Settings", "it must be less than limits.head_bytes")));
        return {};
    }

    Done oneOfTwo(const char *certificate, const char *key, bool keyIsMissing)
    {
        const char *const given = keyIsMissing ? certificate : key;
        const char *const missing = keyIsMissing ? key : certificate;
        return fault(given,
                     text(QT_TRANSLATE_NOOP("Settings", "it needs %1 as well")).arg(QString::fromLatin1(missing)));
    }

    static QString loop()
    {
        return text(QT_TRANSLATE_NOOP("Settings", "it is Keyswitch's own address: calls would go round in a circle"));
    }

    Done fault(const char *name, const QString &why)
    {
        return tl::unexpected(refused(QString::fromLatin1(name), why, shown(name).origin));
    }

    void collectRemarks()
    {
        for (const QByteArray &name : variablesNotUsedYet()) {
            const std::optional<QByteArray> outside =
                m_sources.environment ? m_sources.environment(name) : std::nullopt;
            const EnvFile::Entry *entry = m_file.find(name);
            if ((outside && !outside->isEmpty()) || (entry && !entry->value.isEmpty()))
                m_loaded.notUsedYet.append(QString::fromLatin1(name));
        }
        if (!m_config.publicUrl.isEmpty()) {
            const QUrl url = QUrl::fromEncoded(m_config.publicUrl);
            if (url.port(-1) > 0 && url.port() != m_config.listenPort)
                m_loaded.remarks.append(text(QT_TRANSLATE_NOOP("Settings",
                                                               "Agents are told to call port %1, and Keyswitch listens "
                                                               "on port %2: something has to forward between the two."))
                                            .arg(url.port())
                                            .arg(m_config.listenPort));
        }
        for (const EnvFile::Entry &entry : m_file.entries())
            if (entry.name.startsWith("KEYSWITCH_") && !isOurVariable(entry.name))
                m_loaded.remarks.append(
                    text(QT_TRANSLATE_NOOP("Settings", "%1 in %2 (line %3) is not a setting and was ignored."))
                        .arg(QString::fromLatin1(entry.name), m_fileName)
                        .arg(entry.line));
    }

    static bool isOurVariable(const QByteArray &name)
    {
        for (const Setting &setting : settingTable())
            if (setting.variable() == name)
                return true;
        return false;
    }

    const SettingsSources &m_sources;
    EnvFile m_file;
    QString m_fileName;
    ConfigSnapshot m_config;
    LoadedSettings m_loaded;
    QByteArrayList m_defaults;
};

} // namespace

std::optional<QByteArray> SettingsSources::processEnvironment(const QByteArray &name)
{
    if (!qEnvironmentVariableIsSet(name.constData()))
        return {};
    return qgetenv(name.constData());
}

Result<LoadedSettings> loadSettings(const SettingsSources &sources)
{
    return Loader(sources).run();
}

} // namespace keyswitch
