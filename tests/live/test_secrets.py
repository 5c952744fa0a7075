# SPDX-License-Identifier: GPL-3.0-or-later
"""No key in clear anywhere. Runs after the other files, over all that they left behind."""
import base64
import os
import signal

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


def test_no_key_is_in_a_core(behind, http, shared_key):
    """Killed as a crash would, with cores allowed: either there is no core, or no key is in it."""
    raw = RawUpstream(plain())
    gateway = behind(raw.url, wrapper=("prlimit", "--core=unlimited:unlimited"))
    answer = http.post(gateway.endpoint("agent-raw") + "/chat/completions",
                       json={"model": "raw", "messages": [{"role": "user", "content": "x"}]})
    assert answer.status_code == 200
    with open(f"/proc/{gateway.process.pid}/limits", encoding="utf-8") as limits:
        may_dump = not any(line.startswith("Max core file size") and line.split()[4] == "0" for line in limits)
    with open("/proc/sys/kernel/core_pattern", encoding="utf-8") as file:
        pattern = file.read().strip()
    gateway.process.popen.send_signal(signal.SIGABRT)
    assert gateway.process.popen.wait(30) == -signal.SIGABRT
    raw.close()
    if may_dump and pattern.startswith("|"):
        pytest.skip("cores go to a program of the system here")
    places = [gateway.folder] + ([os.path.dirname(pattern)] if pattern.startswith("/") else [])
    for path in (path for place in places for path in files_below(place)):
        with open(path, "rb") as file:
            assert hits({"user": "sk-user-raw", "shared": shared_key}, file.read()) == [], path
