// SPDX-License-Identifier: GPL-3.0-or-later
// Chat requests for a proxy on loopback, each answer compared byte for byte with the one that bench_provider has to
// give for the right user's key. Prints one line of JSON; exit code 1 when an answer was wrong, 2 when the words were.
#include "tests/bench/load/run.h"

#include <cstdio>
#include <exception>
#include <stdexcept>

using namespace keyswitch::bench;

int main(int count, char **words)
{
    try {
        const Options options = Options::read({words + 1, words + count});
        const std::string report = Run(options).report();
        std::printf("%s\n", report.c_str());
        return report.find("\"complaints\":{}") == std::string::npos ? 1 : 0;
    } catch (const std::invalid_argument &error) {
        std::fprintf(stderr, "bench_load: %s\n", error.what());
        return 2;
    } catch (const std::exception &error) {
        std::fprintf(stderr, "bench_load: %s\n", error.what());
        return 1;
    }
}
