// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFuture>
#include <QMetaObject>
#include <QObject>
#include <QPromise>

#include <memory>
#include <type_traits>
#include <utility>

namespace keyswitch
{

// Runs `work` in the thread that owns `context`, from its event loop, and gives its result as a future. When the
// context dies first the work is not run and the future is cancelled.
template <typename Work>
auto callIn(QObject *context, Work &&work) -> QFuture<std::invoke_result_t<std::decay_t<Work> &>>
{
    using Value = std::invoke_result_t<std::decay_t<Work> &>;
    auto promise = std::make_shared<QPromise<Value>>(); // destroyed unfinished: cancels its future
    promise->start();
    QFuture<Value> future = promise->future();
    QMetaObject::invokeMethod(
        context,
        [promise = std::move(promise), work = std::forward<Work>(work)]() mutable {
            if constexpr (std::is_void_v<Value>)
                work();
            else
                promise->addResult(work());
            promise->finish();
        },
        Qt::QueuedConnection);
    return future;
}

// A future that is finished already.
template <typename Value> QFuture<Value> readyFuture(Value value)
{
    QPromise<Value> promise;
    promise.start();
    promise.addResult(std::move(value));
    promise.finish();
    return promise.future();
}

} // namespace keyswitch
