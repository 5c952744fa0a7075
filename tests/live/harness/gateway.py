# SPDX-License-Identifier: GPL-3.0-or-later
"""keyswitchd as a user runs it: `serve` in the background, commands in front. Names of its JSON stand only here."""
import json
import os
import subprocess
from dataclasses import dataclass

from .processes import Process, environment, wait_until

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
PROGRAM = os.environ.get("KEYSWITCHD", os.path.join(ROOT, "build", "dev", "bin", "keyswitchd"))


@dataclass
class Row:
    """One metered request."""
    request_id: str
    call_id: str
    upstream_id: str
    agent: str
    model: str
    kind: str
    stream: bool
    status: int
    outcome: str
    prompt_tokens: int | None
    completion_tokens: int | None
    estimated: bool
    cost: int | None  # nano-dollars
    cost_origin: str
    ttft: int | None  # microseconds
    duration: int


class CommandFailed(Exception):
    def __init__(self, arguments, result):
        super().__init__(f"keyswitchd {' '.join(arguments)}: exit {result.returncode}\n{result.stdout}{result.stderr}")
        self.code = result.returncode
        self.output = result.stdout + result.stderr


class Gateway:
    """One data folder with its server. `settings` are environment variables."""

    def __init__(self, folder, **settings):
        self.folder = str(folder)
        self.data = os.path.join(self.folder, "data")
        os.makedirs(self.folder, exist_ok=True)
        self.settings = {"HOME": self.folder, "XDG_RUNTIME_DIR": self.folder, "XDG_DATA_HOME": self.folder,
                         "XDG_CONFIG_HOME": self.folder, "XDG_CACHE_HOME": self.folder, **settings}
        self.process = None
        self._starts = 0
        self.url = ""
        self.transcript = os.path.join(self.folder, "commands.log")  # all that commands ever printed

    def start(self, wrapper=(), arguments=(), port=0):
        """Starts the server, through a wrapper program where one is given; `port` 0: any free one."""
        self.begin(wrapper, arguments, port)
        first = json.loads(self.process.first_line())
        assert first["event"] == "listening", first
        self.url = first["url"]
        return self

    def begin(self, wrapper=(), arguments=(), port=0):
        """The same without waiting until it listens."""
        self._starts += 1
        self.process = Process("keyswitchd",
                               [*wrapper, PROGRAM, "serve", "--listen", f"127.0.0.1:{port}", "--data", self.data, *arguments],
                               os.path.join(self.folder, f"keyswitchd-{self._starts}.log"),
                               environment(**self.settings), folder=self.folder)

    def end(self, *arguments, **options):
        return self.process.end(*arguments, **options) if self.process else None

    def run(self, *arguments, stdin=None, seconds=120):
        """A command; its JSON."""
        result = subprocess.run([PROGRAM, *arguments, "--data", self.data, "--json"], input=stdin, text=True,
                                capture_output=True, timeout=seconds, check=False, cwd=self.folder,
                                env=environment(**self.settings))
        with open(self.transcript, "a", encoding="utf-8") as log:
            log.write(f"$ {' '.join(arguments)}\n{result.stdout}{result.stderr}")
        if result.returncode != 0:
            raise CommandFailed(arguments, result)
        text = result.stdout.strip()
        try:
            return json.loads(text)
        except json.JSONDecodeError:  # one object a line
            return [json.loads(line) for line in text.splitlines()]

    def add_user(self, email, name, key=None):
        with_key = ("--litellm-key", "-") if key else ()
        return self.run("user", "add", "--email", email, "--name", name, *with_key, stdin=key)

    def add_agent(self, agent, email, model=None):
        return self.run("agent", "add", "--id", agent, "--user", email, *(("--model", model) if model else ()))

    def create_agent(self, email, name, model):
        """Makes an agent in Letta; the id it got there."""
        return self.run("agent", "create", "--user", email, "--name", name, "--model", model)[0]["agent_id"]

    def agents(self):
        return {agent["agent_id"]: agent for agent in self.run("agent", "list")}

    def endpoint(self, agent):
        return f"{self.url}/api/v1/llm-proxy/{agent}"

    def rows(self, last=1000):
        """The newest requests, newest first."""
        return [row_of(value) for value in self.run("requests", "--last", str(last))]

    def row(self, request_id):
        """The row of one request, awaited: rows are written in batches."""
        return wait_until(lambda: [row for row in self.rows(50) if row.request_id == request_id], 15,
                          f"a row of the request {request_id}")[0]

    def usage(self, by):
        """{key: requests} of the last day."""
        return {row["key"]: row["requests"] for row in self.run("usage", "--by", by, "--since", "24h")}


def row_of(value):
    tokens, cost = value["tokens"], value["cost"]
    return Row(request_id=value["request_id"], call_id=value["call_id"], upstream_id=value["upstream_id"],
               agent=value["agent_id"], model=value["model"], kind=value["kind"], stream=value["stream"],
               status=value["status"], outcome=value["outcome"], prompt_tokens=tokens["prompt"],
               completion_tokens=tokens["completion"], estimated=tokens["estimated"], cost=cost["nano_usd"],
               cost_origin=cost["origin"], ttft=value["ttft_us"], duration=value["duration_us"])
