# SPDX-License-Identifier: GPL-3.0-or-later
"""No key in clear anywhere. Runs after the other files, over all that they left behind."""
import base64
import os
import signal
import subprocess
import time

import pytest

from harness.rawupstream import RawUpstream, plain


def forms(secret):
    raw = secret.encode()
    return {raw, raw.hex().encode(), base64.b64encode(raw).rstrip(b"=")}


def hits(secrets, content):
    return [name for name, secret in secrets.items() if any(form in content for form in forms(secret))]


def files_below(folder):
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)
            if os.path.isfile(path) and not os.path.islink(path):
                yield path


@pytest.fixture
def secrets(house, litellm, letta, shared_key):
    return {**litellm.keys, "shared": shared_key, "master": litellm.master_key, "letta": letta.password}


def test_no_key_is_in_a_log_a_row_or_the_store(house, secrets, http):
    for path in ("/chat/completions", "/test", "/models", "/nonesuch"):  # answers, refusals and their log lines
        http.get(house.endpoint("agent-a") + path)
    found = {}
    looked_at = 0
    for path in files_below(house.folder):  # the data folder, logs, what commands printed, settings
        with open(path, "rb") as file:
            looked_at += 1
            if names := hits(secrets, file.read()):
                found[path] = names
    assert looked_at >= 4
    assert found == {}


def test_no_key_is_in_the_process_table(house, secrets):
    with open(f"/proc/{house.process.pid}/cmdline", "rb") as file:
        assert hits(secrets, file.read()) == []


@pytest.mark.parametrize("path", ["/test", "/models", "/nonesuch", "/chat/completions"])
@pytest.mark.parametrize("agent", ["agent-a", "agent-keyless", "agent-blocked", "agent-nobody"])
def test_no_key_is_in_an_answer(house, secrets, http, agent, path):
    for answer in (http.get(house.endpoint(agent) + path),
                   http.post(house.endpoint(agent) + path, json={"model": "m-401", "messages": [{"role": "user", "content": "x"}]})):
        assert hits(secrets, answer.content + str(answer.headers).encode()) == []


def test_no_key_is_in_a_listing(house, secrets):
    for command in (("user", "list"), ("agent", "list"), ("requests", "--last", "1000"), ("doctor",),
                    ("test-mapping", "agent-a", "--call")):
        assert hits(secrets, str(house.run(*command)).encode()) == [], command


def leaves_a_core(pid):
    """Kills as a crash would; the kernel's own word on whether it wrote a core."""
    os.kill(pid, signal.SIGABRT)
    _, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGABRT
    return os.WCOREDUMP(status)


def test_no_core_is_left_by_a_crash(behind, http, tmp_path):
    """Cores are allowed, and another program killed in the same way does leave one where the system writes them to files."""
    allowed = ("prlimit", "--core=unlimited:unlimited")
    raw = RawUpstream(plain())
    gateway = behind(raw.url, wrapper=allowed)
    answer = http.post(gateway.endpoint("agent-raw") + "/chat/completions",
                       json={"model": "raw", "messages": [{"role": "user", "content": "x"}]})
    assert answer.status_code == 200
    with open(f"/proc/{gateway.process.pid}/limits", encoding="utf-8") as limits:
        line = next(line for line in limits if line.startswith("Max core file size"))
    assert line.split()[4:6] == ["0", "0"]
    with subprocess.Popen([*allowed, "sleep", "60"], cwd=tmp_path) as other:
        time.sleep(0.5)  # prlimit has become sleep
        dumps_here = leaves_a_core(other.pid)
    assert not leaves_a_core(gateway.process.pid)
    raw.close()
    print("a process that does not forbid it leaves a core here:", dumps_here)
