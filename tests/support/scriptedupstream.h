// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/tlsserving.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QUrl>

#include <atomic>
#include <chrono>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <thread>

namespace keyswitch::test
{

struct RecordedRequest {
    QByteArray method;
    QByteArray target;
    QByteArray head; // as received, from the request line to the empty line
    QByteArray body; // de-chunked
    int connection = 0; // from 1, in the order of accept()
    bool complete = false; // the body came whole

    QByteArray field(const QByteArray &name) const; // first one, trimmed; null when absent
    int count(const QByteArray &name) const;
};

class ScriptedUpstream;

// One accepted connection, as a script sees it: bytes as they are, nothing added. Thread of the connection.
class UpstreamConnection
{
public:
    // All of it is written, or the connection is over (false).
    bool send(const QByteArray &bytes);
    // Status line, Content-Length, body.
    bool answer(int status, const QByteArray &body, const QByteArray &extraLines = {});
    bool chunk(const QByteArray &data); // empty: the last chunk
    void close(); // FIN; over TLS that is a cut, unless sayGoodbye() went before
    void sayGoodbye(); // TLS: close_notify
    void reset(); // RST
    void sleep(std::chrono::milliseconds time);
    // True when the other side closed or reset within that time.
    bool waitForClose(std::chrono::milliseconds time);
    // Reads the request's body as far as it comes; only for scripts that run at the head (see Options).
    bool readBody(RecordedRequest &request);
    qint64 bytesSent() const { return m_sent; }
    bool isOpen() const { return m_socket >= 0; }

private:
    friend class ScriptedUpstream;
    bool fill(std::chrono::milliseconds time);
    // As send() and recv() without waiting; through TLS if there is any.
    qsizetype put(const char *data, qsizetype size);
    qsizetype get(char *data, qsizetype size);
    void endBadly();
    bool readHead(RecordedRequest &request);
    bool take(qsizetype size, QByteArray &into);
    bool takeLine(QByteArray &line);

    ScriptedUpstream *m_owner = nullptr;
    int m_socket = -1;
    std::shared_ptr<ssl_st> m_tls;
    int m_number = 0;
    qint64 m_sent = 0;
    QByteArray m_received;
};

// A raw HTTP/1.1 upstream on 127.0.0.1, port 0, that answers as its script says, byte by byte. Blocking sockets, a
// thread a connection: a script may sleep, stall, cut and reset. The script runs once a request, in the connection's
// thread; several at a time. Made and destroyed by the test's thread; destruction ends all scripts.
class ScriptedUpstream
{
public:
    using Script = std::function<void(UpstreamConnection &, const RecordedRequest &)>;
    struct Options {
        bool runAtHead = false; // the script runs before the body is read
        int receiveBuffer = 0; // bytes; 0: the system's
        bool runAtConnect = false; // the script runs before anything is read, once a connection, without a request
        std::shared_ptr<const TlsServing> tls = nullptr; // plain
    };

    explicit ScriptedUpstream(Script script)
        : ScriptedUpstream(std::move(script), Options{})
    {
    }
    ScriptedUpstream(Script script, Options options);
    ~ScriptedUpstream();
    ScriptedUpstream(const ScriptedUpstream &) = delete;
    ScriptedUpstream &operator=(const ScriptedUpstream &) = delete;

    quint16 port() const { return m_port; }
    QByteArray baseUrl() const
    {
        return (m_options.tls ? "https://127.0.0.1:" : "http://127.0.0.1:") + QByteArray::number(m_port);
    }
    QUrl url(const QByteArray &target = "/") const { return QUrl::fromEncoded(baseUrl() + target); }

    QList<RecordedRequest> requests() const; // in the order of arrival
    int requestCount(const QByteArray &method, const QByteArray &target) const;
    int connections() const { return m_connections; }
    int closedByPeer() const { return m_closedByPeer; } // seen by waitForClose(), send() or while waiting for a request
    qint64 bytesSent() const { return m_bytesSent; } // bodies of all connections

private:
    friend class UpstreamConnection;
    void accept();
    void serve(UpstreamConnection &connection);

    Script m_script;
    Options m_options;
    int m_listener = -1;
    quint16 m_port = 0;
    std::atomic_bool m_stopping = false;
    std::atomic_int m_connections = 0;
    std::atomic_int m_closedByPeer = 0;
    std::atomic<qint64> m_bytesSent = 0;
    mutable std::mutex m_mutex; // of what follows
    QList<RecordedRequest> m_requests;
    std::list<std::thread> m_threads;
    std::thread m_acceptor;
};

} // namespace keyswitch::test
