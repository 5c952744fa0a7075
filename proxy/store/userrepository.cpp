// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/store/userrepository.h"

#include "proxy/store/directoryrules.h"
#include "proxy/store/words.h"

namespace keyswitch::store
{

using namespace Qt::StringLiterals;

static Problem noSuchUser(const QString &who)
{
    return Problem{Problem::Code::NotFound,
                   Words::tr("There is no such user"),
                   who,
                   {},
                   Words::tr("Choose one from the list of users.")};
}

static Problem emailTaken(const QString &email)
{
    return Problem{Problem::Code::Conflict,
                   Words::tr("A user with this e-mail exists already"),
                   email,
                   {},
                   Words::tr("Use that user, or enter another e-mail.")};
}

qint64 UserRepository::now() const
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(m_clock.wall().time_since_epoch()).count();
}

QByteArray UserRepository::keyPlace(UserId user)
{
    return "users/" + QByteArray::number(qint64(user));
}

Result<QList<UserRow>> UserRepository::select(const QString &condition, const QVariantList &values) const
{
    Statement statement(m_connection,
                        u"SELECT id,email,name,enabled,key_fingerprint,created_ms,(SELECT count(*) FROM agents a WHERE "
                        "a.user_id=u.id AND a.removed_ms IS NULL) FROM users u WHERE removed_ms IS NULL"_s
                            + condition);
    QList<UserRow> users;
    const Done done = statement.forEach(values, [&](const Statement &row) {
        users.append({UserId(row.integer(0)), row.text(1), row.text(2), row.integer(3) != 0, row.text(4),
                      int(row.integer(6)), QDateTime::fromMSecsSinceEpoch(row.integer(5), Qt::UTC)});
    });
    if (!done)
        return tl::unexpected(done.error());
    return users;
}

Result<QList<UserRow>> UserRepository::list() const
{
    return select(u" ORDER BY name COLLATE NOCASE, id"_s, {});
}

Result<UserRow> UserRepository::find(UserId user) const
{
    const auto users = select(u" AND id=?"_s, {qint64(user)});
    if (!users)
        return tl::unexpected(users.error());
    return users->isEmpty() ? Result<UserRow>(tl::unexpected(noSuchUser({}))) : Result<UserRow>(users->first());
}

Result<UserRow> UserRepository::findByEmail(const QString &email) const
{
    const auto users = select(u" AND email=?"_s, {email.trimmed()});
    if (!users)
        return tl::unexpected(users.error());
    return users->isEmpty() ? Result<UserRow>(tl::unexpected(noSuchUser(email))) : Result<UserRow>(users->first());
}

// Bound to the row's number, so the row is there first.
Done UserRepository::writeKey(UserId user, const Secret &key) const
{
    Statement update(m_connection, u"UPDATE users SET key_sealed=?,key_fingerprint=?,changed_ms=? WHERE id=?"_s);
    const QVariant sealed = key.isEmpty() ? QVariant(QMetaType::fromType<QByteArray>())
                                          : QVariant(m_seal.seal(KeySeal::Purpose::UserKey, keyPlace(user), key));
    return update.run({sealed, present(QString::fromLatin1(key.fingerprint())), now(), qint64(user)});
}

Result<UserRow> UserRepository::add(const NewUser &user) const
{
    const QString email = user.email.trimmed();
    const QString name = user.name.trimmed().isEmpty() ? email : user.name.trimmed();
    Done done = checkEmail(email);
    done = done ? checkName(name) : done;
    done = done && !user.litellmKey.isEmpty() ? checkKey(user.litellmKey) : done;
    Transaction transaction(m_connection);
    done = done ? transaction.begin() : done;
    if (!done)
        return tl::unexpected(done.error());

    std::optional<qint64> known;
    bool removed = false;
    Statement select(m_connection, u"SELECT id,removed_ms FROM users WHERE email=?"_s);
    done = select.forEach({email}, [&](const Statement &row) {
        known = row.integer(0);
        removed = !row.isNull(1);
    });
    if (!done)
        return tl::unexpected(done.error());
    if (known && !removed)
        return tl::unexpected(emailTaken(email));
    qint64 id = 0;
    if (known) {
        id = *known;
        Statement revive(
            m_connection,
            u"UPDATE users SET email=?,name=?,enabled=1,created_ms=?,changed_ms=?,removed_ms=NULL WHERE id=?"_s);
        done = revive.run({email, name, now(), now(), id});
    } else {
        Statement insert(m_connection, u"INSERT INTO users(email,name,created_ms,changed_ms) VALUES(?,?,?,?)"_s);
        done = insert.run({email, name, now(), now()});
        id = insert.insertedId();
    }
    done = done ? writeKey(UserId(id), user.litellmKey) : done;
    done = done ? transaction.commit() : done;
    if (!done)
        return tl::unexpected(done.error());
    return find(UserId(id));
}

Result<UserRow> UserRepository::update(UserId user, const UserChange &change) const
{
    Transaction transaction(m_connection);
    if (const Done done = transaction.begin(); !done)
        return tl::unexpected(done.error());
    const Result<UserRow> before = find(user);
    if (!before)
        return before;
    const QString email = change.email.value_or(before->email).trimmed();
    const QString name = change.name.value_or(before->name).trimmed();
    Done done = checkEmail(email);
    done = done ? checkName(name) : done;
    bool taken = false;
    Statement other(m_connection, u"SELECT id FROM users WHERE email=? AND id<>?"_s);
    done = done ? other.forEach({email, qint64(user)}, [&](const Statement &) { taken = true; }) : done;
    if (done && taken)
        done = tl::unexpected(emailTaken(email));
    Statement update(m_connection, u"UPDATE users SET email=?,name=?,enabled=?,changed_ms=? WHERE id=?"_s);
    done = done ? update.run({email, name, int(change.enabled.value_or(before->enabled)), now(), qint64(user)}) : done;
    done = done ? transaction.commit() : done;
    if (!done)
        return tl::unexpected(done.error());
    return find(user);
}

Result<UserRow> UserRepository::setKey(UserId user, const Secret &litellmKey) const
{
    Done done = litellmKey.isEmpty() ? Done() : checkKey(litellmKey);
    Transaction transaction(m_connection);
    done = done ? transaction.begin() : done;
    if (!done)
        return tl::unexpected(done.error());
    if (const Result<UserRow> before = find(user); !before)
        return before;
    done = writeKey(user, litellmKey);
    done = done ? transaction.commit() : done;
    if (!done)
        return tl::unexpected(done.error());
    return find(user);
}

Done UserRepository::remove(UserId user) const
{
    Transaction transaction(m_connection);
    if (const Done done = transaction.begin(); !done)
        return done;
    const Result<UserRow> before = find(user);
    if (!before)
        return tl::unexpected(before.error());
    if (before->agents > 0) {
        return tl::unexpected(Problem{Problem::Code::Conflict,
                                      Words::tr("Agents belong to this user"),
                                      Words::tr("%1 has %n agent(s).", nullptr, before->agents).arg(before->name),
                                      {},
                                      Words::tr("Remove these agents or give them to another user first.")});
    }
    Statement update(m_connection,
                     u"UPDATE users SET removed_ms=?,changed_ms=?,key_sealed=NULL,key_fingerprint='' WHERE id=?"_s);
    const Done done = update.run({now(), now(), qint64(user)});
    return done ? transaction.commit() : done;
}

} // namespace keyswitch::store
