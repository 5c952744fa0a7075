# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that tell how they read a request: nginx, HAProxy, and uvicorn with either of its parsers."""
import base64
import json
import os
import shutil
import socket

from .processes import Process, environment, free_port, wait_until

HERE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "readers")


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def program(name):
    found = shutil.which(name, path="/usr/local/sbin:/usr/sbin:/usr/local/bin:/usr/bin")
    assert found, f"{name} is not installed (installer/packages.txt, group test)"
    return found


class Reader:
    """One server. `read` makes of its answer what all readers tell: method, target, headers, body."""

    def __init__(self, name, arguments, port, folder):
        self.name, self.port = name, port
        self.url = f"http://127.0.0.1:{port}"
        self.process = Process(name, arguments, os.path.join(folder, name + ".log"), environment(), folder=folder)

        def up():
            self.process.check_alive()
            return listens(port)
        wait_until(up, 30, lambda: f"{name} listens\n{self.process.tail()}")

    def read(self, answer):
        told = json.loads(answer)
        return {**told, "body": base64.b64decode(told["body"])}

    def times(self, case):
        """How many requests it read with this X-Case."""
        return self.process.output().splitlines().count("read " + case)

    def end(self):
        self.process.end()


class Uvicorn(Reader):
    def __init__(self, cache, state, parser):
        port = free_port()
        python = os.path.join(cache, "readers", "bin", "python")
        super().__init__(f"uvicorn-{parser}",
                         [python, "-m", "uvicorn", "--app-dir", HERE, "--host", "127.0.0.1", "--port", str(port), "--http",
                          parser, "--loop", "asyncio", "--log-level", "warning", "echo:app"], port, state)


class Nginx(Reader):
    """In front of a uvicorn, which tells what nginx made of it."""

    def __init__(self, state, behind):
        self.behind = behind
        folder = os.path.join(state, "nginx")
        os.makedirs(folder, exist_ok=True)
        port = free_port()
        conf = _filled("nginx.conf", folder, PORT=port, BEHIND=behind.port, FOLDER=folder)
        super().__init__("nginx", [program("nginx"), "-e", "stderr", "-p", folder, "-c", conf], port, state)

    def times(self, case):
        return self.behind.times(case)


class HAProxy(Reader):
    def __init__(self, state):
        port = free_port()
        super().__init__("haproxy", [program("haproxy"), "-db", "-f", _filled("haproxy.cfg", state, PORT=port)], port,
                         state)

    def read(self, answer):
        told = json.loads(answer)
        lines = base64.b64decode(told["headers"]).decode("latin-1").split("\r\n")
        headers = [[name.lower(), value.strip(" \t")] for name, value in
                   (line.split(":", 1) for line in lines if line)]
        return {"method": told["method"], "target": base64.b64decode(told["target"]).decode("latin-1"),
                "headers": headers, "body": base64.b64decode(told["body"])}


def _filled(name, folder, **values):
    with open(os.path.join(HERE, name), encoding="utf-8") as template:
        text = template.read()
    for key, value in values.items():
        text = text.replace(f"@{key}@", str(value))
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path
