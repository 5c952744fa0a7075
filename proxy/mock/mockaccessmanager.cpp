// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/mock/mockaccessmanager.h"

#include "proxy/mock/mockanswer.h"
#include "proxy/mock/mockreply.h"

#include <QRandomGenerator>
#include <QThread>
#include <QUrl>

namespace keyswitch
{
namespace
{

QByteArray methodOf(QNetworkAccessManager::Operation operation, const QNetworkRequest &request)
{
    switch (operation) {
    case QNetworkAccessManager::HeadOperation:
        return "HEAD";
    case QNetworkAccessManager::GetOperation:
        return "GET";
    case QNetworkAccessManager::PutOperation:
        return "PUT";
    case QNetworkAccessManager::PostOperation:
        return "POST";
    case QNetworkAccessManager::DeleteOperation:
        return "DELETE";
    default:
        return request.attribute(QNetworkRequest::CustomVerbAttribute).toByteArray();
    }
}

} // namespace

MockAccessManager::MockAccessManager(QObject *parent, const Clock &clock)
    : QNetworkAccessManager(parent)
    , m_clock(clock)
    , m_idPrefix(QByteArray::number(QRandomGenerator::global()->generate64(), 16).rightJustified(16, '0'))
{
}

QNetworkReply *MockAccessManager::createRequest(Operation operation, const QNetworkRequest &request,
                                                QIODevice *outgoing)
{
    Q_ASSERT(thread() == QThread::currentThread());
    MockRequest asked;
    asked.method = methodOf(operation, request);
    asked.path = request.url().path(QUrl::FullyEncoded).toLatin1();
    asked.callId = request.rawHeader("x-litellm-call-id");
    asked.hasBearer = request.rawHeader("authorization").size() > qsizetype(qstrlen("Bearer "));
    asked.id = m_idPrefix + QByteArray::number(++m_lastId, 16).rightJustified(8, '0');
    asked.now = std::chrono::duration_cast<std::chrono::seconds>(m_clock.wall().time_since_epoch()).count();
    return new MockReply(operation, request, outgoing, std::move(asked), this);
}

} // namespace keyswitch
