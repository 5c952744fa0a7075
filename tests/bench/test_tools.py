#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Do the tools see what is wrong? The load generator asks the provider through a relay that tampers with answers, and has to
refuse each of them.  test_tools.py FOLDER, the one bench_load and bench_provider lie in."""
import os
import socket
import sys
import threading
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tools import Provider, load  # noqa: E402

BEARER = "authorization: Bearer sk-bench-{user}"


class TamperingRelay:
    """Answers one request a connection with tamper(the provider's whole answer)."""

    def __init__(self, provider_port, tamper):
        self._provider_port = provider_port
        self._tamper = tamper
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self._listener.close()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        with client, socket.create_connection(("127.0.0.1", self._provider_port)) as provider:
            client.settimeout(20)
            request = client.recv(65536)
            while not request.endswith(b'"}]}'):
                piece = client.recv(65536)
                if not piece:
                    return
                request += piece
            provider.sendall(request.replace(b"\r\n", b"\r\nConnection: close\r\n", 1))
            answer = b""
            while piece := provider.recv(65536):
                answer += piece
            client.sendall(self._tamper(answer.replace(b"\r\n", b"\r\nConnection: close\r\n", 1)))


def other_length(answer):
    """One byte less of the body, and a length that fits."""
    head, body = answer.split(b"\r\n\r\n", 1)
    return head.replace(b"Content-Length: %d" % len(body), b"Content-Length: %d" % (len(body) - 1)) + b"\r\n\r\n" + body[:-1]


def chunk_of(answer, word):
    """The chunk of a stream, with its framing, that has the word."""
    at = answer.index(word)
    begin = answer.rindex(b"\r\n", 0, answer.rindex(b"\r\n", 0, at)) + 2
    return answer[begin:answer.index(b"\r\n", at) + 2]


def swap(answer, one, two):
    return answer.replace(one, b"\0").replace(two, one).replace(b"\0", two)


class Tools(unittest.TestCase):
    folder = ""

    def setUp(self):
        self.provider = Provider(self.folder, headers=2000)
        self.addCleanup(self.provider.end)

    def ask(self, port=None, header=BEARER, **options):
        return load(self.folder, port or self.provider.port, header=header, **options)

    def seen(self):
        return self.provider.end()

    def test_right_answers_are_counted(self):
        for options in ({}, {"chunks": 64}, {"chunks": 3, "chunk_ms": 5}, {"prompt_bytes": 1000000}):
            result = self.ask(count=50, connections=4, agents=7, users=3, **options)
            self.assertEqual((result["sent"], result["outcomes"], result["complaints"]), (50, {"ok": 50}, {}))
        self.assertEqual(self.seen()["requests"], 200)

    def test_an_open_loop_sends_as_many_as_it_says(self):
        result = self.ask(rate=100, seconds=1)
        self.assertEqual((result["sent"], result["outcomes"]), (100, {"ok": 100}))

    def test_who_cancels_is_seen_to_leave(self):
        result = self.ask(count=40, connections=4, chunks=4, streams=50, cancels=100)
        self.assertEqual(result["outcomes"], {"client_cancelled": 40})
        seen = self.seen()
        self.assertEqual((seen["requests"], seen["released"]), (40, 40))

    def test_faults_are_drawn_and_told_apart(self):
        result = self.ask(count=60, connections=8, chunks=4, streams=50, faults=100)
        faults = self.seen()["by_fault"]
        self.assertEqual(sum(faults.values()), 60)
        self.assertEqual(set(faults), {"cut", "error", "reset", "slow"})
        self.assertEqual(result["outcomes"], {"ok": faults["slow"], "upstream_cut": faults["cut"],
                                              "upstream_error": faults["error"]})
        # Without a proxy nobody turns a reset into a 502.
        self.assertEqual([complaint["count"] for complaint in result["complaints"].values()], [faults["reset"]])

    def refused(self, tamper, complaint, **options):
        relay = TamperingRelay(self.provider.port, tamper)
        self.addCleanup(relay.close)
        result = self.ask(port=relay.port, count=3, connections=1, **options)
        self.assertEqual(result["outcomes"], {})
        self.assertEqual(list(result["complaints"]), [complaint])

    def test_the_relay_alone_spoils_nothing(self):
        relay = TamperingRelay(self.provider.port, lambda answer: answer)
        self.addCleanup(relay.close)
        for chunks in (0, 8):
            self.assertEqual(self.ask(port=relay.port, count=3, connections=1, chunks=chunks)["outcomes"], {"ok": 3})

    def test_another_users_key_is_refused(self):
        result = self.ask(header="authorization: Bearer sk-bench-1", count=50, agents=2, users=2)
        self.assertEqual(len(result["complaints"]), 1)
        self.assertLess(result["outcomes"]["ok"], 50)

    def test_changed_plain_answers_are_refused(self):
        self.refused(lambda answer: answer.replace(b"brown", b"green"), "the answer differs from byte 172 on")
        self.refused(lambda answer: answer.replace(b"200 OK", b"201 OK"), "status 201")
        self.refused(lambda answer: answer[:-1], "the answer was cut")
        self.refused(other_length, "a part of the answer is missing, yet it ended properly")
        self.refused(lambda answer: answer.replace(b"Content-Length", b"X-Length"), "an answer whose framing is wrong")
        self.refused(lambda answer: b"", "closed without an answer")

    def test_changed_streams_are_refused(self):
        def stream(tamper, complaint):
            self.refused(tamper, complaint, chunks=8)
        first = self.ask(count=1, chunks=8)
        self.assertEqual(first["outcomes"], {"ok": 1})
        missing = "a part of the answer is missing, yet it ended properly"
        stream(lambda a: a.replace(b"text/event-stream", b"application/json"), "another content type")
        stream(lambda a: a.replace(chunk_of(a, b"[DONE]"), b""), missing)
        stream(lambda a: a[:-5], "the answer is there, but its framing was not ended")
        stream(lambda a: a[:-40], "the answer was cut")
        for spoil in (lambda a: a.replace(chunk_of(a, b"word0004"), b""),
                      lambda a: a.replace(chunk_of(a, b"word0004"), 2 * chunk_of(a, b"word0004")),
                      lambda a: swap(a, b"word0004", b"word0005")):
            relay = TamperingRelay(self.provider.port, spoil)
            self.addCleanup(relay.close)
            complaints = self.ask(port=relay.port, count=3, connections=1, chunks=8)["complaints"]
            self.assertEqual(len(complaints), 1)
            self.assertRegex(list(complaints)[0], "^the answer differs from byte [0-9]+ on$")


if __name__ == "__main__":
    Tools.folder = sys.argv.pop(1)
    unittest.main()
