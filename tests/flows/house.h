// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/service/localgatewayservice.h"
#include "tests/support/rawclient.h"
#include "tests/support/scriptedupstream.h"

#include <QTemporaryDir>
#include <QtTest>

#include <memory>
#include <utility>

namespace keyswitch::test
{

struct Answer {
    int status = 0;
    QByteArray head; // with the empty line
    QByteArray body; // de-chunked
    bool whole = false; // its framing came to its end

    static Answer parse(const QByteArray &bytes);
    QByteArray field(const QByteArray &name) const;
    QByteArray errorCode() const; // of an error in OpenAI's shape
};

// The whole proxy in this process, on free ports and a data folder of its own: real sockets on both sides, the
// upstream's answers by script. The proxy's workers and the upstream's connections have threads, so a test may block.
class House
{
public:
    using Flags = QHash<QByteArray, QByteArray>;
    static constexpr char AgentKey[] = "flow-shared-agent-key";

    explicit House(ScriptedUpstream::Script onPost, const Flags &flags = {}); // serves when it returns
    House(const Flags &flags, const QByteArray &envFile); // without an upstream of its own
    ~House();
    House(const House &) = delete;
    House &operator=(const House &) = delete;

    // The engine to the upstream is libcurl's, or the one that KEYSWITCH_TEST_ENGINE names: ctest runs the flows with
    // either. What the stock one cannot hold is expected to fail, by name.
    static bool hasStockEngine();

    // A user `name` with the key "sk-<name>" (or none) and its agent "<name>-agent".
    void addUser(const QByteArray &name, bool withKey = true);

    LocalGatewayService &service() { return *m_service; }
    ScriptedUpstream &upstream() { return *m_upstream; }
    quint16 port() const { return m_port; }
    int posts() const; // that the upstream got

    static QByteArray request(const QByteArray &agent, const QByteArray &body, const QByteArray &fields = {},
                              const QByteArray &target = "/chat/completions");
    // On a connection of its own, closed by the proxy after the answer.
    Answer ask(const QByteArray &agent, const QByteArray &body, const QByteArray &fields = {}) const;
    Answer askRaw(const QByteArray &bytes) const;

    // All rows, newest first, once there are at least so many.
    QList<RequestRow> rows(int atLeast);
    RequestRow onlyRow();
    RequestRow rowOf(const Answer &answer); // rows of the same millisecond have no order
    void shutDown(std::chrono::milliseconds grace); // and waits for it

    template <typename T> static T waited(QFuture<T> future)
    {
        if (!QTest::qWaitFor([&] { return future.isFinished(); }, 20'000) || future.resultCount() < 1)
            qFatal("the service does not answer");
        return future.resultAt(0);
    }

private:
    void open(Flags flags, const QByteArray &envFile);

    QTemporaryDir m_folder;
    std::unique_ptr<ScriptedUpstream> m_upstream;
    std::shared_ptr<LocalGatewayService> m_service;
    quint16 m_port = 0;
};

// Bodies of ordinary calls and answers.
QByteArray chat(bool stream, const QByteArray &extra = {});
QByteArray plainAnswer(); // with usage: 5 + 7 tokens
QByteArray streamEvent(const QByteArray &content);
QByteArray usageEvent(); // 5 + 7 tokens, no choices
inline const QByteArray DoneEvent = QByteArrayLiteral("data: [DONE]\n\n");
inline const QByteArray JsonLine = QByteArrayLiteral("Content-Type: application/json\r\n");
inline const QByteArray StreamHead =
    QByteArrayLiteral("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");

} // namespace keyswitch::test
