#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# update.sh [DIRECTORY]: brings the .ts files (there, or here) up to what the sources say. LUPDATE names the tool.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
there=$(cd "${1:-$root/translations}" && pwd)
lupdate=${LUPDATE:-/usr/lib/qt6/bin/lupdate}
cd "$root"
# What the windows can show; the command line (proxy/command) speaks English.
sources=${KEYSWITCH_SOURCES:-ui proxy/api proxy/base proxy/configure proxy/csv proxy/letta proxy/litellm proxy/service proxy/store}
# shellcheck disable=SC2086
"$lupdate" -silent -I . $sources -locations none -no-obsolete -source-language en_US -target-language ru_RU -ts "$there/keyswitch_ru.ts"
# shellcheck disable=SC2086
"$lupdate" -silent -I . $sources -locations none -no-obsolete -pluralonly -source-language en_US -target-language en_US \
    -ts "$there/keyswitch_en.ts"
