// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/base/threadcall.h"
#include "proxy/service/demo.h"
#include "proxy/service/gateway.h"
#include "proxy/service/servicesession.h"
#include "proxy/store/datafolder.h"
#include "proxy/store/store.h"
#include "tests/support/rawclient.h"
#include "tests/support/scriptedupstream.h"

#include <QSignalSpy>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QtTest>

#include <thread>

using namespace keyswitch;
using namespace keyswitch::test;
using namespace std::chrono_literals;

// How things end while others still wait for them, or start while others end.
class tst_ServiceEnds : public QObject
{
    Q_OBJECT

    template <typename T> static T waited(QFuture<T> future)
    {
        if (!QTest::qWaitFor([&] { return future.isFinished(); }, 20'000) || future.resultCount() < 1)
            qFatal("no answer");
        return future.resultAt(0);
    }
    static ServiceOptions optionsFor(const QString &folder)
    {
        ServiceOptions options;
        options.dataFolder = folder;
        options.flags.insert("listen.port", "0");
        return options;
    }
    static std::shared_ptr<LocalGatewayService> served(const ServiceOptions &options)
    {
        const auto opened = waited(LocalGatewayService::open(options));
        if (!opened)
            qFatal("%s: %s", qPrintable(opened.error().title), qPrintable(opened.error().detail));
        if (const auto url = waited((*opened)->serve()); !url)
            qFatal("%s: %s", qPrintable(url.error().title), qPrintable(url.error().detail));
        return *opened;
    }
    static quint16 portOf(LocalGatewayService &service) { return quint16(QUrl(waited(service.status())->url).port()); }
    static QByteArray call(const QByteArray &agent, const QByteArray &key)
    {
        const QByteArray body = R"({"model":"mock-small","messages":[{"role":"user","content":"hello"}]})";
        return "POST /api/v1/llm-proxy/" + agent
            + "/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nAuthorization: "
              "Bearer "
            + key + "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
    }

private Q_SLOTS:
    void aDrainSendsAnswersWholeToSlowReaders_data()
    {
        // The pipeline is done with some of them while their client still has to read.
        QTest::addColumn<int>("size");
        for (const int size : {64, 256, 512, 1024, 2048, 3072, 6144})
            QTest::addRow("%d KiB", size) << size * 1024;
    }
    void aDrainSendsAnswersWholeToSlowReaders()
    {
        QFETCH(const int, size);
        QTemporaryDir folder;
        const QByteArray body = "{\"filler\":\"" + QByteArray(size, 'x') + "\"}";
        ScriptedUpstream upstream([&](UpstreamConnection &connection, const RecordedRequest &) {
            connection.answer(200, body, "Content-Type: application/json\r\n");
        });
        ServiceOptions options = optionsFor(folder.path());
        options.flags.insert("upstream.base_url", upstream.baseUrl());
        QFile settings(folder.filePath(QStringLiteral("settings.env")));
        QVERIFY(settings.open(QIODevice::WriteOnly));
        settings.write("LETTA_GLOBAL_API_KEY=a-long-enough-shared-key\n");
        settings.close();
        options.envFile = settings.fileName();
        const auto service = served(options);
        QVERIFY(waited(
            service->addUser({QStringLiteral("a@example.org"), QStringLiteral("A"), Secret("sk-the-key-of-a")})));
        QVERIFY(waited(
            service->addAgent({QStringLiteral("agent-a"), QStringLiteral("A"), QStringLiteral("a@example.org"), {}})));
        RawClient client(portOf(*service), 4096);
        QVERIFY(client.send(call("agent-a", "a-long-enough-shared-key")));
        QVERIFY(client.receiveUntil("\r\n\r\n").startsWith("HTTP/1.1 200"));
        (void)QTest::qWaitFor([&] { return waited(service->status())->running == 0; }, 300); // where it can

        QFuture<void> stopped = service->shutDown(20s);
        const QByteArray rest = client.receiveAll(15s);
        QVERIFY2(rest.endsWith("\"}"), qPrintable(QString::number(rest.size())));
        QVERIFY(client.end() == RawClient::End::Fin);
        QTRY_VERIFY_WITH_TIMEOUT(stopped.isFinished(), 20'000);
    }

    void whatWorkersSaidBeforeTheyWentIsNoLongerHeard()
    {
        QTemporaryDir folder;
        store::OpenOptions opening;
        opening.folder = folder.path();
        const auto store = waited(store::Store::open(opening));
        QVERIFY(store);
        auto config = std::make_shared<ConfigSnapshot>();
        config->listenAddress = QHostAddress(QHostAddress::LocalHost);
        config->listenPort = 0;
        config->workers = 2;
        config->upstream.mode = UpstreamSettings::Mode::Mock;
        Gateway gateway(**store);
        QVERIFY(waited(gateway.start(config, std::make_shared<DirectorySnapshot>())));
        gateway.setWatched(true);
        QFuture<void> stopped = gateway.stop(5s);
        // Meanwhile the workers say that they have drained, and then five times a second how much runs.
        std::this_thread::sleep_for(700ms);
        QTRY_VERIFY(stopped.isFinished());
        QCoreApplication::processEvents();
        QVERIFY(!gateway.isServing());
    }

    void whoeverWaitsForAServiceThatGoesIsTold()
    {
        QTemporaryDir folder;
        auto service = served(optionsFor(folder.path()));
        const auto users = service->users();
        const auto added = service->addUser({QStringLiteral("a@example.org"), QStringLiteral("A"), {}});
        const auto requests = service->requests({});
        const auto usage = service->usage({UsageGroup::User, QDateTime::currentDateTimeUtc().addDays(-1), {}});
        const auto status = service->status();
        const auto agent = service->addAgent({QStringLiteral("x"), {}, QStringLiteral("a@example.org"), {}});
        const auto removed = service->removeAgent(AgentId(1));
        const auto check = service->doctor();
        service.reset();
        QVERIFY(users.isFinished() && users.resultCount() == 1);
        QVERIFY(added.isFinished() && added.resultCount() == 1);
        QVERIFY(requests.isFinished() && requests.resultCount() == 1);
        QVERIFY(usage.isFinished() && usage.resultCount() == 1);
        QVERIFY(status.isFinished() && status.resultCount() == 1);
        QVERIFY(agent.isFinished() && agent.resultCount() == 1);
        QVERIFY(removed.isFinished() && removed.resultCount() == 1);
        QVERIFY(check.isFinished());
    }

    void theStatusKnowsTheRequestThatHasJustEnded()
    {
        QTemporaryDir folder;
        const auto service = served(optionsFor(folder.path()));
        RawClient client(portOf(*service));
        QVERIFY(client.send(call(demo::AgentId, demo::GlobalKey)));
        QVERIFY(client.receiveUntil("\r\n\r\n").startsWith("HTTP/1.1 200"));
        QTRY_COMPARE(waited(service->status())->running, 0);
        QCOMPARE(waited(service->status())->requestsToday, 1);
    }

    void aStartIsEndedAtAnyMoment()
    {
        QTemporaryDir folder;
        for (int turns = 0; turns < 12; ++turns) {
            const QString path = folder.filePath(QString::number(turns));
            {
                DaemonRun run(optionsFor(path));
                QSignalSpy ended(&run, &DaemonRun::ended);
                QSignalSpy failed(&run, &DaemonRun::failed);
                run.start();
                for (int turn = 0; turn < turns; ++turn)
                    QTest::qWait(5);
                run.terminate(1);
                run.terminate(2);
                QTRY_COMPARE(ended.size(), 1);
                QCOMPARE(failed.size(), 0);
            }
            QVERIFY(!store::DataFolder::isOwned(path));
        }
    }

    void aSecondServerOnTheFolderIsToldWhoHasIt()
    {
        QTemporaryDir folder;
        const auto service = served(optionsFor(folder.path()));
        DaemonRun second(optionsFor(folder.path()));
        Problem problem;
        connect(&second, &DaemonRun::failed, this, [&](const Problem &told) { problem = told; });
        second.start();
        QTRY_VERIFY(!problem.title.isEmpty());
        QCOMPARE(problem.code, Problem::Code::Conflict);
        QVERIFY(problem.detail.contains(QString::number(QCoreApplication::applicationPid())));
    }

    void aPortThatIsTakenIsAProblemAndAnotherAttemptMaySucceed()
    {
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost));
        QTemporaryDir folder;
        ServiceOptions options = optionsFor(folder.path());
        options.flags.insert("listen.port", QByteArray::number(other.serverPort()));
        const auto service = waited(LocalGatewayService::open(options));
        QVERIFY(service);
        const auto refused = waited((*service)->serve());
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, Problem::Code::Conflict);
        other.close();
        QVERIFY(waited((*service)->serve()));
    }

    void anyAddressIsCalledAtLoopback()
    {
        QTemporaryDir folder;
        ServiceOptions options = optionsFor(folder.path());
        options.flags.insert("listen.address", "0.0.0.0");
        const auto service = served(options);
        QCOMPARE(QUrl(waited(service->status())->url).host(), QStringLiteral("127.0.0.1"));
        QCOMPARE(Gateway::urlOf(QHostAddress(QHostAddress::AnyIPv6), 80), QStringLiteral("http://[::1]:80"));
        QCOMPARE(Gateway::urlOf(QHostAddress(QStringLiteral("192.0.2.1")), 80), QStringLiteral("http://192.0.2.1:80"));
    }

    void aCommandWaitsForTheOneBeforeIt()
    {
        QTemporaryDir folder;
        auto first = waited(openSession(optionsFor(folder.path()), false));
        QVERIFY(first);
        auto second = openSession(optionsFor(folder.path()), false);
        QTimer::singleShot(300, this, [&] { first->reset(); });
        const auto opened = waited(second);
        QVERIFY2(opened, qPrintable(opened ? QString() : opened.error().title));
    }

    void aClientOfTheControlSocketMayLeaveAtAnyMoment()
    {
        QTemporaryDir folder;
        DaemonRun run(optionsFor(folder.path()));
        QSignalSpy listening(&run, &DaemonRun::listening);
        run.start();
        QTRY_COMPARE(listening.size(), 1);
        for (int delay = 0; delay < 30; ++delay) {
            auto remote = waited(attachSession(folder.path()));
            QVERIFY(remote);
            const auto steps = (*remote)->doctor();
            (void)QTest::qWaitFor([&] { return steps.resultCount() > delay % 4; }, 50);
            remote->reset();
            QVERIFY(steps.isFinished());
            for (int turn = 0; turn < delay % 3; ++turn)
                QCoreApplication::processEvents();
            Q_EMIT run.service()->statusChanged({});
            QTest::qWait(1);
            Q_EMIT run.service()->statusChanged({});
        }
        run.terminate(1);
        QSignalSpy ended(&run, &DaemonRun::ended);
        QTRY_COMPARE(ended.size(), 1);
    }
};

QTEST_GUILESS_MAIN(tst_ServiceEnds)
#include "tst_serviceends.moc"
