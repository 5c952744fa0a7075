# SPDX-License-Identifier: GPL-3.0-or-later
"""Two users at once: no key may ever be swapped, no row missing, none written twice."""
import asyncio
import collections
import os
import uuid

import httpx
import openai
import pytest

from harness.gateway import Gateway
from harness.processes import wait_until
from upstream import tokens

CALLS = 500  # a user, half of them streams
AT_ONCE = 16


@pytest.fixture(scope="module")
def busy(state, litellm, shared_key):
    gateway = Gateway(os.path.join(state, "busy"), LETTA_GLOBAL_API_KEY=shared_key, LITELLM_BASE_URL=litellm.url).start()
    for user in ("user-a", "user-b"):
        gateway.add_user(user + "@example.org", user, litellm.keys[user])
        gateway.add_agent("load-" + user, user + "@example.org", "m-ok")
    yield gateway
    gateway.end()


async def call_all(gateway, shared_key):
    """{response id: (user, text)}, each answer compared with its question."""
    seen = {}
    gate = asyncio.Semaphore(AT_ONCE)
    async with httpx.AsyncClient(trust_env=False, timeout=120, limits=httpx.Limits(max_connections=AT_ONCE)) as pool:
        clients = {user: openai.AsyncOpenAI(base_url=gateway.endpoint("load-" + user), api_key=shared_key,
                                            max_retries=0, http_client=pool) for user in ("user-a", "user-b")}

        async def one(user, stream):
            text = f"{user} {uuid.uuid4().hex}"
            ask = dict(model="m-ok", messages=[{"role": "user", "content": text}])
            async with gate:
                if stream:
                    answer, response_id = "", None
                    async for chunk in await clients[user].chat.completions.create(**ask, stream=True):
                        response_id = chunk.id
                        answer += chunk.choices[0].delta.content or "" if chunk.choices else ""
                else:
                    whole = await clients[user].chat.completions.create(**ask)
                    answer, response_id = whole.choices[0].message.content, whole.id
            assert answer == "echo: " + text
            assert response_id not in seen
            seen[response_id] = (user, text, stream)

        await asyncio.gather(*(one(user, number % 2 == 0) for number in range(CALLS) for user in clients))
    return seen


def test_interleaved_users_keep_their_keys_and_rows(busy, litellm, shared_key):
    seen = asyncio.run(call_all(busy, shared_key))
    assert len(seen) == 2 * CALLS

    wait_until(lambda: sum(busy.usage("agent").values()) >= 2 * CALLS, 20, "all rows are written")
    assert busy.usage("agent") == {"load-user-a": CALLS, "load-user-b": CALLS}
    rows = busy.rows(1000)
    assert collections.Counter(row.outcome for row in rows) == {"ok": 2 * CALLS}
    assert len({row.request_id for row in rows}) == len({row.call_id for row in rows}) == 2 * CALLS
    assert {row.upstream_id for row in rows} == set(seen)

    keys = {call["call_id"]: call["key"] for call in litellm.arrivals()}
    wait_until(lambda: {row.call_id for row in rows} <= {booked["call_id"] for booked in litellm.bookings()}, 30,
               "LiteLLM books all calls")
    bookings = {}
    for booked in litellm.bookings():
        assert bookings.setdefault(booked["call_id"], booked) is booked, "LiteLLM booked a call twice"
    for row in rows:
        user, text, stream = seen[row.upstream_id]
        assert row.agent == "load-" + user and row.stream == stream
        assert keys[row.call_id] == litellm.keys[user]
        booked = bookings[row.call_id]
        assert booked["user"] == user and booked["id"] == row.upstream_id
        assert (row.prompt_tokens, row.completion_tokens) == tokens(text)
        assert row.cost == round(booked["cost"] * 1e9)
