// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/upstreamattributes.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTimer>

#include <memory>

namespace keyswitch::test
{

// What a caller that only knows QNetworkReply saw of one exchange.
struct FinishedReply {
    int status = 0;
    QNetworkReply::NetworkError error = QNetworkReply::NoError;
    upstream::UpstreamFailure failure = upstream::UpstreamFailure::None;
    QString text;
    QByteArray body;
    QByteArray block;
    QByteArray reason;
    QList<QNetworkReply::RawHeaderPair> pairs;
    QByteArray signalOrder; // s(ent) m(etadata) r(eadyRead, once in a row) e(rror) f(inished)
    qint64 milliseconds = 0;
    bool finished = false;

    QByteArray header(const QByteArray &name) const
    {
        for (const auto &[key, value] : pairs) {
            if (key.compare(name, Qt::CaseInsensitive) == 0)
                return value;
        }
        return {};
    }
};

// Runs the event loop until the reply has finished, reads all of it, and deletes it.
inline FinishedReply finish(QNetworkReply *reply, int maxMilliseconds = 10'000)
{
    FinishedReply seen;
    const std::unique_ptr<QNetworkReply> owned(reply);
    QElapsedTimer timer;
    timer.start();
    QEventLoop loop;
    const auto note = [&seen](char signal) { seen.signalOrder.append(signal); };
    QObject::connect(reply, &QNetworkReply::requestSent, &loop, [&] { note('s'); });
    QObject::connect(reply, &QNetworkReply::metaDataChanged, &loop, [&] { note('m'); });
    QObject::connect(reply, &QNetworkReply::readyRead, &loop, [&] {
        if (!seen.signalOrder.endsWith('r'))
            note('r');
        seen.body += reply->readAll();
    });
    QObject::connect(reply, &QNetworkReply::errorOccurred, &loop, [&] { note('e'); });
    QObject::connect(reply, &QNetworkReply::finished, &loop, [&] {
        note('f');
        loop.quit();
    });
    QTimer::singleShot(maxMilliseconds, &loop, &QEventLoop::quit);
    if (!reply->isFinished())
        loop.exec();
    seen.finished = reply->isFinished();
    seen.body += reply->readAll();
    seen.status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    seen.error = reply->error();
    seen.failure = upstream::failureClass(*reply).value_or(upstream::UpstreamFailure::None);
    seen.text = seen.error == QNetworkReply::NoError ? QString() : reply->errorString();
    seen.block = reply->attribute(upstream::HeaderBlock).toByteArray();
    seen.reason = reply->attribute(QNetworkRequest::HttpReasonPhraseAttribute).toByteArray();
    seen.pairs = reply->rawHeaderPairs();
    seen.milliseconds = timer.elapsed();
    return seen;
}

} // namespace keyswitch::test
