// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/observe/requestlog.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <fcntl.h>
#include <unistd.h>

using namespace keyswitch;

class tst_RequestLog : public QObject
{
    Q_OBJECT

    static DirectorySnapshot directory()
    {
        return DirectorySnapshot({{UserId(1), "Ann \"A\"", "ann@example.org", true, Secret("sk-canary").share()}},
                                 {{AgentId(2), "agent-a", "A", "", UserId(1), true}});
    }
    static UsageRecord record()
    {
        UsageRecord record;
        record.id =
            RequestId::make(std::chrono::system_clock::time_point(std::chrono::milliseconds(1'790'000'000'123)));
        record.user = UserId(1);
        record.agent = AgentId(2);
        record.model = "gpt \"4\"\n";
        record.status = 200;
        record.stream = true;
        record.tokens = {1000, 200, {}, {}, false};
        record.cost = {NanoDollars(1'400'000), CostOrigin::LiteLlmHeader};
        record.ttft = std::chrono::microseconds(1500);
        record.duration = std::chrono::microseconds(2'000'500);
        return record;
    }

private Q_SLOTS:
    void jsonIsOneValidLine()
    {
        const QByteArray line = RequestLog::json(record(), directory());
        QCOMPARE(line.count('\n'), 1);
        const QJsonObject object = QJsonDocument::fromJson(line).object();
        QCOMPARE(object[QLatin1String("user_id")].toString(), QStringLiteral("ann@example.org"));
        QCOMPARE(object[QLatin1String("agent_id")].toString(), QStringLiteral("agent-a"));
        QCOMPARE(object[QLatin1String("model")].toString(), QStringLiteral("gpt \"4\"\n"));
        QCOMPARE(object[QLatin1String("cost_usd")].toDouble(), 0.0014);
        QCOMPARE(object[QLatin1String("duration_ms")].toDouble(), 2000.5);
        QCOMPARE(object[QLatin1String("time")].toString(), QStringLiteral("2026-09-21T14:13:20.123Z"));
    }
    void unknownIsLeftOut()
    {
        UsageRecord bare;
        bare.id = record().id;
        bare.outcome = Outcome::Refused;
        const QJsonObject object = QJsonDocument::fromJson(RequestLog::json(bare, directory())).object();
        QVERIFY(!object.contains(QLatin1String("cost_usd")));
        QVERIFY(!object.contains(QLatin1String("prompt_tokens")));
        QVERIFY(!object.contains(QLatin1String("user_id")));
        QCOMPARE(object[QLatin1String("level")].toString(), QStringLiteral("warning"));
    }
    void neverHoldsTheKey()
    {
        QVERIFY(!RequestLog::json(record(), directory()).contains("canary"));
        QVERIFY(!RequestLog::readable(record(), directory()).contains("canary"));
        QCOMPARE(RequestLog::readable(record(), directory()).count('\n'), 1);
    }
    void writesInOneGoAndObeysTheLevel()
    {
        int ends[2];
        QCOMPARE(::pipe(ends), 0);
        RequestLog log({LogSettings::Level::Warning, LogSettings::Format::Json}, ends[1]);
        log.add(record(), directory());
        UsageRecord bad = record();
        bad.outcome = Outcome::UpstreamFailed;
        log.add(bad, directory());
        log.add(bad, directory());
        log.flush();
        ::close(ends[1]);
        char buffer[8192];
        const ssize_t got = ::read(ends[0], buffer, sizeof buffer);
        ::close(ends[0]);
        QVERIFY(got > 0);
        QCOMPARE(QByteArray(buffer, got).count('\n'), 2);
    }
    void neverWaitsForAReaderThatHasStopped()
    {
        int ends[2];
        QCOMPARE(::pipe(ends), 0);
        RequestLog log({LogSettings::Level::Info, LogSettings::Format::Json}, ends[1]);
        constexpr int batches = 100; // far more than a pipe holds
        constexpr int lines = 50;
        for (int batch = 0; batch < batches; ++batch) {
            for (int line = 0; line < lines; ++line)
                log.add(record(), directory());
            log.flush();
        }
        ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
        const auto readAll = [&] {
            QByteArray all;
            char buffer[65536];
            for (ssize_t got; (got = ::read(ends[0], buffer, sizeof buffer)) > 0;)
                all.append(buffer, got);
            return all;
        };
        const QByteArray first = readAll();
        QVERIFY(first.endsWith("}\n"));
        log.add(record(), directory());
        log.flush();
        const QByteArrayList second = readAll().split('\n');
        const qint64 lost = QJsonDocument::fromJson(second.constFirst()).object()[QLatin1String("count")].toInteger();
        // Each line came out, or is counted.
        QCOMPARE(first.count('\n') + lost, qint64(batches * lines));
        ::close(ends[0]);
        ::close(ends[1]);
    }
    void tellsOfLinesItLost()
    {
        int ends[2];
        QCOMPARE(::pipe(ends), 0);
        const int nowhere = ::open("/dev/full", O_WRONLY);
        QVERIFY(nowhere >= 0);
        const int kept = ::dup(ends[1]);
        RequestLog log({LogSettings::Level::Info, LogSettings::Format::Json}, ends[1]);
        ::dup2(nowhere, ends[1]);
        log.add(record(), directory());
        log.add(record(), directory());
        log.flush();
        ::dup2(kept, ends[1]);
        log.add(record(), directory());
        log.flush();
        char buffer[8192];
        const ssize_t got = ::read(ends[0], buffer, sizeof buffer);
        for (const int descriptor : {ends[0], ends[1], kept, nowhere})
            ::close(descriptor);
        QVERIFY(QByteArray(buffer, got).startsWith(R"({"level":"warning","event":"log_lines_lost","count":2})"));
    }
};

QTEST_GUILESS_MAIN(tst_RequestLog)
#include "tst_requestlog.moc"
