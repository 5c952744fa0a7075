# SPDX-License-Identifier: GPL-3.0-or-later
"""What leaves Keyswitch means the same to all servers: odd requests that it takes, read behind it by nginx, HAProxy and
uvicorn (with h11 and with httptools). A request that two of them read differently could be two requests."""
import json
import os
import re
import socket

import pytest

from conftest import CACHE
from harness.gateway import Gateway
from harness.processes import wait_until
from harness.readers import HAProxy, Nginx, Uvicorn

BODY = b'{"model":"raw", "messages" : [{"role":"user","content":"h\xc3\xa9llo \\ud83d"}],\t"x":1.0e+400}'
LARGE = b'{"model":"raw","messages":[{}],"user":"' + b"\xe2\x82\xac0123456789" * 15_000 + b'"}'
PATH = b"/api/v1/llm-proxy/agent-raw"
OURS = {"x-litellm-call-id", "x-litellm-spend-logs-metadata", "x-case"}  # new in every request
HOP = {"host", "connection"}  # the server's own address; nginx's own word to the application behind it


def head(key, case, fields=b"", line=b"POST " + PATH + b"/chat/completions HTTP/1.1", host=b"Host: 127.0.0.1\r\n"):
    return (line + b"\r\n" + host + b"Authorization: Bearer " + key + b"\r\nContent-Type: application/json\r\nX-Case: "
            + case + b"\r\n" + fields + b"\r\n")


def length(body):
    return b"Content-Length: %d\r\n" % len(body)


def chunks(body, size, extension=b"", trailers=b""):
    pieces = [body[at:at + size] for at in range(0, len(body), size)]
    chunked = b"".join(b"%x%s\r\n%s\r\n" % (len(piece), extension, piece) for piece in pieces)
    return chunked + b"0\r\n" + trailers + b"\r\n"


CHUNKED = b"Transfer-Encoding: chunked\r\n"
CLOSE = b"Connection: close\r\n"


def post(fields=b"", body=BODY, **options):
    return lambda key, case: head(key, case, length(body) + CLOSE + fields, **options) + body


def in_chunks(size, extension=b"", trailers=b"", body=BODY, fields=b""):
    return lambda key, case: (head(key, case, CHUNKED + CLOSE + fields) + chunks(body, size, extension, trailers))


def models(query=b"", method=b"GET", fields=b"", body=b""):
    return lambda key, case: head(key, case, CLOSE + fields,
                                  line=method + b" " + PATH + b"/models" + query + b" HTTP/1.1") + body


# what is sent; what of it must be seen: fields, which must not be, the body (None: as sent), the query
CASES = {
    "plain": (post(), {}, (), BODY),
    "a body of 200 KB": (post(body=LARGE), {}, (), LARGE),
    "in one chunk": (in_chunks(4096), {}, (), BODY),
    "a chunk a byte": (in_chunks(1), {}, (), BODY),
    "200 KB in odd chunks": (in_chunks(7919, body=LARGE), {}, (), LARGE),
    "chunk extensions": (in_chunks(50, b' ;a = "b;\\"c" ;d'), {}, (), BODY),
    "trailers": (in_chunks(50, trailers=b"X-T: 1\r\nX-U:\r\n", fields=b"Trailer: X-T, X-U\r\n"), {},
                 ("x-t", "x-u", "trailer"), BODY),
    "an upper-case coding": (lambda key, case: head(key, case, b"transfer-ENCODING: \tCHUNKED \r\n" + CLOSE)
                             + chunks(BODY, 9), {}, (), BODY),
    "a length with zeros": (lambda key, case: head(key, case, b"Content-Length: 000%d\r\n" % len(BODY) + CLOSE) + BODY,
                            {}, (), BODY),
    "blanks around values": (post(b"X-A:\t one \t two \t \r\nX-B:three\r\n"),
                             {"x-a": ["one \t two"], "x-b": ["three"]}, (), BODY),
    "empty values": (post(b"X-A:\r\nX-B: \t\r\n"), {"x-a": [""], "x-b": [""]}, (), BODY),
    "equal names": (post(b"X-A: 1\r\nx-a: 2\r\nX-B: 3\r\nX-A: 4\r\n"), {"x-a": ["1", "2", "4"]}, (), BODY),
    "bytes above 127": (post(b"X-A: caf\xe9 \xe2\x82\xac \xff\r\n"), {"x-a": ["caf\xe9 \xe2\x82\xac \xff"]}, (), BODY),
    "quotes, commas, colons": (post(b'X-A: a:b, "c\\" d";e=f\r\n'), {"x-a": ['a:b, "c\\" d";e=f']}, (), BODY),
    "a long value": (post(b"X-A: " + b"y" * 30_000 + b"\r\n"), {"x-a": ["y" * 30_000]}, (), BODY),
    "eighty fields": (post(b"".join(b"X-%d: %d\r\n" % (n, n) for n in range(80))), {"x-79": ["79"]}, (), BODY),
    "names that look like others": (
        post(b"Content_Length: 3\r\nTransfer_Encoding: chunked\r\nX.A: 1\r\nX!A: 1\r\nContent-Lengt: 1\r\n"),
        {"content-lengt": ["1"]}, ("content_length", "transfer_encoding", "x.a", "x!a"), BODY),
    "fields of one hop": (
        post(b"Connection: X-A\r\nX-A: 1\r\nKeep-Alive: 5\r\nTE: trailers\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n"
             b"Proxy-Connection: keep-alive\r\nProxy-Authorization: Basic YTpi\r\n"), {},
        ("x-a", "keep-alive", "te", "upgrade", "http2-settings", "proxy-connection", "proxy-authorization"), BODY),
    "Expect": (post(b"Expect: 100-continue\r\n"), {}, ("expect",), BODY),
    "identity": (post(b"Content-Encoding: identity\r\n"), {}, ("content-encoding",), BODY),
    "Range and conditions": (post(b"Range: bytes=0-1\r\nIf-None-Match: *\r\n"), {"range": ["bytes=0-1"]}, (), BODY),
    "another method by name": (post(b"X-HTTP-Method-Override: DELETE\r\n"), {}, (), BODY),
    "an empty line before it": (lambda key, case: b"\r\n" + post()(key, case), {}, (), BODY),
    "absolute-form": (post(line=b"POST http://localhost:1" + PATH + b"/chat/completions HTTP/1.1",
                           host=b"Host: evil.example\r\n"), {}, (), BODY),
    "HTTP/1.0": (post(line=b"POST " + PATH + b"/chat/completions HTTP/1.0", host=b""), {"via": ["1.0 keyswitch"]}, (),
                 BODY),
    "HTTP/1.2": (post(line=b"POST " + PATH + b"/chat/completions HTTP/1.2"), {"via": ["1.1 keyswitch"]}, (), BODY),
    "a query that is not asked for": (post(line=b"POST " + PATH + b"/chat/completions?a=b HTTP/1.1"), {}, (), BODY),
    "models": (models(), {}, (), b""),
    "models by HEAD": (models(method=b"HEAD"), {}, (), b""),
    "models with a body": (models(fields=b"Content-Length: 5\r\n", body=b"hello"), {}, (), b""),
    "models with a chunked body": (models(fields=CHUNKED, body=chunks(b"GET / HTTP/1.1\r\n\r\n", 9)), {}, (), b""),
    "a query": (models(b"?a=1&b=%20%2F%2f&c=//../.&d=+&e[]=2&f=%C3%A4&g='();:@,$!*~%7e%41"), {}, (), b""),
    "an encoded line end in a query": (models(b"?a=%0d%0aX-A:%201"), {}, ("x-a",), b""),
    "an encoded hash and percent in a query": (models(b"?a=%23%25%3F%26"), {}, (), b""),
    "bytes that are no UTF-8 in a query": (models(b"?a=%FF%fe"), {}, (), b""),
    "an empty query": (models(b"?"), {}, (), b""),
}


@pytest.fixture(scope="module")
def readers(state):
    started = [Uvicorn(CACHE, state, "h11"), Uvicorn(CACHE, state, "httptools"), HAProxy(state)]
    started.append(Nginx(state, behind=started[0]))
    yield started
    for reader in reversed(started):
        reader.end()


@pytest.fixture(scope="module")
def gateways(state, readers, shared_key):
    """[(reader, Keyswitch in front of it)]"""
    started = []
    for reader in readers:
        gateway = Gateway(os.path.join(state, "before-" + reader.name), LETTA_GLOBAL_API_KEY=shared_key,
                          LITELLM_BASE_URL=reader.url + "/v1").start()
        started.append((reader, gateway))
        gateway.add_user("raw@example.org", "Raw", "sk-user-raw")
        gateway.add_agent("agent-raw", "raw@example.org", "raw")
    yield started
    for _, gateway in started:
        assert gateway.end() == 0


def exchange(gateway, sent):
    """All that comes back until the other side closes."""
    with socket.create_connection(("127.0.0.1", int(gateway.url.rsplit(":", 1)[1])), 30) as sock:
        sock.sendall(sent)
        received = b""
        while piece := sock.recv(262144):
            received += piece
    return received


def parted(received):
    """[(status, body)] of answers with a length."""
    answers = []
    while received:
        fields, received = received.split(b"\r\n\r\n", 1)
        status = int(fields.split(b" ", 2)[1])
        size = 0
        for line in fields.split(b"\r\n"):
            if line.lower().startswith(b"content-length:"):
                size = int(line.split(b":")[1])
        if status != 100:
            answers.append((status, received[:size]))
        received = received[size:]
    return answers


def meaning(told):
    """What has to be equal, whoever read it; names in lower case, equal names in their order."""
    fields = {}
    for name, value in told["headers"]:
        if name.lower() not in OURS | HOP:
            if name.lower() == "via":  # with a number of the process
                value = re.sub("-[0-9a-f]+$", "", value)
            fields.setdefault(name.lower(), []).append(value)
    return {"method": told["method"], "target": told["target"], "fields": fields, "body": told["body"]}


@pytest.mark.parametrize("name", CASES)
def test_every_server_reads_the_same(name, gateways, shared_key):
    request, fields, absent, body = CASES[name]
    meanings = {}
    for reader, gateway in gateways:
        case = f"{list(CASES).index(name)}-{reader.name}"
        sent = request(shared_key.encode(), case.encode())
        line = sent.lstrip().split(b"\r\n", 1)[0].decode()
        received, times = exchange(gateway, sent), 1
        if line.startswith("HEAD "):  # answered without a body; the same asked by GET tells what was read
            assert received.startswith(b"HTTP/1.1 200 ") and received.endswith(b"\r\n\r\n"), reader.name
            received, times = exchange(gateway, b"GET" + sent[4:]), 2
        answers = parted(received)
        assert [status for status, _ in answers] == [200], (reader.name, received)
        meanings[reader.name] = meaning(reader.read(answers[0][1]))
        wait_until(lambda: reader.times(case) == times, 10, f"{reader.name} reads it once")
    one = meanings["uvicorn-h11"]
    for server, other in meanings.items():
        assert other == one, server

    expected = "/v1/chat/completions" if line.startswith("POST ") else "/v1/models"
    if line.startswith("POST "):
        assert (one["method"], one["target"]) == ("POST", expected)
        assert one["fields"]["content-length"] == [str(len(body))]
    else:
        query = line.split(" ")[1].partition("?")[2]
        assert (one["method"], one["target"]) == ("GET", expected + ("?" + query if query else ""))
        assert "content-length" not in one["fields"]
    assert one["body"] == body
    assert "transfer-encoding" not in one["fields"]
    assert one["fields"]["authorization"] == ["Bearer sk-user-raw"]
    for field, values in fields.items():
        assert one["fields"].get(field) == values
    for field in absent:
        assert field not in one["fields"]


def test_a_stream_that_was_asked_to_tell_its_usage_has_the_right_length(gateways, shared_key):
    body = b'{"model":"raw","messages":[{}],"stream":true}'
    meanings = []
    for reader, gateway in gateways:
        received = exchange(gateway, post(body=body)(shared_key.encode(), b"spliced"))
        meanings.append(meaning(reader.read(parted(received)[0][1])))
    assert all(other == meanings[0] for other in meanings)
    assert json.loads(meanings[0]["body"])["stream_options"] == {"include_usage": True}
    assert meanings[0]["fields"]["content-length"] == [str(len(meanings[0]["body"]))]


def test_pipelined_requests_stay_as_many_as_they_are(gateways, shared_key):
    """Bodies that look like requests, before and behind one another: each server sees just these, in this order."""
    key = shared_key.encode()
    inner = post()(key, b"inner").decode("latin-1")
    bodies = [json.dumps({"model": "raw", "messages": [{}], "user": f"{number} {inner}\r\n0\r\n\r\n{inner}"}).encode()
              for number in range(10)]
    for reader, gateway in gateways:
        case, sent = "outer" + reader.name, b""
        for number, body in enumerate(bodies):
            framing = length(body) if number % 2 else CHUNKED
            sent += head(key, case.encode(), framing + (CLOSE if number == 9 else b""))
            sent += body if number % 2 else chunks(body, 100)
        answers = parted(exchange(gateway, sent))
        told = [reader.read(body) for _, body in answers]
        assert [one["body"] for one in told] == bodies, reader.name
        wait_until(lambda: reader.times(case) == 10, 10, f"{reader.name} reads ten")
        assert reader.times("inner") == 0, reader.name
