#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# CPU per request of Keyswitch, metering on, beside nginx that swaps a key, in one run on loopback. One table.
#   tests/bench/run.sh [--seconds N] [--connections N] [--headers BYTES] [--limit RATIO]
# Figures of a busy machine are worth little: the last column tells how busy others kept it.
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
. "$ROOT/installer/setup.sh"
install_packages build run bench
build_preset release keyswitchd
export KEYSWITCHD=$ROOT/build/release/bin/keyswitchd PYTHONDONTWRITEBYTECODE=1
exec python3 "$ROOT/tests/bench/bench.py" "$@"
