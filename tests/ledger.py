#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A keyswitchd that is killed again and again, or whose clock jumps, against a ledger of the answers its callers got.

  ledger.py kill  KEYSWITCHD [--rounds N] [--window MS]   kill -9 at random: what was answered earlier than the window
                                                          before it has its row
  ledger.py clock KEYSWITCHD FAULTYFILES                  the wall clock jumps by an hour each way, and days begin and end
                                                          in a zone with daylight saving time: each answer has one row

The mock answers, on loopback. The last line is the sum; the exit code says whether all was right."""
import argparse
import datetime
import http.client
import json
import os
import random
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile
import threading
import time
import uuid
import zoneinfo

SUMS = ("usage_day", "usage_month", "usage_day_user", "usage_month_user", "usage_day_model", "usage_hour_model")
BODY = json.dumps({"model": "mock-small", "messages": [{"role": "user", "content": "Hello"}]})


class Server:
    def __init__(self, program, folder, environment=None):
        began = time.monotonic()
        self.program, self.folder, self.environment = program, folder, environment
        self.process = subprocess.Popen(
            [program, "serve", "--data", folder, "--listen", "127.0.0.1:0", "--workers", "2"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment)
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("keyswitchd does not start")
        event = json.loads(line)
        self.took = time.monotonic() - began
        self.port = int(event["url"].rsplit(":", 1)[1])
        example = event["try"]
        self.path = example.split(str(self.port), 1)[1].split()[0]
        self.key = example.split("Bearer ", 1)[1].split("'")[0]

    def command(self, *words):
        done = subprocess.run([self.program, *words, "--data", self.folder, "--json"], stdout=subprocess.PIPE, check=True,
                              env=self.environment)
        return json.loads(done.stdout)

    def end(self, how):
        self.process.send_signal(how)
        self.process.wait()
        self.process.stdout.close()


class Caller(threading.Thread):
    """Calls one after the other and writes down which were answered whole, and when."""

    def __init__(self, server, most=None):
        super().__init__(daemon=True)
        self.server, self.most, self.ledger, self.stopping = server, most, [], False

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=10)
        try:
            while not self.stopping and (self.most is None or len(self.ledger) < self.most):
                connection.request("POST", self.server.path, BODY,
                                   {"Authorization": "Bearer " + self.server.key, "Content-Type": "application/json"})
                answer = connection.getresponse()
                answer.read()
                if answer.status != 200:
                    print("WRONG: a call was answered with %d" % answer.status)
                    return
                self.ledger.append((uuid.UUID(answer.getheader("x-request-id")).bytes, time.monotonic()))
        except (OSError, http.client.HTTPException):
            pass  # killed
        finally:
            connection.close()


def wrong_in(folder):
    """What is wrong with the database of a folder; nothing: it is sound."""
    database = sqlite3.connect("file:%s/keyswitch.db?mode=ro" % folder, uri=True)
    found = [row[0] for row in database.execute("PRAGMA integrity_check") if row[0] != "ok"]
    rows = database.execute("SELECT count(*),coalesce(sum(prompt_tokens),0),coalesce(sum(completion_tokens),0),"
                            "coalesce(sum(cost_nano),0) FROM requests").fetchone()
    for table in SUMS:
        sums = database.execute("SELECT coalesce(sum(requests),0),coalesce(sum(prompt),0),coalesce(sum(completion),0),"
                                "coalesce(sum(cost_nano),0) FROM " + table).fetchone()
        if sums != rows:
            found.append("%s has %s, the rows %s" % (table, sums, rows))
    if rows[0] != database.execute("SELECT count(DISTINCT request_id) FROM requests").fetchone()[0]:
        found.append("a request has two rows")
    if database.execute("SELECT count(*) FROM requests WHERE duration_us<0 OR ttft_us<0 OR ttft_us>duration_us").fetchone()[0]:
        found.append("a time is negative")
    database.close()
    return found


def ids_in(folder):
    database = sqlite3.connect("file:%s/keyswitch.db?mode=ro" % folder, uri=True)
    ids = {row[0] for row in database.execute("SELECT request_id FROM requests")}
    database.close()
    return ids


def kill(arguments):
    wrong, answered, lost, oldest, slowest = [], 0, 0, 0.0, 0.0
    with tempfile.TemporaryDirectory() as folder:
        pending = []  # of the round before: looked for when the next server has recovered the file
        for number in range(arguments.rounds + 1):
            server = Server(arguments.keyswitchd, folder)
            slowest = max(slowest, server.took)
            there = ids_in(folder)
            for request, age in pending:
                if request in there:
                    continue
                lost += 1
                oldest = max(oldest, age)
                if age * 1000 > arguments.window:
                    wrong.append("round %d: answered %.0f ms before the kill, and no row" % (number, age * 1000))
            wrong += ["round %d: %s" % (number, what) for what in wrong_in(folder)]
            if number == arguments.rounds:
                server.end(signal.SIGTERM)
                break
            callers = [Caller(server) for _ in range(4)]
            for caller in callers:
                caller.start()
            time.sleep(random.uniform(0.05, 1.2))
            moment = time.monotonic()
            server.end(signal.SIGKILL)
            for caller in callers:
                caller.join()
            pending = [(request, moment - at) for caller in callers for request, at in caller.ledger]
            answered += len(pending)
        wrong += wrong_in(folder)
    if answered < arguments.rounds * 5:
        wrong.append("only %d calls were answered" % answered)
    print("%d rounds, %d calls answered, %d of them without a row, the oldest answered %.0f ms before its kill; "
          "slowest start %.0f ms" % (arguments.rounds, answered, lost, oldest * 1000, slowest * 1000))
    return wrong


class Clock:
    """The wall clock of programs that are started with its environment."""

    def __init__(self, library, folder, zone="UTC"):
        self.zone = zoneinfo.ZoneInfo(zone)
        self.file = os.path.join(folder, "clock")
        with open(self.file, "wb") as file:
            file.write(struct.pack("=q", 0))
        self.environment = dict(os.environ, LD_PRELOAD=library, FAULTY_CLOCK=self.file, TZ=zone)

    def set(self, milliseconds):
        with open(self.file, "r+b") as file:
            file.write(struct.pack("=q", int(milliseconds)))

    def turn_to(self, *local):
        self.set(datetime.datetime(*local, tzinfo=self.zone).timestamp() * 1000 - time.time() * 1000)


def called(server, calls):
    caller = Caller(server, calls)
    caller.start()
    caller.join()
    if len(caller.ledger) != calls:
        raise SystemExit("%d of %d calls were answered" % (len(caller.ledger), calls))
    return [request for request, _ in caller.ledger]


def jumps(arguments):
    """By an hour and by a second, each way, under load: each answer has one row."""
    wrong = []
    with tempfile.TemporaryDirectory() as place:
        folder = os.path.join(place, "data")
        clock = Clock(arguments.faultyfiles, place)
        server = Server(arguments.keyswitchd, folder, clock.environment)
        callers = [Caller(server) for _ in range(3)]
        for caller in callers:
            caller.start()
        for milliseconds in (0, 3600_000, 0, -3600_000, 0, -1000, 1000, 0):
            clock.set(milliseconds)
            time.sleep(0.4)
        for caller in callers:
            caller.stopping = True
        for caller in callers:
            caller.join()
        server.end(signal.SIGTERM)
        ledger = [request for caller in callers for request, _ in caller.ledger]
        missing = set(ledger) - ids_in(folder)
        if missing:
            wrong.append("%d of %d answers have no row after clock jumps" % (len(missing), len(ledger)))
        wrong += wrong_in(folder)
        print("clock jumps: %d calls answered, %d rows" % (len(ledger), len(ids_in(folder))))
    return wrong


def days(arguments):
    """Today's figures begin at the local midnight, also on days of 23 and of 25 hours."""
    wrong = []
    for name, before, day in (("spring", (2026, 3, 28), (2026, 3, 29)), ("autumn", (2026, 10, 24), (2026, 10, 25)),
                              ("ordinary", (2026, 6, 9), (2026, 6, 10))):
        with tempfile.TemporaryDirectory() as place:
            folder = os.path.join(place, "data")
            clock = Clock(arguments.faultyfiles, place, "Europe/Berlin")
            for moment, calls, expected in ((before + (23, 30), 3, 3), (day + (0, 30), 4, 4), (day + (4, 30), 5, 9)):
                clock.turn_to(*moment)
                server = Server(arguments.keyswitchd, folder, clock.environment)
                called(server, calls)
                today = server.command("status")["requests_today"]
                if today != expected:
                    wrong.append("%s, %s: %d requests today instead of %d" % (name, moment, today, expected))
                server.end(signal.SIGTERM)
            # And midnight while it runs.
            clock.turn_to(*(day + (23, 59, 57)))
            server = Server(arguments.keyswitchd, folder, clock.environment)
            called(server, 2)
            if server.command("status")["requests_today"] != 11:
                wrong.append("%s: before midnight" % name)
            time.sleep(4)
            called(server, 1)
            if server.command("status")["requests_today"] != 1:
                wrong.append("%s: after midnight" % name)
            server.end(signal.SIGTERM)
            wrong += wrong_in(folder)
    print("days: three, in a zone with daylight saving time")
    return wrong


def main():
    parser = argparse.ArgumentParser()
    kinds = parser.add_subparsers(dest="kind", required=True)
    killing = kinds.add_parser("kill")
    killing.add_argument("keyswitchd")
    killing.add_argument("--rounds", type=int, default=200)
    killing.add_argument("--window", type=float, default=320, help="a batch's 200 ms, the worker's 20, and a slow disk's commit")
    turning = kinds.add_parser("clock")
    turning.add_argument("keyswitchd")
    turning.add_argument("faultyfiles")
    arguments = parser.parse_args()
    wrong = kill(arguments) if arguments.kind == "kill" else jumps(arguments) + days(arguments)
    for what in wrong[:20]:
        print("WRONG: " + what)
    print("%d wrong" % len(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
