#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds the sources as they lie here and runs their tests on Debian 13 with its Qt 6.8, in a folder of its own beside this
# system; all but those against the real servers. Needs root. For a release, not for every commit.
#   tests/qt68.sh [--keep DIR]
# DIR is where the Debian 13 folder is kept for the next run, about 3 GB (${XDG_CACHE_HOME:-~/.cache}/keyswitch/debian13).
# Mirror, proxy and certificates are those of this machine's own apt. The last line is the sum.
set -uo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$ROOT/installer/setup.sh"
. "$ROOT/tests/sums.sh"
SUITE=trixie
SOURCES=srv/keyswitch
debian=${XDG_CACHE_HOME:-$HOME/.cache}/keyswitch/debian13
[ "${1:-}" != --keep ] || debian=$(realpath -m "${2:?--keep needs a folder}")

give_up() { complain "$*"; count 0 1 0; finish; }

# A mount and a process namespace: whatever was mounted or started in there goes with its last process, also when this
# script is killed.
inside() { # command …
    # shellcheck disable=SC2016  # the inner shell's
    unshare --mount --pid --fork --kill-child --propagation private bash -euc '
        mount --rbind /dev "$1/dev"
        mount -t proc proc "$1/proc"
        mount -t sysfs -o ro sysfs "$1/sys"
        mount -t tmpfs tmpfs "$1/tmp"
        mount -t tmpfs tmpfs "$1/run"
        chroot "$@" || exit' inside "$debian" \
        env -i HOME=/tmp LANG=C.UTF-8 TERM=dumb PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        DEBIAN_FRONTEND=noninteractive CCACHE_DIR=/var/cache/ccache "$@" </dev/null
}

# This machine's Debian archives, named for the other release: address release component.
archives() {
    local here
    here=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
    apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
        awk -v here="$here" -v suite="$SUITE" 'index($2, here) == 1 { sub(here, suite, $2); print }' | sort -u
}

make_base() {
    local mirror new=$debian.new
    mirror=$(archives | awk -v suite="$SUITE" '$2 == suite { print $1; exit }')
    [ -n "$mirror" ] || { complain "no Debian archive among this machine's apt sources"; return 1; }
    (
        for scheme in http https; do # debootstrap downloads with wget, which knows nothing of apt's settings
            proxy=
            eval "$(apt-config shell proxy "Acquire::$scheme::Proxy")"
            [ -z "$proxy" ] || export "${scheme}_proxy=$proxy"
        done
        rm -rf --one-file-system "$new" && mkdir -p "$new" &&
            debootstrap --variant=minbase --include=ca-certificates "$SUITE" "$new" "$mirror"
    ) && touch "$new/etc/keyswitch-base" && mv -T "$new" "$debian"
}

# What apt needs to know in there, each time anew: the machine's settings may have changed since the last run.
set_up_apt() {
    archives | sed 's/^/deb /' >"$debian/etc/apt/sources.list"
    apt-config dump | grep -E '^Acquire::(http|https|Check-|Retries|ForceIPv)' >"$debian/etc/apt/apt.conf.d/80-from-outside"
    cp -L /etc/resolv.conf /etc/hosts "$debian/etc/"
    cp -rL /etc/apt/auth.conf* "$debian/etc/apt/" 2>/dev/null
    mkdir -p "$debian/usr/local/share/ca-certificates" "$debian/var/cache/ccache"
    cp -rL /usr/local/share/ca-certificates/. "$debian/usr/local/share/ca-certificates/" 2>/dev/null
    printf '#!/bin/sh\nexit 101\n' >"$debian/usr/sbin/policy-rc.d" # no package may start a service
    chmod +x "$debian/usr/sbin/policy-rc.d"
    inside update-ca-certificates
}

# All that git tracks, as it lies here; there it is a checkout too, as some tests ask git for the files.
copy_sources() {
    local tree
    tree=$(git -C "$ROOT" stash create) || return 1
    rm -rf --one-file-system "${debian:?}/$SOURCES"
    mkdir -p "$debian/$SOURCES"
    git -C "$ROOT" archive "${tree:-HEAD}" | tar -x -C "$debian/$SOURCES" &&
        inside sh -c "cd /$SOURCES && git -c init.defaultBranch=main init -q && git add -A"
}

cd "$ROOT" || exit 1
[ "$(id -u)" = 0 ] || give_up "only root can make a Debian folder and enter it; run this script as root"
command -v debootstrap >/dev/null || install_packages qt68 || give_up "debootstrap is missing"
mkdir -p "$(dirname "$debian")"
exec 8>"$debian.lock"
flock -n 8 || give_up "another run uses $debian"
if [ ! -e "$debian/etc/keyswitch-base" ]; then
    if [ -d "$debian" ] && ! rmdir "$debian" 2>/dev/null; then
        give_up "$debian is there but was not made by this script; name another folder with --keep"
    fi
    run_step "making a Debian 13 folder" debian13 make_base || give_up "no Debian 13 folder"
fi
run_step "preparing apt in $debian" debian13-apt set_up_apt || give_up "apt could not be set up in $debian"
inside sh -c 'command -v git ccache' >/dev/null ||
    run_step "installing git and ccache in it" debian13-git \
        inside sh -c 'apt-get update && apt-get install -y --no-install-recommends git ccache' || give_up "no git in $debian"
run_step "copying the sources into it" debian13-sources copy_sources || give_up "the sources could not be copied"

inside "/$SOURCES/tests/run.sh" --no-live 8>&- | tee "$RESULTS/qt68.log"
sums=$(tail -n 1 "$RESULTS/qt68.log" | grep -xE '[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped') ||
    give_up "the tests gave no sum; what was said is in build/results/qt68.log"
say "builds and logs are in $debian/$SOURCES/build"
say "Qt $(inside dpkg-query -W -f '${Version}' libqt6core6t64)"
read -r p _ f _ s _ <<<"$sums"
count "$p" "$f" "$s"
finish
