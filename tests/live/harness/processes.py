# SPDX-License-Identifier: GPL-3.0-or-later
"""Processes of a test run: on free ports, with a log each, ended by their own id and never outliving the run."""
import ctypes
import os
import signal
import socket
import subprocess
import time

PR_SET_PDEATHSIG = 1
libc = ctypes.CDLL(None)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(condition, seconds, what):
    """The condition's first true value; a test failure with `what` when it does not come."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} s: {what() if callable(what) else what}")
        time.sleep(0.05)


class Process:
    """A program in the background. Its environment is what is given, nothing is inherited."""

    def __init__(self, name, arguments, log, environment, folder=None, user=None):
        self.name = name
        self.log = log
        with open(log, "ab") as err, open(log + ".stdout", "ab") as out:
            self.popen = subprocess.Popen(
                arguments, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=environment, cwd=folder, user=user,
                group=user, extra_groups=[] if user is not None else None,
                preexec_fn=lambda: libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM))

    @property
    def pid(self):
        return self.popen.pid

    def output(self):
        return self._read(self.log + ".stdout")

    def errors(self):
        return self._read(self.log)

    def first_line(self, seconds=30):
        """The first line of its standard output."""
        def line():
            self.check_alive()
            text = self.output()
            return text.split("\n", 1)[0] if "\n" in text else None
        return wait_until(line, seconds, lambda: f"a first line from {self.name}\n{self.tail()}")

    def check_alive(self):
        if self.popen.poll() is not None:
            raise AssertionError(f"{self.name} ended with {self.popen.returncode}\n{self.tail()}")

    def tail(self, lines=25):
        text = [line for part in (self.output(), self.errors()) for line in part.splitlines()[-lines:]]
        return "\n".join([f"--- {self.log}", *text])

    @staticmethod
    def _read(path):
        with open(path, encoding="utf-8", errors="replace") as log:
            return log.read()

    def end(self, with_signal=signal.SIGTERM, seconds=30):
        """Ends it, by force after a while; its exit code."""
        if self.popen.poll() is None:
            self.popen.send_signal(with_signal)
            try:
                self.popen.wait(seconds)
            except subprocess.TimeoutExpired:
                self.popen.kill()
                self.popen.wait()
                raise AssertionError(f"{self.name} did not end within {seconds} s\n{self.tail()}") from None
        return self.popen.returncode


def environment(**more):
    """A small environment: what every program needs, proxies off, and what is given."""
    base = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", "NO_PROXY": "*", "TZ": "UTC"}
    for name in ("LD_LIBRARY_PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS"):
        if name in os.environ:
            base[name] = os.environ[name]
    return {**base, **{name: str(value) for name, value in more.items() if value is not None}}
