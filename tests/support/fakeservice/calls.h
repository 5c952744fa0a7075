// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/problem.h"

#include <QFuture>
#include <QPromise>

#include <deque>
#include <memory>

namespace keyswitch
{

// The calls of one kind that a fake service got, in order. They are answered at once by what the fake knows, or kept
// open while `hold` is set, to be answered by number in any order.
template <typename T> class Calls
{
public:
    bool hold = false;

    template <typename Known> QFuture<T> ask(Known known)
    {
        auto promise = std::make_shared<QPromise<T>>();
        promise->start();
        m_promises.push_back(promise);
        if (!hold)
            answer(count() - 1, known());
        return promise->future();
    }

    int count() const { return int(m_promises.size()); }
    void answer(int call, T value)
    {
        m_promises.at(size_t(call))->addResult(std::move(value));
        m_promises.at(size_t(call))->finish();
    }
    void fail(int call, const Problem &problem) { answer(call, T(tl::unexpected(problem))); }
    // Ends without a word, as when the service goes away.
    void abandon(int call) { m_promises.at(size_t(call)).reset(); }

    // For futures with steps.
    QPromise<T> &open(int call) { return *m_promises.at(size_t(call)); }

private:
    std::deque<std::shared_ptr<QPromise<T>>> m_promises;
};

} // namespace keyswitch
