// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/observe/requestlog.h"

#include "proxy/base/jsontext.h"

#include <ctime>
#include <unistd.h>

namespace keyswitch
{

namespace
{

constexpr qsizetype MostPending = 4 * 1024 * 1024;

QByteArray timestamp(qint64 milliseconds)
{
    const time_t seconds = milliseconds / 1000;
    tm parts{};
    gmtime_r(&seconds, &parts);
    char text[40];
    const size_t length = strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
    snprintf(text + length, sizeof text - length, ".%03dZ", int(milliseconds % 1000));
    return text;
}

QByteArray dollars(NanoDollars amount)
{
    char text[40];
    snprintf(text, sizeof text, "%lld.%09lld", static_cast<long long>(count(amount) / 1'000'000'000),
             static_cast<long long>(count(amount) % 1'000'000'000));
    return text;
}

QByteArray milliseconds(std::chrono::microseconds time)
{
    return QByteArray::number(double(time.count()) / 1000.0, 'f', 3);
}

bool isBad(const UsageRecord &record)
{
    return record.outcome != Outcome::Ok && record.outcome != Outcome::ClientCancelled;
}

} // namespace

QByteArray RequestLog::json(const UsageRecord &record, const DirectorySnapshot &directory)
{
    QByteArray line;
    line.reserve(512);
    line += R"({"time":")" + timestamp(record.id.milliseconds()) + R"(","level":")"
        + (isBad(record) ? "warning" : "info") + R"(","event":"request","request_id":")" + record.id.text() + '"';
    if (const UserEntry *user = directory.user(record.user))
        line += R"(,"user_id":)" + jsonText(user->email);
    if (const AgentEntry *agent = directory.agent(record.agent))
        line += R"(,"agent_id":)" + jsonText(agent->externalId);
    if (!record.model.isEmpty())
        line += R"(,"model":)" + jsonText(record.model);
    line += R"(,"status":)" + QByteArray::number(record.status) + R"(,"outcome":")" + word(record.outcome) + '"';
    if (record.stream)
        line += R"(,"stream":true)";
    if (!record.failureCode.isEmpty())
        line += R"(,"code":)" + jsonText(record.failureCode);
    if (record.tokens.prompt)
        line += R"(,"prompt_tokens":)" + QByteArray::number(*record.tokens.prompt);
    if (record.tokens.completion)
        line += R"(,"completion_tokens":)" + QByteArray::number(*record.tokens.completion);
    if (record.cost.amount)
        line += R"(,"cost_usd":)" + dollars(*record.cost.amount);
    if (record.ttft)
        line += R"(,"ttft_ms":)" + milliseconds(*record.ttft);
    line += R"(,"duration_ms":)" + milliseconds(record.duration) + "}\n";
    return line;
}

QByteArray RequestLog::readable(const UsageRecord &record, const DirectorySnapshot &directory)
{
    QByteArray line = timestamp(record.id.milliseconds()) + (isBad(record) ? " W " : " I ")
        + QByteArray::number(record.status) + ' ' + word(record.outcome);
    if (!record.failureCode.isEmpty())
        line += " (" + jsonText(record.failureCode) + ')';
    if (const UserEntry *user = directory.user(record.user))
        line += " user " + jsonText(user->email);
    if (const AgentEntry *agent = directory.agent(record.agent))
        line += " agent " + jsonText(agent->externalId);
    if (!record.model.isEmpty())
        line += " model " + jsonText(record.model);
    if (record.stream)
        line += " stream";
    if (record.tokens.isKnown()) {
        line += " tokens " + QByteArray::number(record.tokens.prompt.value_or(0)) + '+'
            + QByteArray::number(record.tokens.completion.value_or(0));
    }
    if (record.cost.amount)
        line += " $" + dollars(*record.cost.amount);
    if (record.ttft)
        line += " first " + milliseconds(*record.ttft) + " ms";
    line += " took " + milliseconds(record.duration) + " ms request " + record.id.text() + '\n';
    return line;
}

void RequestLog::add(const UsageRecord &record, const DirectorySnapshot &directory)
{
    if (m_settings.level > (isBad(record) ? LogSettings::Level::Warning : LogSettings::Level::Info))
        return;
    if (m_pending.size() > MostPending) {
        ++m_lost;
        return;
    }
    m_pending += m_settings.format == LogSettings::Format::Json ? json(record, directory) : readable(record, directory);
    ++m_pendingLines;
}

void RequestLog::flush()
{
    if (m_pending.isEmpty())
        return;
    if (m_lost > 0) {
        m_pending.prepend("{\"level\":\"warning\",\"event\":\"log_lines_lost\",\"count\":" + QByteArray::number(m_lost)
                          + "}\n");
        m_lost = 0;
    }
    const ssize_t written = ::write(m_descriptor, m_pending.constData(), size_t(m_pending.size()));
    if (written < 0)
        m_lost += m_pendingLines;
    m_pending.clear();
    m_pendingLines = 0;
}

} // namespace keyswitch
