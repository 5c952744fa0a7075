// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/flows/house.h"

#include <QHash>
#include <QSet>

#include <thread>

using namespace keyswitch;
using namespace keyswitch::test;
using namespace std::chrono_literals;

// Every agent's call carries its own user's key, whatever else happens at the same time.
class tst_KeySwap : public QObject
{
    Q_OBJECT

private:
    static constexpr int PerUser = 200;

private Q_SLOTS:
    void interleavedCallsNeverMixUpKeys()
    {
        // The upstream says which key it saw; each call has a mark of its own.
        House house(
            [](UpstreamConnection &connection, const RecordedRequest &request) {
                const qsizetype mark = request.body.indexOf("mark-");
                connection.answer(200,
                                  "{\"id\":\"" + request.body.mid(mark, request.body.indexOf('"', mark) - mark)
                                      + "\",\"key\":\"" + request.field("authorization")
                                      + "\",\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}",
                                  JsonLine);
            },
            {{"listen.workers", "2"}});
        house.addUser("maria");
        house.addUser("jonas");

        std::atomic_int wrong = 0;
        const auto caller = [&](const QByteArray &name, int connections, int number) {
            RawClient client(house.port());
            for (int i = number; i < PerUser; i += connections) {
                const QByteArray mark = "mark-" + name + '-' + QByteArray::number(i);
                client.send(House::request(name + "-agent", chat(false, ",\"user\":\"" + mark + '"')));
                const QByteArray answer = client.receiveUntil("}}");
                if (!answer.contains("\"id\":\"" + mark + '"') || !answer.contains("Bearer sk-" + name + '"'))
                    ++wrong;
            }
        };
        std::vector<std::thread> callers;
        for (int i = 0; i < 4; ++i) {
            callers.emplace_back(caller, "maria", 4, i);
            callers.emplace_back(caller, "jonas", 4, i);
        }
        for (std::thread &one : callers)
            one.join();
        QCOMPARE(int(wrong), 0);
        QCOMPARE(house.posts(), 2 * PerUser);
        for (const RecordedRequest &request : house.upstream().requests()) {
            if (request.method == "POST")
                QVERIFY(request.body.contains("mark-" + request.field("authorization").mid(10) + '-'));
        }

        const QList<RequestRow> rows = house.rows(2 * PerUser);
        QCOMPARE(rows.size(), 2 * PerUser);
        QSet<QString> ids;
        QSet<QString> marks;
        QSet<QString> calls;
        for (const RequestRow &row : rows) {
            ids.insert(row.requestId);
            marks.insert(row.upstreamId);
            calls.insert(row.callId);
            QVERIFY(row.upstreamId.startsWith(QLatin1String("mark-") + row.userName + u'-'));
            QCOMPARE(row.agentExternalId, row.userName + QLatin1String("-agent"));
        }
        QCOMPARE(ids.size(), 2 * PerUser);
        QCOMPARE(marks.size(), 2 * PerUser);
        QCOMPARE(calls.size(), 2 * PerUser);

        const auto usage = House::waited(
            house.service().usage({UsageGroup::User, QDateTime::currentDateTimeUtc().addSecs(-3600), {}}));
        QVERIFY(usage);
        QCOMPARE(usage->size(), 2);
        for (const UsageRow &row : *usage) {
            QCOMPARE(row.requests, qint64(PerUser));
            QCOMPARE(row.promptTokens, Tokens(PerUser));
            QCOMPARE(row.requestsWithoutCost, qint64(PerUser));
        }
    }

    void aNewKeyHoldsFromTheNextCallOn()
    {
        House house([](UpstreamConnection &connection, const RecordedRequest &request) {
            connection.answer(200, "{\"key\":\"" + request.field("authorization") + "\"}", JsonLine);
        });
        house.addUser("maria");
        RawClient client(house.port());
        client.send(House::request("maria-agent", chat(false)));
        QVERIFY(client.receiveUntil("}").contains("Bearer sk-maria\""));
        const auto users = House::waited(house.service().users());
        QVERIFY(House::waited(house.service().setUserKey(users->constFirst().id, Secret("sk-other"))));
        client.send(House::request("maria-agent", chat(false)));
        QVERIFY(client.receiveUntil("}").contains("Bearer sk-other\""));
    }

    void whatTheClientSaysOfKeysDoesNotGoOn()
    {
        House house([](UpstreamConnection &connection, const RecordedRequest &) {
            connection.answer(200, plainAnswer(), JsonLine);
        });
        house.addUser("maria");
        QCOMPARE(
            house
                .ask("maria-agent", chat(false),
                     "x-api-key: sk-mine\r\napi-key: sk-mine\r\nx-litellm-api-key: sk-mine\r\ncookie: a=sk-mine\r\n"
                     "x-forwarded-for: 10.0.0.1\r\nx-litellm-tags: a\r\nx-trace: kept\r\n")
                .status,
            200);
        const QByteArray head = house.upstream().requests().last().head;
        QVERIFY2(!head.contains("sk-mine") && !head.contains("10.0.0.1") && !head.contains("x-litellm-tags"),
                 head.constData());
    }
};

QTEST_GUILESS_MAIN(tst_KeySwap)
#include "tst_keyswap.moc"
