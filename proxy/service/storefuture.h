// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/problem.h"

#include <QCoreApplication>
#include <QFuture>
#include <QObject>

#include <utility>

// The store's futures, continued in the service's thread. A store that closes meanwhile cancels its futures; who waits
// for one hears it as a problem.
namespace keyswitch
{

inline Problem shuttingDown()
{
    Problem problem;
    problem.code = Problem::Code::Unavailable;
    problem.title = QCoreApplication::translate("LocalGatewayService", "Keyswitch is shutting down");
    return problem;
}

template <typename To, typename From, typename Map>
QFuture<Result<To>> translated(QObject *context, QFuture<Result<From>> future, Map map)
{
    return future
        .then(context,
              [map](const Result<From> &result) -> Result<To> {
                  if (!result)
                      return tl::unexpected(result.error());
                  return map(*result);
              })
        .onCanceled(context, [] { return Result<To>(tl::unexpected(shuttingDown())); });
}

} // namespace keyswitch
