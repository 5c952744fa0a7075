// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/mock/mockreply.h"

#include "proxy/base/requesthead.h"

#include <QThread>

#include <cstring>
#include <utility>

namespace keyswitch
{

using upstream::UpstreamFailure;

namespace
{

// As the stock QNetworkAccessManager maps statuses (QHttpThreadDelegate).
QNetworkReply::NetworkError errorOf(int status)
{
    switch (status) {
    case 400:
        return QNetworkReply::ProtocolInvalidOperationError;
    case 401:
        return QNetworkReply::AuthenticationRequiredError;
    case 403:
        return QNetworkReply::ContentAccessDenied;
    case 404:
        return QNetworkReply::ContentNotFoundError;
    case 405:
        return QNetworkReply::ContentOperationNotPermittedError;
    case 500:
        return QNetworkReply::InternalServerError;
    case 503:
        return QNetworkReply::ServiceUnavailableError;
    default:
        return status > 500 ? QNetworkReply::UnknownServerError
            : status >= 400 ? QNetworkReply::UnknownContentError
                            : QNetworkReply::NoError;
    }
}

std::chrono::milliseconds limitOf(const QNetworkRequest &request, QNetworkRequest::Attribute attribute)
{
    return std::chrono::milliseconds(request.attribute(attribute).toInt());
}

} // namespace

MockReply::MockReply(QNetworkAccessManager::Operation operation, const QNetworkRequest &request, QIODevice *outgoing,
                     MockRequest asked, QObject *parent)
    : QNetworkReply(parent)
    , m_asked(std::move(asked))
    , m_outgoing(outgoing)
{
    setOperation(operation);
    setRequest(request);
    setUrl(request.url());
    QNetworkReply::open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &MockReply::step);
    if (outgoing && outgoing->isSequential()) {
        connect(outgoing, &QIODevice::readyRead, this, &MockReply::takeBody);
        connect(outgoing, &QIODevice::readChannelFinished, this, [this] {
            takeBody();
            begin();
        });
        takeBody();
    } else {
        takeBody();
        m_timer.start(0);
    }
}

void MockReply::takeBody()
{
    if (m_outgoing && m_state == State::Sending)
        m_asked.body += m_outgoing->readAll();
}

void MockReply::begin()
{
    if (m_state != State::Sending)
        return;
    m_state = State::Waiting;
    m_script = mockAnswer(std::exchange(m_asked, {}));
    const QPointer<MockReply> self(this);
    Q_EMIT requestSent();
    if (self && m_state == State::Waiting)
        waitForNextPiece();
}

void MockReply::step()
{
    Q_ASSERT(thread() == QThread::currentThread());
    if (m_state == State::Sending)
        return begin();
    if (m_late)
        return m_state == State::Waiting
            ? conclude(TimeoutError, UpstreamFailure::FirstByteTimeout, QStringLiteral("No answer in time"))
            : conclude(TimeoutError, UpstreamFailure::Stalled, QStringLiteral("The answer stalled"));
    if (!m_script.status) // only Break comes here: Silence never steps
        return conclude(RemoteHostClosedError, UpstreamFailure::ClosedBeforeAnswer,
                        QStringLiteral("Connection closed"));

    const QPointer<MockReply> self(this);
    if (m_state == State::Waiting) {
        m_state = State::Streaming;
        showHead();
        if (!self || m_state == State::Done)
            return;
    }
    if (m_piece < m_script.pieces.size()) {
        if (!deliver()) {
            m_state = State::Blocked;
            return;
        }
        Q_EMIT readyRead();
        if (!self || m_state == State::Done)
            return;
    }
    if (m_piece < m_script.pieces.size() || m_script.ending == MockScript::Ending::Silence)
        waitForNextPiece();
    else
        end();
}

void MockReply::waitForNextPiece()
{
    // A piece that was cut in two by a full buffer goes on at once.
    const bool silent = m_piece >= m_script.pieces.size() && m_script.ending == MockScript::Ending::Silence;
    if (silent)
        waitFor(std::chrono::milliseconds::max());
    else if (m_piece < m_script.pieces.size() && !m_sent)
        waitFor(m_script.pieces[m_piece].after);
    else
        waitFor(std::chrono::milliseconds(0));
}

void MockReply::waitFor(std::chrono::milliseconds delay)
{
    std::chrono::milliseconds limit = limitOf(request(), upstream::FirstByteTimeout);
    if (m_state != State::Waiting) {
        limit = limitOf(request(), upstream::SilenceTimeout);
        if (limit.count() <= 0)
            limit = std::chrono::milliseconds(request().transferTimeout());
    }
    m_late = limit.count() > 0 && limit < delay;
    if (m_late)
        m_timer.start(limit);
    else if (delay != std::chrono::milliseconds::max())
        m_timer.start(delay);
}

void MockReply::showHead()
{
    setAttribute(QNetworkRequest::HttpStatusCodeAttribute, m_script.status);
    if (request().attribute(upstream::HeaderBlock).toBool()) {
        setAttribute(upstream::HeaderBlock, m_script.fields);
    } else {
        RequestHead::eachField(m_script.fields, [this](QByteArrayView name, QByteArrayView value) {
            setRawHeader(name.toByteArray(), value.toByteArray());
        });
    }
    Q_EMIT metaDataChanged();
}

bool MockReply::deliver()
{
    const QByteArray &piece = m_script.pieces[m_piece].bytes;
    qsizetype size = piece.size() - m_sent;
    if (readBufferSize() > 0)
        size = qMin(size, qsizetype(readBufferSize()) - (m_buffer.size() - m_read));
    if (size <= 0 && m_sent < piece.size())
        return false;
    m_buffer.remove(0, std::exchange(m_read, 0));
    m_buffer.append(QByteArrayView(piece).sliced(m_sent, size));
    m_sent += size;
    if (m_sent == piece.size()) {
        ++m_piece;
        m_sent = 0;
    }
    return true;
}

void MockReply::end()
{
    if (m_script.ending == MockScript::Ending::Break)
        return conclude(RemoteHostClosedError, UpstreamFailure::Cut, QStringLiteral("The answer broke off"));
    const NetworkError error = errorOf(m_script.status);
    conclude(error, UpstreamFailure::None,
             error == NoError ? QString() : QStringLiteral("Status %1").arg(m_script.status));
}

void MockReply::conclude(NetworkError error, UpstreamFailure failure, const QString &text)
{
    m_state = State::Done;
    m_timer.stop();
    setAttribute(upstream::FailureClass, int(failure));
    setFinished(true);
    const QPointer<MockReply> self(this);
    if (error != NoError) {
        setError(error, text);
        Q_EMIT errorOccurred(error);
        if (!self)
            return;
    }
    Q_EMIT readChannelFinished();
    if (self)
        Q_EMIT finished();
}

void MockReply::abort()
{
    if (m_state == State::Done)
        return;
    m_buffer.clear();
    m_read = 0;
    conclude(OperationCanceledError, UpstreamFailure::Cancelled, QStringLiteral("Operation canceled"));
}

void MockReply::close()
{
    const QPointer<MockReply> self(this);
    abort();
    if (self)
        QNetworkReply::close();
}

qint64 MockReply::bytesAvailable() const
{
    return QNetworkReply::bytesAvailable() + m_buffer.size() - m_read;
}

void MockReply::setReadBufferSize(qint64 size)
{
    QNetworkReply::setReadBufferSize(size);
    if (m_state == State::Blocked) {
        m_state = State::Streaming;
        waitFor(std::chrono::milliseconds(0));
    }
}

qint64 MockReply::readData(char *data, qint64 maximum)
{
    const qint64 size = qMin<qint64>(maximum, m_buffer.size() - m_read);
    if (size <= 0)
        return m_state == State::Done ? -1 : 0;
    std::memcpy(data, m_buffer.constData() + m_read, size_t(size));
    m_read += size;
    if (m_state == State::Blocked) {
        m_state = State::Streaming;
        waitFor(std::chrono::milliseconds(0));
    }
    return size;
}

} // namespace keyswitch
