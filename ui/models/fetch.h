// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/problem.h"

#include <QFuture>
#include <QFutureWatcher>
#include <QObject>

#include <memory>

namespace keyswitch
{

// What a future is taken to have said when it ended without a result: the service went away meanwhile.
Problem noAnswer();

// Calls `then` with the answer in the owner's thread. An owner that dies first is never called: the watcher is its
// child. A future that ends without a result answers noAnswer().
template <typename T, typename Then> void whenAnswered(QObject *owner, const QFuture<Result<T>> &future, Then then)
{
    auto *watcher = new QFutureWatcher<Result<T>>(owner);
    QObject::connect(watcher, &QFutureWatcherBase::finished, owner, [watcher, then = std::move(then)]() mutable {
        const QFuture<Result<T>> done = watcher->future();
        watcher->deleteLater();
        then(done.resultCount() > 0 ? done.resultAt(0) : Result<T>(tl::unexpected(noAnswer())));
    });
    watcher->setFuture(future);
}

// A question of which only the newest answer counts: each start() has a generation of its own, and answers of an older
// one are dropped, in whatever order they come. A member of the owner that asks; the owner's thread.
template <typename T> class Fetch
{
public:
    explicit Fetch(QObject *owner)
        : m_owner(owner)
    {
    }

    template <typename Then> void start(const QFuture<Result<T>> &future, Then then)
    {
        const quint64 generation = ++m_state->generation;
        m_state->running = true;
        whenAnswered<T>(m_owner, future,
                        [state = m_state, generation, then = std::move(then)](Result<T> answer) mutable {
                            if (state->generation != generation)
                                return;
                            state->running = false;
                            then(std::move(answer));
                        });
    }

    // What was asked does not matter any more.
    void drop()
    {
        ++m_state->generation;
        m_state->running = false;
    }

    bool isRunning() const { return m_state->running; }

private:
    struct State {
        quint64 generation = 0;
        bool running = false;
    };
    QObject *m_owner;
    std::shared_ptr<State> m_state = std::make_shared<State>();
};

} // namespace keyswitch
