# SPDX-License-Identifier: GPL-3.0-or-later
"""One round of a case: the load runs, then what the target and the machine have used is read."""
import statistics
import time
from dataclasses import dataclass

from processtable import PeakMemory, cpu_seconds, machine_busy_seconds
from tools import load

SETTLE = 0.4  # seconds: Keyswitch writes the last rows up to 0.2 s after an answer, and they are part of its cost


@dataclass
class Round:
    right: int
    complaints: dict
    cpu: float  # µs for each right answer
    latency: dict  # ms: p50, p99, max; from the time a request was due
    ttft: dict | None
    peak: float  # MB
    others: float  # cores that other programs took meanwhile


def measure(tools, target, provider, **options):
    roots = {target.pid, provider.pid}
    before = {pid: cpu_seconds(pid) for pid in roots}
    busy, begin, own = machine_busy_seconds(), time.monotonic(), time.process_time()
    with PeakMemory(target.pid) as peak:
        report = load(tools, target.port, header=target.header, path=target.path, agents=target.callers, users=target.users,
                      **options)
    time.sleep(SETTLE)
    wall = time.monotonic() - begin
    used = {pid: cpu_seconds(pid) - before[pid] for pid in roots}
    ours = sum(used.values()) + report["own_cpu_seconds"] + time.process_time() - own
    right = report["outcomes"].get("ok", 0)
    return Round(right=right, complaints=report["complaints"], cpu=used[target.pid] / max(1, right) * 1e6,
                 latency=report["latency_ms"], ttft=report["ttft_ms"], peak=peak.mb,
                 others=max(0.0, (machine_busy_seconds() - busy - ours) / wall))


class Rounds:
    """All rounds of a case, the targets in turn: what disturbs one of them disturbs its neighbours too."""

    def __init__(self, tools, targets, provider, times, **options):
        self.of = {target.name: [] for target in targets}
        for target in targets:  # connections, caches and allocators are warm before anything counts
            self._warm(tools, target, provider, options)
        for number in range(times):
            for target in targets if number % 2 == 0 else reversed(targets):
                self.of[target.name].append(measure(tools, target, provider, **options))

    @staticmethod
    def _warm(tools, target, provider, options):
        gently = {name: value for name, value in options.items() if name in ("chunks", "prompt_bytes", "connections")}
        measure(tools, target, provider, **{**gently, "connections": min(16, gently.get("connections", 16)), "seconds": 0.5})

    def median(self, target, figure):
        return statistics.median(figure(one) for one in self.of[target])

    def against(self, target, base, figure, by):
        """Median, smallest and largest of by(target's figure, base's figure) over the rounds."""
        values = [by(figure(one), figure(other)) for one, other in zip(self.of[target], self.of[base])]
        return statistics.median(values), min(values), max(values)

    def complaints(self):
        """[(target, complaint, count, sample)]."""
        return [(target, what, complaint["count"], complaint["sample"]) for target, rounds in self.of.items()
                for one in rounds for what, complaint in one.complaints.items()]

    def others(self):
        return statistics.median(one.others for rounds in self.of.values() for one in rounds)
