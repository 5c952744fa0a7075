# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by installer/run.sh, tests/run.sh and .ci/run: packages, configuration, build; one line a step.
# The caller has set ROOT, the folder of the clone.

say() { printf '%s\n' "keyswitch: $*"; }
complain() { printf '%s\n' "keyswitch: $*" >&2; return 1; }

packages_of() { # groups … → names
    local groups=" $* " release
    release=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
    awk -v groups="$groups" -v release="$release" '
        /^[a-z]/ && index(groups, " " $1 " ") && ($3 == "" || $3 == release) { print $2 }' \
        "$ROOT/installer/packages.txt" | sort -u
}

missing_packages() { # groups … → those of them that are not installed
    comm -23 <(packages_of "$@") \
        <(dpkg-query -W -f='${db:Status-Status} ${binary:Package}\n' 2>/dev/null |
            sed -n 's/^installed \([^:]*\).*/\1/p' | sort -u)
}

# A step that may take long: one line at its start, its own output in a file, the end of that file when it fails.
run_step() { # what, log name, command …
    local what=$1 log=$ROOT/build/logs/$2.log from=$SECONDS
    shift 2
    mkdir -p "$ROOT/build/logs"
    say "$what …"
    if ! "$@" >"$log" 2>&1 </dev/null; then
        tail -n 60 "$log" >&2
        complain "$what failed, all of its output is in build/logs/${log##*/}"
        return 1
    fi
    [ $((SECONDS - from)) -lt 10 ] || say "  took $((SECONDS - from)) s"
}

install_packages() { # groups …
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        say "packages: not a Debian system; the equivalents of installer/packages.txt are taken to be installed"
        return 0
    fi
    local missing=() as_root=()
    mapfile -t missing < <(missing_packages "$@")
    if [ ${#missing[@]} = 0 ]; then
        say "packages: all installed"
        return 0
    fi
    if [ "$(id -u)" != 0 ]; then
        if command -v sudo >/dev/null && { sudo -n true 2>/dev/null || { [ -t 0 ] && sudo -v; }; }; then
            as_root=(sudo)
        else
            complain "these packages are missing and only root can install them:
    apt-get install --no-install-recommends ${missing[*]}"
            return 1
        fi
    fi
    local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300)
    run_step "package lists" apt-update "${apt[@]}" update || true # an old list may still do
    run_step "installing ${#missing[@]} packages" apt-install \
        "${apt[@]}" install -y --no-install-recommends "${missing[@]}"
}

jobs_here() { # compilers at once: one a core, and 1 GiB of memory for each
    local cores memory
    cores=$(nproc)
    memory=$(awk '/^MemAvailable:/ { print int($2 / 1048576) }' /proc/meminfo 2>/dev/null)
    [ "${memory:-0}" -ge 1 ] || memory=1
    echo $((cores < memory ? cores : memory))
}

configure_preset() { # preset; CONFIGURE_WITH: arguments
    if [ -z "${KEYSWITCH_COMPILER_LAUNCHER+set}" ] && command -v ccache >/dev/null; then
        export KEYSWITCH_COMPILER_LAUNCHER=ccache
        export CCACHE_BASEDIR=${CCACHE_BASEDIR:-$ROOT} CCACHE_NOHASHDIR=1
    fi
    # A finished configuration is kept: the build itself notices a changed CMakeLists.txt.
    [ -f "$ROOT/build/$1/build.ninja" ] ||
        (cd "$ROOT" && run_step "configuring $1" "configure-$1" cmake --preset "$1" ${CONFIGURE_WITH:-})
}

build_preset() { # preset [targets …]; CONFIGURE_WITH: arguments for its first configuration
    local preset=$1 targets=()
    shift
    [ $# = 0 ] || targets=(--target "$@")
    configure_preset "$preset" || return 1
    (cd "$ROOT" && run_step "building $preset" "build-$preset" \
        cmake --build --preset "$preset" -j "$(jobs_here)" "${targets[@]}")
}
