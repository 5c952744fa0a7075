# SPDX-License-Identifier: GPL-3.0-or-later
"""bench_provider and bench_load, as tests/bench/CMakeLists.txt builds them."""
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "live"))
from harness.processes import Process, environment  # noqa: E402


class Provider:
    """The model provider; `port` 0: any free one."""

    def __init__(self, folder, headers=0, port=0):
        self._state = tempfile.TemporaryDirectory(prefix="keyswitch-provider-")
        self.process = Process("bench_provider", [os.path.join(folder, "bench_provider"), "--port", str(port), "--headers",
                                                  str(headers)], os.path.join(self._state.name, "log"), environment())
        self.port = int(self.process.first_line())
        self._seen = None

    @property
    def pid(self):
        return self.process.pid

    def end(self):
        """Ends it; what it has seen: requests, by_fault, released, left, malformed."""
        if self._seen is None:
            code = self.process.end()
            if code != 0:
                raise AssertionError(f"bench_provider ended with {code}\n{self.process.tail()}")
            self._seen = json.loads(self.process.output().splitlines()[1])
            self._state.cleanup()
        return self._seen


def load_command(folder, port, header, **options):
    """The words of one run of bench_load; `options` are its options with _ for -."""
    headers = [header] if isinstance(header, str) else header
    command = [os.path.join(folder, "bench_load"), "--port", str(port)]
    for line in headers:
        command += ["--header", line]
    for name, value in options.items():
        command += ["--" + name.replace("_", "-"), str(value)]
    return command


def load(folder, port, header, **options):
    """Runs bench_load; its report. Complaints are in the report, not raised."""
    seconds = 120 + float(options.get("seconds", 2))
    result = subprocess.run(load_command(folder, port, header, **options), capture_output=True, text=True,
                            timeout=seconds, check=False, env=environment())
    if result.returncode not in (0, 1) or not result.stdout:
        raise AssertionError(f"bench_load: exit {result.returncode}\n{result.stdout}{result.stderr}")
    return json.loads(result.stdout)
