#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Started by run.sh. An nginx plays the model provider (with LiteLLM's many headers), wrk asks, /proc tells the CPU."""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "live"))
from harness.gateway import Gateway  # noqa: E402
from harness.processes import Process, environment, free_port, wait_until  # noqa: E402

SHARED, KEYS = "sk-shared-bench", {"a": "sk-user-a", "b": "sk-user-b"}
TICK = os.sysconf("SC_CLK_TCK")
CHUNKS = 64

HEAD = """worker_processes 1; worker_rlimit_nofile 8192; daemon off; pid nginx.pid; error_log error.log warn; %(user)s
events { worker_connections 4096; }
http {
  access_log off; keepalive_requests 10000000; client_body_buffer_size 2m;
  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;
"""
PROVIDER = """  server {
    listen 127.0.0.1:%(port)d backlog=4096;
    %(headers)s
    location = /plain/chat/completions {
      default_type application/json;
      return 200 '{"id":"chatcmpl-1","object":"chat.completion","created":1760000000,"model":"bench","choices":[{"index":0,"message":{"role":"assistant","content":"$http_authorization %(words)s"},"finish_reason":"stop"}],"usage":{"prompt_tokens":123,"completion_tokens":45,"total_tokens":168}}';
    }
    location = /stream/chat/completions {
      default_type text/event-stream;
      %(pieces)s
      return 200 '%(joined)s';
    }
  }
}
"""
PEER = """  map $http_x_agent $key { default ""; a "Bearer sk-user-a"; b "Bearer sk-user-b"; }
  upstream provider { server 127.0.0.1:%(provider)d; keepalive 256; keepalive_requests 10000000; }
  server {
    listen 127.0.0.1:%(port)d backlog=4096;
    location / {
      proxy_pass http://provider; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Authorization $key;
      proxy_buffering off; proxy_request_buffering off;
    }
  }
}
"""


def chunk(delta, finish="null", usage=""):
    return ('data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1760000000,"model":"bench","choices":'
            '[{"index":0,"delta":{%s},"finish_reason":%s}]%s}\n\n' % (delta, finish, usage))


def nginx(folder, name, text):
    place = os.path.join(folder, name)
    os.mkdir(place)
    user = "user root;" if os.getuid() == 0 else ""
    with open(os.path.join(place, "nginx.conf"), "w", encoding="utf-8") as file:
        file.write(HEAD % {"user": user} + text)
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    return Process(name, [program, "-p", place + "/", "-c", "nginx.conf", "-e", "error.log"],
                   os.path.join(place, "log"), environment(), folder=place)


def process_tree(root):
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                with open(f"/proc/{entry}/stat", encoding="utf-8", errors="replace") as stat:
                    parents[int(entry)] = int(stat.read().rsplit(")", 1)[1].split()[1])
            except OSError:
                pass
    tree = [root]
    for pid in tree:
        tree += [child for child, parent in parents.items() if parent == pid]
    return tree


def cpu_seconds(root):
    total = 0
    for pid in process_tree(root):
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICK


def machine_busy_seconds():
    with open("/proc/stat", encoding="utf-8") as stat:
        values = [int(value) for value in stat.readline().split()[1:9]]
    return (sum(values) - values[3] - values[4]) / TICK


def ask_once(url, path, agent):
    request = urllib.request.Request(url + path, data=json.dumps(
        {"model": "bench", "messages": [{"role": "user", "content": "x"}]}).encode(), headers={
            "content-type": "application/json", "authorization": "Bearer " + SHARED, "x-agent": agent})
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10) as answer:
            return answer.read().decode()
    except OSError:
        return None  # not listening yet


def load(url, paths, kind, options, seconds):
    result = subprocess.run(["wrk", "-t1", f"-c{options.connections}", f"-d{seconds}s", "-s",
                             os.path.join(HERE, "ask.lua"), url, "--", SHARED, kind, *paths],
                            check=True, capture_output=True, text=True).stdout
    count, micros, errors, median, p99 = result.split("RESULT ", 1)[1].split()
    return int(count), int(micros) / 1e6, int(errors), float(median), float(p99)


def measure(target, kind, options, provider):
    name, process, url, paths = target
    load(url, paths, kind, options, 1)  # warm
    roots = {process.pid, provider.pid}
    before = {pid: cpu_seconds(pid) for pid in roots}
    busy, own = machine_busy_seconds(), os.times()
    count, wall, errors, median, p99 = load(url, paths, kind, options, options.seconds)
    busy, after_own = machine_busy_seconds() - busy, os.times()
    used = {pid: cpu_seconds(pid) - before[pid] for pid in roots}
    wrk = after_own.children_user + after_own.children_system - own.children_user - own.children_system
    return {"name": name, "kind": kind, "cpu": used[process.pid] / count * 1e6, "rate": count / wall, "errors": errors,
            "median": median, "p99": p99, "others": max(0.0, (busy - sum(used.values()) - wrk) / wall)}


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=int, default=5)
    options.add_argument("--connections", type=int, default=16)
    options.add_argument("--headers", type=int, default=2000, help="bytes of answer headers, as LiteLLM sends them")
    options.add_argument("--limit", type=float, default=0, help="fail when plain CPU is more than this times nginx's")
    options = options.parse_args()
    folder = tempfile.mkdtemp(prefix="keyswitch-bench-")
    started = []
    try:
        ports = {"provider": free_port(), "peer": free_port()}
        headers, size = "", 0
        while size < options.headers:
            field = f"x-litellm-field-{size:04}", "a-value-of-ordinary-length-0123456789"
            headers += "add_header %s %s;\n" % field
            size += len(field[0]) + len(field[1]) + 4
        events = ([chunk('"role":"assistant","content":"$http_authorization "')] +
                  [chunk(f'"content":"word{number:04} "') for number in range(1, CHUNKS)] +
                  [chunk("", '"stop"'), chunk("", usage=',"usage":{"prompt_tokens":123,"completion_tokens":64,'
                                                        '"total_tokens":187}'), "data: [DONE]\n\n"])
        # nginx takes at most 4 KB in one word of its configuration
        pieces = ["".join(events[at:at + 16]) for at in range(0, len(events), 16)]
        provider = nginx(folder, "provider", PROVIDER % {
            "port": ports["provider"], "headers": headers, "words": "some words of an answer " * 8,
            "pieces": "\n      ".join(f"set $piece{n} '{piece}';" for n, piece in enumerate(pieces)),
            "joined": "".join(f"${{piece{n}}}" for n in range(len(pieces)))})
        peer = nginx(folder, "peer", PEER % {"provider": ports["provider"], "port": ports["peer"]})
        started += [provider, peer]
        rows = []
        for kind in ("plain", "stream"):
            provider_url = f"http://127.0.0.1:{ports['provider']}"
            gateway = Gateway(os.path.join(folder, kind), LETTA_GLOBAL_API_KEY=SHARED,
                              LITELLM_BASE_URL=f"{provider_url}/{kind}", LOG_LEVEL="warning")
            gateway.start(arguments=("--workers", "1"))  # as nginx
            started.append(gateway)
            for agent, key in KEYS.items():
                gateway.add_user(agent + "@example.org", agent, key)
                gateway.add_agent("agent-" + agent, agent + "@example.org", "bench")
            path = f"/{kind}/chat/completions"
            targets = [("direct", provider, provider_url, [path]),
                       ("nginx", peer, f"http://127.0.0.1:{ports['peer']}", [path, path]),
                       ("keyswitch", gateway.process, gateway.url,
                        [f"/api/v1/llm-proxy/agent-{agent}/chat/completions" for agent in KEYS])]
            for name, _, url, paths in targets[1:]:
                for agent, ask_path in zip(KEYS, paths):
                    answer = wait_until(lambda: ask_once(url, ask_path, agent), 10,
                                        lambda: f"an answer from {name}\n{peer.tail()}{provider.tail()}")
                    assert KEYS[agent] in answer and SHARED not in answer, (name, answer)
            rows += [measure(target, kind, options, provider) for target in targets]
            asked = sum(gateway.usage("agent").values())
            gateway.end()
            print(f"{kind}: {asked} requests metered", file=sys.stderr)
        print(f"\n{options.connections} connections, {options.seconds} s a case, {size} bytes of upstream headers, "
              f"{os.cpu_count()} cores, {time.strftime('%Y-%m-%d %H:%M', time.gmtime())} UTC\n")
        print("| | | CPU µs/request | × nginx | requests/s | p50 ms | p99 ms | errors | others' cores |")
        print("|---|---|---|---|---|---|---|---|---|")
        over = False
        for row in rows:
            base = next(other for other in rows if (other["name"], other["kind"]) == ("nginx", row["kind"]))
            ratio = row["cpu"] / base["cpu"]
            over |= row["errors"] > 0 or bool(options.limit) and (row["name"], row["kind"]) == ("keyswitch", "plain") \
                and ratio > options.limit
            print("| {kind} | {name} | {cpu:.1f} | {ratio} | {rate:.0f} | {median:.2f} | {p99:.2f} | {errors} | {others:.2f} |"
                  .format(**row, ratio="" if row["name"] == "direct" else f"{ratio:.2f}"))
        return 1 if over else 0
    finally:
        for process in reversed(started):
            process.end()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
