// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/forward/plaintransfer.h"

#include "proxy/forward/curlengine.h"
#include "proxy/forward/plainengine.h"

#include <QThread>

#include <sodium.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace keyswitch
{

using upstream::UpstreamFailure;

namespace
{

constexpr qsizetype HeadRoom = 16 * 1024; // is read for a head, however small the body's reader wants its pieces
constexpr qsizetype RoomForTheRest = 128; // so that no copy of the key is left behind by growing
constexpr int RoundsInARow = 16; // of reading and telling, before other exchanges get their turn

} // namespace

PlainTransfer::PlainTransfer(PlainEngine &engine)
    : m_engine(engine)
{
}

PlainTransfer::~PlainTransfer()
{
    drop();
}

void PlainTransfer::clear()
{
    forget();
    m_connectOutcome = {};
    m_head.resize(0);
    m_target = {};
    m_sent = 0;
    m_reused = m_anythingCame = m_repeated = false;
}

// ---- beginning and end ----

void PlainTransfer::start(TransferClient &whom)
{
    client = &whom;
    splitUrl();
    m_engine.start(*this);
}

void PlainTransfer::release()
{
    client = nullptr;
    if (m_gone)
        *std::exchange(m_gone, nullptr) = true;
    if (place == Place::Queued)
        m_engine.unqueue(*this);
    drop();
    if (std::exchange(place, Place::Finished) == Place::Active)
        m_engine.exchangeEnded();
    m_engine.recycle(*this);
}

void PlainTransfer::drop()
{
    if (CurlTransfer *const connecting = std::exchange(m_connecting, nullptr))
        connecting->release();
    m_connection.reset();
    if (!m_head.isEmpty())
        sodium_memzero(m_head.data(), size_t(m_head.size())); // it names the key
}

void PlainTransfer::fail(UpstreamFailure kind, const char *text)
{
    note(kind, text);
    drop();
    if (place == Place::Queued)
        m_engine.unqueue(*this);
    finish();
    m_engine.later(*this);
}

void PlainTransfer::finish()
{
    done = true;
    if (std::exchange(place, Place::Finished) == Place::Active)
        m_engine.exchangeEnded();
}

TransferOutcome PlainTransfer::outcome() const
{
    if (m_connectOutcome.failure != UpstreamFailure::None)
        return m_connectOutcome;
    TransferOutcome outcome;
    outcome.failure = failure;
    outcome.error = networkErrorOf(failure, head.status());
    if (failure != UpstreamFailure::None)
        outcome.text = QString::fromLatin1(failureText);
    else if (outcome.error != QNetworkReply::NoError)
        outcome.text = TransferOutcome::textOfStatus(head.status());
    return outcome;
}

// ---- the connection ----

// "http://host:port/path?query": authority and target are as QUrl encoded them.
void PlainTransfer::splitUrl()
{
    constexpr qsizetype Scheme = sizeof "http://" - 1;
    const QByteArrayView rest = QByteArrayView(url).sliced(Scheme);
    const auto *const end =
        std::find_if(rest.begin(), rest.end(), [](char c) { return c == '/' || c == '?' || c == '#'; });
    const auto size = qsizetype(end - rest.begin());
    if (m_origin != rest.first(size))
        m_origin = rest.first(size).toByteArray();
    m_target = rest.sliced(size);
}

void PlainTransfer::connectOrSend()
{
    place = Place::Active;
    m_connection = m_engine.idle().take(m_origin);
    m_reused = m_connection != nullptr;
    if (!m_reused)
        return connectAnew();
    m_connection->setUser(this);
    send();
}

void PlainTransfer::connectAnew()
{
    CurlTransfer &maker = m_engine.connector().acquire();
    m_connecting = &maker;
    maker.connectOnly = true;
    maker.url = "http://" + m_origin + '/';
    maker.method = QByteArrayLiteral("GET");
    maker.limits.connect = limits.connect;
    maker.start(*this);
}

// The connection is made, or cannot be.
void PlainTransfer::flush()
{
    if (!m_connecting->isOver())
        return;
    CurlTransfer &maker = *std::exchange(m_connecting, nullptr);
    const int descriptor = maker.takeSocket();
    if (descriptor < 0)
        m_connectOutcome = maker.outcome();
    maker.release();
    if (descriptor < 0) {
        if (m_connectOutcome.failure == UpstreamFailure::None)
            m_connectOutcome = {UpstreamFailure::Other, QNetworkReply::UnknownNetworkError,
                                QStringLiteral("no descriptor is left for the connection")};
        finish();
        return proceed();
    }
    m_connection = std::make_unique<PlainConnection>(descriptor, m_origin);
    m_connection->setUser(this);
    send();
}

// ---- the request ----

void PlainTransfer::send()
{
    requestBegun = true;
    touch();
    m_answer.begin(method == "HEAD", m_engine.config().maxHeaderBytes);
    QByteArray &out = m_engine.writeBuffer();
    out.resize(0);
    out.reserve(method.size() + m_target.size() + m_origin.size() + lines.wire().size() + RoomForTheRest);
    out.append(method).append(' ');
    if (m_target.isEmpty() || m_target.front() != '/')
        out.append('/');
    out.append(m_target).append(" HTTP/1.1\r\nHost: ");
    const QByteArrayView host(m_origin);
    out.append(host.endsWith(":80") ? host.chopped(3) : host).append("\r\n", 2).append(lines.wire());
    const bool mayHaveBody = method == "POST" || method == "PUT" || method == "PATCH";
    if (mayHaveBody || !requestBody.isEmpty()) {
        char digits[24];
        const auto end = std::to_chars(digits, digits + sizeof digits, requestBody.size()).ptr;
        out.append("Content-Length: ").append(digits, end - digits).append("\r\n", 2);
    }
    out.append("\r\n", 2);
    m_sent = m_connection->send(out, requestBody);
    if (m_sent < out.size() + requestBody.size())
        m_head = out; // the rest when there is room; detached, so that it can be wiped
    sodium_memzero(out.data(), size_t(out.size()));
}

void PlainTransfer::sendRest()
{
    const qsizetype total = m_head.size() + requestBody.size();
    if (m_head.isEmpty() || m_sent >= total || !m_connection->writable())
        return;
    const qsizetype ofHead = qMin(m_sent, m_head.size());
    const qsizetype sent =
        m_connection->send(QByteArrayView(m_head).sliced(ofHead), QByteArrayView(requestBody).sliced(m_sent - ofHead));
    if (sent > 0)
        touch();
    m_sent += sent;
}

// ---- the answer ----

void PlainTransfer::connectionChanged()
{
    sendRest();
    proceed();
}

void PlainTransfer::resume()
{
    if (!std::exchange(bodyPaused, false))
        return;
    touch();
    // proceed() goes on by itself, unless a slot below it runs an event loop of its own.
    if (!m_gone || m_pausedAtLevel != QThread::currentThread()->loopLevel())
        m_engine.later(*this);
}

// Reads what has come, and tells; then once more where telling has made room. The last thing that is done: there is
// nobody left when the client has let go.
void PlainTransfer::proceed()
{
    for (int round = 0; round < RoundsInARow; ++round) {
        if (m_connection)
            receive();
        if (!client)
            return;
        bool gone = false;
        bool *const outer = std::exchange(m_gone, &gone); // not null within an event loop that a slot runs
        client->flush();
        if (gone) {
            if (outer)
                *outer = true;
            return;
        }
        m_gone = outer;
        if (done || !m_connection || bodyPaused || !m_connection->readable())
            return;
    }
    m_engine.later(*this);
}

void PlainTransfer::receive()
{
    while (!done && m_connection->readable()) {
        QByteArray &buffer = m_engine.readBuffer();
        auto room = qsizetype(std::min<qint64>(client->bodyRoom(), buffer.size()));
        if (!head.isComplete()) {
            room = std::max(room, HeadRoom);
        } else if (room <= 0) {
            bodyPaused = true;
            m_pausedAtLevel = QThread::currentThread()->loopLevel();
            return;
        }
        const qsizetype count = m_connection->receive(buffer.data(), room);
        if (count <= 0)
            break;
        m_anythingCame = true;
        touch();
        read(QByteArrayView(buffer).first(count));
    }
    if (!done && (m_connection->atEnd() || m_connection->broken()))
        upstreamEnded();
}

void PlainTransfer::read(QByteArrayView bytes)
{
    const QByteArrayView rest = m_answer.read(bytes, *this);
    if (m_answer.failure() != UpstreamFailure::None) {
        note(m_answer.failure(), m_answer.failureText());
        m_connection.reset();
        return finish();
    }
    if (!m_answer.isWhole())
        return;
    // Bytes beyond the answer answer nothing; and an upstream that did not want all of the request is not asked again.
    const bool wasSent = m_head.isEmpty() || m_sent >= m_head.size() + requestBody.size();
    const bool fit = rest.isEmpty() && wasSent && head.keepsConnection() && !m_connection->finished()
        && !m_connection->broken() && m_connection->isDrained();
    if (fit)
        m_engine.idle().giveBack(std::move(m_connection));
    else
        m_connection.reset();
    finish();
}

void PlainTransfer::answerBody(QByteArrayView piece)
{
    if (client)
        client->body(piece.data(), size_t(piece.size()));
}

// Nothing more will come: by its FIN, or by a reset.
void PlainTransfer::upstreamEnded()
{
    const bool inOrder = m_connection->atEnd();
    m_connection.reset();
    if (head.isComplete()) {
        if (!m_answer.endsWithConnection() || !inOrder)
            note(UpstreamFailure::Cut, "the upstream's connection ended in the middle of its answer");
    } else if (repeatable && m_reused && !m_anythingCame && !std::exchange(m_repeated, true)) {
        m_reused = requestBegun = false;
        m_head.resize(0);
        return connectAnew();
    } else {
        note(UpstreamFailure::ClosedBeforeAnswer,
             "the upstream closed the connection without an answer; the request was not repeated");
    }
    finish();
}

} // namespace keyswitch
