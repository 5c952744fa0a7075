// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/configure/settingtable.h"

#include <QThread>

#include <type_traits>

namespace keyswitch
{
namespace
{

using Type = Setting::Type;
using C = ConfigSnapshot;
using V = ParsedSetting;

constexpr qint64 KiB = 1024;
constexpr qint64 MiB = 1024 * KiB;
constexpr qint64 LongestPath = 4096;
constexpr qint64 Second = 1000;
constexpr qint64 Hour = 3600 * Second;

template <auto Part, auto Field> void number(C &config, const V &value)
{
    auto &field = config.*Part.*Field;
    field = std::remove_reference_t<decltype(field)>(value.number);
}

template <auto Field> constexpr Setting::Apply limit = number<&C::limits, Field>;
template <auto Field> constexpr Setting::Apply upstream = number<&C::upstream, Field>;

LogSettings::Format formatFor(const QByteArray &environment)
{
    const QByteArray word = environment.toLower();
    return word == "production" || word == "prod" || word == "staging" ? LogSettings::Format::Json
                                                                       : LogSettings::Format::Readable;
}

// clang-format off
const Setting table[] = {
    {"listen.address", {}, Type::Address, "127.0.0.1", 0, 0, nullptr,
     QT_TRANSLATE_NOOP("Settings", "Address Keyswitch listens on"),
     [](C &c, const V &v) { c.listenAddress = v.address; }},
    {"listen.port", {}, Type::Integer, "8484", 0, 65535, nullptr,
     QT_TRANSLATE_NOOP("Settings", "Port Keyswitch listens on; 0: any free one"),
     [](C &c, const V &v) { c.listenPort = quint16(v.number); }},
    {"listen.tls_certificate", {}, Type::Text, "", 0, LongestPath, nullptr,
     QT_TRANSLATE_NOOP("Settings", "File with the certificate to listen with (PEM, with its chain); empty: plain HTTP"),
     [](C &c, const V &v) { c.listenTls.certificate = v.text; }},
    {"listen.tls_key", {}, Type::Text, "", 0, LongestPath, nullptr,
     QT_TRANSLATE_NOOP("Settings", "File with that certificate's private key (PEM, without a passphrase)"),
     [](C &c, const V &v) { c.listenTls.key = v.text; }},
    {"listen.public_url", {{{"BACKEND_BASE_URL"}}}, Type::Url, "", 0, 0, nullptr,
     QT_TRANSLATE_NOOP("Settings", "How agents reach Keyswitch; written into Letta"),
     [](C &c, const V &v) { c.publicUrl = v.text; }},
    {"listen.allowed_hosts", {}, Type::List, "", 0, 0, nullptr,
     QT_TRANSLATE_NOOP("Settings", "Host names requests may carry, besides loopback and the listening address"),
     [](C &c, const V &v) { c.allowedHosts = v.list; }},
    {"listen.workers", {}, Type::Integer, "0", 0, 64, nullptr,
     QT_TRANSLATE_NOOP("Settings", "Threads that serve requests; 0: one for each processor core, at most 8"),
     [](C &c, const V &v) { c.workers = v.number > 0 ? int(v.number) : qBound(1, QThread::idealThreadCount(), 8); }},

    {"limits.head_bytes", {}, Type::Integer, "65536", 4 * KiB, MiB, nullptr,
     QT_TRANSLATE_NOOP("Settings", "Largest head of a request, in bytes"), limit<&AcceptLimits::headBytes>},
    {"limits.target_bytes", {}, Type::Integer, "8192", 256, 64 * KiB, nullptr,
     QT_TRANSLATE_NOOP("Settings", "Longest path and query of a request, in bytes"),
     limit<&AcceptLimits::targetBytes>},
    {"limits.header_lines", {}, Type::Integer, "100", 10, 1000, nullptr,
     QT_TRANSLATE_NOOP("Settings", "Most header lines of a request"), limit<&AcceptLimits::headerLines>},
    {"limits.body_bytes", {}, Type::Integer, "33554432", KiB, 1024 * MiB, nullptr,
     QT_TRANSLATE_NOOP("Settings", "Largest body of a request, in bytes"), limit<&AcceptLimits::bodyBytes>},
    {"limits.body_bytes_per_second", {}, Type::Integer, "1024", 1, MiB, nullptr,
     QT_TRANSLATE_NOOP("Settings", "A body that comes slower than this many bytes a second is refused"),
     limit<&AcceptLimits::bodyBytesPerSecond>},
    {"limits.head_time", {}, Type::Duration, "10s", 100, Hour, nullptr,
     QT_TRANSLATE_NOOP("Settings", "Time a client has for the head of a request"), limit<&AcceptLimits::headTime>},
    {"limits.body_time", {}, Type::Duration, "20s", 100, Hour, nullptr,
     QT_TRANSLATE_NOOP("Settings", "Time a client has for a body, besides what its size allows"),
     limit<&AcceptLimits::bodyTime>},
    {"limits.idle_time", {}, Type::Duration, "75s", 100, Hour, nullptr,
     QT_TRANSLATE_NOOP("Settings", "How long an unused connection is kept"), limit<&AcceptLimits::idleTime>},
    {"limits.stall_time", {}, Type::Duration, "60s", 100, Hour, nullptr,
     QT_TRANSLATE_NOOP("Settings", "How long a client may take nothing of its answer"),
     limit<&AcceptLimits::stallTime>},
    {"limits.linger_time", {}, Type::Duration, "2s", 0, 60 * Second, nullptr,
     QT_TRANSLATE_NOOP("Settings", "How long a refused client may still send, so that it can read the answer"),
     limit<&AcceptLimits::lingerTime>},
    {"limits.connections", {}, Type::Integer, "4096", 1, 1'000'000, nullptr,
     QT_TRANSLATE_NOOP("Settings", "Most client connections at once"), limit<&AcceptLimits::connections>},
    {"limits.connections_per_address", {}, Type::Integer, "1024", 1, 1'000'000, nullptr,
     QT_TRANSLATE_NOOP("Settings", "Most client connections at once from one address; raise it where all agents call "
                                   "through one machine"),
     limit<&AcceptLimits::connectionsPerAddress>},
    {"limits.high_watermark", {}, Type::Integer, "262144", 16 * KiB, 64 * MiB, nullptr,
     QT_TRANSLATE_NOOP("Settings", "Bytes waiting for a slow client at which the upstream is paused"),
     limit<&AcceptLimits::highWatermark>},
    {"limits.low_watermark", {}, Type::Integer, "65536", KiB, 64 * MiB, nullptr,
     QT_TRANSLATE_NOOP("Settings", "Bytes waiting for a slow client at which the upstream goes on"),
     limit<&AcceptLimits::lowWatermark>},

    {"upstream.mode", {{{"LLM_PROXY__LLM_MODE"}}}, Type::Choice, "mock", 0, 0, "mock|litellm,proxy,real",
     QT_TRANSLATE_NOOP("Settings", "Where calls go: the built-in mock, or LiteLLM; unset: LiteLLM when its URL is set"),
     [](C &c, const V &v) { c.upstream.mode = UpstreamSettings::Mode(v.number); }},
    {"upstream.engine", {}, Type::Choice, "curl", 0, 0, "curl|qt",
     QT_TRANSLATE_NOOP("Settings", "What speaks HTTP to the upstream; “qt” is for trouble only: 6 connections, and a call may be sent twice"),
     [](C &c, const V &v) { c.upstream.engine = UpstreamSettings::Engine(v.number); }},
    {"upstream.base_url", {{{"LITELLM_BASE_URL"}, {"LLM_PROXY__LITELLM_PROXY_URL"}}}, Type::Url, "", 0, 0, nullptr,
     QT_TRANSLATE_NOOP("Settings", "LiteLLM's URL; “/chat/completions” is appended as it stands"),
     [](C &c, const V &v) { c.upstream.baseUrl = v.text; }},
    {"upstream.master_key", {{{"LITELLM_MASTER_KEY"}, {"LLM_PROXY__LITELLM_API_KEY"}}}, Type::Secret, "", 0, 0,
     nullptr, QT_TRANSLATE_NOOP("Settings", "LiteLLM's master key, for its admin API only"),
     [](C &c, const V &v) { c.upstream.masterKey = v.secret; }},
    {"upstream.ca_file", {}, Type::Text, "", 0, LongestPath, nullptr,
     QT_TRANSLATE_NOOP("Settings",
                       "File with the certificates the upstream's TLS is checked against (PEM), and no others; empty: "
                       "the system's"),
     [](C &c, const V &v) { c.upstream.tlsFiles.authorities = v.text; }},
    {"upstream.client_certificate", {}, Type::Text, "", 0, LongestPath, nullptr,
     QT_TRANSLATE_NOOP("Settings", "File with the certificate Keyswitch shows to an upstream that asks for one (PEM)"),
     [](C &c, const V &v) { c.upstream.tlsFiles.certificate = v.text; }},
    {"upstream.client_key", {}, Type::Text, "", 0, LongestPath, nullptr,
     QT_TRANSLATE_NOOP("Settings", "File with that certificate's private key (PEM, without a passphrase)"),
     [](C &c, const V &v) { c.upstream.tlsFiles.key = v.text; }},
    {"upstream.connect_time", {}, Type::Duration, "3s", 50, 600 * Second, nullptr,
     QT_TRANSLATE_NOOP("Settings", "Time to connect to the upstream"), upstream<&UpstreamSettings::connectTime>},
    {"upstream.first_byte_time", {}, Type::Duration, "600s", 100, 24 * Hour, nullptr,
     QT_TRANSLATE_NOOP("Settings", "Time the upstream has to begin its answer"),
     upstream<&UpstreamSettings::firstByteTime>},
    {"upstream.silence_time", {}, Type::Duration, "120s", 100, 24 * Hour, nullptr,
     QT_TRANSLATE_NOOP("Settings", "How long an answer that has begun may be silent"),
     upstream<&UpstreamSettings::silenceTime>},
    {"upstream.keep_alive_comment", {}, Type::Duration, "15s", 100, Hour, nullptr,
     QT_TRANSLATE_NOOP("Settings", "Silence after which a streaming client gets a comment"),
     upstream<&UpstreamSettings::keepAliveComment>},

    {"letta.base_url", {{{"LETTA_BASE_URL"}}}, Type::Url, "", 0, 0, nullptr,
     QT_TRANSLATE_NOOP("Settings", "Letta's URL"), [](C &c, const V &v) { c.letta.baseUrl = v.text; }},
    {"letta.token", {{{"LETTA_API_TOKEN"}, {"LETTA_API_KEY"}}}, Type::Secret, "", 0, 0, nullptr,
     QT_TRANSLATE_NOOP("Settings", "Letta's server password"), [](C &c, const V &v) { c.letta.token = v.secret; }},
    {"letta.request_time", {{{"LETTA_TIMEOUT", true}}}, Type::Duration, "60s", 100, 24 * Hour, nullptr,
     QT_TRANSLATE_NOOP("Settings", "Time Letta has for one answer"),
     number<&C::letta, &LettaSettings::requestTime>},

    {"agents.global_key", {{{"LETTA_GLOBAL_API_KEY"}}}, Type::Secret, "", 0, 0, nullptr,
     QT_TRANSLATE_NOOP("Settings", "The key all agents call Keyswitch with"),
     [](C &c, const V &v) { c.globalKey = v.secret; }},
    {"agents.default_model", {{{"LLM_PROXY__DEFAULT_MODEL"}}}, Type::Text, "", 0, 200, nullptr,
     QT_TRANSLATE_NOOP("Settings", "Model of a request when neither it nor its agent names one"),
     [](C &c, const V &v) { c.defaultModel = v.text; }},

    {"store.when_full", {}, Type::Choice, "refuse", 0, 0, "refuse,stop|serve",
     QT_TRANSLATE_NOOP("Settings", "While no more requests can be kept (disk full or locked for long): “refuse” new calls with 503, or “serve” them without accounting"),
     [](C &c, const V &v) { c.store.whenFull = StoreSettings::WhenFull(v.number); }},
    {"store.queue_rows", {}, Type::Integer, "200000", 100, 5'000'000, nullptr,
     QT_TRANSLATE_NOOP("Settings", "Requests that may wait in memory for the disk, about 500 bytes each; from three quarters on it is full"),
     [](C &c, const V &v) { c.store.queuedRows = v.number; }},
    {"backup.keep", {}, Type::Integer, "5", 1, 1000, nullptr,
     QT_TRANSLATE_NOOP("Settings", "How many backups stay in the data folder; older ones are removed"),
     [](C &c, const V &v) { c.store.backupsKept = int(v.number); }},

    {"log.level", {{{"LOG_LEVEL"}, {"LLM_PROXY__LOG_LEVEL"}}}, Type::Choice, "info", 0, 0,
     "debug,trace,verbose|info,notice|warning,warn|error,critical,fatal",
     QT_TRANSLATE_NOOP("Settings", "Least severe messages that are logged"),
     [](C &c, const V &v) { c.log.level = LogSettings::Level(v.number); }},
    {"log.environment", {{{"ENVIRONMENT"}}}, Type::Text, "development", 0, 50, nullptr,
     QT_TRANSLATE_NOOP("Settings", "“production” or “staging”: the log is JSON; all else: readable"),
     [](C &c, const V &v) { c.log.format = formatFor(v.text); }},
};
// clang-format on

} // namespace

QByteArray Setting::variable() const
{
    return "KEYSWITCH_" + QByteArray(name).replace('.', '_').toUpper();
}

std::span<const Setting> settingTable()
{
    return table;
}

const Setting *findSetting(QByteArrayView name)
{
    for (const Setting &setting : table)
        if (name == QByteArrayView(setting.name))
            return &setting;
    return nullptr;
}

const QByteArrayList &variablesNotUsedYet()
{
    static const QByteArrayList names = {
        "AGENT_SECRET_KEY",
        "ALLOWED_ORIGINS",
        "AMS_API_KEY",
        "AMS_BASE_URL",
        "JWT_ALGORITHM",
        "JWT_EXPIRE_MINUTES",
        "SECRET_KEY",
        "LLM_PROXY__INTERNAL_API_KEY",
        "SUPABASE_URL",
        "SUPABASE_ANON_KEY",
        "SUPABASE_KEY",
        "SUPABASE_SERVICE_KEY",
        "SUPABASE_SERVICE_ROLE_KEY",
    };
    return names;
}

} // namespace keyswitch
