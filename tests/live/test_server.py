# SPDX-License-Identifier: GPL-3.0-or-later
"""keyswitchd as a process: its end, its one writer, its files, and commands beside a running server and without one."""
import os
import signal
import stat
import subprocess
import threading
import time

import httpx
import pytest

from harness.gateway import PROGRAM, Gateway
from harness.processes import environment, wait_until
from harness.rawupstream import STREAM_HEAD, RawUpstream, event, plain

BODY = {"model": "raw", "messages": [{"role": "user", "content": "hello"}]}
DONE = b"e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n"


@pytest.fixture
def upstream():
    raw = RawUpstream(plain())
    yield raw
    raw.close()


def slow_stream(seconds):
    def script(sock, _request):
        sock.sendall(STREAM_HEAD)
        for _ in range(int(seconds * 10)):
            sock.sendall(event("word "))
            time.sleep(0.1)
        sock.sendall(DONE)
        return True
    return script


class Streaming(threading.Thread):
    """A client in the middle of a stream."""

    def __init__(self, gateway, key):
        super().__init__(daemon=True)
        self.gateway, self.key, self.text = gateway, key, ""
        self.begun = threading.Event()
        self.start()
        assert self.begun.wait(10)

    def run(self):
        try:
            with httpx.stream("POST", self.gateway.endpoint("agent-raw") + "/chat/completions", timeout=30,
                              json={**BODY, "stream": True}, headers={"authorization": "Bearer " + self.key},
                              trust_env=False) as answer:
                for piece in answer.iter_text():
                    self.text += piece
                    self.begun.set()
        except httpx.HTTPError as error:
            self.text += f"<{type(error).__name__}>"


def test_sigterm_lets_a_running_stream_end(behind, upstream, shared_key):
    upstream.script(slow_stream(3))
    gateway = behind(upstream.url)
    client = Streaming(gateway, shared_key)
    assert gateway.end() == 0
    client.join(5)
    assert client.text.endswith("data: [DONE]\n\n")
    assert [row.outcome for row in gateway.rows(5)] == ["ok"]


def test_a_second_sigterm_cuts(behind, upstream, shared_key):
    upstream.script(slow_stream(20))
    gateway = behind(upstream.url)
    client = Streaming(gateway, shared_key)
    gateway.process.popen.send_signal(signal.SIGTERM)
    time.sleep(0.5)
    assert gateway.process.popen.poll() is None, "drains"
    asked = time.monotonic()
    gateway.end()
    assert time.monotonic() - asked < 3
    client.join(5)
    assert "[DONE]" not in client.text
    assert len(gateway.rows(5)) == 1, "the cut request has its row"


def test_rows_survive_a_kill(behind, upstream, http):
    gateway = behind(upstream.url)
    ids = [http.post(gateway.endpoint("agent-raw") + "/chat/completions", json=BODY).headers["x-request-id"]
           for _ in range(20)]
    time.sleep(1)  # rows are written every 200 ms
    gateway.process.popen.kill()
    gateway.process.popen.wait()
    assert sorted(row.request_id for row in gateway.rows(50)) == sorted(ids)
    gateway.start()
    assert http.post(gateway.endpoint("agent-raw") + "/chat/completions", json=BODY).status_code == 200


def test_commands_say_the_same_with_a_server_and_without(behind, upstream, http):
    gateway = behind(upstream.url)
    answer = http.post(gateway.endpoint("agent-raw") + "/chat/completions", json=BODY)
    gateway.row(answer.headers["x-request-id"])
    asked = [("user", "list"), ("requests", "--last", "5"), ("usage", "--by", "agent", "--since", "24h")]
    beside = [gateway.run(*command) for command in asked]
    gateway.add_user("later@example.org", "Later")
    assert gateway.end() == 0
    without = [gateway.run(*command) for command in asked]
    assert without[1:] == beside[1:]
    assert {user["email"] for user in without[0]} == {"raw@example.org", "later@example.org"}


def test_a_change_by_command_is_served_at_once(behind, upstream, http, shared_key):
    gateway = behind(upstream.url)
    gateway.add_agent("agent-new", "raw@example.org", "raw")
    assert http.post(gateway.endpoint("agent-new") + "/chat/completions", json=BODY).status_code == 200
    assert upstream.posts()[-1].headers["authorization"] == "Bearer sk-user-raw"


def test_a_second_server_on_the_same_data_is_refused(behind, upstream, http):
    gateway = behind(upstream.url)
    second = subprocess.run([PROGRAM, "serve", "--listen", "127.0.0.1:0", "--data", gateway.data], text=True,
                            env=environment(**gateway.settings), capture_output=True, timeout=30, check=False)
    assert second.returncode != 0
    assert "listening" not in second.stdout
    assert second.stderr.strip()
    assert http.post(gateway.endpoint("agent-raw") + "/chat/completions", json=BODY).status_code == 200


def test_settings_come_from_an_env_file(tmp_path, upstream, http, shared_key):
    file = tmp_path / "keyswitch.env"
    file.write_text(f'# a comment\nLETTA_GLOBAL_API_KEY="{shared_key}"\nexport LITELLM_BASE_URL={upstream.url}\n')
    gateway = Gateway(tmp_path / "gateway")
    gateway.start(arguments=("--env-file", str(file)))
    try:
        gateway.add_user("raw@example.org", "Raw", "sk-user-raw")
        gateway.add_agent("agent-raw", "raw@example.org", "raw")
        assert http.post(gateway.endpoint("agent-raw") + "/chat/completions", json=BODY).status_code == 200
        assert len(upstream.posts()) == 1
    finally:
        gateway.end()


def test_nobody_else_may_read_its_files(behind, upstream):
    gateway = behind(upstream.url)
    kinds = set()
    for place, _, names in os.walk(gateway.folder):
        for name in names:
            status = os.lstat(os.path.join(place, name))
            if name == "keyswitch.lock":  # of its owner's process id alone; and the folder is closed
                continue
            if place.startswith(gateway.data) or stat.S_ISSOCK(status.st_mode):
                kinds.add(stat.S_IFMT(status.st_mode))
                assert status.st_mode & 0o077 == 0, f"{place}/{name} {stat.filemode(status.st_mode)}"
    assert kinds >= {stat.S_IFREG, stat.S_IFSOCK}
    assert os.stat(gateway.data).st_mode & 0o077 == 0


def test_a_wrong_command_line_says_what_is_wrong():
    for arguments in (("nonesuch",), ("user", "add"), ("serve", "--listen", "nowhere"), ("requests", "--last", "x")):
        result = subprocess.run([PROGRAM, *arguments], text=True, capture_output=True, timeout=30, check=False,
                                env=environment(HOME="/nonexistent"))
        assert result.returncode not in (0, -6, -11), arguments
        assert result.stderr.strip(), arguments


def test_mock_mode_needs_nothing(tmp_path):
    """What a first start gives: a demo agent, and a curl line that works when pasted."""
    gateway = Gateway(tmp_path).start()
    try:
        line = wait_until(lambda: [line for line in (gateway.process.output() + gateway.process.errors()).splitlines()
                                   if line.lstrip().startswith("curl ")], 10, "a curl line")[0]
        answer = subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=30, check=True,
                                env=environment()).stdout
        assert '"choices"' in answer, answer
    finally:
        assert gateway.end() == 0
