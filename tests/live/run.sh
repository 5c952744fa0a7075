#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The tests against the real Letta, LiteLLM and their SDKs: installs and starts all of it on loopback, and ends it.
#   tests/live/run.sh [pytest arguments …]        KEYSWITCHD= names the program, else build/dev/bin/keyswitchd
# Exit code 77: the parts cannot be had here. Logs and data of the last run are in tests/live/.state.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export KEYSWITCHD=${KEYSWITCHD:-$here/../../build/dev/bin/keyswitchd}
[ -x "$KEYSWITCHD" ] || { echo "live tests: $KEYSWITCHD is not built" >&2; exit 1; }
KEYSWITCH_LIVE_CACHE=$("$here/install.sh") || exit 77
export KEYSWITCH_LIVE_CACHE PYTHONDONTWRITEBYTECODE=1
cd "$here"
[ $# -gt 0 ] || set -- -v
status=0
"$KEYSWITCH_LIVE_CACHE/sdk/bin/python" -m pytest -p no:cacheprovider -o junit_family=xunit1 "$@" || status=$?
[ "$status" = 0 ] || echo "live tests: the servers' logs are in tests/live/.state" >&2
exit "$status"
