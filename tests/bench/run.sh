#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Keyswitch, metering on, beside nginx that swaps a key and beside no proxy, in one run on loopback: CPU for each request and
# stream, added times, memory, start, and how the cost grows with the directory. One table, then the ratios and their goals.
#   tests/bench/run.sh [--seconds N] [--rounds N] [--only CASE …] [--agents N] [--slow-streams N]
#                      [--workers N] [--headers BYTES] [--limit]
#   --agents 1000000   the large directory has a million agents instead of a hundred thousand
#   --limit            exit code 1 when a goal is missed (a wrong answer always fails)
#   KEYSWITCHD=…       measures that program instead of building the release
# Figures of a busy machine are worth little: the last column tells how many cores others took.
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
. "$ROOT/installer/setup.sh"
. "$ROOT/tests/bench/tools.sh"
install_packages build run bench
if [ -z "${KEYSWITCHD:-}" ]; then
    build_preset release keyswitchd
    export KEYSWITCHD=$ROOT/build/release/bin/keyswitchd
fi
build_bench_tools
raise_descriptor_limit
export PYTHONDONTWRITEBYTECODE=1
exec python3 "$ROOT/tests/bench/bench.py" "$BENCH_TOOLS" "$@"
