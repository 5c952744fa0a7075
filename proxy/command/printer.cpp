// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/command/printer.h"

#include "proxy/service/json.h"

#include <QCoreApplication>
#include <QJsonDocument>

#include <algorithm>

namespace keyswitch
{

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("Printer", text);
}

enum class Lines { Many, One }; // One: a line break in data would forge a row of its own

QByteArray visible(const QString &text, Lines lines = Lines::Many)
{
    QString out;
    out.reserve(text.size());
    for (const QChar c : text) {
        if ((c == u'\n' && lines == Lines::Many) || c.isPrint() || c.isSurrogate())
            out.append(c);
        else
            out.append(QChar(0xfffd));
    }
    return out.toUtf8();
}

QString dollars(NanoDollars amount)
{
    // Six decimals show a thousandth of a cent; smaller ones get all nine.
    const double value = double(count(amount)) / 1e9;
    return QStringLiteral("$%1").arg(value, 0, 'f', count(amount) % 1000 != 0 && value < 0.01 ? 9 : 6);
}

QString tokensText(const std::optional<Tokens> &tokens, bool estimated)
{
    if (!tokens)
        return tr("unknown");
    return (estimated ? QStringLiteral("~") : QString()) + QString::number(*tokens);
}

QString milliseconds(std::chrono::microseconds time)
{
    return QStringLiteral("%1 ms").arg(double(time.count()) / 1000, 0, 'f', time.count() < 10'000 ? 1 : 0);
}

QString timeText(const QDateTime &time)
{
    return time.isValid() ? time.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")) : QStringLiteral("–");
}

QString orDash(const QString &text)
{
    return text.isEmpty() ? QStringLiteral("–") : text;
}

} // namespace

QString costText(const Cost &cost)
{
    if (!cost.amount)
        return tr("unknown");
    return (cost.origin == CostOrigin::Estimated ? QStringLiteral("~") : QString()) + dollars(*cost.amount);
}

void Printer::table(const QStringList &head, const QList<QStringList> &rows, const QList<bool> &numbers) const
{
    QList<qsizetype> widths;
    for (const QString &title : head)
        widths.append(title.size());
    for (const QStringList &row : rows) {
        for (qsizetype i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], row.at(i).size());
    }
    const auto line = [&](const QStringList &cells) {
        QString out;
        for (qsizetype i = 0; i < cells.size(); ++i) {
            const QString cell = cells.at(i);
            out += numbers.at(i)       ? cell.rightJustified(widths.at(i))
                : i + 1 < cells.size() ? cell.leftJustified(widths.at(i))
                                       : cell;
            if (i + 1 < cells.size())
                out += QLatin1String("  ");
        }
        fprintf(m_out, "%s\n", visible(out, Lines::One).constData());
    };
    line(head);
    for (const QStringList &row : rows)
        line(row);
}

void Printer::json(const QJsonValue &value) const
{
    const QByteArray text = value.isArray() ? QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact)
                                            : QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact);
    fprintf(m_out, "%s\n", text.constData());
    fflush(m_out);
}

void Printer::users(const QList<UserSummary> &users) const
{
    if (m_json)
        return json(toJson(users));
    if (users.isEmpty())
        return text(tr("There are no users yet. Add one: keyswitchd user add --email E --name N --litellm-key -\n"));
    QList<QStringList> rows;
    for (const UserSummary &user : users) {
        rows.append({user.email, user.name, user.enabled ? tr("on") : tr("off"),
                     user.keyFingerprint.isEmpty() ? tr("no key") : user.keyFingerprint, QString::number(user.agents)});
    }
    table({tr("E-mail"), tr("Name"), tr("State"), tr("Key"), tr("Agents")}, rows, {false, false, false, false, true});
}

void Printer::agents(const QList<AgentSummary> &agents) const
{
    if (m_json)
        return json(toJson(agents));
    if (agents.isEmpty())
        return text(tr("There are no agents yet. Map one: keyswitchd agent add --id ID --user EMAIL\n"));
    QList<QStringList> rows;
    for (const AgentSummary &agent : agents) {
        rows.append({agent.externalId, agent.name, agent.userEmail, orDash(agent.model),
                     agent.enabled ? tr("on") : tr("off"), timeText(agent.lastRequestAt), agent.endpoint});
    }
    table({tr("Agent"), tr("Name"), tr("User"), tr("Model"), tr("State"), tr("Last call"), tr("Endpoint")}, rows,
          {false, false, false, false, false, false, false});
}

void Printer::requests(const QList<RequestRow> &list) const
{
    if (m_json)
        return json(toJson(list));
    if (list.isEmpty())
        return text(tr("No requests yet.\n"));
    QList<QStringList> rows;
    for (const RequestRow &row : list) {
        const QString outcome = row.failureCode.isEmpty() ? wordOf(row.outcome)
                                                          : wordOf(row.outcome) + QLatin1String(" ") + row.failureCode;
        rows.append(
            {timeText(row.startedAt), QString::number(row.status), outcome, orDash(row.userName),
             orDash(row.agentExternalId), orDash(row.model), tokensText(row.tokens.prompt, row.tokens.estimated),
             tokensText(row.tokens.completion, row.tokens.estimated), costText(row.cost),
             row.ttft ? milliseconds(*row.ttft) : QStringLiteral("–"), milliseconds(row.duration), row.requestId});
    }
    table({tr("Time"), tr("Status"), tr("Outcome"), tr("User"), tr("Agent"), tr("Model"), tr("Prompt"),
           tr("Completion"), tr("Cost"), tr("1st token"), tr("Took"), tr("Request")},
          rows, {false, true, false, false, false, false, true, true, true, true, true, false});
}

void Printer::usage(const QList<UsageRow> &list, UsageGroup by) const
{
    if (m_json)
        return json(toJson(list));
    if (list.isEmpty())
        return text(tr("No requests in this time.\n"));
    QList<QStringList> rows;
    for (const UsageRow &row : list) {
        const QString cost = row.requestsWithoutCost == 0
            ? dollars(row.cost)
            : tr("%1 + %2 of unknown cost").arg(dollars(row.cost)).arg(row.requestsWithoutCost);
        rows.append({orDash(row.key), orDash(row.label), QString::number(row.requests), QString::number(row.errors),
                     QString::number(row.promptTokens), QString::number(row.completionTokens), cost});
    }
    static const char *const titles[] = {QT_TRANSLATE_NOOP("Printer", "User"), QT_TRANSLATE_NOOP("Printer", "Agent"),
                                         QT_TRANSLATE_NOOP("Printer", "Model"), QT_TRANSLATE_NOOP("Printer", "Day")};
    table({tr(titles[int(by)]), tr("Name"), tr("Requests"), tr("Errors"), tr("Prompt"), tr("Completion"), tr("Cost")},
          rows, {false, false, true, true, true, true, true});
}

void Printer::settings(const QList<SettingValue> &values) const
{
    if (m_json)
        return json(toJson(values));
    QList<QStringList> rows;
    for (const SettingValue &value : values)
        rows.append({value.name, orDash(value.value), value.origin});
    table({tr("Setting"), tr("Value"), tr("Origin")}, rows, {false, false, false});
}

void Printer::status(const GatewayStatus &status) const
{
    if (m_json)
        return json(toJson(status));
    const auto part = [this](const QString &name, const PartState &state) {
        fprintf(m_out, "%-8s %-14s %s %s\n", name.toUtf8().constData(), wordOf(state.health).toUtf8().constData(),
                visible(state.sentence, Lines::One).constData(), visible(state.url, Lines::One).constData());
    };
    part(tr("Proxy"), status.proxy);
    part(QStringLiteral("Letta"), status.letta);
    part(QStringLiteral("LiteLLM"), status.litellm);
    if (!status.store.sentence.isEmpty())
        part(tr("Store"), status.store);
    const QString cost = status.requestsTodayWithoutCost == 0
        ? dollars(status.costToday)
        : tr("%1 + %2 of unknown cost").arg(dollars(status.costToday)).arg(status.requestsTodayWithoutCost);
    text(tr("Today: %1 requests, %2. Running: %3.\n").arg(status.requestsToday).arg(cost).arg(status.running));
    if (status.connectionsTurnedAway > 0)
        text(tr("Connections: %1 open, %2 turned away since the start.\n")
                 .arg(status.connections)
                 .arg(status.connectionsTurnedAway));
    if (!status.curlExample.isEmpty())
        text(tr("Try it:\n%1\n").arg(status.curlExample));
}

void Printer::step(const CheckStep &step) const
{
    if (m_json)
        return json(toJson(step));
    if (step.verdict == CheckStep::Verdict::Running)
        return;
    fprintf(m_out, "%-8s %s: %s", wordOf(step.verdict).toUtf8().constData(),
            visible(step.title, Lines::One).constData(), visible(step.detail, Lines::One).constData());
    if (!step.url.isEmpty())
        fprintf(m_out, " [%s]", visible(step.url, Lines::One).constData());
    if (step.took.count() > 0)
        fprintf(m_out, " (%s)", milliseconds(step.took).toUtf8().constData());
    fputc('\n', m_out);
    if (!step.text.isEmpty())
        fprintf(m_out, "         %s\n", visible(step.text).constData());
    if (!step.remedy.isEmpty())
        fprintf(m_out, "         → %s\n", visible(step.remedy).constData());
    fflush(m_out);
}

void Printer::done(const QString &sentence) const
{
    if (m_json)
        return json(QJsonObject{{QStringLiteral("ok"), true}});
    text(sentence + u'\n');
}

void Printer::problem(const Problem &problem) const
{
    if (m_json)
        return json(QJsonObject{{QStringLiteral("problem"), toJson(problem)}});
    fprintf(m_err, "%s\n", visible(problem.title).constData());
    for (const QString &line : {problem.detail, problem.url, problem.remedy}) {
        if (!line.isEmpty())
            fprintf(m_err, "  %s\n", visible(line).constData());
    }
}

void Printer::usageError(const QString &sentence) const
{
    fprintf(m_err, "keyswitchd: %s\n", visible(sentence).constData());
}

void Printer::event(const QJsonValue &event) const
{
    json(event);
}

void Printer::text(const QString &text) const
{
    fputs(visible(text).constData(), m_out);
    fflush(m_out);
}

} // namespace keyswitch
