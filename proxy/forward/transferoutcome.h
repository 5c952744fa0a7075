// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/upstreamattributes.h"

#include <QNetworkReply>
#include <QString>

namespace keyswitch
{

// What became of a finished exchange, told in the terms of QNetworkReply.
struct TransferOutcome {
    upstream::UpstreamFailure failure = upstream::UpstreamFailure::None;
    QNetworkReply::NetworkError error =
        QNetworkReply::NoError; // also for an answer of 400 or more, as the stock engine has it
    QString text; // English, for logs and the connection doctor; names no key

    static QString textOfStatus(int status);
};

// `status` counts where nothing failed.
QNetworkReply::NetworkError networkErrorOf(upstream::UpstreamFailure failure, int status);

} // namespace keyswitch
