# SPDX-License-Identifier: GPL-3.0-or-later
"""Clients that leave, upstreams that die: against bare sockets directly behind Keyswitch."""
import json
import random
import socket
import statistics
import time

import httpx
import openai
import pytest

from harness.processes import wait_until
from harness.rawupstream import RawUpstream, cut_stream, endless_stream, leave, plain, silent

MESSAGES = [{"role": "user", "content": "hello"}]


@pytest.fixture
def upstream():
    made = []

    def make(script):
        made.append(RawUpstream(script))
        return made[-1]
    yield make
    for one in made:
        one.close()


def newest(gateway, count=1):
    return wait_until(lambda: (rows if len(rows := gateway.rows(count)) == count else None), 15, f"{count} rows")


def stream_of(http, gateway, **request):
    """The answer, its text as far as it came, and whether it came to its proper end."""
    text = ""
    with http.stream("POST", gateway.endpoint("agent-raw") + "/chat/completions", **request) as answer:
        try:
            for piece in answer.iter_text():
                text += piece
        except httpx.RemoteProtocolError:
            return answer, text, False
    return answer, text, True


def leave_after(stream, chunks):
    """Reads some chunks, then closes the connection; when that was."""
    for _ in range(chunks):
        next(stream)
    stream.response.close()
    return time.monotonic()


def test_a_client_that_leaves_cancels_its_upstream_at_once(behind, upstream, client):
    raw = upstream(endless_stream)
    gateway = behind(raw.url)
    delays = []
    for number in range(5):
        stream = client(gateway.endpoint("agent-raw")).chat.completions.create(model="raw", messages=MESSAGES, stream=True)
        left = leave_after(stream, 3)
        request = raw.posts()[number]
        delays.append(wait_until(lambda: request.closed_at, 5, "the upstream is cancelled") - left)
    assert statistics.median(delays) < 0.1, delays
    assert {(row.outcome, row.stream) for row in newest(gateway, 5)} == {("client_cancelled", True)}


def test_a_client_that_leaves_before_the_answer_cancels_too(behind, upstream, shared_key):
    raw = upstream(silent)
    gateway = behind(raw.url)
    body = json.dumps({"model": "raw", "messages": MESSAGES}).encode()
    host, port = gateway.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as sock:
        sock.sendall(b"POST /api/v1/llm-proxy/agent-raw/chat/completions HTTP/1.1\r\nhost: %s:%s\r\n"
                     b"authorization: Bearer %s\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s"
                     % (host.encode(), port.encode(), shared_key.encode(), len(body), body))
        request = wait_until(lambda: raw.posts() and raw.posts()[0], 5, "the request reaches the upstream")
    left = time.monotonic()
    assert wait_until(lambda: request.closed_at, 5, "the upstream is cancelled") - left < 0.1
    assert newest(gateway)[0].outcome == "client_cancelled"


def test_an_upstream_that_dies_in_a_stream_ends_it_with_an_error(behind, upstream, http, client):
    gateway = behind(upstream(cut_stream).url)
    answer, text, whole = stream_of(http, gateway, json={"model": "raw", "stream": True, "messages": MESSAGES})
    events = [part for part in text.split("\n\n") if part]
    assert answer.status_code == 200
    assert not whole, "an answer that is not whole must not look whole to those who only count bytes"
    assert [json.loads(part.removeprefix("data: "))["choices"][0]["delta"]["content"] for part in events[:3]] == [
        "one ", "two ", "three "]
    assert "error" in json.loads(events[-1].split("data: ", 1)[1])
    assert "[DONE]" not in text
    row = gateway.row(answer.headers["x-request-id"])
    assert row.outcome == "upstream_cut"
    with pytest.raises(openai.APIError):
        list(client(gateway.endpoint("agent-raw")).chat.completions.create(model="raw", messages=MESSAGES, stream=True))


@pytest.mark.parametrize("reused", [False, True], ids=["new connection", "kept connection"])
@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
def test_an_upstream_that_leaves_without_an_answer_gets_one_post(behind, upstream, client, reused, stream):
    raw = upstream([plain(), leave] if reused else leave)
    gateway = behind(raw.url)
    openai_client = client(gateway.endpoint("agent-raw"))
    before = 0
    if reused:
        openai_client.chat.completions.create(model="raw", messages=MESSAGES)
        before = 1
    with pytest.raises(openai.InternalServerError) as caught:
        openai_client.chat.completions.create(model="raw", messages=MESSAGES, stream=stream)
    assert caught.value.status_code == 502
    time.sleep(1)  # a second attempt would be there by now
    assert len(raw.posts()) == before + 1
    if reused:
        assert raw.posts()[0].connection == raw.posts()[1].connection
    assert gateway.row(caught.value.response.headers["x-request-id"]).status == 502


def test_an_upstream_that_is_not_there_is_a_502_without_its_address(behind, client, dead_url):
    gateway = behind(dead_url)
    with pytest.raises(openai.InternalServerError) as caught:
        client(gateway.endpoint("agent-raw")).chat.completions.create(model="raw", messages=MESSAGES)
    assert caught.value.status_code == 502
    assert dead_url.rsplit(":", 1)[1] not in caught.value.response.text
    assert gateway.row(caught.value.response.headers["x-request-id"]).status == 502


def test_an_upstream_that_says_nothing_is_a_504(behind, upstream, client):
    raw = upstream(silent)
    gateway = behind(raw.url, KEYSWITCH_UPSTREAM_FIRST_BYTE_TIME="1s")
    with pytest.raises(openai.InternalServerError) as caught:
        client(gateway.endpoint("agent-raw")).chat.completions.create(model="raw", messages=MESSAGES)
    assert caught.value.status_code == 504
    assert gateway.row(caught.value.response.headers["x-request-id"]).status == 504
    assert len(raw.posts()) == 1


# --- byte for byte ----------------------------------------------------------------------------------------------------

def odd_body(stream):
    """About 1 MB that no re-serialising would leave as it is."""
    chance = random.Random(3)
    odd = [' "z" : 1.0e+02 , "a":12345678901234567890123456789', '"a" : -0.0', '"same":1, "same" :  2',
           r'"escapes":"\u00e9\/\b\f \ud83d\ude00 \u0000"', '"emoji":"🐎 мир 世界 \u2028"', '"deep":[[[[{ }]]], [ ]]',
           '"n":1E400, "m":0.1000, "e":1e-7, "t":true ,"nul" : null']
    filler, size = [], 0
    while size < 1_000_000:
        piece = "{%s%s}" % (" " * chance.randrange(4), chance.choice(odd))
        filler.append(piece)
        size += len(piece.encode())
    head = '{ \t"zeta":1,\r\n "messages" :[ {"content":"hi \\u0041","role" : "user"} ] , "model":"raw"'
    return (head + (' , "stream" :  true' if stream else "") + ', "odd":[' + ",\n".join(filler) + "]  }\n").encode()


def test_a_megabyte_of_odd_json_arrives_byte_for_byte(behind, upstream, http):
    raw = upstream(plain())
    gateway = behind(raw.url)
    body = odd_body(False)
    for headers in ({}, {"transfer-encoding": "chunked"}):
        content = body if not headers else (body[at:at + 70_001] for at in range(0, len(body), 70_001))
        answer = http.post(gateway.endpoint("agent-raw") + "/chat/completions", content=content,
                           headers={"content-type": "application/json"})
        assert answer.status_code == 200, answer.text
    assert [request.body == body for request in raw.posts()] == [True, True]


def test_asking_for_usage_is_the_only_change_to_a_streamed_body(behind, upstream, http):
    raw = upstream(cut_stream)
    gateway = behind(raw.url)
    body = odd_body(True)
    stream_of(http, gateway, content=body, headers={"content-type": "application/json"})
    arrived = raw.posts()[0].body
    added = len(arrived) - len(body)
    assert 0 < added < 100
    same = next(at for at in range(len(body)) if arrived[at] != body[at])
    assert arrived[same + added:] == body[same:], "one piece was put in, all else is the client's"
    assert b"include_usage" in arrived[:same + added + 40]
