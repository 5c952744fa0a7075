#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What the store stands: kill -9 at random against a ledger of answered calls, power cuts that leave only what was fsynced, an
# error injected into every single write and sync of a short run, updates interrupted at each of their calls, a neighbour
# that holds the lock for 30 s, clock jumps. For a release, not for every commit: ctest does a few of each. The last line is
# the sum.
#   tests/storekill.sh [--rounds N] [--window MS]
#   --rounds N     200 unless said otherwise
#   --window MS    how long before the kill an answer without a row may be; 320 unless said otherwise, which a machine that
#                  has other things to do does not keep
set -uo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$ROOT/installer/setup.sh"
. "$ROOT/tests/sums.sh"
cd "$ROOT" || exit 1
rounds=200 window=320
while [ $# -gt 0 ]; do
    case $1 in
    --rounds) rounds=${2:?} ;;
    --window) window=${2:?} ;;
    *) complain "what is $1?"; exit 2 ;;
    esac
    shift 2
done
tests=$ROOT/build/dev/tests

one() { # what, command …
    local what=$1 log=$RESULTS/storekill-$2.log
    shift 2
    say "$what …"
    if "$@" >"$log" 2>&1 </dev/null; then
        count 1 0 0
    else
        tail -n 40 "$log"
        count 0 1 0
    fi
    grep -hE '^[0-9]+ rounds|^clock|^days|acknowledged rows|of [0-9]+ calls|wrong$' "$log" | sed 's/^QINFO *: */  /'
}

if ! install_packages build run test || ! build_preset dev keyswitchd storekillchild tst_storekill tst_storefaults; then
    count 0 1 0
    finish
fi
export KEYSWITCH_KILL_ROUNDS=$rounds KEYSWITCH_FAULTS=all QTEST_FUNCTION_TIMEOUT=7200000 PYTHONDONTWRITEBYTECODE=1
export QT_LOGGING_RULES='qt.*.debug=false'
one "a serving keyswitchd, killed $rounds times" ledger \
    python3 "$ROOT/tests/ledger.py" kill "$ROOT/build/dev/bin/keyswitchd" --rounds "$rounds" --window "$window"
one "clock jumps and days of 23 and 25 hours" clock \
    python3 "$ROOT/tests/ledger.py" clock "$ROOT/build/dev/bin/keyswitchd" "$tests/faultyfiles.so"
one "a store that writes all the time, killed $rounds times" store "$tests/tst_storekill"
one "faults at each call, and $rounds power cuts of two kinds" faults "$tests/tst_storefaults"
finish
