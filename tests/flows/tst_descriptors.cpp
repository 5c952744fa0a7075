// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/flows/house.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QLocalSocket>
#include <QProcess>

#include <sys/resource.h>

using namespace keyswitch;
using namespace keyswitch::test;
using namespace std::chrono_literals;

namespace
{

// keyswitchd as a user runs it, with a user and an agent, for an upstream of the test's.
class Daemon
{
public:
    Daemon(const ScriptedUpstream &upstream, rlim_t descriptors)
    {
        QProcessEnvironment environment;
        for (const char *name :
             {"PATH", "LD_LIBRARY_PATH", "ASAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS"})
            if (qEnvironmentVariableIsSet(name))
                environment.insert(QLatin1String(name), qEnvironmentVariable(name));
        environment.insert(QStringLiteral("HOME"), m_folder.path());
        environment.insert(QStringLiteral("LETTA_GLOBAL_API_KEY"), QLatin1String(House::AgentKey));
        environment.insert(QStringLiteral("LITELLM_BASE_URL"), QString::fromLatin1(upstream.baseUrl()));
        environment.insert(QStringLiteral("LOG_LEVEL"), QStringLiteral("error"));
        environment.insert(QStringLiteral("KEYSWITCH_LIMITS_HEAD_TIME"),
                           QStringLiteral("120s")); // commands take a while
        environment.insert(QStringLiteral("KEYSWITCH_LIMITS_IDLE_TIME"), QStringLiteral("120s"));
        m_environment = environment;
        run({QStringLiteral("user"), QStringLiteral("add"), QStringLiteral("--email"), QStringLiteral("m@example.org"),
             QStringLiteral("--name"), QStringLiteral("maria"), QStringLiteral("--litellm-key"), QStringLiteral("-")},
            "sk-maria-key\n");
        run({QStringLiteral("agent"), QStringLiteral("add"), QStringLiteral("--id"), QStringLiteral("maria-agent"),
             QStringLiteral("--user"), QStringLiteral("m@example.org")});
        m_process.setProcessEnvironment(environment);
        m_process.setStandardErrorFile(m_folder.filePath(QStringLiteral("log")));
        if (descriptors > 0) {
            m_process.setChildProcessModifier([descriptors] {
                const rlimit limit{descriptors, descriptors};
                ::setrlimit(RLIMIT_NOFILE, &limit);
            });
        }
        m_process.start(program(),
                        withData({QStringLiteral("serve"), QStringLiteral("--listen"), QStringLiteral("127.0.0.1:0"),
                                  QStringLiteral("--workers"), QStringLiteral("2")}));
        QByteArray line;
        while (!line.endsWith('\n') && m_process.waitForReadyRead(20'000))
            line += m_process.readLine();
        port = quint16(QUrl(QJsonDocument::fromJson(line)[u"url"].toString()).port());
    }
    ~Daemon()
    {
        m_process.terminate();
        if (!m_process.waitForFinished(20'000))
            m_process.kill();
        m_process.waitForFinished();
    }

    quint16 port = 0;
    QString controlSocket() const { return m_folder.filePath(QStringLiteral("data/control.sock")); }
    pid_t pid() const { return pid_t(m_process.processId()); }

    QJsonObject status()
    {
        return QJsonDocument::fromJson(run({QStringLiteral("status"), QStringLiteral("--json")})).object();
    }
    QString alarm() { return status()[u"proxy"][u"sentence"].toString(); }
    int logLines(const QByteArray &text) const
    {
        QFile log(m_folder.filePath(QStringLiteral("log")));
        return log.open(QIODevice::ReadOnly) ? int(log.readAll().count(text)) : -1;
    }

private:
    static QString program() { return QStringLiteral(KEYSWITCHD); }
    QStringList withData(const QStringList &arguments) const
    {
        return arguments + QStringList{QStringLiteral("--data"), m_folder.filePath(QStringLiteral("data"))};
    }
    QByteArray run(const QStringList &arguments, const QByteArray &input = {})
    {
        QProcess command;
        command.setProcessEnvironment(m_environment);
        command.start(program(), withData(arguments));
        command.write(input);
        command.closeWriteChannel();
        if (!command.waitForFinished(5'000)) {
            command.kill();
            command.waitForFinished();
        }
        return command.readAllStandardOutput();
    }

    QTemporaryDir m_folder;
    QProcessEnvironment m_environment;
    QProcess m_process;
};

} // namespace

// A process with too few file descriptors: who is in goes on, all are told, and it recovers by itself.
class tst_Descriptors : public QObject
{
    Q_OBJECT

private:
    std::atomic_int m_held = 0; // calls that wait for their answer
    std::atomic_bool m_go = false;
    std::unique_ptr<ScriptedUpstream> m_upstream;
    using Clients = std::vector<std::unique_ptr<RawClient>>;

    static Answer ask(quint16 port)
    {
        RawClient client(port);
        client.send(House::request("maria-agent", chat(false), "Connection: close\r\n"));
        return Answer::parse(client.receiveAll());
    }

private Q_SLOTS:
    void init()
    {
        m_held = 0;
        m_go = false;
        m_upstream =
            std::make_unique<ScriptedUpstream>([this](UpstreamConnection &connection, const RecordedRequest &request) {
                if (request.method != "POST") {
                    connection.answer(404, "{}", JsonLine);
                    return;
                }
                const bool stream = request.body.contains("\"stream\":true");
                if (stream) {
                    connection.send(StreamHead);
                    connection.chunk(streamEvent("one"));
                } else if (!request.body.contains("held")) {
                    connection.answer(200, plainAnswer(), JsonLine);
                    return;
                }
                ++m_held;
                while (!m_go && connection.isOpen())
                    connection.sleep(2ms);
                if (!stream) {
                    connection.answer(200, plainAnswer(), JsonLine);
                    return;
                }
                connection.chunk(streamEvent("two") + DoneEvent);
                connection.chunk({});
            });
    }
    void cleanup()
    {
        m_go = true;
        m_upstream.reset();
    }

    // 256 descriptors, less those of the process, by two: each one who is let in reaches the upstream.
    void areSharedOutBeforehand()
    {
        Daemon daemon(*m_upstream, 256);
        QVERIFY(daemon.port != 0);
        RawClient stream(daemon.port);
        stream.send(House::request("maria-agent", chat(true), "Connection: close\r\n"));
        QByteArray streamed = stream.receiveUntil("one");
        QVERIFY(streamed.contains("one"));
        Clients clients;
        for (int i = 0; i < 150; ++i)
            clients.push_back(std::make_unique<RawClient>(daemon.port));
        QJsonObject status;
        QTRY_COMPARE((status = daemon.status())[u"connections"].toInt() + status[u"connections_turned_away"].toInt(),
                     151);
        const int inside = status[u"connections"].toInt();
        QVERIFY2(inside > 32 && inside < 128, QByteArray::number(inside));
        const QByteArray held =
            House::request("maria-agent", chat(false, ",\"user\":\"held\""), "Connection: close\r\n");
        for (auto &client : clients)
            client->send(held);
        // All at once, each on an upstream connection of its own.
        QTRY_COMPARE_WITH_TIMEOUT(m_held.load(), inside, 15'000);
        QTRY_VERIFY2(daemon.alarm().contains(QLatin1String("file descriptors")), qUtf8Printable(daemon.alarm()));
        QVERIFY(daemon.alarm().contains(QString::number(inside)));
        m_go = true;
        int served = 0;
        int turnedAway = 0;
        for (auto &client : clients) {
            const int status = Answer::parse(client->receiveAll()).status;
            served += status == 200;
            turnedAway += status == 503;
        }
        QCOMPARE(served, inside - 1); // and the stream
        QCOMPARE(turnedAway, 151 - inside);
        streamed += stream.receiveAll();
        QVERIFY(Answer::parse(streamed).whole);
        QCOMPARE(daemon.logLines("Connections turned away"), 1); // for all of them
        clients.clear();
        QTRY_COMPARE(ask(daemon.port).status, 200);
    }

    void runOutAndComeBack()
    {
        Daemon daemon(*m_upstream, 0);
        QVERIFY(daemon.port != 0);
        RawClient stream(daemon.port);
        stream.send(House::request("maria-agent", chat(true), "Connection: close\r\n"));
        QByteArray streamed = stream.receiveUntil("one");
        QVERIFY(streamed.contains("one"));

        rlimit before{};
        QCOMPARE(::prlimit(daemon.pid(), RLIMIT_NOFILE, nullptr, &before), 0);
        // All below it are taken; and poll() takes no more descriptors than this at a time.
        const rlimit none{16, before.rlim_max};
        QCOMPARE(::prlimit(daemon.pid(), RLIMIT_NOFILE, &none, nullptr), 0);
        Clients waiting;
        for (int i = 0; i < 5; ++i)
            waiting.push_back(std::make_unique<RawClient>(daemon.port));
        QTRY_COMPARE(daemon.logLines("File descriptors have run out"), 1);
        { // nor enough for commands; those that come in vain must not be the last ones
            QLocalSocket commands[4];
            for (QLocalSocket &command : commands)
                command.connectToServer(daemon.controlSocket());
            QTest::qWait(300);
        }
        m_go = true;
        streamed += stream.receiveAll();
        QVERIFY(Answer::parse(streamed).whole); // who was in goes on

        QCOMPARE(::prlimit(daemon.pid(), RLIMIT_NOFILE, &before, nullptr), 0);
        int served = 0;
        for (auto &client : waiting) {
            client->send(House::request("maria-agent", chat(false), "Connection: close\r\n"));
            const int status = Answer::parse(client->receiveAll()).status;
            QVERIFY2(status == 200 || status == 503, QByteArray::number(status));
            served += status == 200;
        }
        QVERIFY(served >= 3); // each of the two workers may have told one with its reserve
        QTRY_COMPARE(daemon.logLines("File descriptors are free again"), 1);
        QCOMPARE(daemon.logLines("File descriptors have run out"), 1);
        QVERIFY(daemon.logLines("\n") < 10);
        QTRY_COMPARE_WITH_TIMEOUT(daemon.status()[u"serving"].toBool(), true, 15'000);
    }
};

QTEST_GUILESS_MAIN(tst_Descriptors)
#include "tst_descriptors.moc"
