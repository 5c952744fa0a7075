// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/store/agentrepository.h"

#include "proxy/store/directoryrules.h"
#include "proxy/store/requestkey.h"
#include "proxy/store/words.h"

namespace keyswitch::store
{

using namespace Qt::StringLiterals;

qint64 AgentRepository::now() const
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(m_clock.wall().time_since_epoch()).count();
}

// The last request is one seek in requests_agent for each agent: its entries end with the time-ordered id.
Result<QList<AgentRow>> AgentRepository::select(const QString &condition, const QVariantList &values) const
{
    Statement statement(
        m_connection,
        u"SELECT a.id,a.external_id,a.name,a.user_id,u.email,u.name,a.model,a.enabled,"
        "u.key_sealed IS NOT NULL,a.created_ms,(SELECT r.request_id FROM requests r WHERE r.agent_id=a.id "
        "ORDER BY r.id DESC LIMIT 1) FROM agents a JOIN users u ON u.id=a.user_id "
        "WHERE a.removed_ms IS NULL"_s
            + condition);
    QList<AgentRow> agents;
    const Done done = statement.forEach(values, [&](const Statement &row) {
        AgentRow agent;
        agent.id = AgentId(row.integer(0));
        agent.externalId = row.text(1);
        agent.name = row.text(2);
        agent.user = UserId(row.integer(3));
        agent.userEmail = row.text(4);
        agent.userName = row.text(5);
        agent.model = row.text(6);
        agent.enabled = row.integer(7) != 0;
        agent.userHasKey = row.integer(8) != 0;
        agent.createdAt = QDateTime::fromMSecsSinceEpoch(row.integer(9), Qt::UTC);
        if (const auto last = RequestId::fromBytes(row.bytes(10)))
            agent.lastRequestAt = QDateTime::fromMSecsSinceEpoch(last->milliseconds(), Qt::UTC);
        agents.append(agent);
    });
    if (!done)
        return tl::unexpected(done.error());
    return agents;
}

Result<AgentRow> AgentRepository::first(const QString &condition, const QVariantList &values, const QString &who) const
{
    const auto agents = select(condition, values);
    if (!agents)
        return tl::unexpected(agents.error());
    if (!agents->isEmpty())
        return agents->first();
    return tl::unexpected(Problem{Problem::Code::NotFound,
                                  Words::tr("There is no such agent"),
                                  who,
                                  {},
                                  Words::tr("Choose one from the list of agents.")});
}

Result<QList<AgentRow>> AgentRepository::list() const
{
    return select(u" ORDER BY a.name COLLATE NOCASE, a.id"_s, {});
}

Result<AgentRow> AgentRepository::find(AgentId agent) const
{
    return first(u" AND a.id=?"_s, {qint64(agent)}, {});
}

Result<AgentRow> AgentRepository::findByExternalId(const QString &externalId) const
{
    return first(u" AND a.external_id=?"_s, {externalId}, externalId);
}

Done AgentRepository::checkUser(UserId user) const
{
    bool exists = false;
    Statement select(m_connection, u"SELECT id FROM users WHERE id=? AND removed_ms IS NULL"_s);
    const Done done = select.forEach({qint64(user)}, [&](const Statement &) { exists = true; });
    if (!done || exists)
        return done;
    return tl::unexpected(Problem{Problem::Code::NotFound,
                                  Words::tr("There is no such user"),
                                  {},
                                  {},
                                  Words::tr("Choose one from the list of users, or add the user first.")});
}

Result<AgentRow> AgentRepository::add(const NewAgent &agent) const
{
    const QString externalId = agent.externalId.trimmed();
    const QString name = agent.name.trimmed().isEmpty() ? externalId : agent.name.trimmed();
    const QString model = agent.model.trimmed();
    Done done = checkExternalId(externalId);
    done = done ? checkName(name) : done;
    done = done ? checkModel(model) : done;
    Transaction transaction(m_connection);
    done = done ? transaction.begin() : done;
    done = done ? checkUser(agent.user) : done;
    if (!done)
        return tl::unexpected(done.error());

    std::optional<qint64> known;
    bool removed = false;
    Statement select(m_connection, u"SELECT id,removed_ms FROM agents WHERE external_id=?"_s);
    done = select.forEach({externalId}, [&](const Statement &row) {
        known = row.integer(0);
        removed = !row.isNull(1);
    });
    if (!done)
        return tl::unexpected(done.error());
    if (known && !removed) {
        return tl::unexpected(Problem{Problem::Code::Conflict,
                                      Words::tr("An agent with this id exists already"),
                                      externalId,
                                      {},
                                      Words::tr("Change that agent, or enter another id.")});
    }
    qint64 id = 0;
    if (known) {
        id = *known;
        Statement revive(
            m_connection,
            u"UPDATE agents SET name=?,user_id=?,model=?,enabled=1,created_ms=?,changed_ms=?,removed_ms=NULL "
            "WHERE id=?"_s);
        done = revive.run({name, qint64(agent.user), present(model), now(), now(), id});
    } else {
        Statement insert(
            m_connection,
            u"INSERT INTO agents(external_id,name,user_id,model,created_ms,changed_ms) VALUES(?,?,?,?,?,?)"_s);
        done = insert.run({externalId, name, qint64(agent.user), present(model), now(), now()});
        id = insert.insertedId();
    }
    done = done ? transaction.commit() : done;
    if (!done)
        return tl::unexpected(done.error());
    return find(AgentId(id));
}

Result<AgentRow> AgentRepository::update(AgentId agent, const AgentChange &change) const
{
    Transaction transaction(m_connection);
    if (const Done done = transaction.begin(); !done)
        return tl::unexpected(done.error());
    const Result<AgentRow> before = find(agent);
    if (!before)
        return before;
    const QString name = change.name.value_or(before->name).trimmed();
    const QString model = change.model.value_or(before->model).trimmed();
    const UserId user = change.user.value_or(before->user);
    Done done = checkName(name);
    done = done ? checkModel(model) : done;
    done = done ? checkUser(user) : done;
    Statement update(m_connection, u"UPDATE agents SET name=?,user_id=?,model=?,enabled=?,changed_ms=? WHERE id=?"_s);
    done = done ? update.run({name, qint64(user), present(model), int(change.enabled.value_or(before->enabled)), now(),
                              qint64(agent)})
                : done;
    done = done ? transaction.commit() : done;
    if (!done)
        return tl::unexpected(done.error());
    return find(agent);
}

Done AgentRepository::remove(AgentId agent) const
{
    Transaction transaction(m_connection);
    if (const Done done = transaction.begin(); !done)
        return done;
    if (const Result<AgentRow> before = find(agent); !before)
        return tl::unexpected(before.error());
    Statement update(m_connection, u"UPDATE agents SET removed_ms=?,changed_ms=? WHERE id=?"_s);
    const Done done = update.run({now(), now(), qint64(agent)});
    return done ? transaction.commit() : done;
}

} // namespace keyswitch::store
