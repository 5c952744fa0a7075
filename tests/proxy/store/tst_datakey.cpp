// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/store/datakey.h"
#include "proxy/store/metatable.h"
#include "proxy/store/migrations.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sodium.h>

using namespace keyswitch;
using namespace keyswitch::store;
using namespace Qt::StringLiterals;

class tst_DataKey : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(sodium_init() >= 0);
        qunsetenv("DBUS_SESSION_BUS_ADDRESS"); // no keychain of the person who runs this
    }
    void init()
    {
        m_place.emplace();
        const QString file = m_place->filePath(u"keyswitch.db"_s);
        QVERIFY(createDatabase(file));
        auto connection = Connection::open(file, Connection::Role::Writer);
        QVERIFY(connection);
        m_connection = std::move(*connection);
    }
    void cleanup() { m_connection.reset(); }

    void makesAKeyFileForTheOwnerOnlyAndFindsItAgain()
    {
        const auto first = obtain({});
        QVERIFY(first);
        QCOMPARE(first->source, DataKeySource::KeyFile);
        QCOMPARE(QFile(keyFile()).size(), 32);
        QVERIFY(!(QFile::permissions(keyFile())
                  & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther)));
        const auto second = obtain({});
        QVERIFY(second);
        QVERIFY(sameKey(*first, *second));
    }
    void refusesAKeyFileThatIsMissingOpenToOthersDamagedOrAnothers()
    {
        QVERIFY(obtain({}));
        QVERIFY(QFile::setPermissions(keyFile(), QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther));
        const auto open = obtain({});
        QVERIFY(!open);
        QVERIFY(open.error().remedy.contains("chmod"_L1));
        QVERIFY(QFile::setPermissions(keyFile(), QFile::ReadOwner | QFile::WriteOwner));
        QFile file(keyFile());
        QVERIFY(file.open(QIODevice::ReadWrite));
        const QByteArray key = file.readAll();
        file.resize(31);
        QVERIFY(!obtain({}));
        file.resize(0);
        file.seek(0);
        file.write(QByteArray(32, 'x'));
        file.close();
        const auto other = obtain({});
        QVERIFY(!other);
        QVERIFY2(other.error().title.contains("does not belong"_L1), qPrintable(other.error().title));
        QVERIFY(QFile::remove(keyFile()));
        QVERIFY(!obtain({}));
        QVERIFY2(!QFile::exists(keyFile()), "a new key must not be made for an old database");
    }
    void neverOverwritesAKeyFile()
    {
        QFile file(keyFile());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(32, 'k'));
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
        file.close();
        QVERIFY(obtain({}));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray(32, 'k'));
    }
    void asksForThePassphraseItWasMadeWith()
    {
        const auto first = obtain("correct horse");
        QVERIFY(first);
        QCOMPARE(first->source, DataKeySource::Passphrase);
        QVERIFY(!QFile::exists(keyFile()));
        const auto again = obtain("correct horse");
        QVERIFY(again);
        QVERIFY(sameKey(*first, *again));
        const auto wrong = obtain("correct Horse");
        QVERIFY(!wrong);
        QVERIFY(wrong.error().title.contains("wrong"_L1));
        const auto none = obtain({});
        QVERIFY(!none);
        QVERIFY(none.error().remedy.contains("KEYSWITCH_PASSPHRASE"_L1));
        QVERIFY2(!QFile::exists(keyFile()), "no other source may be taken silently");
    }
    void keepsItsSourceWhenAPassphraseComesLater()
    {
        QVERIFY(obtain({}));
        const auto later = obtain("passphrase");
        QVERIFY(later);
        QCOMPARE(later->source, DataKeySource::KeyFile);
    }
    void saysWhenTheKeychainIsOutOfReach()
    {
        const MetaTable meta(*m_connection);
        QVERIFY(meta.set(u"data_key_source"_s, "keychain"));
        QVERIFY(meta.set(u"data_key_keychain_entry"_s, "data-key-test"));
        const auto key = obtain({});
        QVERIFY(!key);
        QVERIFY(!key.error().remedy.isEmpty());
        QVERIFY(!QFile::exists(keyFile()));
    }
    void readsThePassphraseFromTheEnvironment()
    {
        qunsetenv("KEYSWITCH_PASSPHRASE");
        QVERIFY(!passphraseFromEnvironment());
        qputenv("KEYSWITCH_PASSPHRASE", "from outside");
        QVERIFY(passphraseFromEnvironment()->equals("from outside"));
        qunsetenv("KEYSWITCH_PASSPHRASE");
    }

private:
    QString keyFile() const { return m_place->filePath(u"data.key"_s); }
    Result<DataKey> obtain(const QByteArray &passphrase) const
    {
        DataKeyChoice choice;
        if (!passphrase.isEmpty())
            choice.passphrase = std::make_shared<const Secret>(passphrase);
        choice.keyFile = keyFile();
        choice.keychain = true;
        return obtainDataKey(*m_connection, choice);
    }
    static bool sameKey(const DataKey &a, const DataKey &b)
    {
        const QByteArray blob = a.seal.seal(KeySeal::Purpose::UserKey, "users/1", Secret("sk-user-a"));
        return b.seal.open(KeySeal::Purpose::UserKey, "users/1", blob).has_value();
    }
    std::optional<QTemporaryDir> m_place;
    std::unique_ptr<Connection> m_connection;
};

QTEST_GUILESS_MAIN(tst_DataKey)
#include "tst_datakey.moc"
