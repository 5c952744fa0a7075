// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/forward/answerreader.h"
#include "proxy/forward/plainconnection.h"
#include "proxy/forward/transfer.h"

#include <memory>

namespace keyswitch
{

class CurlTransfer;
class PlainEngine;

// An exchange by HTTP/1.1 on a plain connection (RFC 9112). curl makes the connection, with all it knows of names,
// addresses and time; what is said on it is said here: head and body in one system call, the answer read where it lies.
// A request is written once. Only a GET or HEAD that met a connection whose end was on its way gets a second one.
class PlainTransfer final : public Transfer,
                            private TransferClient,
                            private PlainConnection::User,
                            private AnswerReader::Sink
{
public:
    explicit PlainTransfer(PlainEngine &engine);
    ~PlainTransfer() override;

    void start(TransferClient &client) override;
    void release() override;
    void resume() override;
    TransferOutcome outcome() const override;

    // For the engine.
    void connectOrSend(); // its turn has come
    void proceed(); // reads on and tells
    void fail(upstream::UpstreamFailure kind, const char *text); // ends it; told by a later proceed()
    void drop(); // off the wire
    void clear(); // for the next exchange

    ListHook<PlainTransfer> live{this}; // somebody waits for it: the sweep looks after it
    ListHook<PlainTransfer> ready{this}; // proceed() is due

private:
    void noteUploadProgress(Moment) override { } // each send() is seen
    // As the client of the connection's maker.
    qint64 bodyRoom() const override { return 1; }
    void body(const char *, size_t) override { }
    qint64 upload(char *, qint64) override { return Abort; }
    void flush() override;
    void connectionChanged() override;

    void splitUrl();
    void connectAnew();
    void send();
    void sendRest();
    void receive();
    void read(QByteArrayView bytes);
    void answerBody(QByteArrayView piece) override;
    void upstreamEnded();
    void finish();

    PlainEngine &m_engine;
    CurlTransfer *m_connecting = nullptr;
    std::unique_ptr<PlainConnection> m_connection;
    TransferOutcome m_connectOutcome; // when there was none
    QByteArray m_origin;
    QByteArrayView m_target; // in url
    QByteArray m_head; // of the request, as far as it has to be kept
    qsizetype m_sent = 0; // of head and body
    AnswerReader m_answer{head};
    bool *m_gone = nullptr; // set when this is released while it tells
    int m_pausedAtLevel = 0; // of event loops
    bool m_reused = false;
    bool m_anythingCame = false;
    bool m_repeated = false;
};

} // namespace keyswitch
