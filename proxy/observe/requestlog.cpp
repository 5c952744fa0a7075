// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/observe/requestlog.h"

#include "proxy/base/jsontext.h"

#include <climits>
#include <ctime>
#include <mutex>
#include <poll.h>
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
}

// A pipe whose reader has stopped would hold up the worker, and with it every request: poll() tells of room for one
// atomic write (pipe(7): PIPE_BUF bytes), and no more than that is written before it is asked again.
void RequestLog::flush()
{
    if (m_pending.isEmpty())
        return;
    const qint64 toldLost = m_lost;
    if (toldLost > 0) {
        m_pending.prepend(
            "{\"level\":\"warning\",\"event\":\"log_lines_lost\",\"count\":" + QByteArray::number(toldLost) + "}\n");
        m_lost = 0;
    }
    const qsizetype sent = writeWhatFits();
    if (sent == 0)
        m_lost += toldLost;
    m_lost += m_pending.sliced(sent).count('\n') - (sent == 0 && toldLost > 0 ? 1 : 0);
    m_pending.clear();
}

qsizetype RequestLog::writeWhatFits() const
{
    static std::mutex oneAtATime; // two workers that both see the room would overfill it
    const std::lock_guard lock(oneAtATime);
    qsizetype sent = 0;
    while (sent < m_pending.size()) {
        pollfd room{m_descriptor, POLLOUT, 0};
        if (::poll(&room, 1, 0) <= 0 || !(room.revents & POLLOUT))
            break;
        qsizetype end = qMin<qsizetype>(sent + PIPE_BUF, m_pending.size());
        if (const qsizetype line = m_pending.lastIndexOf('\n', end - 1); line >= sent)
            end = line + 1; // whole lines
        const ssize_t written = ::write(m_descriptor, m_pending.constData() + sent, size_t(end - sent));
        if (written <= 0)
            break;
        sent += written;
    }
    return sent;
}

} // namespace keyswitch
