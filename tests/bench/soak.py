#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Started by tests/soak.sh: half of the requests stream, a tenth of the clients leave, and of the provider's answers one in
twenty is cut, late, an error or a reset. What the clients, the provider and the store have counted has to be the same."""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
from processtable import descriptors, rss_mb  # noqa: E402
from seed import outcomes, rolled_up  # noqa: E402
from targets import Keyswitch, wait_for_first_answer  # noqa: E402
from tools import Provider, environment, load, load_command  # noqa: E402
from trend import trend  # noqa: E402

OUTCOMES = ["ok", "refused", "upstream_error", "upstream_failed", "upstream_cut", "client_cancelled"]  # Outcome's numbers
WARM_UP = 0.2  # of the run
MOST_MB_AN_HOUR = 1.0
BURST, FLAT_BURSTS, FLAT_MB = 20_000, 2, 0.5  # the caches are full when so many bursts have cost less than so much
MOST_DESCRIPTORS = 5  # by which the line through their number may surely have risen


class Checks:
    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def check(self, good, what):
        print(f"{'ok    ' if good else 'FAILED'} {what}", flush=True)
        self.passed += bool(good)
        self.failed += not good

    def skip(self, what):
        print(f"skip   {what}")
        self.skipped += 1


class Samples:
    """Memory and descriptors of a process while another one runs."""

    def __init__(self, pid, interval):
        self._pid, self._interval = pid, interval
        self.rows = []  # (seconds, MB, descriptors)

    def take_while(self, running):
        begin = time.monotonic()
        while running.poll() is None:
            self.rows.append((time.monotonic() - begin, rss_mb(self._pid), descriptors(self._pid)))
            next_one = begin + len(self.rows) * self._interval
            while running.poll() is None and time.monotonic() < next_one:
                time.sleep(min(0.2, max(0.0, next_one - time.monotonic())))

    def write(self, path):
        with open(path, "w", encoding="utf-8") as file:
            file.write("seconds,rss_mb,descriptors\n")
            file.writelines(f"{at:.1f},{memory:.3f},{count}\n" for at, memory, count in self.rows)

    def trends(self):
        """Of memory (MB an hour) and descriptors (an hour), after the warm-up; and the hours that they span."""
        end = self.rows[-1][0]
        warm = [row for row in self.rows if row[0] >= WARM_UP * end]
        hours = [row[0] / 3600 for row in warm]
        return (trend(hours, [row[1] for row in warm]), trend(hours, [row[2] for row in warm], 0.99),
                hours[-1] - hours[0])


def fill_caches(gateway, options):
    """Asks at full speed until that costs no more memory: the store's page cache grows by 170 bytes a request until it is
    full, which takes longer than a soak at its own rate. A leak is not hidden by it, it never comes to an end. Requests."""
    sent, calm = 0, 0
    before = rss_mb(gateway.pid)
    while calm < FLAT_BURSTS and sent < options.fill_at_most and not options.memory_not_judged:
        report = load(options.tools, gateway.port, gateway.header, path=gateway.path, agents=gateway.callers,
                      users=gateway.users, count=BURST, seconds=300)
        if report["complaints"]:
            raise AssertionError(f"wrong answers while the caches were filled: {report['complaints']}")
        sent += report["sent"]
        now = rss_mb(gateway.pid)
        calm = calm + 1 if now - before < FLAT_MB else 0
        before = now
    if sent:
        print(f"{sent} requests to fill the caches: {before:.1f} MB, " + ("and no more" if calm == FLAT_BURSTS else "growing"),
              flush=True)
    return sent


def judge_trends(checks, samples, options):
    memory, open_files, hours = samples.trends()
    text = (f"memory grows by {memory.slope:+.2f} MB/h, with 95 % confidence {memory.low:+.2f} … {memory.high:+.2f}; "
            f"{samples.rows[0][1]:.1f} MB at first, {samples.rows[-1][1]:.1f} MB at last")
    if options.memory_not_judged:
        checks.skip(text)
    else:
        checks.check(memory.low <= MOST_MB_AN_HOUR, text)
        if memory.low <= MOST_MB_AN_HOUR < memory.high:
            print(f"       (this run is too short or too noisy to prove less than {MOST_MB_AN_HOUR:g} MB/h)")
    checks.check(open_files.low * hours < MOST_DESCRIPTORS,
                 f"descriptors change by {open_files.slope * hours:+.1f} over the run, with 99 % confidence "
                 f"{open_files.low * hours:+.1f} … {open_files.high * hours:+.1f}")


def judge_counts(checks, report, seen, gateway):
    complaints = report["complaints"]
    checks.check(not complaints, f"{report['sent']} answers, each as its script says"
                 + "".join(f"\n       {one['count']} × {what}: {one['sample'][:300]}" for what, one in complaints.items()))
    cancelled = report["outcomes"].get("client_cancelled", 0)
    once = report["sent"] - cancelled
    faults = seen["by_fault"]
    held = faults.get("hold", 0)
    checks.check(seen["requests"] - held == once and seen["malformed"] == 0 and seen["left"] == 0,
                 f"the provider got {seen['requests'] - held} of {once} requests, none twice; {seen['malformed']} that it could "
                 f"not read, {seen['left']} answers without a reader")
    checks.check(seen["released"] == held <= cancelled and held > 0,
                 f"{cancelled} clients left, {held} of their calls had reached the provider, {seen['released']} were ended there")
    rows = {OUTCOMES[number]: count for number, count in outcomes(gateway.data).items()}
    checks.check(rows == report["outcomes"], f"rows in the store: {rows}\n       requests sent:     {report['outcomes']}")
    checks.check(rolled_up(gateway.data) == report["sent"], f"the sums by day know {rolled_up(gateway.data)} requests")


def run(options, folder, checks):
    provider = Provider(options.tools, headers=2000)
    gateway = None
    try:
        gateway = Keyswitch(folder, provider, agents=100, users=10)
        gateway.start()
        wait_for_first_answer(gateway)
        before = descriptors(gateway.pid)
        filled = fill_caches(gateway, options)
        seconds = options.minutes * 60
        command = load_command(options.tools, gateway.port, gateway.header, path=gateway.path, agents=gateway.callers,
                               users=gateway.users, seconds=seconds, rate=options.rate, connections=512, chunks=16,
                               chunk_ms=10, streams=50, cancels=10, faults=5)
        samples = Samples(gateway.pid, min(5.0, seconds / 60))
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment()) as loader:
            try:
                samples.take_while(loader)
                report = json.loads(loader.stdout.read())
            finally:
                if loader.poll() is None:
                    loader.terminate()
        samples.write(options.samples)
        earlier = filled + 1  # wait_for_first_answer has had one answer too
        report["outcomes"]["ok"] += earlier
        report["sent"] += earlier
        after = settled(gateway, before)
        code = gateway.end()
        seen = provider.end()
        print(f"{options.minutes:g} minutes, {options.rate:g} requests/s, {len(samples.rows)} samples; first byte of "
              f"streams after {report['ttft_ms']['p50']:.1f} ms, p99 {report['ttft_ms']['p99']:.1f} ms")
        judge_counts(checks, report, seen, gateway)
        judge_trends(checks, samples, options)
        checks.check(after <= before + options.kept_connections,
                     f"{before} descriptors before the load, {after} after it (up to {options.kept_connections} connections "
                     "to the provider may be kept)")
        checks.check(code == 0, f"keyswitchd ended with {code}")
        if code != 0:
            print(gateway.tail())
    finally:
        for one in (gateway, provider):
            if one:
                one.end()


def settled(gateway, before):
    """Its descriptors when the clients are gone: the smallest number within ten seconds."""
    least = descriptors(gateway.pid)
    end = time.monotonic() + 10
    while least > before and time.monotonic() < end:
        time.sleep(0.1)
        least = min(least, descriptors(gateway.pid))
    return least


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tools", help="folder of bench_provider and bench_load")
    parser.add_argument("--samples", required=True, help="file for what was sampled")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--rate", type=float, default=200)
    parser.add_argument("--fill-at-most", type=int, default=600_000, help="requests to fill the caches with")
    parser.add_argument("--kept-connections", type=int, default=64)
    parser.add_argument("--memory-not-judged", action="store_true")
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="keyswitch-soak-")
    checks = Checks()
    try:
        run(options, folder, checks)
    except Exception as error:  # whatever stopped it, the last line is the sum
        checks.check(False, f"{type(error).__name__}: {error}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{checks.passed} passed, {checks.failed} failed, {checks.skipped} skipped")
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main())
