# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by tests/bench/run.sh and tests/soak.sh after installer/setup.sh.

BENCH_TOOLS=$ROOT/build/bench

build_bench_tools() { # bench_provider and bench_load
    local launcher=()
    ! command -v ccache >/dev/null || launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
    if [ ! -f "$BENCH_TOOLS/build.ninja" ]; then
        run_step "configuring the bench's tools" configure-bench \
            cmake -S "$ROOT/tests/bench" -B "$BENCH_TOOLS" -G Ninja "${launcher[@]}" || return 1
    fi
    run_step "building the bench's tools" build-bench cmake --build "$BENCH_TOOLS" -j "$(jobs_here)" || return 1
    run_step "testing the bench's tools" test-bench ctest --test-dir "$BENCH_TOOLS" --output-on-failure
}

# A thousand streams are two thousand sockets of a proxy.
raise_descriptor_limit() {
    ulimit -n 20000 2>/dev/null || ulimit -n "$(ulimit -Hn)"
}
