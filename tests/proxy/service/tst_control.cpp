// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/service/controlserver.h"
#include "proxy/service/json.h"
#include "proxy/service/remotegatewayservice.h"
#include "tests/proxy/service/recordingservice.h"

#include <QJsonDocument>
#include <QLocalServer>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtEndian>
#include <QtTest>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

using namespace keyswitch;
using namespace std::chrono_literals;

// The control socket's both ends over a real socket: ControlServer before a fake service, RemoteGatewayService beyond.
class tst_Control : public QObject
{
    Q_OBJECT

private:
    using Remote = std::shared_ptr<RemoteGatewayService>;

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<RecordingService> m_service;
    std::unique_ptr<ControlServer> m_server;

    QString path() const { return m_folder->filePath(QStringLiteral("control")); }

    template <typename T> static T waited(QFuture<T> future)
    {
        if (!QTest::qWaitFor([&] { return future.isFinished(); }, 5000) || future.resultCount() < 1)
            qFatal("no answer: %d %d", int(future.isFinished()), int(future.resultCount()));
        return future.resultAt(0);
    }
    Remote connected()
    {
        auto remote = waited(RemoteGatewayService::connectTo(path()));
        if (!remote)
            qFatal("%s", qPrintable(remote.error().detail));
        return *remote;
    }
    static CheckStep step(const char *id, CheckStep::Verdict verdict = CheckStep::Verdict::Ok)
    {
        CheckStep one;
        one.id = one.title = QString::fromLatin1(id);
        one.verdict = verdict;
        return one;
    }
    static LiveRow live(const char *id)
    {
        LiveRow one;
        one.row.requestId = QString::fromLatin1(id);
        return one;
    }
    static Problem problem()
    {
        return {Problem::Code::Storage, QStringLiteral("The disk is full"), QStringLiteral("12 bytes left"),
                QStringLiteral("http://127.0.0.1:4000"), QStringLiteral("Make room")};
    }

    static QByteArray frame(const QByteArray &json, const QByteArray &secret = {})
    {
        QByteArray head(8, Qt::Uninitialized);
        qToBigEndian(quint32(json.size()), head.data());
        qToBigEndian(quint32(secret.size()), head.data() + 4);
        return head + json + secret;
    }
    // The first message that comes back for these bytes; empty when the connection is cut.
    QJsonObject rawAnswer(const QByteArray &bytes, qsizetype step = 0)
    {
        QLocalSocket socket;
        socket.connectToServer(path());
        if (!socket.waitForConnected(5000))
            qFatal("no connection");
        for (qsizetype at = 0; at < bytes.size(); at += step == 0 ? bytes.size() : step) {
            socket.write(bytes.mid(at, step == 0 ? -1 : step));
            socket.flush();
            if (step != 0)
                QCoreApplication::processEvents();
        }
        QByteArray received;
        const auto whole = [&] {
            received += socket.readAll();
            return received.size() > 8 && received.size() >= qFromBigEndian<qint32>(received.constData()) + 8;
        };
        if (!QTest::qWaitFor([&] { return whole() || socket.state() == QLocalSocket::UnconnectedState; }, 5000))
            return {{QStringLiteral("nothing"), true}};
        return received.isEmpty() ? QJsonObject() : QJsonDocument::fromJson(received.mid(8)).object();
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_service = std::make_unique<RecordingService>();
        m_server = std::make_unique<ControlServer>(*m_service);
        QVERIFY(m_server->listen(path()));
        UserSummary maria;
        maria.id = UserId(7);
        maria.email = QStringLiteral("maria@example.org");
        maria.createdAt = QDateTime(QDate(2026, 1, 2), QTime(3, 4, 5, 6), Qt::UTC);
        m_service->userList = {maria};
    }
    void cleanup()
    {
        m_server.reset();
        m_service.reset();
        m_folder.reset();
    }

    void onlyItsOwnerMayUseTheSocket()
    {
        struct stat info {
        };
        QCOMPARE(::stat(path().toLocal8Bit().constData(), &info), 0);
        QVERIFY(S_ISSOCK(info.st_mode));
        QCOMPARE(int(info.st_mode & 0777), 0600);
        QCOMPARE(info.st_uid, ::getuid());
    }

    void aDeadProcessesSocketIsReplaced()
    {
        m_server.reset();
        sockaddr_un address{AF_UNIX, {}}; // what a killed process leaves behind
        qstrncpy(address.sun_path, path().toLocal8Bit().constData(), sizeof address.sun_path);
        const int dead = ::socket(AF_UNIX, SOCK_STREAM, 0);
        QCOMPARE(::bind(dead, reinterpret_cast<const sockaddr *>(&address), sizeof address), 0);
        ::close(dead);
        QVERIFY(QFile::exists(path()));
        m_server = std::make_unique<ControlServer>(*m_service);
        QVERIFY(m_server->listen(path()));
        QCOMPARE(waited(connected()->users())->size(), 1);
    }

    void aSocketThatCannotBeMadeIsAProblemWithARemedy()
    {
        ControlServer other(*m_service);
        const Done done = other.listen(m_folder->filePath(QString(200, u'x')));
        QVERIFY(!done);
        QCOMPARE(done.error().code, Problem::Code::Unavailable);
        QVERIFY(!done.error().title.isEmpty() && !done.error().remedy.isEmpty());
    }

    void whereNobodyServesIsAProblem()
    {
        const auto remote = waited(RemoteGatewayService::connectTo(m_folder->filePath(QStringLiteral("none"))));
        QVERIFY(!remote);
        QCOMPARE(remote.error().code, Problem::Code::Unreachable);
    }

    void questionsGoThrough()
    {
        const Remote remote = connected();
        m_service->state.url = QStringLiteral("http://127.0.0.1:8484");
        m_service->state.letta = {Health::Slow, QStringLiteral("900 ms"), QStringLiteral("http://127.0.0.1:8283")};
        QCOMPARE(*waited(remote->status()), m_service->state);
        QCOMPARE(*waited(remote->users()), m_service->userList);
        AgentSummary agent;
        agent.id = AgentId(3);
        agent.externalId = QStringLiteral("agent-1");
        m_service->agentList = {agent};
        QCOMPARE(*waited(remote->agents()), m_service->agentList);

        m_service->settingsCalls.hold = true;
        const auto settings = remote->settings();
        QTRY_COMPARE(m_service->settingsCalls.count(), 1);
        const QList<SettingValue> values{
            {QStringLiteral("listen.port"), QStringLiteral("8484"), QStringLiteral("flag"), false}};
        m_service->settingsCalls.answer(0, values);
        QCOMPARE(*waited(settings), values);
    }

    void queriesGoThroughWithTheirArguments()
    {
        const Remote remote = connected();
        RequestRow row;
        row.requestId = QStringLiteral("01JD");
        row.user = UserId(7);
        row.agent = AgentId(3);
        row.tokens.prompt = 17;
        m_service->requestList = {row};
        QCOMPARE(*waited(remote->requests({50, QStringLiteral("01JE"), UserId(7), AgentId(3)})),
                 m_service->requestList);
        QCOMPARE(m_service->lastQuery.limit, 50);
        QCOMPARE(m_service->lastQuery.beforeRequestId, QStringLiteral("01JE"));
        QCOMPARE(m_service->lastQuery.user, UserId(7));
        QCOMPARE(m_service->lastQuery.agent, AgentId(3));
        QVERIFY(waited(remote->requests({})));
        QVERIFY(!m_service->lastQuery.user && !m_service->lastQuery.agent);

        UsageRow usage;
        usage.key = QStringLiteral("gpt");
        usage.cost = NanoDollars(12);
        m_service->usageList = {usage};
        const QDateTime from(QDate(2026, 1, 1), QTime(0, 0), Qt::UTC);
        QCOMPARE(*waited(remote->usage({UsageGroup::Model, from, from.addDays(1)})), m_service->usageList);
        QCOMPARE(m_service->lastUsage.by, UsageGroup::Model);
        QCOMPARE(m_service->lastUsage.from, from);
        QCOMPARE(m_service->lastUsage.to, from.addDays(1));
    }

    void commandsGoThroughWithTheirArguments()
    {
        const Remote remote = connected();
        const auto jonas =
            waited(remote->addUser({QStringLiteral("jonas@example.org"), QStringLiteral("Jonas"), Secret("sk-jonas")}));
        QVERIFY(jonas);
        QCOMPARE(jonas->name, QStringLiteral("Jonas"));
        QCOMPARE(m_service->lastSecret, QByteArray("sk-jonas"));
        QVERIFY(!waited(remote->setUserEnabled(UserId(7), false))->enabled);
        QVERIFY(waited(remote->setUserEnabled(UserId(7), true))->enabled);

        const auto agent = waited(remote->addAgent({QStringLiteral("agent-1"), QStringLiteral("One"),
                                                    QStringLiteral("maria@example.org"), QStringLiteral("gpt")}));
        QVERIFY(agent);
        QCOMPARE(m_service->lastAgent.externalId, QStringLiteral("agent-1"));
        QCOMPARE(m_service->lastAgent.name, QStringLiteral("One"));
        QCOMPARE(m_service->lastAgent.user, QStringLiteral("maria@example.org"));
        QCOMPARE(m_service->lastAgent.model, QStringLiteral("gpt"));
        const auto made = waited(remote->createAgent({QStringLiteral("maria@example.org"), QStringLiteral("Two"),
                                                      QStringLiteral("gpt"), 2048, QStringLiteral("text-embedding")}));
        QVERIFY(made);
        QCOMPARE(m_service->lastCreation.contextWindow, 2048);
        QCOMPARE(m_service->lastCreation.embeddingModel, QStringLiteral("text-embedding"));
        QVERIFY(!waited(remote->setAgentEnabled(agent->id, false))->enabled);
        QVERIFY(waited(remote->removeAgent(agent->id)));
        QCOMPARE(m_service->agentList.size(), 1);
        QCOMPARE(m_service->commands.last(), QStringLiteral("removeAgent %1").arg(qint64(agent->id)));
    }

    void stepsGoThrough()
    {
        const Remote remote = connected();
        m_service->steps = {step("agent"), step("key", CheckStep::Verdict::Warning),
                            step("call", CheckStep::Verdict::Failed)};
        const auto test = remote->testMapping({QStringLiteral("agent-1"), true, true, QStringLiteral("Say hi")});
        QTRY_VERIFY(test.isFinished());
        QCOMPARE(test.results(), m_service->steps);
        QCOMPARE(m_service->testsAsked.at(0).agentExternalId, QStringLiteral("agent-1"));
        QVERIFY(m_service->testsAsked.at(0).call && m_service->testsAsked.at(0).stream);
        QCOMPARE(m_service->testsAsked.at(0).prompt, QStringLiteral("Say hi"));
        const auto doctor = remote->doctor();
        QTRY_VERIFY(doctor.isFinished());
        QCOMPARE(doctor.results(), m_service->steps);
        QCOMPARE(m_service->doctorCalls, 1);
    }

    void careOfTheDataGoesThrough()
    {
        const Remote remote = connected();
        m_service->steps = {step("backup")};
        const auto backup = remote->backUp(QStringLiteral("/tmp/x.db"));
        QTRY_VERIFY(backup.isFinished());
        QCOMPARE(backup.results(), m_service->steps);
        QCOMPARE(m_service->commands.last(), QStringLiteral("backUp /tmp/x.db"));
        m_service->backupList = {{QStringLiteral("/d/backups/a.db"), BackupSummary::Kind::BeforeUpdate,
                                  QDateTime(QDate(2026, 1, 2), QTime(3, 4, 5, 6), Qt::UTC), 4096, 1}};
        QCOMPARE(*waited(remote->backups()), m_service->backupList);

        ExportOrder order;
        order.what = ExportOrder::What::Usage;
        order.format = ExportOrder::Format::JsonLines;
        order.file = QStringLiteral("/tmp/u.jsonl");
        order.from = QDateTime(QDate(2026, 1, 1), QTime(0, 0), Qt::UTC);
        order.to = order.from.addDays(31);
        order.by = UsageGroup::Day;
        order.user = QStringLiteral("maria@example.org");
        order.agent = QStringLiteral("agent-1");
        const auto exported = remote->exportData(order);
        QTRY_VERIFY(exported.isFinished());
        QCOMPARE(m_service->exportsAsked, QList<ExportOrder>{order});

        const ImportOrder import{ImportOrder::What::Agents, QStringLiteral("/tmp/a.csv"), true};
        m_service->importSummary = {false,
                                    {{2,
                                      ImportLine::Verdict::Changed,
                                      QStringLiteral("agent-1"),
                                      {QStringLiteral("name"), QStringLiteral("model")},
                                      {}},
                                     {3, ImportLine::Verdict::Refused, QStringLiteral("x"), {}, problem()}},
                                    {QStringLiteral("delete it")}};
        QCOMPARE(*waited(remote->importDirectory(import)), m_service->importSummary);
        QCOMPARE(m_service->importsAsked, QList<ImportOrder>{import});
    }

    void aProblemArrivesWhole()
    {
        const Remote remote = connected();
        m_service->broken = problem();
        QCOMPARE(waited(remote->status()).error(), problem());
        QCOMPARE(waited(remote->settings()).error(), problem());
        QCOMPARE(waited(remote->users()).error(), problem());
        QCOMPARE(waited(remote->addUser({})).error(), problem());
        QCOMPARE(waited(remote->setUserKey(UserId(7), {})).error(), problem());
        QCOMPARE(waited(remote->setUserEnabled(UserId(7), true)).error(), problem());
        QCOMPARE(waited(remote->agents()).error(), problem());
        QCOMPARE(waited(remote->addAgent({})).error(), problem());
        QCOMPARE(waited(remote->createAgent({})).error(), problem());
        QCOMPARE(waited(remote->setAgentEnabled(AgentId(1), true)).error(), problem());
        QCOMPARE(waited(remote->removeAgent(AgentId(1))).error(), problem());
        QCOMPARE(waited(remote->requests({})).error(), problem());
        QCOMPARE(waited(remote->usage({})).error(), problem());
        QCOMPARE(waited(remote->backups()).error(), problem());
        QCOMPARE(waited(remote->importDirectory({})).error(), problem());
    }

    void secretsAreBytesAndNotText()
    {
        const Remote remote = connected();
        const QByteArray odd("sk-\0\xff\xfe\r\n\"\\ end", 14);
        QVERIFY(waited(remote->setUserKey(UserId(7), Secret(odd))));
        QCOMPARE(m_service->lastSecret, odd);
        QVERIFY(waited(remote->setUserKey(UserId(7), {})));
        QCOMPARE(m_service->lastSecret, QByteArray());
        const QByteArray largest(ControlChannel::LargestSecret, 'k');
        QVERIFY(waited(remote->setUserKey(UserId(7), Secret(largest))));
        QCOMPARE(m_service->lastSecret, largest);
    }

    void theKeyStandsBesideTheJsonOnTheWire()
    {
        QLocalServer listener;
        QVERIFY(listener.listen(m_folder->filePath(QStringLiteral("other"))));
        const auto remote = waited(RemoteGatewayService::connectTo(m_folder->filePath(QStringLiteral("other"))));
        QVERIFY(remote);
        const auto pending = (*remote)->addUser({QStringLiteral("m@example.org"), {}, Secret("sk-secret")});
        QVERIFY(listener.hasPendingConnections() || listener.waitForNewConnection(5000));
        QLocalSocket *const socket = listener.nextPendingConnection();
        QByteArray wire;
        QTRY_VERIFY((wire += socket->readAll()).endsWith("sk-secret"));
        QCOMPARE(wire.count("sk-secret"), 1);
        QCOMPARE(wire, frame(wire.mid(8, wire.size() - 8 - 9), "sk-secret"));
        QVERIFY(QJsonDocument::fromJson(wire.mid(8, wire.size() - 8 - 9)).isObject());
    }

    void answersMayComeInAnyOrder()
    {
        const Remote remote = connected();
        m_service->usersCalls.hold = true;
        const auto first = remote->users();
        const auto second = remote->users();
        const auto status = remote->status();
        QTRY_VERIFY(status.isFinished());
        QCOMPARE(m_service->usersCalls.count(), 2);
        m_service->usersCalls.answer(1, QList<UserSummary>{});
        QTRY_VERIFY(second.isFinished());
        QVERIFY(!first.isFinished());
        m_service->usersCalls.fail(0, problem());
        QCOMPARE(waited(first).error(), problem());
        QCOMPARE(second.result()->size(), 0);
    }

    void aThousandRowsAreOneAnswer()
    {
        const Remote remote = connected();
        RequestRow row;
        row.model = QString(1000, u'м');
        m_service->requestList = QList<RequestRow>(1000, row);
        QCOMPARE(waited(remote->requests({1000, {}, {}, {}}))->size(), 1000);
    }

    void stepsAreSeenWhileTheWorkGoesOn()
    {
        const Remote remote = connected();
        m_service->tests.hold = true;
        const auto test = remote->testMapping({});
        QTRY_COMPARE(m_service->tests.count(), 1);
        m_service->tests.open(0).addResult(step("agent", CheckStep::Verdict::Running));
        QTRY_COMPARE(test.resultCount(), 1);
        m_service->tests.open(0).addResult(step("agent"));
        QTRY_COMPARE(test.resultCount(), 2);
        QVERIFY(!test.isFinished());
        m_service->tests.open(0).finish();
        QTRY_VERIFY(test.isFinished());
        QCOMPARE(test.resultAt(1).verdict, CheckStep::Verdict::Ok);
    }

    void cancellingHereStopsTheWorkThere()
    {
        const Remote remote = connected();
        m_service->tests.hold = true;
        auto test = remote->testMapping({});
        auto other = remote->doctor();
        QTRY_COMPARE(m_service->tests.count(), 2);
        test.cancel();
        QTRY_VERIFY(m_service->tests.open(0).isCanceled());
        QVERIFY(!m_service->tests.open(1).isCanceled());
        m_service->tests.open(0).finish();
        QTRY_VERIFY(test.isFinished());
        m_service->tests.open(1).addResult(step("dns"));
        m_service->tests.open(1).finish();
        QTRY_VERIFY(other.isFinished());
        QCOMPARE(other.resultCount(), 1);
    }

    void aClientThatLeavesStopsItsWork()
    {
        Remote remote = connected();
        m_service->tests.hold = true;
        auto test = remote->testMapping({});
        QTRY_COMPARE(m_service->tests.count(), 1);
        remote.reset();
        QTRY_VERIFY(m_service->tests.open(0).isCanceled());
        QVERIFY(test.isFinished());
        m_service->tests.open(0).finish();
        QCOMPARE(waited(connected()->users())->size(), 1);
    }

    void anAnswerForAClientThatLeftIsDropped()
    {
        Remote remote = connected();
        m_service->usersCalls.hold = true;
        const auto asked = remote->users();
        QTRY_COMPARE(m_service->usersCalls.count(), 1);
        remote.reset();
        QCOMPARE(waited(asked).error().code, Problem::Code::Unreachable);
        const Remote next = connected();
        m_service->usersCalls.answer(0, m_service->userList);
        QVERIFY(waited(next->status()));
    }

    void aLostConnectionEndsWhatRunsWithAProblem()
    {
        const Remote remote = connected();
        QSignalSpy lost(remote.get(), &GatewayService::connectionLost);
        m_service->usersCalls.hold = m_service->removals.hold = m_service->tests.hold = true;
        const auto users = remote->users();
        const auto removal = remote->removeAgent(AgentId(1));
        const auto test = remote->testMapping({});
        QTRY_COMPARE(m_service->tests.count(), 1);
        m_server.reset();
        QTRY_COMPARE(lost.count(), 1);
        QCOMPARE(waited(users).error().code, Problem::Code::Unreachable);
        QVERIFY(!waited(users).error().remedy.isEmpty());
        QCOMPARE(waited(removal).error().code, Problem::Code::Unreachable);
        QVERIFY(test.isFinished());
        QCOMPARE(test.resultAt(0).verdict, CheckStep::Verdict::Failed);
        // What was asked may finish late; nobody is there to be told.
        m_service->usersCalls.answer(0, m_service->userList);
        m_service->removals.answer(0, {});
        m_service->tests.open(0).finish();

        QVERIFY(remote->users().isFinished());
        QCOMPARE(remote->users().result().error().code, Problem::Code::Unreachable);
        const auto late = remote->doctor();
        QTRY_VERIFY(late.isFinished());
        QCOMPARE(late.resultAt(0).verdict, CheckStep::Verdict::Failed);
        QCOMPARE(lost.count(), 1);
    }

    void aServiceThatEndsWithoutAWordIsAProblem()
    {
        const Remote remote = connected();
        m_service->usersCalls.hold = true;
        const auto users = remote->users();
        QTRY_COMPARE(m_service->usersCalls.count(), 1);
        m_service->usersCalls.abandon(0);
        QVERIFY(!waited(users));
    }

    void newsReachesEveryClient()
    {
        const Remote one = connected();
        const Remote two = connected();
        QVERIFY(waited(one->status()) && waited(two->status())); // both are served
        QSignalSpy directory(one.get(), &GatewayService::directoryChanged);
        QSignalSpy directoryToo(two.get(), &GatewayService::directoryChanged);
        QSignalSpy status(two.get(), &GatewayService::statusChanged);
        Q_EMIT m_service->directoryChanged();
        GatewayStatus now;
        now.running = 12;
        Q_EMIT m_service->statusChanged(now);
        QTRY_COMPARE(directory.count(), 1);
        QTRY_COMPARE(directoryToo.count(), 1);
        QTRY_COMPARE(status.count(), 1);
        QCOMPARE(status.at(0).at(0).value<GatewayStatus>(), now);
    }

    void trafficIsAskedForOnlyWhileSomebodyWatches()
    {
        const Remote one = connected();
        const Remote two = connected();
        QVERIFY(waited(one->status()) && waited(two->status()));
        QVERIFY(!m_service->isTrafficWanted());
        {
            QSignalSpy seen(one.get(), &GatewayService::traffic);
            QTRY_VERIFY(m_service->isTrafficWanted());
            int seenToo = 0;
            const auto watching = connect(two.get(), &GatewayService::traffic, this, [&] { ++seenToo; });
            QCoreApplication::processEvents();
            QVERIFY(waited(two->status())); // calls are in order: the wish is known
            Q_EMIT m_service->traffic({live("a"), live("b")});
            QTRY_COMPARE(seen.count(), 1);
            QTRY_COMPARE(seenToo, 1);
            QCOMPARE(seen.at(0).at(0).value<QList<LiveRow>>(), QList<LiveRow>({live("a"), live("b")}));
            disconnect(watching);
            QCoreApplication::processEvents();
            QVERIFY(waited(two->status()));
            QVERIFY(m_service->isTrafficWanted()); // by the first one still
            Q_EMIT m_service->traffic({live("c")});
            QTRY_COMPARE(seen.count(), 2);
            QVERIFY(waited(two->status()));
            QCOMPARE(seenToo, 1);
        }
        // A receiver that is destroyed says nothing; it is noticed with the next rows.
        Q_EMIT m_service->traffic({live("d")});
        QTRY_VERIFY(!m_service->isTrafficWanted());
    }

    void aWatcherThatDiesWatchesNoLonger()
    {
        Remote remote = connected();
        const auto seen = std::make_unique<QSignalSpy>(remote.get(), &GatewayService::traffic);
        QTRY_VERIFY(m_service->isTrafficWanted());
        remote.reset();
        QTRY_VERIFY(!m_service->isTrafficWanted());
    }

    void aFrameMayComeInAnyPieces()
    {
        const QByteArray ask = frame(R"({"id":5,"call":"users","args":{}})");
        QCOMPARE(rawAnswer(ask, 1).value(u"id").toInt(), 5);
        QCOMPARE(rawAnswer(ask + ask, 7).value(u"result").toArray().size(), 1);
    }

    void aCallThatIsNotUnderstoodIsRefusedInWords()
    {
        const QJsonObject unknown = rawAnswer(frame(R"({"id":1,"call":"flyToTheMoon"})"));
        Problem problem;
        QVERIFY(fromJson(unknown.value(u"problem"), problem));
        QVERIFY2(problem.detail.contains(QLatin1String("flyToTheMoon")), qPrintable(problem.detail));
        for (const char *const call :
             {R"({"id":1,"call":"addUser","args":{"email":7}})", R"({"id":1,"call":"requests","args":{"limit":"all"}})",
              R"({"id":1,"call":"usage","args":{"by":"moon"}})", R"({"id":1,"call":"createAgent","args":{"user":{}}})",
              R"({"id":1,"call":"testMapping","args":{"call":"yes"}})",
              R"({"id":1,"call":"setUserEnabled","args":{"user":"7","enabled":true}})",
              R"({"id":1,"call":"setUserEnabled","args":{"user":7}})",
              R"({"id":1,"call":"setAgentEnabled","args":{"enabled":false}})",
              R"({"id":1,"call":"removeAgent","args":{}})", R"({"id":1,"call":"setUserKey"})", R"({"id":1})"}) {
            QVERIFY2(rawAnswer(frame(call)).contains(u"problem"), call);
        }
        QCOMPARE(m_service->commands, QStringList());
        QVERIFY(m_service->testsAsked.isEmpty());
    }

    void garbageCutsItsSenderOnly_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("a web request") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        QTest::newRow("JSON too large") << QByteArray("\xff\xff\xff\xff\0\0\0\0", 8);
        QTest::newRow("one byte too large") << QByteArray("\x04\0\0\x01\0\0\0\0", 8);
        QTest::newRow("secret too large") << QByteArray("\0\0\0\x02\0\x01\0\x01{}", 10);
        QTest::newRow("not JSON") << frame("moo");
        QTest::newRow("an array") << frame("[1]");
        QTest::newRow("nothing") << frame("");
        QTest::newRow("half an object") << frame("{\"id\":1");
        QTest::newRow("invalid UTF-8") << frame("{\"call\":\"\xff\"}");
    }
    void garbageCutsItsSenderOnly()
    {
        QFETCH(QByteArray, bytes);
        const Remote other = connected();
        QVERIFY(waited(other->users()));
        QCOMPARE(rawAnswer(bytes), QJsonObject());
        QVERIFY(waited(other->users()));
    }

    void aSenderThatLeavesInTheMiddleIsForgotten()
    {
        for (int i = 0; i < 50; ++i) {
            QLocalSocket socket;
            socket.connectToServer(path());
            QVERIFY(socket.waitForConnected(5000));
            socket.write(frame(R"({"id":1,"call":"users"})").left(i % 30));
            socket.flush();
        }
        QVERIFY(waited(connected()->users()));
    }
};

QTEST_GUILESS_MAIN(tst_Control)
#include "tst_control.moc"
