#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what is missing, builds Keyswitch and starts it: the desktop where there is a display, else the server.
#   installer/run.sh [--build-only] [arguments of the program …]
# The programs are build/release/bin/keyswitch and build/release/bin/keyswitchd. Without LITELLM_BASE_URL in the
# environment (or a file given by --env-file) the built-in mock upstream answers.
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$ROOT/installer/setup.sh"

build_only=0
case ${1:-} in
--build-only) build_only=1; shift ;;
-h | --help) sed -n '3,6s/^# //p' "${BASH_SOURCE[0]}"; exit 0 ;;
esac

install_packages build run
build_preset release || exit 1
bin=$ROOT/build/release/bin
if [ "$build_only" = 1 ]; then
    say "built: $(cd "$bin" && printf '%s ' keyswitch*)in build/release/bin"
    exit 0
fi
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && [ -x "$bin/keyswitch" ]; then
    say "starting the desktop"
    exec "$bin/keyswitch" "$@"
fi
say "no display here: starting the server (Ctrl+C ends it)"
exec "$bin/keyswitchd" serve "$@"
