// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/mock/mockanswer.h"
#include "proxy/mock/mockscript.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QPointer>
#include <QTimer>

namespace keyswitch
{

// Plays a MockScript as an answer from the network, with what the engines of proxy/forward promise: signals only from
// the event loop, setReadBufferSize() as back-pressure, abort() at any time, the HeaderBlock and FailureClass
// attributes, first-byte and silence timeouts. An error status is an error() as with the stock QNetworkAccessManager,
// and its FailureClass is None: the exchange itself went well.
class MockReply final : public QNetworkReply
{
    Q_OBJECT
public:
    MockReply(QNetworkAccessManager::Operation operation, const QNetworkRequest &request, QIODevice *outgoing,
              MockRequest asked, QObject *parent);

    void abort() override;
    void close() override;
    qint64 bytesAvailable() const override;
    void setReadBufferSize(qint64 size) override;

protected:
    qint64 readData(char *data, qint64 maximum) override;

private:
    enum class State : quint8 { Sending, Waiting, Streaming, Blocked, Done };

    void takeBody();
    void begin();
    void step();
    void showHead();
    bool deliver(); // false: the reader has to read first
    void waitFor(std::chrono::milliseconds delay);
    void waitForNextPiece();
    void end();
    void conclude(NetworkError error, upstream::UpstreamFailure failure, const QString &text);

    MockRequest m_asked;
    MockScript m_script;
    QPointer<QIODevice> m_outgoing;
    QTimer m_timer;
    QByteArray m_buffer; // delivered, not read; from m_read on
    qsizetype m_read = 0;
    size_t m_piece = 0;
    qsizetype m_sent = 0; // of that piece
    State m_state = State::Sending;
    bool m_late = false; // the timer stands for a timeout, not for the next step
};

} // namespace keyswitch
