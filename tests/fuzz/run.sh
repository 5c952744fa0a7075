#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds the fuzz targets with Clang, libFuzzer and the address and undefined behaviour sanitizers, and runs each from the
# corpus in tests/fuzz/corpus, two at a time. The last line is the sum.
#   tests/fuzz/run.sh [--seconds N] [targets …]        60 s a target where nothing is said
# An input under which a target fails is left in build/fuzz/failed; put it into the corpus along with the mend. What was
# found on the way is kept in build/fuzz/found, and a later run begins with it.
set -uo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
. "$ROOT/installer/setup.sh"
. "$ROOT/tests/sums.sh"
cd "$ROOT" || exit 1
seconds=60
if [ "${1:-}" = --seconds ]; then
    seconds=${2:?--seconds wants a number}
    shift 2
fi
targets=("$@")
[ $# != 0 ] || targets=(requestparser chunkedbody answerreader ssesplitter usagesniffer bodylook)

if ! { install_packages build test && build_preset fuzz "${targets[@]/#/fuzz_}"; }; then
    count 0 1 0
    finish
fi

failed_inputs=$ROOT/build/fuzz/failed
mkdir -p "$failed_inputs"
fuzz() { # target
    local target=$1 found=$ROOT/build/fuzz/found/$1 words=json
    mkdir -p "$found"
    case $target in requestparser | chunkedbody | answerreader) words=http ;; esac
    UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1 ASAN_OPTIONS=detect_leaks=1 \
        build/fuzz/tests/fuzz_"$target" -max_total_time="$seconds" -max_len=4096 -timeout=10 -rss_limit_mb=1024 \
        -dict="tests/fuzz/$words.dict" -artifact_prefix="$failed_inputs/$target-" -print_final_stats=1 \
        "$found" "tests/fuzz/corpus/$target" >"build/logs/fuzz-$target.log" 2>&1 </dev/null
}

judge() { # target, exit code
    local log=build/logs/fuzz-$1.log runs
    runs=$(awk '/^stat::number_of_executed_units:/ { print $2 }' "$log")
    if [ "$2" = 0 ] && [ "${runs:-0}" -gt 0 ]; then
        say "  $1: held for $runs inputs"
        count 1 0 0
    else
        tail -n 60 "$log" >&2
        say "  $1: FAILED, see build/logs/fuzz-$1.log and build/fuzz/failed"
        count 0 1 0
    fi
}

say "fuzzing ${#targets[@]} targets for $seconds s each …"
for ((i = 0; i < ${#targets[@]}; i += 2)); do
    pair=("${targets[@]:i:2}") ids=()
    for target in "${pair[@]}"; do
        fuzz "$target" &
        ids+=($!)
    done
    for j in "${!pair[@]}"; do
        wait "${ids[j]}"
        judge "${pair[j]}" $?
    done
done
finish
