// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/store/settingsrepository.h"

namespace keyswitch::store
{

using namespace Qt::StringLiterals;

static QByteArray placeOf(const QString &name)
{
    return "settings/" + name.toUtf8();
}

Result<QList<SettingRow>> SettingsRepository::list() const
{
    Statement select(m_connection, u"SELECT name,value,fingerprint,sealed IS NOT NULL FROM settings ORDER BY name"_s);
    QList<SettingRow> rows;
    const Done done = select.forEach({}, [&](const Statement &row) {
        const bool secret = row.integer(3) != 0;
        rows.append({row.text(0), row.text(secret ? 2 : 1), secret});
    });
    if (!done)
        return tl::unexpected(done.error());
    return rows;
}

Result<std::optional<QString>> SettingsRepository::value(const QString &name) const
{
    Statement select(m_connection, u"SELECT value FROM settings WHERE name=? AND sealed IS NULL"_s);
    std::optional<QString> value;
    const Done done = select.forEach({name}, [&](const Statement &row) { value = row.text(0); });
    if (!done)
        return tl::unexpected(done.error());
    return value;
}

Result<Secret> SettingsRepository::secret(const QString &name) const
{
    Statement select(m_connection, u"SELECT sealed FROM settings WHERE name=? AND sealed IS NOT NULL"_s);
    QByteArray sealed;
    const Done done = select.forEach({name}, [&](const Statement &row) { sealed = row.bytes(0); });
    if (!done)
        return tl::unexpected(done.error());
    if (sealed.isEmpty())
        return Secret();
    return m_seal.open(KeySeal::Purpose::Setting, placeOf(name), sealed);
}

Done SettingsRepository::set(const QString &name, const QString &value) const
{
    return write(name, present(value), QVariant(QMetaType::fromType<QByteArray>()), {});
}

Done SettingsRepository::setSecret(const QString &name, const Secret &secret) const
{
    return write(name, QVariant(QMetaType::fromType<QString>()),
                 m_seal.seal(KeySeal::Purpose::Setting, placeOf(name), secret),
                 QString::fromLatin1(secret.fingerprint()));
}

Done SettingsRepository::remove(const QString &name) const
{
    Statement remove(m_connection, u"DELETE FROM settings WHERE name=?"_s);
    return remove.run({name});
}

Done SettingsRepository::write(const QString &name, const QVariant &value, const QVariant &sealed,
                               const QString &fingerprint) const
{
    const qint64 now = std::chrono::duration_cast<std::chrono::milliseconds>(m_clock.wall().time_since_epoch()).count();
    Statement insert(
        m_connection,
        u"INSERT INTO settings(name,value,sealed,fingerprint,changed_ms) VALUES(?,?,?,?,?) ON CONFLICT(name) DO "
        "UPDATE SET value=excluded.value,sealed=excluded.sealed,fingerprint=excluded.fingerprint,"
        "changed_ms=excluded.changed_ms"_s);
    return insert.run({name, value, sealed, present(fingerprint), now});
}

} // namespace keyswitch::store
