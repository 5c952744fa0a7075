// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFuture>
#include <QMetaObject>
#include <QObject>
#include <QPromise>
#include <QThread>

#include <utility>

namespace keyswitch::store
{

// The answer to one question: a future that finishes in the thread of `context`, from its event loop, or in the thread
// that answers where there is no context. A context outlives the answer; what it is never told is cancelled with it.
//
// Who continues a future (.then) needs a context: when one thread finishes a future while another continues it, Qt 6.4
// may run the continuation twice, the second time without a promise, which crashes
// (QFutureInterfaceBase::setContinuation() keeps what it has run already, and runContinuation() finds it).
template <typename R> class Answer
{
public:
    explicit Answer(QObject *context = nullptr)
        : m_context(context)
    {
        m_promise.start();
    }

    QFuture<R> future() const { return m_promise.future(); }
    bool isCanceled() const { return m_promise.isCanceled(); } // nobody wants it any more

    // Either of them, once.
    void give(R result)
    {
        inItsThread([promise = std::move(m_promise), result = std::move(result)]() mutable {
            promise.addResult(std::move(result));
            promise.finish();
        });
    }
    void giveNone()
    {
        inItsThread([promise = std::move(m_promise)]() mutable { promise.finish(); });
    }

private:
    template <typename Work> void inItsThread(Work work)
    {
        if (!m_context || m_context->thread() == QThread::currentThread())
            work();
        else
            QMetaObject::invokeMethod(m_context, std::move(work), Qt::QueuedConnection);
    }

    QObject *m_context;
    QPromise<R> m_promise;
};

} // namespace keyswitch::store
