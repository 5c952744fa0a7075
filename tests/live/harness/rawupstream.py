# SPDX-License-Identifier: GPL-3.0-or-later
"""An upstream made of bare sockets, directly behind Keyswitch: sees bytes as they come, and misbehaves as told."""
import json
import select
import socket
import threading
import time
from dataclasses import dataclass, field

CHAT = (b'{"id":"chatcmpl-raw","object":"chat.completion","created":1,"model":"raw","choices":[{"index":0,"message":'
        b'{"role":"assistant","content":"raw"},"finish_reason":"stop"}],'
        b'"usage":{"prompt_tokens":3,"completion_tokens":5,"total_tokens":8}}')


@dataclass
class Request:
    line: str
    headers: dict
    body: bytes
    connection: int  # number of the connection it came on
    closed_at: float | None = field(default=None)  # time.monotonic() when Keyswitch was seen to leave


def plain(body=CHAT, status="200 OK"):
    """A script: answers and keeps the connection."""
    def script(sock, _request):
        sock.sendall(b"HTTP/1.1 %s\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s"
                     % (status.encode(), len(body), body))
        return True
    return script


def event(word):
    data = json.dumps({"id": "chatcmpl-raw", "object": "chat.completion.chunk", "created": 1, "model": "raw",
                       "choices": [{"index": 0, "delta": {"content": word}, "finish_reason": None}]})
    text = f"data: {data}\n\n".encode()
    return b"%x\r\n%s\r\n" % (len(text), text)


STREAM_HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"


def endless_stream(sock, request):
    """A script: a word every 20 ms until the other side leaves; notes when that was."""
    sock.sendall(STREAM_HEAD)
    try:
        while True:
            sock.sendall(event("word "))
            if select.select([sock], [], [], 0.02)[0] and not sock.recv(4096):
                break
    except OSError:
        pass
    request.closed_at = time.monotonic()
    return False


def cut_stream(sock, _request):
    """A script: three words, then the connection is gone without an end of the body."""
    sock.sendall(STREAM_HEAD + event("one ") + event("two ") + event("three "))
    time.sleep(0.2)
    return False


def leave(_sock, _request):
    """A script: takes the request and closes without an answer."""
    return False


def silent(sock, request):
    """A script: says nothing until the other side leaves; notes when that was."""
    select.select([sock], [], [], 60)
    request.closed_at = time.monotonic()
    return False


class RawUpstream:
    """Runs `script(socket, request)` for each request; the connection is kept when it returns True. A list of scripts
    is used up one a request, the last one stays. GET is answered plainly unless it is for the script too."""

    def __init__(self, script, get_too=False):
        self._scripts = script if isinstance(script, list) else [script]
        self._get_too = get_too
        self.requests = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = "http://127.0.0.1:%d" % self._listener.getsockname()[1]
        self._connections = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def script(self, *scripts):
        """What it does from now on."""
        self._scripts = list(scripts)

    def posts(self):
        return [request for request in self.requests if request.line.startswith("POST ")]

    def close(self):
        self._listener.close()

    def _accept(self):
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            self._connections += 1
            threading.Thread(target=self._serve, args=(sock, self._connections), daemon=True).start()

    def _serve(self, sock, number):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with sock:
            held = b""
            while True:
                while b"\r\n\r\n" not in held:
                    held += (piece := self._receive(sock))
                    if not piece:
                        return
                head, held = held.split(b"\r\n\r\n", 1)
                line, *fields = head.decode("latin-1").split("\r\n")
                headers = {name.lower(): value.strip() for name, value in (f.split(":", 1) for f in fields)}
                length = int(headers.get("content-length", 0))
                pieces, have = [held], len(held)
                while have < length:
                    piece = self._receive(sock)
                    if not piece:
                        return
                    pieces.append(piece)
                    have += len(piece)
                held = b"".join(pieces)
                request = Request(line, headers, held[:length], number)
                held = held[length:]
                self.requests.append(request)
                script = self._next_script() if self._get_too or not line.startswith("GET ") else plain()
                try:
                    if not script(sock, request):
                        return
                except OSError:
                    return

    def _next_script(self):
        return self._scripts.pop(0) if len(self._scripts) > 1 else self._scripts[0]

    @staticmethod
    def _receive(sock):
        try:
            return sock.recv(262144)
        except OSError:
            return b""
