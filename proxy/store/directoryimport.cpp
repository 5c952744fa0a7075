// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/store/directoryimport.h"

#include "proxy/store/agentrepository.h"
#include "proxy/store/userrepository.h"
#include "proxy/store/words.h"

#include <QHash>

#include <algorithm>

namespace keyswitch::store
{

using namespace Qt::StringLiterals;
using Verdict = ImportedLine::Verdict;

namespace
{

// What is wrong with a line is said of the line; what is wrong with the database ends the work.
bool isOfTheLine(const Problem &problem)
{
    return problem.code == Problem::Code::Invalid || problem.code == Problem::Code::NotFound
        || problem.code == Problem::Code::Conflict;
}

template <typename T> void note(QStringList &changes, const char *name, const std::optional<T> &wanted, const T &is)
{
    if (wanted && *wanted != is)
        changes << QLatin1String(name);
}

std::optional<QString> trimmed(const std::optional<QString> &text)
{
    return text ? std::optional(text->trimmed()) : std::nullopt;
}

class Import
{
public:
    Import(const Connection &connection, const KeySeal &seal, const Clock &clock)
        : m_users(connection, seal, clock)
        , m_agents(connection, clock)
    {
    }

    Done all(const DirectoryImport &import, QList<ImportedLine> &lines)
    {
        for (const ImportedUser &user : import.users) {
            if (const Done done = one(user.line, user.email.trimmed(), user.email.trimmed().toLower(), lines,
                                      [&](ImportedLine &line) { return apply(user, line); });
                !done)
                return done;
        }
        m_seen.clear();
        for (const ImportedAgent &agent : import.agents) {
            if (const Done done = one(agent.line, agent.externalId.trimmed(), agent.externalId.trimmed(), lines,
                                      [&](ImportedLine &line) { return apply(agent, line); });
                !done)
                return done;
        }
        return {};
    }

private:
    template <typename Apply>
    Done one(int number, const QString &who, const QString &key, QList<ImportedLine> &lines, Apply apply)
    {
        ImportedLine line;
        line.line = number;
        line.who = who;
        const int before = m_seen.value(key);
        m_seen.insert(key, before ? before : number);
        const Done done = before ? Done(tl::unexpected(twice(before))) : apply(line);
        if (!done && !isOfTheLine(done.error()))
            return done;
        if (!done) {
            line.verdict = Verdict::Refused;
            line.changes.clear();
            line.reason = done.error();
        }
        lines << line;
        return {};
    }

    static Problem twice(int line)
    {
        return {Problem::Code::Conflict,
                Words::tr("It stands in the file twice"),
                Words::tr("First in line %1").arg(line),
                {},
                Words::tr("Leave one of the lines out.")};
    }

    Done apply(const ImportedUser &wanted, ImportedLine &line)
    {
        const Result<UserRow> known = m_users.findByEmail(wanted.email);
        if (!known && known.error().code != Problem::Code::NotFound)
            return tl::unexpected(known.error());
        if (!known) {
            line.verdict = Verdict::New;
            if (!wanted.litellmKey.isEmpty())
                line.changes << u"litellm_key"_s;
            const Result<UserRow> added =
                m_users.add({wanted.email, wanted.name.value_or(QString()), wanted.litellmKey.clone()});
            if (!added)
                return tl::unexpected(added.error());
            return wanted.enabled.value_or(true) ? Done() : change(added->id, {{}, {}, false});
        }
        UserChange change;
        if (const auto name = trimmed(wanted.name); name && !name->isEmpty())
            change.name = name;
        change.enabled = wanted.enabled;
        note(line.changes, "name", change.name, known->name);
        note(line.changes, "enabled", change.enabled, known->enabled);
        Done done = line.changes.isEmpty() ? Done() : this->change(known->id, change);
        const QString fingerprint = QString::fromLatin1(wanted.litellmKey.fingerprint());
        if (done && !wanted.litellmKey.isEmpty() && fingerprint != known->keyFingerprint) {
            line.changes << u"litellm_key"_s;
            if (const auto set = m_users.setKey(known->id, wanted.litellmKey); !set)
                done = tl::unexpected(set.error());
        }
        line.verdict = line.changes.isEmpty() ? Verdict::Same : Verdict::Changed;
        return done;
    }

    Done apply(const ImportedAgent &wanted, ImportedLine &line)
    {
        const Result<AgentRow> known = m_agents.findByExternalId(wanted.externalId.trimmed());
        if (!known && known.error().code != Problem::Code::NotFound)
            return tl::unexpected(known.error());
        std::optional<UserId> user;
        if (wanted.userEmail && !wanted.userEmail->trimmed().isEmpty()) {
            const Result<UserRow> owner = m_users.findByEmail(*wanted.userEmail);
            if (!owner)
                return tl::unexpected(owner.error());
            user = owner->id;
        }
        if (!known) {
            line.verdict = Verdict::New;
            if (!user) {
                return tl::unexpected(Problem{Problem::Code::Invalid,
                                              Words::tr("The agent's user is missing"),
                                              {},
                                              {},
                                              Words::tr("Enter the user's e-mail in the column user_email.")});
            }
            const Result<AgentRow> added = m_agents.add(
                {wanted.externalId, wanted.name.value_or(QString()), *user, wanted.model.value_or(QString())});
            if (!added)
                return tl::unexpected(added.error());
            return wanted.enabled.value_or(true) ? Done() : this->change(added->id, {{}, {}, {}, false});
        }
        AgentChange change;
        if (const auto name = trimmed(wanted.name); name && !name->isEmpty())
            change.name = name;
        change.user = user;
        change.model = trimmed(wanted.model);
        change.enabled = wanted.enabled;
        note(line.changes, "name", change.name, known->name);
        note(line.changes, "user_email", change.user, known->user);
        note(line.changes, "model", change.model, known->model);
        note(line.changes, "enabled", change.enabled, known->enabled);
        line.verdict = line.changes.isEmpty() ? Verdict::Same : Verdict::Changed;
        return line.changes.isEmpty() ? Done() : this->change(known->id, change);
    }

    Done change(UserId user, const UserChange &change)
    {
        const auto changed = m_users.update(user, change);
        return changed ? Done() : Done(tl::unexpected(changed.error()));
    }
    Done change(AgentId agent, const AgentChange &change)
    {
        const auto changed = m_agents.update(agent, change);
        return changed ? Done() : Done(tl::unexpected(changed.error()));
    }

    UserRepository m_users;
    AgentRepository m_agents;
    QHash<QString, int> m_seen; // who, and the line
};

} // namespace

Result<ImportReport> importDirectory(const Connection &connection, const KeySeal &seal, const Clock &clock,
                                     const DirectoryImport &import)
{
    ImportReport report;
    Transaction transaction(connection);
    Done done = transaction.begin();
    done = done ? Import(connection, seal, clock).all(import, report.lines) : done;
    const bool refused = std::any_of(report.lines.cbegin(), report.lines.cend(),
                                     [](const ImportedLine &line) { return line.verdict == Verdict::Refused; });
    if (done && !refused && !import.dryRun) {
        done = transaction.commit();
        report.applied = done.has_value();
    }
    if (!done)
        return tl::unexpected(done.error());
    return report;
}

} // namespace keyswitch::store
