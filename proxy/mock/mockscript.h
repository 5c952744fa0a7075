// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/upstreamattributes.h"

#include <QByteArray>
#include <QJsonObject>

#include <chrono>
#include <vector>

namespace keyswitch
{

// What the mock will do with one request: decided at once from the request, then played by MockReply.
struct MockScript {
    struct Piece {
        QByteArray bytes;
        std::chrono::milliseconds after{0}; // since the piece before it
    };
    enum class Ending : quint8 {
        Complete,
        Break, // the connection is lost after the last piece; before the head when there is no status
        Silence, // nothing more ever comes; no head when there is no status
    };
    int status = 200; // 0: no answer at all
    QByteArray fields; // "name: value\r\n" lines
    std::vector<Piece> pieces;
    Ending ending = Ending::Complete;

    void addField(QByteArrayView name, QByteArrayView value);
    void addEvent(const QJsonObject &data, std::chrono::milliseconds after); // "data: {…}\n\n"

    static MockScript json(int status, const QJsonObject &body);
    static MockScript eventStream();
    // OpenAI's error shape; a null `param` or `code` when empty.
    static MockScript error(int status, const char *type, const char *code, const QString &message,
                            const char *param = nullptr);
};

QByteArray compact(const QJsonObject &object);

} // namespace keyswitch
