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

# What runs for months: the data path, and the flows with either engine. A pattern for ctest -R.
sanitized_tests() {
    local data_path='requestparser|answerwriter|edgepoller|guardedsocket.*|tlslistener|bodylook|bodysplice|ssesplitter|usagesniffer'
    data_path+='|streamrelay|upstreamreply.*|chunkreader|upstreamsender|control|serviceends|json'
    local flows
    flows=$(cd "$ROOT/tests/flows" && printf '|%s' tst_*.cpp | sed 's/tst_//g; s/\.cpp//g')
    echo "^tst_($data_path$flows)(_qtengine)?\$"
}
