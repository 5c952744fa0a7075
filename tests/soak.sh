#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Keyswitch under steady load with clients that leave and a provider that fails: no memory and no descriptor may be lost, each
# answer and each row has to be the right one. The last line is the sum.
#   tests/soak.sh [--minutes N] [--asan] [--rate N] [--fill-at-most N]
#   --minutes N     10 unless said otherwise; an hour tells a slope of 1 MB/h from noise
#   --fill-at-most  requests at full speed before it, so that the store's page cache is full; 600000, fewer when it is sooner
#   --asan          the build with address sanitizer; its memory is not judged, since it keeps freed blocks on purpose
#   KEYSWITCHD=…    that program instead of a build
set -uo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$ROOT/installer/setup.sh"
. "$ROOT/tests/sums.sh"
. "$ROOT/tests/bench/tools.sh"
cd "$ROOT" || exit 1

preset=release words=()
for word in "$@"; do
    if [ "$word" = --asan ]; then
        preset=asan words+=(--memory-not-judged)
        export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1 UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
        export LSAN_OPTIONS=suppressions=$ROOT/tests/support/lsan.supp CONFIGURE_WITH=-DKEYSWITCH_DESKTOP=OFF
    else
        words+=("$word")
    fi
done

prepare() {
    install_packages build run bench || return 1
    if [ -z "${KEYSWITCHD:-}" ]; then
        build_preset "$preset" keyswitchd || return 1
        export KEYSWITCHD=$ROOT/build/$preset/bin/keyswitchd
    fi
    build_bench_tools && raise_descriptor_limit
}

if ! prepare; then
    count 0 1 0
    finish
fi
export PYTHONDONTWRITEBYTECODE=1
exec python3 "$ROOT/tests/bench/soak.py" "$BENCH_TOOLS" --samples "$RESULTS/soak.csv" ${words[@]+"${words[@]}"}
