// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/store/directoryrules.h"
#include "tests/proxy/store/storefixture.h"

using namespace keyswitch;
using namespace keyswitch::store;
using namespace Qt::StringLiterals;

class tst_Directory : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_store.reset();
        m_place.emplace();
        m_store = openStore(m_place->path());
        QVERIFY(m_store);
    }
    void cleanup() { m_store.reset(); }

    void checksEmails_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("good");
        QTest::newRow("plain") << u"maria@example.org"_s << true;
        QTest::newRow("plus") << u"a+b@localhost"_s << true;
        QTest::newRow("non-ASCII") << u"мария@пример.рф"_s << true;
        QTest::newRow("empty") << QString() << false;
        QTest::newRow("no at") << u"maria"_s << false;
        QTest::newRow("nothing before") << u"@example.org"_s << false;
        QTest::newRow("nothing after") << u"maria@"_s << false;
        QTest::newRow("two at") << u"a@b@c"_s << false;
        QTest::newRow("space") << u"a b@example.org"_s << false;
        QTest::newRow("line break") << u"a@example.org\r\nX: y"_s << false;
        QTest::newRow("NUL") << u"a"_s + QChar(0) + u"@b"_s << false;
        QTest::newRow("longest") << QString(250, u'a') + u"@b.c"_s << true;
        QTest::newRow("too long") << QString(251, u'a') + u"@b.c"_s << false;
    }
    void checksEmails()
    {
        QFETCH(QString, text);
        QFETCH(bool, good);
        QCOMPARE(checkEmail(text).has_value(), good);
    }
    void checksNames_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("good");
        QTest::newRow("plain") << u"Maria Petrova"_s << true;
        QTest::newRow("emoji") << u"Bot 👩‍💻"_s << true;
        QTest::newRow("Arabic") << u"مريم"_s << true;
        QTest::newRow("longest") << QString(200, u'x') << true;
        QTest::newRow("too long") << QString(201, u'x') << false;
        QTest::newRow("empty") << QString() << false;
        QTest::newRow("spaces") << u"   "_s << false;
        QTest::newRow("CR LF") << u"a\r\nb"_s << false;
        QTest::newRow("tab") << u"a\tb"_s << false;
        QTest::newRow("escape") << u"a\x1b[31m"_s << false;
        QTest::newRow("turned writing") << u"a"_s + QChar(0x202e) + u"b"_s << false;
        QTest::newRow("line separator") << u"a"_s + QChar(0x2028) + u"b"_s << false;
        QTest::newRow("half a pair") << QString(QChar(0xd800)) << false;
    }
    void checksNames()
    {
        QFETCH(QString, text);
        QFETCH(bool, good);
        QCOMPARE(checkName(text).has_value(), good);
    }
    void checksExternalIds_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("good");
        QTest::newRow("Letta's") << u"agent-2f1c6c1e-8b3b-4d0e-9d52-0f4d3c7a1b22"_s << true;
        QTest::newRow("all kinds") << u"aZ09._~-"_s << true;
        QTest::newRow("longest") << QString(128, u'a') << true;
        QTest::newRow("too long") << QString(129, u'a') << false;
        QTest::newRow("empty") << QString() << false;
        QTest::newRow("slash") << u"a/b"_s << false;
        QTest::newRow("dots") << u".."_s << false;
        QTest::newRow("dot") << u"."_s << false;
        QTest::newRow("percent") << u"a%20b"_s << false;
        QTest::newRow("space inside") << u"a b"_s << false;
        QTest::newRow("non-ASCII") << u"агент"_s << false;
        QTest::newRow("query") << u"a?b"_s << false;
    }
    void checksExternalIds()
    {
        QFETCH(QString, text);
        QFETCH(bool, good);
        QCOMPARE(checkExternalId(text).has_value(), good);
    }
    void checksKeys_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("good");
        QTest::newRow("plain") << QByteArray("sk-user-a") << true;
        QTest::newRow("shortest") << QByteArray(8, 'k') << true;
        QTest::newRow("too short") << QByteArray(7, 'k') << false;
        QTest::newRow("longest") << QByteArray(512, '~') << true;
        QTest::newRow("too long") << QByteArray(513, 'k') << false;
        QTest::newRow("space") << QByteArray("sk-user a") << false;
        QTest::newRow("line break at the end") << QByteArray("sk-user-a\n") << false;
        QTest::newRow("header injection") << QByteArray("sk-user\r\nX: y") << false;
        QTest::newRow("NUL") << QByteArray("sk-user\0a", 9) << false;
        QTest::newRow("non-ASCII") << QByteArray("sk-user-\xc3\xa9") << false;
        QTest::newRow("DEL") << QByteArray("sk-user-\x7f") << false;
    }
    void checksKeys()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(bool, good);
        QCOMPARE(checkKey(Secret(bytes)).has_value(), good);
    }

    void refusesBadInputAndChangesNothing()
    {
        const UserId user = addUser(u"a@example.org"_s);
        QCOMPARE(code(m_store->addUser({u"nobody"_s, {}, {}})), Problem::Code::Invalid);
        QCOMPARE(code(m_store->addUser({u"b@example.org"_s, u"a\nb"_s, {}})), Problem::Code::Invalid);
        QCOMPARE(code(m_store->addUser({u"b@example.org"_s, {}, Secret("short")})), Problem::Code::Invalid);
        QCOMPARE(code(m_store->addUser({u"A@EXAMPLE.org"_s, {}, {}})), Problem::Code::Conflict);
        QCOMPARE(code(m_store->updateUser(user, {u"x"_s, {}, {}})), Problem::Code::Invalid);
        QCOMPARE(code(m_store->setUserKey(user, Secret("a b c d e f"))), Problem::Code::Invalid);
        QCOMPARE(code(m_store->addAgent({u"a/b"_s, {}, user, {}})), Problem::Code::Invalid);
        QCOMPARE(code(m_store->addAgent({u"a"_s, {}, UserId(99), {}})), Problem::Code::NotFound);
        QCOMPARE(code(m_store->addAgent({u"a"_s, {}, user, u"m\r\n"_s + u"x"_s})), Problem::Code::Invalid);
        QCOMPARE(code(m_store->updateAgent(AgentId(7), {})), Problem::Code::NotFound);
        QCOMPARE(code(m_store->removeAgent(AgentId(7))), Problem::Code::NotFound);
        QCOMPARE(code(m_store->removeUser(UserId(99))), Problem::Code::NotFound);
        QCOMPARE(wait(m_store->users())->size(), 1);
        QCOMPARE(wait(m_store->agents())->size(), 0);
    }
    void changesAUser()
    {
        const UserId user = addUser(u"a@example.org"_s);
        addUser(u"b@example.org"_s);
        const auto changed = wait(m_store->updateUser(user, {u"c@example.org"_s, u"Carla"_s, false}));
        QVERIFY(changed);
        QCOMPARE(changed->email, u"c@example.org"_s);
        QCOMPARE(changed->name, u"Carla"_s);
        QVERIFY(!changed->enabled);
        QCOMPARE(code(m_store->updateUser(user, {u"B@example.org"_s, {}, {}})), Problem::Code::Conflict);
        QCOMPARE(*wait(m_store->user(user)), *changed);
        QVERIFY(!wait(m_store->loadDirectory())->snapshot->user(user)->enabled);
    }
    void swapsAndTakesAwayAKey()
    {
        const UserId user = addUser(u"a@example.org"_s);
        QVERIFY(wait(m_store->user(user))->keyFingerprint.isEmpty());
        QVERIFY(!wait(m_store->loadDirectory())->snapshot->user(user)->litellmKey);
        const auto first = wait(m_store->setUserKey(user, Secret("sk-first-key")));
        const auto second = wait(m_store->setUserKey(user, Secret("sk-second-key")));
        QVERIFY(first->keyFingerprint != second->keyFingerprint);
        QVERIFY(wait(m_store->loadDirectory())->snapshot->user(user)->litellmKey->equals("sk-second-key"));
        QVERIFY(wait(m_store->setUserKey(user, {}))->keyFingerprint.isEmpty());
        QVERIFY(!wait(m_store->loadDirectory())->snapshot->user(user)->litellmKey);
    }
    void movesAnAgentToAnotherUser()
    {
        const UserId anna = addUser(u"anna@example.org"_s);
        const UserId boris = addUser(u"boris@example.org"_s);
        const auto agent = wait(m_store->addAgent({u"agent-1"_s, u"One"_s, anna, u"gpt-4o"_s}));
        QVERIFY(agent);
        QCOMPARE(code(m_store->addAgent({u"agent-1"_s, {}, boris, {}})), Problem::Code::Conflict);
        const auto moved = wait(m_store->updateAgent(agent->id, {{}, boris, u""_s, false}));
        QVERIFY(moved);
        QCOMPARE(moved->userEmail, u"boris@example.org"_s);
        QCOMPARE(moved->name, u"One"_s);
        QVERIFY(moved->model.isEmpty());
        QVERIFY(!moved->enabled);
        QCOMPARE(wait(m_store->user(boris))->agents, 1);
        QCOMPARE(wait(m_store->agentByExternalId(u"agent-1"_s))->id, agent->id);
        QCOMPARE(code(m_store->agentByExternalId(u"AGENT-1"_s)), Problem::Code::NotFound);
    }
    void keepsAUserWhoHasAgents()
    {
        const UserId user = addUser(u"a@example.org"_s);
        const auto agent = wait(m_store->addAgent({u"agent-1"_s, {}, user, {}}));
        QCOMPARE(code(m_store->removeUser(user)), Problem::Code::Conflict);
        QVERIFY(m_store->removeAgent(agent->id).result());
        QVERIFY(m_store->removeUser(user).result());
        QCOMPARE(wait(m_store->users())->size(), 0);
        const auto loaded = wait(m_store->loadDirectory());
        QVERIFY(!loaded->snapshot->agent("agent-1"));
        QVERIFY(loaded->snapshot->users().empty());
    }
    void bringsARemovedOneBackWithItsRequests()
    {
        const auto user = wait(m_store->addUser({u"a@example.org"_s, u"Anna"_s, Secret("sk-user-a")}));
        const auto agent = wait(m_store->addAgent({u"agent-1"_s, {}, user->id, {}}));
        m_store->push(one(okRecord(1'790'000'000'000, user->id, agent->id)));
        QVERIFY(m_store->removeAgent(agent->id).result());
        QVERIFY(m_store->removeUser(user->id).result());
        QCOMPARE(wait(m_store->requests({}))->first().agentName, u"agent-1"_s); // history keeps its names
        const auto user2 = wait(m_store->addUser({u"A@example.org"_s, u"Anna B."_s, {}}));
        QCOMPARE(user2->id, user->id);
        QVERIFY2(user2->keyFingerprint.isEmpty(), "the old key must be gone");
        const auto agent2 = wait(m_store->addAgent({u"agent-1"_s, u"Again"_s, user2->id, {}}));
        QCOMPARE(agent2->id, agent->id);
        QVERIFY(wait(m_store->agents())->first().lastRequestAt.isValid());
    }
    void takesHostileTextAsText()
    {
        const QString hostile = u"x'); DROP TABLE users;--"_s;
        const auto user = wait(m_store->addUser({u"a@example.org"_s, hostile, {}}));
        QCOMPARE(user->name, hostile);
        QCOMPARE(code(m_store->userByEmail(u"' OR 1=1 --"_s)), Problem::Code::NotFound);
        QCOMPARE(wait(m_store->users())->size(), 1);
    }
    void cancelsBeforeItsTurn()
    {
        // The writer is busy with the first job until the second one is cancelled.
        std::promise<void> go;
        DatabaseThread thread(u"test"_s);
        QVERIFY(thread.open(m_place->filePath(u"keyswitch.db"_s), Connection::Role::Reader).result());
        auto first = thread.run([future = go.get_future().share()](const Connection &) -> Done {
            future.wait();
            return {};
        });
        bool ran = false;
        auto second = thread.run([&ran](const Connection &) -> Done {
            ran = true;
            return {};
        });
        second.cancel();
        go.set_value();
        first.waitForFinished();
        thread.stop();
        QVERIFY(!ran);
        QVERIFY(second.isFinished());
        QCOMPARE(code(thread.run([](const Connection &) -> Done { return {}; })), Problem::Code::Unavailable);
    }

private:
    UserId addUser(const QString &email)
    {
        const auto user = wait(m_store->addUser({email, {}, {}}));
        return user ? user->id : UserId::None;
    }
    template <typename R> static std::optional<Problem::Code> code(QFuture<R> future)
    {
        const R result = future.result();
        return result ? std::nullopt : std::optional(result.error().code);
    }
    std::optional<QTemporaryDir> m_place;
    std::shared_ptr<Store> m_store;
};

QTEST_GUILESS_MAIN(tst_Directory)
#include "tst_directory.moc"
