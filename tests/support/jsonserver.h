// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>
#include <QJsonObject>
#include <QList>
#include <QTcpServer>

#include <functional>
#include <optional>

class QTcpSocket;

namespace keyswitch::test
{

// A small HTTP/1.1 server on 127.0.0.1, port 0, in the test's own event loop: for clients of JSON services, whose
// framing is somebody else's worry. Answers what the test says and keeps what was asked.
class JsonServer : public QTcpServer
{
    Q_OBJECT
public:
    struct Asked {
        QByteArray method;
        QByteArray target;
        QHash<QByteArray, QByteArray> fields; // names in lower case
        QByteArray body = {};
        QJsonObject json() const;
    };
    struct Answer {
        int status = 200; // 0: the connection is closed without an answer; -1: nothing ever comes
        QByteArray body = {};
        QByteArray type = "application/json";
        QByteArray extraLines = {};
    };
    using Script = std::function<Answer(const Asked &)>;

    explicit JsonServer(Script script = {});
    void setScript(Script script) { m_script = std::move(script); }
    // For scripts by table: "GET /v1/agents/" → answer; 404 for all else.
    void answer(const QByteArray &methodAndTarget, const Answer &answer);

    QByteArray baseUrl() const { return "http://127.0.0.1:" + QByteArray::number(serverPort()); }
    const QList<Asked> &asked() const { return m_asked; }
    QByteArrayList lines() const; // "GET /v1/agents/" of each, in order
    void forget() { m_asked.clear(); }
    int closedByClient() const { return m_closedByClient; }

private:
    void read(QTcpSocket *socket);

    Script m_script;
    QHash<QByteArray, Answer> m_table;
    QList<Asked> m_asked;
    QHash<QTcpSocket *, QByteArray> m_received;
    int m_closedByClient = 0;
};

} // namespace keyswitch::test
