// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/forward/upstreamreply.h"

#include "proxy/base/requesthead.h"
#include "proxy/forward/fieldsyntax.h"
#include "proxy/forward/upstreamaccessmanager.h"

#include <QBuffer>
#include <QMap>

#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

namespace keyswitch
{

using upstream::UpstreamFailure;

namespace
{

// The request leaves inside createRequest(): a fast upstream's answer may be there before the caller could set a limit
// (2.8 MB were seen). Until the first flush this one holds.
constexpr qint64 earlyBufferSize = 64 * 1024;

Transfer::Milliseconds limit(const QNetworkRequest &request, QNetworkRequest::Attribute attribute,
                             Transfer::Milliseconds otherwise)
{
    const QVariant value = request.attribute(attribute);
    return value.isValid() ? Transfer::Milliseconds(value.toInt()) : otherwise;
}

} // namespace

// Tells a function that emits signals whether a slot has deleted the reply. (A QPointer would allocate.) Not inline:
// GCC 12 does not see that the destructor unhooks it, and warns of a dangling pointer.
class UpstreamReply::DeletionWatch
{
public:
    Q_NEVER_INLINE explicit DeletionWatch(UpstreamReply &reply)
        : m_reply(reply)
        , m_outer(std::exchange(reply.m_watch, this))
    {
    }
    Q_NEVER_INLINE ~DeletionWatch()
    {
        if (!m_deleted)
            m_reply.m_watch = m_outer;
    }
    DeletionWatch(const DeletionWatch &) = delete;
    DeletionWatch &operator=(const DeletionWatch &) = delete;

    bool deleted() const { return m_deleted; }
    void noteDeletion()
    {
        for (DeletionWatch *watch = this; watch; watch = watch->m_outer)
            watch->m_deleted = true;
    }

private:
    UpstreamReply &m_reply;
    DeletionWatch *m_outer;
    bool m_deleted = false;
};

UpstreamReply::UpstreamReply(UpstreamAccessManager &manager, QNetworkAccessManager::Operation operation,
                             const QNetworkRequest &request, QIODevice *outgoingData)
    : QNetworkReply(&manager)
{
    QByteArray url = manager.encoded(request.url());
    if (const QByteArray query = request.attribute(upstream::RawQuery).toByteArray(); !query.isEmpty())
        url.append('?').append(query);
    takeOutgoingData(outgoingData);
    open(manager, url, operation, request);
    start(operation, request, request.attribute(upstream::FieldBlock).toByteArray(),
          request.attribute(upstream::Bearer).value<std::shared_ptr<const Secret>>());
}

UpstreamReply::UpstreamReply(UpstreamAccessManager &manager, const QNetworkRequest &request, const Post &post)
    : QNetworkReply(&manager)
{
    m_body = post.body;
    open(manager, manager.encoded(request.url()), QNetworkAccessManager::PostOperation, request);
    start(QNetworkAccessManager::PostOperation, request, post.fields, post.bearer);
}

void UpstreamReply::open(UpstreamAccessManager &manager, const QByteArray &encodedUrl,
                         QNetworkAccessManager::Operation operation, const QNetworkRequest &request)
{
    setOperation(operation);
    setRequest(request);
    setUrl(request.url());
    // Buffered, QIODevice would copy everything once more, in blocks of 16 KiB.
    QIODevice::open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    m_transfer = &manager.acquire(encodedUrl, m_device != nullptr, &m_engine);
    m_transfer->url = encodedUrl;
    m_transfer->tls = manager.m_tls;
    m_transfer->requestBody = std::exchange(m_body, {});
    if (m_device) {
        m_transfer->uploadFromDevice = true;
        m_transfer->uploadSize = m_device->isSequential() ? -1 : m_device->size() - m_device->pos();
    }
}

void UpstreamReply::start(QNetworkAccessManager::Operation operation, const QNetworkRequest &request,
                          const QByteArray &fields, const std::shared_ptr<const Secret> &bearer)
{
    const char *problem = describeRequest(operation, request);
    if (!problem)
        problem = describeLines(request, fields, bearer);
    if (problem) { // told later: the caller has not connected yet
        const auto refuse = [this, problem] {
            if (isFinished())
                return;
            dropTransfer();
            finish(ProtocolInvalidOperationError, UpstreamFailure::Other, QString::fromLatin1(problem));
        };
        QMetaObject::invokeMethod(this, refuse, Qt::QueuedConnection);
        return;
    }
    m_transfer->start(*this);
}

UpstreamReply::~UpstreamReply()
{
    if (m_watch)
        m_watch->noteDeletion();
    dropTransfer();
}

void UpstreamReply::takeOutgoingData(QIODevice *outgoingData)
{
    if (!outgoingData)
        return;
    if (const auto *buffer = qobject_cast<const QBuffer *>(outgoingData)) {
        // So arrives post(QByteArray): its bytes are shared, not copied.
        m_body = buffer->pos() ? buffer->data().mid(buffer->pos()) : buffer->data();
        return;
    }
    m_device = outgoingData;
    const auto resume = [this] {
        if (m_transfer)
            m_transfer->resume();
    };
    connect(outgoingData, &QIODevice::readyRead, this, resume);
    connect(outgoingData, &QIODevice::readChannelFinished, this, [this, resume] {
        m_deviceEnded = true;
        resume();
    });
}

const char *UpstreamReply::describeRequest(QNetworkAccessManager::Operation operation, const QNetworkRequest &request)
{
    const QString scheme = request.url().scheme();
    if (scheme != u"http" && scheme != u"https")
        return "only http and https are spoken";
    if (request.url().host().isEmpty())
        return "the address has no host";
    switch (operation) {
    case QNetworkAccessManager::GetOperation:
        m_transfer->method = QByteArrayLiteral("GET");
        break;
    case QNetworkAccessManager::HeadOperation:
        m_transfer->method = QByteArrayLiteral("HEAD");
        break;
    case QNetworkAccessManager::PostOperation:
        m_transfer->method = QByteArrayLiteral("POST");
        break;
    case QNetworkAccessManager::PutOperation:
        m_transfer->method = QByteArrayLiteral("PUT");
        break;
    case QNetworkAccessManager::DeleteOperation:
        m_transfer->method = QByteArrayLiteral("DELETE");
        break;
    default:
        m_transfer->method = request.attribute(QNetworkRequest::CustomVerbAttribute).toByteArray();
        if (!isToken(m_transfer->method))
            return "the request has no valid method";
    }
    m_transfer->repeatable =
        operation == QNetworkAccessManager::GetOperation || operation == QNetworkAccessManager::HeadOperation;
    m_transfer->limits.connect = limit(request, upstream::ConnectTimeout, m_transfer->limits.connect);
    m_transfer->limits.firstByte = limit(request, upstream::FirstByteTimeout, m_transfer->limits.firstByte);
    m_transfer->limits.silence =
        limit(request, upstream::SilenceTimeout, Transfer::Milliseconds(request.transferTimeout()));
    m_wantsBlock = request.attribute(upstream::HeaderBlock).toBool();
    return nullptr;
}

const char *UpstreamReply::describeLines(const QNetworkRequest &request, const QByteArray &fields,
                                         const std::shared_ptr<const Secret> &bearer)
{
    RequestLines &lines = m_transfer->lines;
    m_bearer = bearer; // the lines refer to it as long as this reply lives
    if (m_bearer && !m_bearer->isEmpty())
        lines.setBearer(m_bearer.get());
    const QByteArrayList names = request.rawHeaderList();
    for (const QByteArray &name : names)
        lines.add(name, request.rawHeader(name));
    if (!fields.isEmpty())
        lines.addBlock(fields);
    if (m_transfer->uploadFromDevice && m_transfer->uploadSize < 0) {
        m_transfer->uploadSize = lines.declaredLength();
        if (m_transfer->uploadSize < 0)
            lines.setChunkedUpload();
    }
    lines.finish();
    return lines.isSane() ? nullptr : "a request header is not acceptable";
}

void UpstreamReply::abort()
{
    if (isFinished())
        return;
    dropTransfer();
    m_buffer.clear();
    m_read = 0;
    finish(OperationCanceledError, UpstreamFailure::Cancelled, QStringLiteral("Operation canceled"));
}

void UpstreamReply::close()
{
    const DeletionWatch watch(*this);
    abort();
    if (!watch.deleted())
        QNetworkReply::close();
}

void UpstreamReply::dropTransfer()
{
    if (Transfer *transfer = std::exchange(m_transfer, nullptr))
        transfer->release();
}

// Reading

void UpstreamReply::setReadBufferSize(qint64 size)
{
    QNetworkReply::setReadBufferSize(size);
    resumeIfDrained();
}

qint64 UpstreamReply::bodyRoom() const
{
    const qint64 most = m_hasFlushed ? readBufferSize() : earlyBufferSize;
    if (most <= 0)
        return std::numeric_limits<qint64>::max();
    // One piece is always taken, or a buffer smaller than a piece would never get any.
    return buffered() == 0 ? std::max<qint64>(most, 1) : most - buffered();
}

void UpstreamReply::resumeIfDrained()
{
    if (m_transfer && m_transfer->bodyPaused && (readBufferSize() == 0 || buffered() <= readBufferSize() / 2))
        m_transfer->resume();
}

qint64 UpstreamReply::readData(char *data, qint64 maxSize)
{
    if (buffered() == 0)
        return isFinished() ? -1 : 0;
    const qsizetype size = qMin<qint64>(buffered(), maxSize);
    std::memcpy(data, m_buffer.constData() + m_read, size_t(size));
    m_read += size;
    if (m_read == m_buffer.size()) {
        m_buffer.resize(0); // keeps its memory: a stream of small pieces allocates once
        m_read = 0;
    }
    resumeIfDrained();
    return size;
}

void UpstreamReply::body(const char *data, size_t size)
{
    if (m_read > earlyBufferSize && m_read > m_buffer.size() / 2) {
        m_buffer.remove(0, m_read);
        m_read = 0;
    }
    m_buffer.append(data, qsizetype(size));
    m_hasNewBody = true;
}

// Writing

qint64 UpstreamReply::upload(char *data, qint64 maxSize)
{
    const DeletionWatch watch(*this);
    const qint64 size = m_device ? m_device->read(data, maxSize) : -1;
    if (watch.deleted() || !m_transfer) // foreign code ran
        return Abort;
    if (size > 0)
        return size;
    if (m_device && m_device->isSequential()) // 0: nothing yet; -1 or readChannelFinished(): the end
        return size < 0 || m_deviceEnded ? 0 : qint64(Pause);
    if (m_device && size == 0 && m_device->atEnd())
        return 0;
    m_transfer->note(UpstreamFailure::Other, "the data to upload cannot be read");
    return Abort;
}

// Telling

void UpstreamReply::flush()
{
    const DeletionWatch watch(*this);
    const auto over = [&] { return watch.deleted() || !m_transfer; }; // deleted or aborted in a slot
    if (!m_hasFlushed) {
        m_hasFlushed = true;
        resumeIfDrained();
    }
    if (m_transfer->requestBegun && !m_sentTold) {
        m_sentTold = true;
        Q_EMIT requestSent();
    }
    if (!over() && m_transfer->head.isComplete() && !m_headTold) {
        m_headTold = true;
        publishHead();
        Q_EMIT metaDataChanged();
    }
    if (!over() && m_hasNewBody) {
        m_hasNewBody = false;
        Q_EMIT readyRead();
    }
    if (!over() && m_transfer->isOver())
        conclude();
}

void UpstreamReply::publishHead()
{
    ResponseHead &head = m_transfer->head;
    setAttribute(QNetworkRequest::HttpStatusCodeAttribute, head.status());
    if (m_wantsBlock) { // whoever reads that has no use for the reason phrase
        setAttribute(upstream::HeaderBlock, head.takeBlock());
        return;
    }
    if (const QByteArray reason = head.takeReason(); !reason.isEmpty())
        setAttribute(QNetworkRequest::HttpReasonPhraseAttribute, reason);
    publishPairs(head.takeBlock());
}

void UpstreamReply::publishPairs(const QByteArray &block)
{
    // setRawHeader() replaces an equal name, so that repeated ones are joined first, as the stock engine does it.
    QMap<QByteArray, QByteArray> values; // by lower-case name
    QList<QByteArray> order; // names as received
    RequestHead::eachField(block, [&](QByteArrayView name, QByteArrayView value) {
        const QByteArray key = name.toByteArray().toLower();
        const auto known = values.find(key);
        if (known == values.end()) {
            order.append(name.toByteArray());
            values.insert(key, value.toByteArray());
        } else {
            known->append(key == "set-cookie" ? "\n" : ", ").append(value);
        }
    });
    for (const QByteArray &name : std::as_const(order))
        setRawHeader(name, values.value(name.toLower()));
}

void UpstreamReply::conclude()
{
    const TransferOutcome outcome = m_transfer->outcome();
    dropTransfer(); // before the slots run: they may start the next request
    finish(outcome.error, outcome.failure, outcome.text);
}

void UpstreamReply::finish(NetworkError error, UpstreamFailure failure, const QString &text)
{
    const DeletionWatch watch(*this);
    setAttribute(upstream::FailureClass, int(failure));
    setFinished(true);
    if (error != NoError) {
        setError(error, text);
        Q_EMIT errorOccurred(error);
    }
    if (!watch.deleted())
        Q_EMIT finished();
}

} // namespace keyswitch
