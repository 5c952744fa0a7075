#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Started by run.sh: Keyswitch with metering on, beside nginx that swaps a key, and beside no proxy. Prints one table and
how its ratios stand to the goals."""
import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
from measure import Rounds  # noqa: E402
from processtable import machine_busy_seconds, rss_mb  # noqa: E402
from targets import Direct, Keyswitch, Nginx, wait_for_first_answer  # noqa: E402
from tools import Provider  # noqa: E402

CHUNKS = 64
SLOW_STREAMS = 1000
FEW_CALLERS = 10
IDLE_AFTER = 2  # seconds after the first answer


@dataclass
class Line:
    case: str
    figure: str
    direct: str
    nginx: str
    keyswitch: str
    against: str
    others: str


@dataclass
class Goal:
    what: str
    value: float
    limit: float
    unit: str

    @property
    def met(self):
        return self.value <= self.limit


def ratio(one, other):
    return one / other if other else float("inf")


def difference(one, other):
    return one - other


class Bench:
    def __init__(self, options, folder):
        self.options = options
        self.tools = options.tools
        self.provider = Provider(self.tools, headers=options.headers)  # ends with this process, should a line below fail
        self.direct = Direct(self.provider)
        self.nginx = Nginx(folder, self.provider, options.workers)
        self.keyswitch = Keyswitch(folder, self.provider, workers=options.workers)
        self.folder = folder
        self.lines, self.goals, self.problems = [], [], []

    def end(self):
        for target in (self.keyswitch, self.nginx, self.provider):
            target.end()

    def say(self, text):
        print(f"[{time.strftime('%H:%M:%S')}] {text}", file=sys.stderr, flush=True)

    def rounds(self, what, targets=None, **options):
        self.say(what)
        options.setdefault("seconds", self.options.seconds)
        rounds = Rounds(self.tools, targets or [self.direct, self.nginx, self.keyswitch], self.provider,
                        self.options.rounds, **options)
        self.problems += [f"{what}, {target}: {count} × {complaint}: {sample}"
                          for target, complaint, count, sample in rounds.complaints()]
        return rounds

    def goal(self, what, value, limit, unit):
        self.goals.append(Goal(what, value, limit, unit))

    def line(self, case, figure, rounds, read, digits, against=""):
        value = [f"{rounds.median(name, read):,.{digits}f}" for name in ("direct", "nginx", "Keyswitch")]
        self.lines.append(Line(case, figure, *value, against, f"{rounds.others():.2f}"))

    def cpu(self, case, rounds, per, goal, unit="µs", scale=1.0):
        middle, low, high = rounds.against("Keyswitch", "nginx", lambda one: one.cpu, ratio)
        self.line(case, f"CPU {unit} a {per}", rounds, lambda one: one.cpu / scale, 1 if unit == "µs" else 2,
                  f"{middle:.2f} × nginx ({low:.2f}–{high:.2f})")
        if goal:
            self.goal(f"{case}: CPU a {per}", middle, goal, "× nginx")

    def added(self, case, rounds, figure, read, rank):
        """A line of the time that a proxy adds to no proxy; Keyswitch's median."""
        names = ("Keyswitch", "nginx")
        added = {name: rounds.against(name, "direct", lambda one: read(one)[rank], difference)[0] for name in names}
        self.line(case, f"{figure} {rank} ms", rounds, lambda one: read(one)[rank], 2,
                  f"adds {added['Keyswitch']:.2f} ms (nginx {added['nginx']:.2f})")
        return added["Keyswitch"]

    def start(self):
        """From the fork to the first right answer, and the memory when nothing runs."""
        self.say("start")
        times, idle = {"nginx": [], "Keyswitch": []}, {"nginx": [], "Keyswitch": []}
        busy, begin = machine_busy_seconds(), time.monotonic()
        for number in range(self.options.rounds):
            for target in (self.nginx, self.keyswitch):
                since = time.monotonic()
                (target.begin if hasattr(target, "begin") else target.start)()
                wait_for_first_answer(target)
                times[target.name].append((time.monotonic() - since) * 1000)
                time.sleep(IDLE_AFTER)
                idle[target.name].append(rss_mb(target.pid))
                if number + 1 < self.options.rounds:
                    target.end()
        others = f"{(machine_busy_seconds() - busy) / (time.monotonic() - begin):.2f}"
        for figure, values, digits, limit, unit in (("ms to the first answer", times, 0, 120, "ms"),
                                                    ("idle RSS MB", idle, 1, 35, "MB")):
            median = {name: statistics.median(seen) for name, seen in values.items()}
            against = f"{ratio(median['Keyswitch'], median['nginx']):.2f} × nginx"
            self.lines.append(Line("start", figure, "", f"{median['nginx']:.{digits}f}",
                                   f"{median['Keyswitch']:.{digits}f}", against, others))
            self.goal(f"start: {figure}", median["Keyswitch"], limit, unit)

    def plain_and_streams(self):
        case = "plain, 16 connections"
        self.cpu(case, self.rounds(case, connections=16), "request", 1.75)
        case = f"streams of {CHUNKS} chunks, 16 connections"
        self.cpu(case, self.rounds(case, connections=16, chunks=CHUNKS), "stream", 1.1)
        case = "100 streams/s"
        rounds = self.rounds(case, connections=256, chunks=CHUNKS, rate=100)
        for rank in ("p50", "p99"):
            self.added(case, rounds, "TTFT", lambda one: one.ttft, rank)

    def slow_streams(self):
        count = self.options.slow_streams
        case = f"{count} streams, 50 ms a chunk"
        rounds = self.rounds(case, connections=count, count=count, ramp_ms=2000, chunks=CHUNKS, chunk_ms=50, seconds=60)
        self.line(case, "complete", rounds, lambda one: one.right, 0)
        self.cpu(case, rounds, "stream", 1.5, "ms", 1000)
        self.added(case, rounds, "TTFT", lambda one: one.ttft, "p99")
        self.line(case, "peak RSS MB", rounds, lambda one: one.peak, 0)
        least = min(one.right for one in rounds.of["Keyswitch"])
        self.goal(f"{case}: not complete", count - least, 0, "")
        self.goal(f"{case}: TTFT p99", rounds.median("Keyswitch", lambda one: one.ttft["p99"]), 20, "ms")
        self.goal(f"{case}: peak RSS", rounds.median("Keyswitch", lambda one: one.peak), 80, "MB")

    def open_loop(self):
        for rate, limit in ((200, None), (1000, 3)):
            case = f"{rate}/s"
            rounds = self.rounds(case, connections=256, rate=rate)
            self.cpu(case, rounds, "request", limit)
            added = {rank: self.added(case, rounds, "latency", lambda one: one.latency, rank) for rank in ("p50", "p99")}
            if limit:
                self.goal(f"{case}: added p50", added["p50"], 0.2, "ms")

    def large_bodies(self):
        case = "1 MB bodies, 8 connections"
        self.cpu(case, self.rounds(case, connections=8, prompt_bytes=1_000_000), "request", 1.25, "ms", 1000)

    def growth(self):
        """Two gateways at once, asked in turn: a small directory and a large one. Few agents call (what does finding one
        cost?), then all of them (and what do their rows and sums?)."""
        many = self.options.agents
        for what, small, large in (("agents", (10, 10), (many, 10)), ("users", (10_000, 1), (10_000, 10_000))):
            self.say(f"filling the stores of few and many {what}")
            targets = []
            try:
                for name, (agents, users) in (("small", small), ("large", large)):
                    targets.append(Keyswitch(self.folder, self.provider, f"{name} {what}", agents, users,
                                             self.options.workers))
                    targets[-1].callers = FEW_CALLERS
                    targets[-1].start()
                    wait_for_first_answer(targets[-1])
                at = 0 if what == "agents" else 1
                for who in (f"{FEW_CALLERS} agents", "all agents"):
                    self.compare(f"{small[at]:,} and {large[at]:,} {what}, {who} call", targets)
                    for target, (agents, _) in zip(targets, (small, large)):
                        target.callers = agents
            finally:
                for target in targets:
                    target.end()

    def compare(self, case, targets):
        rounds = self.rounds(case, targets, connections=16)
        names = [target.name for target in targets]
        middle, low, high = rounds.against(names[1], names[0], lambda one: one.cpu, ratio)
        values = [f"{rounds.median(name, lambda one: one.cpu):.1f}" for name in names]
        self.lines.append(Line(case, "CPU µs a request", "", "", " and ".join(values),
                               f"{middle:.3f} × ({low:.3f}–{high:.3f})", f"{rounds.others():.2f}"))
        self.goal(f"{case}: CPU a request", middle, 1.05, "×")

    def run(self):
        self.start()
        for case in (self.plain_and_streams, self.slow_streams, self.open_loop, self.large_bodies, self.growth):
            if not self.options.only or case.__name__ in self.options.only:
                case()

    def print(self):
        with open("/proc/cpuinfo", encoding="utf-8") as info:
            models = [line.split(":", 1)[1].strip() for line in info if line.startswith("model name")]
        print(f"\n{time.strftime('%Y-%m-%d %H:%M', time.gmtime())} UTC, {os.cpu_count()} cores of {(models or ['?'])[0]}, "
              f"Linux {os.uname().release}; {self.options.rounds} rounds of {self.options.seconds:g} s, medians; "
              f"{self.options.workers} worker{'s' if self.options.workers > 1 else ''} each, {self.options.headers} bytes of upstream headers\n")
        print("| case | | direct | nginx | Keyswitch | Keyswitch against it | others' cores |")
        print("|---|---|---|---|---|---|---|")
        for line in self.lines:
            print(f"| {line.case} | {line.figure} | {line.direct} | {line.nginx} | {line.keyswitch} | {line.against} | "
                  f"{line.others} |")
        print()
        for goal in self.goals:
            print(f"{'met   ' if goal.met else 'MISSED'} {goal.what}: {goal.value:.2f}, goal {goal.limit:g} {goal.unit}".rstrip())
        for problem in self.problems:
            print(f"WRONG {problem[:600]}")


def main():
    cases = ["plain_and_streams", "slow_streams", "open_loop", "large_bodies", "growth"]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tools", help="folder of bench_provider and bench_load")
    parser.add_argument("--seconds", type=float, default=3, help="of a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=1, help="of nginx and Keyswitch alike")
    parser.add_argument("--headers", type=int, default=2000, help="bytes of answer headers, as LiteLLM sends them")
    parser.add_argument("--agents", type=int, default=100_000, help="of the large directory")
    parser.add_argument("--slow-streams", type=int, default=SLOW_STREAMS)
    parser.add_argument("--only", nargs="+", choices=cases, help="besides the start")
    parser.add_argument("--limit", action="store_true", help="exit code 1 when a goal is missed")
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="keyswitch-bench-")
    bench = None
    try:
        bench = Bench(options, folder)
        bench.run()
        bench.print()
        missed = options.limit and not all(goal.met for goal in bench.goals)
        return 1 if bench.problems or missed else 0
    finally:
        if bench:
            bench.end()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
