#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what is missing, builds with warnings as errors, and runs all tests: those of the rooms, the flows and the
# windows (ctest), then those against the real Letta and LiteLLM (tests/live). The last line is the sum.
#   tests/run.sh [--no-live]
# Where the real servers cannot be installed the live tests are skipped with a word; with CI=true that is a failure.
set -uo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$ROOT/installer/setup.sh"
. "$ROOT/tests/sums.sh"
cd "$ROOT" || exit 1
live=1
[ "${1:-}" != --no-live ] || live=0
if ! { install_packages build run test && build_preset dev; }; then
    count 0 1 0
    finish
fi

say "tests of the rooms, the flows and the windows …"
count_ctest dev -j "$(jobs_here)"

if [ "$live" = 0 ] && [ "${CI:-}" != true ]; then
    say "live tests: left out, as asked"
    count 0 0 1
    finish
fi
say "tests against the real Letta and LiteLLM …"
rm -f "$RESULTS/live.xml"
tests/live/run.sh -q --junit-xml="$RESULTS/live.xml" >"$RESULTS/live.log" 2>&1 </dev/null
status=$?
if [ "$status" = 77 ]; then
    tail -n 5 "$RESULTS/live.log" >&2
    say "  skipped: the real servers cannot be installed here"
    if [ "${CI:-}" = true ]; then count 0 1 0; else count 0 0 1; fi
elif [ ! -f "$RESULTS/live.xml" ]; then
    tail -n 30 "$RESULTS/live.log" >&2
    count 0 1 0
else
    [ "$status" = 0 ] || { tail -n 150 "$RESULTS/live.log" >&2; say "what they said: build/results/live.log"; }
    read -r p f s < <(python3 tests/summary.py pytest "$RESULTS/live.xml")
    say "  $p passed, $f failed, $s skipped"
    [ "$status" = 0 ] || [ "$f" != 0 ] || f=1
    [ "${CI:-}" != true ] || { f=$((f + s)) s=0; } # in CI none of them may be skipped
    count "$p" "$f" "$s"
fi
finish
