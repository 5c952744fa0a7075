# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by the scripts that run tests, after installer/setup.sh: what has passed, failed and been skipped so far.

RESULTS=$ROOT/build/results
mkdir -p "$RESULTS"
passed=0 failed=0 skipped=0

count() { # passed failed skipped
    passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3))
}

finish() { # the last line of a run, and its exit code
    printf '%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
    [ "$failed" = 0 ]
    exit
}

count_ctest() { # preset, ctest arguments …
    local preset=$1 log=$ROOT/build/$1/Testing/Temporary/LastTest.log report=$RESULTS/ctest-$1.xml sums="0 1 0"
    shift
    rm -f "$log" "$report"
    (cd "$ROOT" && ctest --preset "$preset" --output-junit "$report" "$@") \
        >"$RESULTS/ctest-$preset.log" 2>&1 </dev/null || {
        tail -n 150 "$RESULTS/ctest-$preset.log" >&2
        say "  what they said: build/results/ctest-$preset.log"
    }
    if [ -f "$log" ] && [ -f "$report" ]; then
        sums=$(python3 "$ROOT/tests/summary.py" ctest "$report" "$log")
        # shellcheck disable=SC2086  # three numbers
        say "  $(printf '%s passed, %s failed, %s skipped' $sums)"
    fi
    # shellcheck disable=SC2086
    count $sums
}

# What runs for months: the rooms that a request goes through, the service around them, and the flows, with each engine. A
# pattern for ctest -R; a second run of a file's test, named for its set-up, goes along.
# Not tst_secret, which looks into memory that was freed, nor tst_descriptors, which counts how many descriptors the program
# has of its own.
sanitized_tests() {
    local names
    names=$(cd "$ROOT/tests" && printf '|%s' \
        proxy/{base,accept,route,authenticate,resolve,admit,forward,relay,meter,pipeline,service}/tst_*.cpp flows/tst_*.cpp |
        sed 's#[a-z/]*/tst_##g; s/\.cpp//g; s/|secret|/|/; s/|descriptors|/|/')
    echo "^tst_(${names#|})(tls|_curl|_qtengine)?\$"
}
