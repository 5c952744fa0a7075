#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds up what test programs did. Prints `passed failed skipped`, three numbers; names what failed on stderr.

usage: summary.py ctest XML LOG   ctest's --output-junit and its LastTest.log; Qt Test programs count by test function
       summary.py pytest XML      pytest's --junit-xml
"""
import re
import sys
import xml.etree.ElementTree

PROGRAM = re.compile(r"^\d+/\d+ Test: (.+)$", re.M)
TOTALS = re.compile(r"^Totals: (\d+) passed, (\d+) failed, (\d+) skipped", re.M)


def cases(path):
    return xml.etree.ElementTree.parse(path).getroot().iter("testcase")


def ctest(report, log_path):
    with open(log_path, encoding="utf-8", errors="replace") as log:
        text = log.read()
    starts = list(PROGRAM.finditer(text))
    output = {start[1]: text[start.end():following.start() if following else len(text)]
              for start, following in zip(starts, starts[1:] + [None])}
    sums = [0, 0, 0]
    for case in cases(report):
        counts = [tuple(map(int, found)) for found in TOTALS.findall(output.get(case.get("name"), ""))]
        ok = case.get("status") == "run"
        count = [sum(column) for column in zip(*counts)] if counts else [int(ok), 0, 0]
        if not ok:  # also one that crashed, ran too long, or was not there
            count[1] = max(count[1], 1)
            print("failed:", case.get("name"), file=sys.stderr)
        sums = [before + more for before, more in zip(sums, count)]
    return sums


def pytest(report):
    sums = [0, 0, 0]
    for case in cases(report):
        kinds = {child.tag for child in case}
        failed = bool(kinds & {"failure", "error"})
        if failed:
            print(f"failed: {case.get('classname')}.{case.get('name')}", file=sys.stderr)
        sums[1 if failed else 2 if "skipped" in kinds else 0] += 1
    return sums


if __name__ == "__main__":
    print(*{"ctest": ctest, "pytest": pytest}[sys.argv[1]](*sys.argv[2:]))
