// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/store/databasethread.h"

#include <QCoreApplication>

namespace keyswitch::store
{

DatabaseThread::DatabaseThread(const QString &name, Duty *duty)
    : m_duty(duty)
    , m_thread(QThread::create([this] { loop(); }))
{
    m_thread->setObjectName(name);
    m_thread->start();
}

DatabaseThread::~DatabaseThread()
{
    stop();
}

QFuture<Done> DatabaseThread::open(const QString &file, Connection::Role role)
{
    struct Opening final : Job {
        void run(const Connection *) override
        {
            auto connection = Connection::open(name, role);
            if (connection)
                thread->m_connection = std::move(*connection);
            answer.give(connection ? Done() : Done(tl::unexpected(connection.error())));
        }
        DatabaseThread *thread = nullptr;
        QString name;
        Connection::Role role = Connection::Role::Reader;
        Answer<Done> answer;
    };
    auto job = std::make_unique<Opening>();
    job->thread = this;
    job->name = file;
    job->role = role;
    QFuture<Done> future = job->answer.future();
    post(std::move(job));
    return future;
}

Problem DatabaseThread::notOpen()
{
    return Problem{Problem::Code::Unavailable,
                   QCoreApplication::translate("Store", "The database is closed"),
                   {},
                   {},
                   QCoreApplication::translate("Store", "Start Keyswitch again.")};
}

void DatabaseThread::post(std::unique_ptr<Job> job)
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_stopping) {
            m_jobs.push_back(std::move(job));
            m_changed.notify_one();
            return;
        }
    }
    job->run(nullptr);
}

void DatabaseThread::wake()
{
    const std::lock_guard lock(m_mutex);
    m_changed.notify_one();
}

void DatabaseThread::stop()
{
    Q_ASSERT(QThread::currentThread() != m_thread.get());
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
        m_changed.notify_one();
    }
    m_thread->wait();
}

void DatabaseThread::loop()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        std::optional<std::chrono::steady_clock::time_point> due;
        if (m_duty && m_connection)
            due = m_duty->due();
        const bool isDue = due && *due <= std::chrono::steady_clock::now();
        if (isDue) {
            lock.unlock();
            m_duty->perform(*m_connection);
            lock.lock();
        }
        if (!m_jobs.empty()) { // one, then the duty's turn again: neither can starve the other
            std::unique_ptr<Job> job = std::move(m_jobs.front());
            m_jobs.pop_front();
            lock.unlock();
            job->run(m_connection.get());
            job.reset(); // what it holds may want the lock
            lock.lock();
        } else if (m_stopping) {
            break;
        } else if (!isDue) {
            if (due)
                m_changed.wait_until(lock, *due);
            else
                m_changed.wait(lock);
        }
    }
    lock.unlock();
    if (m_duty)
        m_duty->closing();
    m_connection.reset();
}

} // namespace keyswitch::store
