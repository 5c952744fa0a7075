// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/service/gateway.h"
#include "proxy/store/store.h"
#include "tests/flows/house.h"

#include <QMutex>

#include <thread>

using namespace keyswitch;
using namespace keyswitch::test;
using namespace std::chrono_literals;

namespace
{

QByteArray between(const QByteArray &text, const QByteArray &before, char after)
{
    const qsizetype at = text.indexOf(before);
    return at < 0 ? QByteArray()
                  : text.mid(at + before.size(), text.indexOf(after, at + before.size()) - at - before.size());
}

// Says whose key it was called with, and for which request.
void tellKey(UpstreamConnection &connection, const RecordedRequest &request)
{
    const QByteArray told = request.field("Authorization").mid(7) + ' ' + between(request.body, "\"user\":\"", '"');
    if (!request.body.contains("\"stream\":true")) {
        connection.answer(200, R"({"id":"x","told":{"a":")" + told + "\"}}", JsonLine);
        return;
    }
    connection.send(StreamHead);
    connection.chunk(streamEvent(told));
    connection.sleep(2ms);
    connection.chunk(usageEvent() + DoneEvent);
    connection.chunk({});
}

// What something was changed to, as seen by those who do not wait for the change: it is at least what was done before
// they asked, and at most what was begun before they had their answer.
struct Change {
    std::atomic<int> begun = 0;
    std::atomic<int> done = 0;
};

// Threads that ask without a pause, on connections that are kept and on new ones in turn.
class Load
{
public:
    using Check = std::function<QByteArray(const Answer &, const QByteArray &marker, int before, int after)>;
    struct Question {
        QByteArray agent;
        bool stream;
        Change *change;
        Check check; // what is wrong with the answer; empty: nothing
    };

    Load(quint16 port, QList<Question> questions)
    {
        for (const Question &question : questions) {
            const int number = int(m_threads.size());
            m_threads.emplace_back([this, port, question, number] { run(port, question, number); });
        }
    }
    ~Load() { end(); }
    void end()
    {
        m_ending = true;
        for (std::thread &thread : m_threads)
            thread.join();
        m_threads.clear();
    }
    int asked() const { return m_asked; }
    int answered200() const { return m_answered200; }
    QByteArrayList faults()
    {
        const QMutexLocker lock(&m_mutex);
        return m_faults;
    }

private:
    void run(quint16 port, const Question &question, int number)
    {
        auto kept = std::make_unique<RawClient>(port);
        for (int i = 0; !m_ending; ++i) {
            const QByteArray marker = QByteArray::number(number) + '-' + QByteArray::number(i);
            const QByteArray body = chat(question.stream, ",\"user\":\"" + marker + '"');
            const int before = question.change->done;
            QByteArray bytes;
            if (i % 2) {
                RawClient once(port);
                once.send(House::request(question.agent, body, "Connection: close\r\n"));
                bytes = once.receiveAll();
            } else {
                kept->send(House::request(question.agent, body));
                bytes = kept->receiveUntil(question.stream ? "\r\n0\r\n\r\n" : "}}");
            }
            const int after = question.change->begun;
            const Answer answer = Answer::parse(bytes);
            ++m_asked;
            m_answered200 += answer.status == 200;
            QByteArray fault = answer.whole ? question.check(answer, marker, before, after) : "not whole: " + bytes;
            if (!fault.isEmpty()) {
                const QMutexLocker lock(&m_mutex);
                m_faults.append(marker + ": " + fault);
            }
        }
    }
    std::vector<std::thread> m_threads;
    std::atomic_bool m_ending = false;
    std::atomic_int m_asked = 0;
    std::atomic_int m_answered200 = 0;
    QMutex m_mutex;
    QByteArrayList m_faults;
};

Load::Check keyOf(const QByteArray &user)
{
    return [user](const Answer &answer, const QByteArray &marker, int before, int after) -> QByteArray {
        for (int change = before; change <= after; ++change) {
            if (answer.status == 200
                && answer.body.contains('"' + user + '-' + QByteArray::number(change) + ' ' + marker + '"'))
                return {};
        }
        return "changes " + QByteArray::number(before) + " to " + QByteArray::number(after) + ": " + answer.head
            + answer.body;
    };
}

// Disabled at odd changes.
QByteArray disabledWhenOdd(const Answer &answer, const QByteArray &marker, int before, int after)
{
    const bool mayWork = before % 2 == 0 || after > before;
    const bool mayFail = before % 2 == 1 || after > before;
    if (mayWork && answer.status == 200 && answer.body.contains("sk-jonas " + marker + '"'))
        return {};
    if (mayFail && answer.status == 403 && answer.errorCode() == "agent_disabled")
        return {};
    return "changes " + QByteArray::number(before) + " to " + QByteArray::number(after) + ": " + answer.head
        + answer.body;
}

} // namespace

// Several workers behave as one.
class tst_Workers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theirNumberIsASetting()
    {
        House house(&tellKey, {{"listen.workers", "3"}});
        int threads = 0;
        for (const QString &id : QDir(QStringLiteral("/proc/self/task")).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            QFile name(QStringLiteral("/proc/self/task/%1/comm").arg(id));
            threads += name.open(QIODevice::ReadOnly) && name.readAll().startsWith("gateway-");
        }
        QCOMPARE(threads, 3);
    }

    void changesOfTheDirectoryUnderLoadDropNothing()
    {
        constexpr int Changes = 40;
        Change key;
        Change agent;
        House house(&tellKey, {{"listen.workers", "4"}});
        house.addUser("maria");
        house.addUser("jonas");
        UserId maria{};
        AgentId ofJonas{};
        const auto users = House::waited(house.service().users());
        for (const UserSummary &user : *users)
            maria = user.name == QLatin1String("maria") ? user.id : maria;
        const auto agents = House::waited(house.service().agents());
        for (const AgentSummary &one : *agents)
            ofJonas = one.externalId == QLatin1String("jonas-agent") ? one.id : ofJonas;
        QVERIFY(House::waited(house.service().setUserKey(maria, Secret("sk-maria-0"))));

        Load load(house.port(),
                  {{"maria-agent", false, &key, keyOf("sk-maria")},
                   {"maria-agent", true, &key,
                    [](const Answer &answer, const QByteArray &marker, int before, int after) -> QByteArray {
                        for (int change = before; change <= after; ++change) {
                            const QByteArray told = "sk-maria-" + QByteArray::number(change) + ' ' + marker;
                            if (answer.status == 200 && answer.body == streamEvent(told) + DoneEvent)
                                return {};
                        }
                        return answer.head + answer.body;
                    }},
                   {"maria-agent", false, &key, keyOf("sk-maria")},
                   {"jonas-agent", false, &agent, &disabledWhenOdd},
                   {"jonas-agent", false, &agent, &disabledWhenOdd}});
        for (int change = 1; change <= Changes; ++change) {
            key.begun = agent.begun = change;
            const auto keySet = house.service().setUserKey(maria, Secret("sk-maria-" + QByteArray::number(change)));
            const auto agentSet = house.service().setAgentEnabled(ofJonas, change % 2 == 0);
            QVERIFY(House::waited(keySet));
            key.done = change;
            QVERIFY(House::waited(agentSet));
            agent.done = change;
            QTest::qWait(20);
        }
        QTRY_VERIFY_WITH_TIMEOUT(load.asked() > 1000, 30'000);
        load.end();
        const QByteArrayList faults = load.faults();
        QVERIFY2(faults.isEmpty(), QByteArray::number(faults.size()) + " faults, the first: " + faults.value(0));
        QCOMPARE(house.posts(), load.answered200());
        qint64 rows = 0;
        QTRY_VERIFY([&] {
            rows = 0;
            const auto usage =
                House::waited(house.service().usage({UsageGroup::User, QDateTime::fromSecsSinceEpoch(0), {}}));
            for (const UsageRow &row : *usage)
                rows += row.requests;
            return rows >= load.asked();
        }());
        QCOMPARE(rows, load.asked());
        qInfo("%d requests during %d changes", load.asked(), 2 * Changes);
    }

    void changesOfSettingsUnderLoadDropNothing()
    {
        ScriptedUpstream first(&tellKey);
        ScriptedUpstream second(&tellKey);
        QTemporaryDir folder;
        store::OpenOptions options;
        options.folder = folder.path();
        const auto opened = House::waited(store::Store::open(options));
        QVERIFY(opened);
        Gateway gateway(**opened);
        ConfigSnapshot config;
        config.listenPort = 0;
        config.workers = 3;
        config.log.level = LogSettings::Level::Error;
        config.globalKey = Secret(QByteArrayView(House::AgentKey)).share();
        config.upstream.mode = UpstreamSettings::Mode::LiteLlm;
        config.upstream.baseUrl = first.baseUrl();
        const auto directory = std::make_shared<DirectorySnapshot>(
            std::vector<UserEntry>{{UserId(1), "maria", "maria@example.org", true, Secret("sk-maria-0").share()}},
            std::vector<AgentEntry>{{AgentId(1), "maria-agent", "", "", UserId(1), true}});
        const auto url = House::waited(gateway.start(std::make_shared<ConfigSnapshot>(config), directory));
        QVERIFY(url);
        Change none;
        {
            const Load::Question question{"maria-agent", false, &none, keyOf("sk-maria")};
            Load load(quint16(QUrl(*url).port()), {question, question, question, question});
            for (int change = 1; change <= 30; ++change) {
                config.upstream.baseUrl = (change % 2 ? second : first).baseUrl();
                config.limits.bodyBytes = 1024 * 1024 + change;
                config.limits.highWatermark = 128 * 1024 + change;
                gateway.setConfig(std::make_shared<ConfigSnapshot>(config));
                QTest::qWait(20);
            }
            QTRY_VERIFY_WITH_TIMEOUT(load.asked() > 500, 30'000);
            load.end();
            const QByteArrayList faults = load.faults();
            QVERIFY2(faults.isEmpty(), QByteArray::number(faults.size()) + " faults, the first: " + faults.value(0));
            QVERIFY(!first.requests().isEmpty() && !second.requests().isEmpty());
            QCOMPARE(first.requests().size() + second.requests().size(), load.asked());
        }
        const QFuture<void> stopped = gateway.stop(1s);
        QTRY_VERIFY(stopped.isFinished());
    }

    void theirLimitsHoldTogether()
    {
        House house(&tellKey, {{"listen.workers", "4"}, {"limits.connections", "20"}});
        house.addUser("maria");
        std::vector<std::unique_ptr<RawClient>> inside;
        for (int i = 0; i < 20; ++i)
            inside.push_back(std::make_unique<RawClient>(house.port()));
        const auto status = [&] { return *House::waited(house.service().status()); };
        QTRY_COMPARE(status().connections, 20);
        QCOMPARE(status().proxy.health, Health::Ok);
        for (int i = 0; i < 10; ++i) {
            const Answer answer = house.ask("maria-agent", chat(false));
            QCOMPARE(answer.status, 503);
            QCOMPARE(answer.errorCode(), QByteArray("too_many_connections"));
        }
        QCOMPARE(status().connectionsTurnedAway, 10);
        QTRY_COMPARE(status().proxy.health, Health::Failing);
        QVERIFY2(status().proxy.sentence.contains(QLatin1String("limits.connections allows 20 at once")),
                 qUtf8Printable(status().proxy.sentence));
        QCOMPARE(house.posts(), 0);
        // Those who are in are served meanwhile.
        inside.front()->send(House::request("maria-agent", chat(false), "Connection: close\r\n"));
        QCOMPARE(Answer::parse(inside.front()->receiveAll()).status, 200);
        inside.clear();
        QTRY_COMPARE(status().connections, 0);
        QCOMPARE(house.ask("maria-agent", chat(false)).status, 200);
    }
};

QTEST_GUILESS_MAIN(tst_Workers)
#include "tst_workers.moc"
