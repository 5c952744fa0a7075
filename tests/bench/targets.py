# SPDX-License-Identifier: GPL-3.0-or-later
"""What is measured: the provider itself, nginx that swaps the key, and Keyswitch. Each knows how it has to be asked."""
import os
import shutil
import socket
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "live"))
from harness.gateway import Gateway  # noqa: E402
from harness.processes import Process, environment, free_port  # noqa: E402
from seed import seed  # noqa: E402

SHARED = "sk-shared-bench"

NGINX = """worker_processes %(workers)d; worker_rlimit_nofile 20000; daemon off; pid nginx.pid; error_log error.log warn; %(user)s
events { worker_connections 8192; }
http {
  access_log off; keepalive_requests 10000000; client_body_buffer_size 2m; client_max_body_size 64m;
  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;
  map $http_x_user $key { default ""; 0 "Bearer sk-bench-0"; 1 "Bearer sk-bench-1"; }
  upstream provider { server 127.0.0.1:%(provider)d; keepalive 2048; keepalive_requests 10000000; }
  server {
    listen 127.0.0.1:%(port)d backlog=4096;
    location / {
      proxy_pass http://provider; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Authorization $key;
      proxy_buffering off; proxy_request_buffering off;
    }
  }
}
"""


class Direct:
    name = "direct"
    header = "authorization: Bearer sk-bench-{user}"
    path = "/chat/completions"
    callers = users = 2

    def __init__(self, provider):
        self.port = provider.port
        self.pid = provider.pid


class Nginx:
    name = "nginx"
    header = "x-user: {user}"
    path = "/chat/completions"
    callers = users = 2

    def __init__(self, folder, provider, workers):
        self._folder = os.path.join(folder, "nginx")
        os.mkdir(self._folder)
        self.port = free_port()
        with open(os.path.join(self._folder, "nginx.conf"), "w", encoding="utf-8") as file:
            file.write(NGINX % {"user": "user root;" if os.getuid() == 0 else "", "provider": provider.port,
                                "port": self.port, "workers": workers})
        self._process = None

    @property
    def pid(self):
        return self._process.pid

    def start(self):
        program = shutil.which("nginx") or "/usr/sbin/nginx"
        self._process = Process("nginx", [program, "-p", self._folder + "/", "-c", "nginx.conf", "-e", "error.log"],
                                os.path.join(self._folder, "log"), environment(), folder=self._folder)
        return self

    def end(self):
        if self._process:
            self._process.end()

    def tail(self):
        return self._process.tail()


class Keyswitch:
    header = "authorization: Bearer " + SHARED
    path = "/api/v1/llm-proxy/agent-{agent}/chat/completions"

    def __init__(self, folder, provider, name="Keyswitch", agents=2, users=2, workers=1):
        self.name, self.users = name, users
        self.callers = agents  # so many of the agents call
        self.port = free_port()
        self._gateway = Gateway(os.path.join(folder, name.replace(" ", "-")), LETTA_GLOBAL_API_KEY=SHARED,
                                LITELLM_BASE_URL=f"http://127.0.0.1:{provider.port}", LOG_LEVEL="warning",
                                KEYSWITCH_LISTEN_WORKERS=workers)
        self._gateway.start().end()  # makes the store
        seed(self._gateway.data, agents, users)

    @property
    def pid(self):
        return self._gateway.process.pid

    def start(self):
        self._gateway.start(port=self.port)
        return self

    def begin(self):
        """Starts it without waiting for anything."""
        self._gateway.begin(port=self.port)

    def end(self):
        return self._gateway.end()

    def tail(self):
        return self._gateway.process.tail()

    @property
    def data(self):
        return self._gateway.data


REQUEST = ('POST %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%s\r\nContent-Type: application/json\r\nConnection: close\r\n'
           'Content-Length: %d\r\n\r\n%s')
BODY = '{"model":"bench-c0-d0-none","messages":[{"role":"user","content":"hello"}]}'


def ask_once(target):
    """The answer of the target to agent 0; None where nobody listens yet."""
    request = REQUEST % (target.path.replace("{agent}", "0"), target.port,
                         target.header.replace("{user}", "0"), len(BODY), BODY)
    try:
        with socket.create_connection(("127.0.0.1", target.port), timeout=10) as connection:
            connection.sendall(request.encode())
            answer = b""
            while piece := connection.recv(65536):
                answer += piece
    except ConnectionError:
        return None
    return answer.decode()


def wait_for_first_answer(target, seconds=60):
    """Asks each half millisecond until the right answer comes."""
    end = time.monotonic() + seconds
    while True:
        answer = ask_once(target)
        if answer and "200 OK" in answer and "key sk-bench-0;" in answer:
            return
        if time.monotonic() > end:
            raise AssertionError(f"no right answer from {target.name} within {seconds} s: {answer}\n{target.tail()}")
        time.sleep(0.0005)
