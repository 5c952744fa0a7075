#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# screenshots.sh OUT [BUILD]: every scene of the gallery, light and dark, at 100 % and at 125 %, and in Russian at 125 %,
# without a display.
set -eu
out=${1:?usage: screenshots.sh OUT [BUILD]}
build=${2:-$(dirname "$0")/../../build/dev}
export QT_QPA_PLATFORM=offscreen
"$build/tests/gallery" "$out"
QT_SCALE_FACTOR=1.25 "$build/tests/gallery" "$out" -125
KEYSWITCH_GALLERY_LANGUAGE=ru_RU QT_SCALE_FACTOR=1.25 "$build/tests/gallery" "$out" -ru125
