// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/relay/lastbytes.h"

#include <QNetworkReply>
#include <QTimer>

#include <memory>

namespace keyswitch
{

using namespace std::chrono_literals;

namespace
{

constexpr qint64 most = 16 * 1024; // a last chunk is 5 bytes; a usage event behind [DONE] and trailers are not much
constexpr auto patience = 1s; // servers send it along with [DONE], or at once after it

} // namespace

void readToItsEnd(QNetworkReply *reply)
{
    const auto drop = [reply, left = std::make_shared<qint64>(most)] {
        static thread_local char bytes[4096];
        for (qint64 got = 0; (got = reply->read(bytes, sizeof bytes)) > 0;)
            *left -= got;
        if (*left < 0 && !reply->isFinished())
            reply->abort();
    };
    QObject::connect(reply, &QNetworkReply::finished, reply, &QObject::deleteLater);
    QObject::connect(reply, &QIODevice::readyRead, reply, drop);
    QTimer::singleShot(patience, reply, [reply] {
        if (!reply->isFinished())
            reply->abort();
    });
    drop();
}

} // namespace keyswitch
