# SPDX-License-Identifier: GPL-3.0-or-later
"""The real parts: LiteLLM in front of a model provider that does as told, and Letta with its PostgreSQL."""
import atexit
import glob
import json
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import urllib.error
import urllib.request

from .processes import Process, environment, free_port, wait_until

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def cached(cache, *path):
    return os.path.join(cache, *path)


def answers(url):
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def json_lines(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.endswith("\n")]


class Provider:
    """upstream.py: what LiteLLM calls."""

    def __init__(self, cache, state):
        self.log = os.path.join(state, "provider.jsonl")
        self.process = Process("the model provider",
                               [cached(cache, "sdk", "bin", "python"), os.path.join(HERE, "upstream.py"), self.log],
                               os.path.join(state, "provider.log"), environment(PYTHONUNBUFFERED=1))
        self.address = "127.0.0.1:" + self.process.first_line()

    def calls(self):
        return json_lines(self.log)

    def end(self):
        self.process.end()


class LiteLLM:
    """LiteLLM without a database. `keys` names its virtual keys: two ordinary users, and two with a reason to refuse."""

    def __init__(self, cache, state, provider_address):
        folder = os.path.join(state, "litellm")
        os.makedirs(folder)
        for name in ("custom_auth.py", "booking.py"):
            shutil.copy(os.path.join(HERE, "litellm", name), folder)
        with open(os.path.join(HERE, "litellm", "config.yaml"), encoding="utf-8") as template:
            config = template.read().replace("@UPSTREAM@", provider_address)
        with open(os.path.join(folder, "config.yaml"), "w", encoding="utf-8") as file:
            file.write(config)
        self.keys = {user: f"sk-{user}-{secrets.token_hex(12)}" for user in ("user-a", "user-b", "limited", "blocked")}
        self.master_key = "sk-master-" + secrets.token_hex(12)
        limits = {"limited": {"rpm_limit": 2}, "blocked": {"blocked": True}}
        with open(os.path.join(folder, "keys.json"), "w", encoding="utf-8") as file:
            json.dump({key: {"user_id": user, **limits.get(user, {})} for user, key in self.keys.items()}, file)
        self._arrivals = os.path.join(folder, "arrivals.jsonl")
        self._bookings = os.path.join(folder, "bookings.jsonl")
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        start = "import sys; sys.argv[0] = 'litellm'; from litellm.proxy.proxy_cli import run_server; run_server()"
        self.process = Process(
            "LiteLLM",
            [cached(cache, "litellm", "bin", "python"), "-c", start, "--config", "config.yaml", "--host", "127.0.0.1",
             "--port", str(port), "--telemetry", "False"],
            os.path.join(state, "litellm.log"),
            environment(  # nothing of it may reach out: prices, headers, news and models come from the package
                LITELLM_LOCAL_MODEL_COST_MAP="True", LITELLM_LOCAL_ANTHROPIC_BETA_HEADERS="True",
                LITELLM_LOCAL_BLOG_POSTS="True", LITELLM_TELEMETRY="False", LITELLM_DONT_SHOW_FEEDBACK_BOX="true",
                HF_HUB_OFFLINE=1, LITELLM_LOG="ERROR", DISABLE_ADMIN_UI="True", NO_DOCS="True", HOME=folder,
                PYTHONPATH=folder, PYTHONDONTWRITEBYTECODE=1, LIVE_KEYS=os.path.join(folder, "keys.json"),
                LIVE_ARRIVALS=self._arrivals, LIVE_BOOKINGS=self._bookings, LIVE_MASTER_KEY=self.master_key),
            folder=folder)

    def wait(self):
        def up():
            self.process.check_alive()
            return answers(self.url + "/health/liveliness")
        wait_until(up, 180, lambda: "LiteLLM answers\n" + self.process.tail())

    def arrivals(self):
        """Calls as LiteLLM's authentication saw them: key, user, call_id, headers."""
        return [call for call in json_lines(self._arrivals) if "/health" not in call["path"]]

    def bookings(self):
        """Calls as LiteLLM booked them: call_id, id, user, tokens, cost."""
        return json_lines(self._bookings) if os.path.exists(self._bookings) else []

    def booking(self, call_id):
        """The one booking of a call, awaited: LiteLLM writes it after its answer."""
        return wait_until(lambda: [b for b in self.bookings() if b["call_id"] == call_id], 15,
                          f"LiteLLM books the call {call_id}")[0]

    def end(self):
        self.process.end()


class Postgres:
    """PostgreSQL 16 with pgvector, as PyPI ships it. It refuses to run as root: there it runs as nobody, from a copy
    that nobody can read."""

    def __init__(self, cache, state):
        packages = glob.glob(cached(cache, "postgres", "lib", "python*", "site-packages"))[0]
        folder = tempfile.mkdtemp(prefix="keyswitch-live-pg-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        self._user = None
        if os.getuid() == 0:
            self._user = pwd.getpwnam("nobody").pw_uid
            os.chmod(folder, 0o755)
            packages = shutil.copytree(packages, os.path.join(folder, "packages"), symlinks=True,
                                       ignore=shutil.ignore_patterns("pginstall18", "__pycache__"))
        built = glob.glob(os.path.join(packages, "*", "pginstall"))[0]
        data = os.path.join(folder, "data")
        os.mkdir(data, 0o700)
        if self._user is not None:
            os.chown(data, self._user, self._user)
        log = os.path.join(state, "postgres.log")
        with open(log, "ab") as out:
            subprocess.run([os.path.join(built, "bin", "initdb"), "-D", data, "-U", "letta", "-A", "trust", "-E",
                            "UTF8", "--locale=C", "--no-sync"], check=True, stdout=out, stderr=out, user=self._user,
                           group=self._user, env=environment(), cwd=data)
        port = free_port()
        self.uri = f"postgresql://letta:letta@127.0.0.1:{port}/letta"
        self.process = Process(
            "PostgreSQL",
            [os.path.join(built, "bin", "postgres"), "-D", data, "-p", str(port), "-c", "listen_addresses=127.0.0.1",
             "-c", "unix_socket_directories=", "-c", "fsync=off"],
            log, environment(), folder=data, user=self._user)
        psql = [os.path.join(built, "bin", "psql"), "-h", "127.0.0.1", "-p", str(port), "-U", "letta", "-qc"]

        def made():
            self.process.check_alive()
            return subprocess.run([*psql, "create database letta", "postgres"], env=environment(),
                                  capture_output=True, check=False).returncode == 0
        wait_until(made, 60, lambda: "PostgreSQL answers\n" + self.process.tail())

    def end(self):
        self.process.end(signal.SIGINT)  # "fast": does not wait for its clients


class Letta:
    """Letta 0.16.7. Its key for models is the shared one, as on a real server; its agents know their own endpoints."""

    def __init__(self, cache, state, model_key, model_url):
        self.postgres = Postgres(cache, state)
        folder = os.path.join(state, "letta")
        os.makedirs(os.path.join(folder, ".letta"))
        self.password = "letta-" + secrets.token_hex(12)
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        venv = cached(cache, "letta", "bin")
        settings = environment(
            PATH=f"{venv}:/usr/bin:/bin", HOME=folder, LETTA_DIR=os.path.join(folder, ".letta"),
            LETTA_PG_URI=self.postgres.uri, LETTA_SERVER_PASSWORD=self.password, OPENAI_API_KEY=model_key,
            OPENAI_BASE_URL=model_url, LETTA_DISABLE_TRACING="true", PYTHONUNBUFFERED=1)
        log = os.path.join(state, "letta.log")
        with open(log, "ab") as out:
            subprocess.run([os.path.join(venv, "python"), os.path.join(HERE, "letta", "tables.py")], check=True,
                           env=settings, cwd=folder, stdout=out, stderr=out)
        self.process = Process("Letta", [os.path.join(venv, "letta"), "server", "--host", "127.0.0.1", "--port",
                                         str(port), "--secure"], log, settings, folder=folder)

    def wait(self):
        def up():
            self.process.check_alive()
            return answers(self.url + "/v1/health/")
        wait_until(up, 240, lambda: "Letta answers\n" + self.process.tail())

    def end(self):
        try:
            self.process.end()
        finally:
            self.postgres.end()
