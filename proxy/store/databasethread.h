// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/store/answer.h"
#include "proxy/store/connection.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <type_traits>

namespace keyswitch::store
{

// A thread with one connection of its own. Any thread hands it jobs; each job gets the connection and answers with a
// future. Jobs run in the order they came. No event loop: a condition variable is woken ten times as cheaply.
class DatabaseThread
{
public:
    // Work that comes back by the clock (the batches of the usage writer). Called in this thread, but for due().
    class Duty
    {
    public:
        virtual ~Duty() = default;
        virtual std::optional<std::chrono::steady_clock::time_point> due() const = 0;
        virtual void perform(const Connection &connection) = 0;
        virtual void closing() = 0; // the connection goes: let go of its statements
    };

    // `duty` outlives this object.
    explicit DatabaseThread(const QString &name, Duty *duty = nullptr);
    ~DatabaseThread(); // stop()
    DatabaseThread(const DatabaseThread &) = delete;
    DatabaseThread &operator=(const DatabaseThread &) = delete;

    // Opens the connection; jobs before that are refused.
    QFuture<Done> open(const QString &file, Connection::Role role);

    // `job` is called with a `const Connection &` and returns a Result<T> or Done. After stop(), and before open(), the
    // answer is a Problem. A future cancelled before its turn does not run. It finishes where Answer says: without a
    // context in this thread, where it may be waited for but not continued.
    template <typename F>
    auto run(F job, QObject *context = nullptr) -> QFuture<std::invoke_result_t<F &, const Connection &>>
    {
        Answer<std::invoke_result_t<F &, const Connection &>> answer(context);
        const auto future = answer.future();
        run(std::move(job), std::move(answer));
        return future;
    }
    // The same for an answer that was made elsewhere.
    template <typename F, typename R> void run(F job, Answer<R> answer)
    {
        call([job = std::move(job), answer = std::move(answer)](const Connection *connection) mutable {
            if (answer.isCanceled())
                answer.giveNone();
            else
                answer.give(connection ? job(*connection) : R(tl::unexpected(notOpen())));
        });
    }
    // The bare form: `f` is called once with a `const Connection *`, here, or with null (and then in the caller's
    // thread) where there is none.
    template <typename F> void call(F f) { post(std::make_unique<CallOf<F>>(std::move(f))); }

    // Asks the duty anew when it is due. Any thread.
    void wake();
    // Runs what was handed in so far, closes the connection and ends the thread. Waits. Not in this thread.
    void stop();

private:
    struct Job {
        virtual ~Job() = default;
        virtual void run(const Connection *connection) = 0; // null: refused
    };
    template <typename F> struct CallOf final : Job {
        explicit CallOf(F f)
            : call(std::move(f))
        {
        }
        void run(const Connection *connection) override { call(connection); }
        F call;
    };

    static Problem notOpen();
    void post(std::unique_ptr<Job> job);
    void loop();

    Duty *m_duty;
    std::unique_ptr<Connection> m_connection; // this thread's
    std::mutex m_mutex; // guards the rest
    std::condition_variable m_changed;
    std::deque<std::unique_ptr<Job>> m_jobs;
    bool m_stopping = false;
    std::unique_ptr<QThread> m_thread;
};

} // namespace keyswitch::store
