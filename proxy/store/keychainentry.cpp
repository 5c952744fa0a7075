// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/store/keychainentry.h"

#include <QCoreApplication>
#include <QThread>

#include <qt6keychain/keychain.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>

namespace keyswitch::store
{

using namespace Qt::StringLiterals;

static constexpr auto service = "keyswitch"_L1;
static constexpr std::chrono::seconds patience{120};

namespace
{
// What the waiting thread and the application's thread share; lives until both have let go.
struct Answer {
    std::mutex mutex;
    std::condition_variable arrived;
    std::optional<Result<Secret>> value;

    void give(Result<Secret> result)
    {
        const std::lock_guard lock(mutex);
        value = std::move(result);
        arrived.notify_all();
    }
};
} // namespace

static Problem keychainProblem(const QString &detail)
{
    return Problem{
        Problem::Code::Unavailable,
        QCoreApplication::translate("Store", "The system's keychain does not give the data key"),
        detail,
        {},
        QCoreApplication::translate("Store", "Unlock the keychain and allow Keyswitch to use it, then try again.")};
}

// Starts the job that `make` returns in the application's thread and waits for what `take` reads from it.
template <typename Make, typename Take> static Result<Secret> wait(Make make, Take take)
{
    QCoreApplication *application = QCoreApplication::instance();
    if (!application || application->thread() == QThread::currentThread())
        return tl::unexpected(keychainProblem(u"no event loop"_s));
    const auto answer = std::make_shared<Answer>();
    QMetaObject::invokeMethod(
        application,
        [answer, make, take] {
            auto *job = make(); // deletes itself when it has finished
            job->setInsecureFallback(false);
            QObject::connect(job, &QKeychain::Job::finished, job, [answer, take](QKeychain::Job *finished) {
                if (finished->error() == QKeychain::NoError)
                    answer->give(take(finished));
                else if (finished->error() == QKeychain::EntryNotFound)
                    answer->give(Secret());
                else
                    answer->give(tl::unexpected(keychainProblem(finished->errorString())));
            });
            job->start();
        },
        Qt::QueuedConnection);
    std::unique_lock lock(answer->mutex);
    if (!answer->arrived.wait_for(lock, patience, [&] { return answer->value.has_value(); }))
        return tl::unexpected(keychainProblem(QCoreApplication::translate("Store", "It did not answer in time.")));
    return std::move(*answer->value);
}

bool KeychainEntry::isAvailable()
{
#if defined(Q_OS_WIN) || defined(Q_OS_MACOS)
    return true;
#else
    return qEnvironmentVariableIsSet("DBUS_SESSION_BUS_ADDRESS");
#endif
}

Result<Secret> KeychainEntry::read() const
{
    return wait(
        [name = m_name] {
            auto *job = new QKeychain::ReadPasswordJob(service);
            job->setKey(name);
            return job;
        },
        [](QKeychain::Job *job) -> Result<Secret> {
            return Secret::takeFrom(static_cast<QKeychain::ReadPasswordJob *>(job)->binaryData());
        });
}

Done KeychainEntry::write(const Secret &secret) const
{
    const auto shared = secret.share();
    const Result<Secret> result = wait(
        [name = m_name, shared] {
            auto *job = new QKeychain::WritePasswordJob(service);
            job->setKey(name);
            job->setBinaryData(shared->view().toByteArray());
            return job;
        },
        [](QKeychain::Job *) -> Result<Secret> { return Secret(); });
    if (!result)
        return tl::unexpected(result.error());
    return {};
}

} // namespace keyswitch::store
