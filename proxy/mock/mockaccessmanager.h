// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/clock.h"

#include <QByteArray>
#include <QNetworkAccessManager>

namespace keyswitch
{

// The built-in upstream: an OpenAI-compatible LiteLLM without a socket, so that a first start needs neither a network
// nor an account. It is asked and answers exactly as the engines of proxy/forward do, through QNetworkAccessManager and
// QNetworkReply, so that nothing above knows it from a real one. See mockmodel.h for what each model name does.
//
// One a worker; thread: the worker's. Costs nothing but the worker's own time: answers without a delay come in the next
// turn of the event loop, never from within post() or get().
class MockAccessManager : public QNetworkAccessManager
{
    Q_OBJECT
public:
    // For requests that have no upstream to name; any other host is answered as well.
    static constexpr char BaseUrl[] = "http://mock.invalid/v1";

    explicit MockAccessManager(QObject *parent = nullptr, const Clock &clock = Clock::system());

protected:
    QNetworkReply *createRequest(Operation operation, const QNetworkRequest &request, QIODevice *outgoing) override;

private:
    const Clock &m_clock;
    QByteArray m_idPrefix; // random: ids are a primary key in the books of others
    quint64 m_lastId = 0;
};

} // namespace keyswitch
