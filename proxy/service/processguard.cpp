// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/service/processguard.h"

#include "proxy/accept/turnedaway.h"
#include "proxy/observe/messageoutput.h"

#include <algorithm>
#include <csignal>
#include <fcntl.h>
#include <limits>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace keyswitch
{

namespace
{

int signalPipe[2] = {-1, -1};

void onSignal(int)
{
    const char byte = 1;
    [[maybe_unused]] const ssize_t written = ::write(signalPipe[1], &byte, 1); // async-signal-safe
}

} // namespace

void hardenProcess()
{
    ::prctl(PR_SET_DUMPABLE, 0);
    const rlimit noCore{0, 0};
    ::setrlimit(RLIMIT_CORE, &noCore);
    ::signal(SIGPIPE, SIG_IGN);
    installMessageOutput();
    rlimit files{};
    if (::getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &files);
    }
}

int connectionsSystemAllows(int workers)
{
    constexpr rlim_t OfTheProcess = 64;
    constexpr rlim_t OfAWorker = 16 + TurnedAway::Most;
    rlimit files{};
    if (::getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur == RLIM_INFINITY)
        return std::numeric_limits<int>::max();
    const rlim_t own = OfTheProcess + OfAWorker * rlim_t(workers);
    const rlim_t left = files.rlim_cur > own ? (files.rlim_cur - own) / 2 : 0;
    return int(std::clamp<rlim_t>(left, 16, std::numeric_limits<int>::max()));
}

void useOwnEventLoop()
{
    qputenv("QT_NO_GLIB", "1"); // documented with QAbstractEventDispatcher's glib support; read at each thread's start
}

TerminationSignals::TerminationSignals(QObject *parent)
    : QObject(parent)
{
    if (::pipe2(signalPipe, O_CLOEXEC | O_NONBLOCK) != 0)
        return;
    m_notifier = std::make_unique<QSocketNotifier>(signalPipe[0], QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, [this] {
        char bytes[16];
        const ssize_t got = ::read(signalPipe[0], bytes, sizeof bytes);
        for (ssize_t i = 0; i < got; ++i)
            Q_EMIT terminate(++m_count);
    });
    struct sigaction action {
    };
    action.sa_handler = onSignal;
    action.sa_flags = SA_RESTART;
    ::sigaction(SIGTERM, &action, nullptr);
    ::sigaction(SIGINT, &action, nullptr);
}

TerminationSignals::~TerminationSignals()
{
    ::signal(SIGTERM, SIG_DFL);
    ::signal(SIGINT, SIG_DFL);
    m_notifier.reset();
    for (int &end : signalPipe) {
        if (end >= 0)
            ::close(end);
        end = -1;
    }
}

} // namespace keyswitch
