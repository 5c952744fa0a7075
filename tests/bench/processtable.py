# SPDX-License-Identifier: GPL-3.0-or-later
"""What processes and the machine have used, from the kernel. A program is its process with all its children."""
import os
import threading
import time

TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
CPUCLOCK_SCHED = 2  # of the clocks that clock_getcpuclockid(3) makes


def process_tree(root):
    children = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                with open(f"/proc/{entry}/stat", encoding="utf-8", errors="replace") as stat:
                    parent = int(stat.read().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue  # gone meanwhile
            children.setdefault(parent, []).append(int(entry))
    tree = [root]
    for pid in tree:
        tree += children.get(pid, [])
    return tree


def cpu_seconds(root):
    """To the nanosecond: a process's own CPU clock, not the ticks of /proc."""
    return sum(time.clock_gettime((~pid << 3) | CPUCLOCK_SCHED) for pid in process_tree(root))


def rss_mb(root):
    total = 0
    for pid in process_tree(root):
        with open(f"/proc/{pid}/statm", encoding="utf-8") as statm:
            total += int(statm.read().split()[1])
    return total * PAGE / 1e6


def descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def machine_busy_seconds():
    """CPU seconds of all processes, waiting and being idle left out."""
    with open("/proc/stat", encoding="utf-8") as stat:
        values = [int(value) for value in stat.readline().split()[1:9]]
    return (sum(values) - values[3] - values[4]) / TICK


class PeakMemory:
    """with PeakMemory(pid) as peak: …; peak.mb. Looks ten times a second."""

    def __init__(self, root):
        self._root = root
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.mb = 0.0

    def _watch(self):
        while True:
            self.mb = max(self.mb, rss_mb(self._root))
            if self._over.wait(0.1):
                return

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self._thread.join()
