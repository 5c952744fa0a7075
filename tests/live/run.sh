#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The tests against the real Letta, LiteLLM and their SDKs: installs and starts all of it on loopback, and ends it.
#   tests/live/run.sh [pytest arguments …]        KEYSWITCHD= names the program, else build/dev/bin/keyswitchd
# Exit code 77: the parts cannot be had here. Logs and data of a run that failed are kept; the last line says where.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export KEYSWITCHD=${KEYSWITCHD:-$here/../../build/dev/bin/keyswitchd}
[ -x "$KEYSWITCHD" ] || { echo "live tests: $KEYSWITCHD is not built" >&2; exit 1; }
KEYSWITCH_LIVE_CACHE=$("$here/install.sh") || exit 77
export KEYSWITCH_LIVE_CACHE PYTHONDONTWRITEBYTECODE=1
cd "$here"
LIVE_STATE=$(mktemp -d "${TMPDIR:-/tmp}/keyswitch-live-XXXXXX") # short: sockets lie below it
export LIVE_STATE
status=0
"$KEYSWITCH_LIVE_CACHE/sdk/bin/python" -m pytest -p no:cacheprovider -o junit_family=xunit1 \
    --basetemp="$LIVE_STATE/gateways" "$@" || status=$?
if [ "$status" = 0 ]; then
    rm -rf "$LIVE_STATE"
else
    echo "live tests: logs and data of this run are in $LIVE_STATE" >&2
fi
exit "$status"
