#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Fails when a translation is unfinished, or when the windows have a string that the .ts files do not know: the files are
# brought up to date in a copy.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
mkdir "$copy/windows"
cp "$here"/keyswitch_*.ts "$copy"
cp "$here"/keyswitch_*.ts "$copy/windows"
KEYSWITCH_SOURCES=ui "$here/update.sh" "$copy/windows" >/dev/null 2>&1
bad=0
for file in "$copy"/*.ts "$copy"/windows/*.ts; do
    if grep -q 'type="unfinished"' "$file"; then
        echo "$(basename "$file"): unfinished:"
        grep -B3 'type="unfinished"' "$file" | grep '<source>'
        bad=1
    fi
    grep -q '<message' "$file" || { echo "$(basename "$file"): empty"; bad=1; }
done
exit $bad
