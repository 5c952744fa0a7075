// SPDX-License-Identifier: GPL-3.0-or-later
// A model provider for measurements on loopback: bench_provider [--port N] [--headers BYTES]
// Prints its port, serves until SIGTERM, then prints what it has seen as one line of JSON.
#include "tests/bench/provider/listener.h"

#include <sys/signalfd.h>

#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>

using namespace keyswitch::bench;

namespace
{

class EndSignal : public Watcher
{
public:
    explicit EndSignal(EventLoop &loop)
        : m_loop(loop)
    {
        sigset_t signals;
        sigemptyset(&signals);
        sigaddset(&signals, SIGTERM);
        sigaddset(&signals, SIGINT);
        sigprocmask(SIG_BLOCK, &signals, nullptr);
        m_descriptor = Descriptor(signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC));
        loop.watch(m_descriptor, *this);
    }
    void ready(std::uint32_t) override { m_loop.stop(); }

private:
    EventLoop &m_loop;
    Descriptor m_descriptor;
};

bool readNumber(const char *text, int &number)
{
    const char *const end = text + std::strlen(text);
    const auto [at, error] = std::from_chars(text, end, number);
    return error == std::errc() && at == end && number >= 0;
}

} // namespace

int main(int count, char **words)
{
    int port = 0;
    int headers = 0;
    for (int at = 1; at < count; at += 2) {
        const bool isPort = std::strcmp(words[at], "--port") == 0;
        const bool known = isPort || std::strcmp(words[at], "--headers") == 0;
        if (!known || at + 1 == count || !readNumber(words[at + 1], isPort ? port : headers)) {
            std::fprintf(stderr, "bench_provider [--port N] [--headers BYTES], not %s\n", words[at]);
            return 2;
        }
    }
    try {
        EventLoop loop;
        EndSignal end(loop);
        Listener listener(loop, port, size_t(headers));
        std::printf("%d\n", listener.port());
        std::fflush(stdout);
        loop.run();
        std::printf("%s\n", listener.counts().json().c_str());
    } catch (const std::exception &error) {
        std::fprintf(stderr, "bench_provider: %s\n", error.what());
        return 1;
    }
    return 0;
}
