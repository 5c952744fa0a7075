// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/pipeline/pipeline.h"
#include "tests/support/scriptedupstream.h"

#include <QtTest>

using namespace keyswitch;
using namespace keyswitch::test;

namespace
{

struct Client final : ClientConnection {
    void setListener(ClientListener *listener) override { m_listener = listener; }
    void begin(int status, const QByteArray &, std::optional<qint64>) override { m_status = status; }
    void write(QByteArrayView bytes) override { m_body.append(bytes); }
    void flush() override { }
    void finish() override { m_finished = true; }
    void abort() override { m_finished = true; }
    qint64 pending() const override { return 0; }
    bool congested() const override { return false; }

    ClientListener *m_listener = nullptr;
    int m_status = 0;
    QByteArray m_body;
    bool m_finished = false;
};

struct Rows final : TrafficSink {
    void began(const TrafficStart &) override { ++m_began; }
    void firstByte(const RequestId &, std::chrono::microseconds) override { }
    void ended(UsageRecord &&record) override { m_rows.push_back(std::move(record)); }
    int m_began = 0;
    std::vector<UsageRecord> m_rows;
};

} // namespace

// The settings change while requests run: those go on with the upstream they started with, and the last of them takes
// it along without pulling it away from under itself (the sanitizers see to that).
class tst_UpstreamSwap : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatRunsEndsWithTheUpstreamItStartedWith_data()
    {
        QTest::addColumn<int>("mode");
        QTest::addColumn<int>("engine");
        QTest::addRow("mock") << int(UpstreamSettings::Mode::Mock) << int(UpstreamSettings::Engine::Curl);
        QTest::addRow("curl") << int(UpstreamSettings::Mode::LiteLlm) << int(UpstreamSettings::Engine::Curl);
        QTest::addRow("qt") << int(UpstreamSettings::Mode::LiteLlm) << int(UpstreamSettings::Engine::Qt);
    }
    void whatRunsEndsWithTheUpstreamItStartedWith()
    {
        QFETCH(const int, mode);
        QFETCH(const int, engine);
        ScriptedUpstream upstream([](UpstreamConnection &connection, const RecordedRequest &) {
            connection.answer(200, R"({"id":"x"})", "Content-Type: application/json\r\n");
        });
        auto config = std::make_shared<ConfigSnapshot>();
        config->globalKey = Secret("shared").share();
        config->upstream.mode = UpstreamSettings::Mode(mode);
        config->upstream.engine = UpstreamSettings::Engine(engine);
        config->upstream.baseUrl = upstream.baseUrl();
        const auto directory = std::make_shared<DirectorySnapshot>(
            std::vector<UserEntry>{{UserId(1), "A", "a@example.org", true, Secret("sk-a").share()}},
            std::vector<AgentEntry>{{AgentId(1), "agent-a", "A", "", UserId(1), true}});
        Rows rows;
        Client clients[3];
        Pipeline pipeline(config, directory, rows);
        for (Client &client : clients) {
            pipeline.handle({"POST", "/api/v1/llm-proxy/agent-a/chat/completions", "", "127.0.0.1", false,
                             "authorization: Bearer shared\r\ncontent-type: application/json\r\n"},
                            R"({"model":"mock-small","messages":[{"role":"user","content":"hi"}]})", &client);
            pipeline.setConfig(std::make_shared<ConfigSnapshot>(*config));
        }
        QCOMPARE(rows.m_began, 3);
        QTRY_COMPARE(rows.m_rows.size(), 3U);
        QCOMPARE(pipeline.running(), 0);
        for (const Client &client : clients) {
            QCOMPARE(client.m_status, 200);
            QVERIFY(client.m_finished);
        }
        QTest::qWait(1100); // beyond the pipeline's tick, which lets go of what was replaced
    }
};

QTEST_GUILESS_MAIN(tst_UpstreamSwap)
#include "tst_upstreamswap.moc"
