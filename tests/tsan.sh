#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs the data path's tests and the flows under the thread sanitizer, against a Qt that is built with it: with the system's
# Qt every queued call and every future would be reported, as the sanitizer cannot see what orders them. For a release, not
# for every commit. The last line is the sum.
#   tests/tsan.sh
# That Qt is built once, from Debian's sources of the version that is installed (some 470 files; 80 MB when done), and
# kept in ${XDG_CACHE_HOME:-~/.cache}/keyswitch/qt-tsan.
set -uo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# The sanitizer of GCC 12 cannot place its shadow memory where addresses are random in more than 28 bits.
if [ "$(cat /proc/sys/vm/mmap_rnd_bits 2>/dev/null || echo 0)" -gt 28 ] && [ -z "${KEYSWITCH_FIXED_ADDRESSES:-}" ]; then
    KEYSWITCH_FIXED_ADDRESSES=1 exec setarch "$(uname -m)" --addr-no-randomize "$0" "$@"
fi
. "$ROOT/installer/setup.sh"
. "$ROOT/tests/sums.sh"
cache=${XDG_CACHE_HOME:-$HOME/.cache}/keyswitch/qt-tsan
qt=$cache/qt
system=/usr/lib/$(dpkg-architecture -qDEB_HOST_MULTIARCH 2>/dev/null || echo .)/cmake
FLAGS='-fsanitize=thread -Wno-tsan'

give_up() { complain "$*"; count 0 1 0; finish; }

# Debian's apt, with lists of its own that know the sources of this machine's archives.
source_apt() {
    apt-get -o Dir::Etc::SourceList="$cache/apt/sources.list" -o Dir::Etc::SourceParts=- \
        -o Dir::State::Lists="$cache/apt/lists" -o Dir::Cache="$cache/apt/cache" -o APT::Sandbox::User= "$@"
}

source_lists() {
    mkdir -p "$cache/apt/lists/partial" "$cache/apt/cache/archives/partial" "$cache/sources" "$cache/build"
    apt-get indextargets --format 'deb-src $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
        sort -u >"$cache/apt/sources.list"
    source_apt update
}

versions() { # development packages … → the sources they were built from
    dpkg-query -W -f '${source:Package}=${source:Version}\n' "$@" | sort -u
}

unpack() { # source → its folder, cache/sources/NAME
    local folder=$cache/sources/${1%%=*}
    [ ! -d "$folder" ] || return 0
    (cd "$cache/sources" && source_apt source --download-only "$1" &&
        dpkg-source -x "${1%%=*}_${1#*=}.dsc" "$folder.new" && mv "$folder.new" "$folder")
}

# The tools (moc and so on) are the system's: only what the tests load is built.
build_module() { # source, cmake arguments …
    local name=${1%%=*}
    shift
    cmake -S "$cache/sources/$name" -B "$cache/build/$name" -G Ninja -DCMAKE_INSTALL_PREFIX="$qt" \
        -DCMAKE_BUILD_TYPE=RelWithDebInfo "-DCMAKE_C_FLAGS=$FLAGS" "-DCMAKE_CXX_FLAGS=$FLAGS" \
        '-DCMAKE_C_FLAGS_RELWITHDEBINFO=-O1 -g1 -DNDEBUG' '-DCMAKE_CXX_FLAGS_RELWITHDEBINFO=-O1 -g1 -DNDEBUG' \
        -DCMAKE_EXE_LINKER_FLAGS=-fsanitize=thread -DCMAKE_SHARED_LINKER_FLAGS=-fsanitize=thread \
        -DCMAKE_MODULE_LINKER_FLAGS=-fsanitize=thread -DCMAKE_PREFIX_PATH="$qt" \
        -DQT_FORCE_FIND_TOOLS=ON -DQT_HOST_PATH=/usr -DQT_HOST_PATH_CMAKE_DIR="$system" \
        -DQT_BUILD_EXAMPLES=OFF -DQT_BUILD_TESTS=OFF "$@" &&
        cmake --build "$cache/build/$name" -j "$(jobs_here)" && cmake --install "$cache/build/$name"
}

# Its own pcre, zlib and double-conversion are built along with it and so are instrumented too; SQLite has to be the system's,
# as the programs use it directly beside QtSql. What the data path does not use is left out.
qtbase() {
    build_module "$1" -DFEATURE_gui=OFF -DFEATURE_dbus=OFF -DFEATURE_xml=OFF -DFEATURE_concurrent=OFF -DFEATURE_glib=OFF \
        -DFEATURE_icu=OFF -DFEATURE_ssl=ON -DFEATURE_openssl_linked=ON -DFEATURE_sql_sqlite=ON \
        -DFEATURE_system_sqlite=ON -DFEATURE_sql_mysql=OFF -DFEATURE_sql_psql=OFF -DFEATURE_sql_odbc=OFF \
        -DFEATURE_sql_ibase=OFF -DFEATURE_system_pcre2=OFF -DFEATURE_system_zlib=OFF \
        -DFEATURE_system_doubleconversion=OFF -DFEATURE_system_libb2=OFF -DFEATURE_libproxy=OFF -DFEATURE_gssapi=OFF \
        -DFEATURE_brotli=OFF -DFEATURE_zstd=OFF
}

# QHttpServer and the module it needs: where the archive does not have their sources the system's are used, whose accesses
# the sanitizer does not see.
build_qt() {
    local base addon
    base=$(versions qt6-base-dev) || return 1
    run_step "sources of the archives" tsan-lists source_lists && run_step "source of Qt ($base)" tsan-source unpack "$base" &&
        run_step "building Qt with the thread sanitizer (long)" tsan-qtbase qtbase "$base" || return 1
    for addon in $(versions qt6-websockets-dev) $(versions qt6-httpserver-dev); do # in the order they need each other
        if ! unpack "$addon" >"$ROOT/build/logs/tsan-source-addon.log" 2>&1; then
            say "the source of $addon is not to be had: the system's is used, uninstrumented"
            break
        fi
        run_step "building $addon" "tsan-${addon%%=*}" build_module "$addon" || return 1
    done
    rm -rf "$cache/build" "$cache/sources"
}

cd "$ROOT" || exit 1
install_packages build run test || give_up "packages are missing"
mkdir -p "$cache" "$ROOT/build/logs"
exec 8>"$cache/lock"
flock -n 8 || give_up "another run uses $cache"
wanted=$(versions qt6-base-dev qt6-websockets-dev qt6-httpserver-dev; ${CXX:-c++} --version | head -n 1; declare -f build_module qtbase)
if [ "$(cat "$qt/complete" 2>/dev/null)" != "$wanted" ]; then
    [ ! -e "$qt/complete" ] || rm -rf "$qt" "$ROOT/build/tsan" # made for another one
    build_qt || give_up "no Qt with the thread sanitizer"
    printf '%s\n' "$wanted" >"$qt/complete"
fi

# A module is looked for beside Qt6 itself, and only there: the others have to be pointed to.
with="-DCMAKE_PREFIX_PATH=$qt -DKEYSWITCH_DESKTOP=OFF -DCMAKE_AUTORCC_OPTIONS=--no-zstd" # rcc is the system's, which has zstd
for module in WebSockets HttpServer; do
    [ -d "$qt/lib/cmake/Qt6$module" ] || with+=" -DQt6${module}_DIR=$system/Qt6$module"
done
CONFIGURE_WITH=$with configure_preset tsan || give_up "no build against $qt"
cmake build/tsan >build/logs/configure-tsan.log 2>&1 || give_up "no build against $qt; see build/logs/configure-tsan.log"
mapfile -t programs < <(ctest --test-dir build/tsan -N -R "$(sanitized_tests)" | sed -n 's/^ *Test *#[0-9]*: //p' |
    sed 's/_qtengine$//; s/^\(tst_upstreamreply.*\)_curl$/\1/' | sort -u)
build_preset tsan "${programs[@]}" || give_up "the build failed"
export LD_LIBRARY_PATH=$qt/lib # for the system's libraries too: all of them must load this Qt
say "tests under the thread sanitizer …"
count_ctest tsan -R "$(sanitized_tests)" 8>&- # nothing that a test leaves behind may hold the lock
finish
