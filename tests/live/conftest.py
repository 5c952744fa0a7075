# SPDX-License-Identifier: GPL-3.0-or-later
"""The real parts, started once a run and only when a test asks for them."""
import os
import secrets
import types

import httpx
import openai
import pytest

from harness.gateway import PROGRAM, Gateway
from harness.parts import Letta, LiteLLM, Provider
from harness.processes import free_port

CACHE = os.environ.get("KEYSWITCH_LIVE_CACHE",
                       os.path.join(os.environ.get("XDG_CACHE_HOME", os.path.expanduser("~/.cache")),
                                    "keyswitch", "live"))


@pytest.fixture(scope="session")
def state():
    """The folder of this run, for logs and data; run.sh makes it and clears it away."""
    return os.environ["LIVE_STATE"]


@pytest.fixture(scope="session")
def provider(state):
    provider = Provider(CACHE, state)
    yield provider
    provider.end()


@pytest.fixture(scope="session")
def shared_key():
    """The one key that Letta has for all its agents (LETTA_GLOBAL_API_KEY)."""
    return "sk-shared-" + secrets.token_hex(12)


@pytest.fixture(scope="session")
def starting_litellm(state, provider):
    litellm = LiteLLM(CACHE, state, provider.address)
    yield litellm
    litellm.end()


@pytest.fixture(scope="session")
def starting_letta(state, provider, shared_key):
    letta = Letta(CACHE, state, shared_key, f"http://{provider.address}/v1")
    yield letta
    letta.end()


@pytest.fixture(scope="session")
def litellm(starting_litellm):
    starting_litellm.wait()
    return starting_litellm


@pytest.fixture(scope="session")
def letta(starting_letta):
    starting_letta.wait()
    return starting_letta


@pytest.fixture(scope="session")
def house(state, litellm, starting_letta, shared_key):
    """Keyswitch between Letta and LiteLLM, with users A and B, one agent each, and some who are refused."""
    gateway = Gateway(os.path.join(state, "house"), LETTA_GLOBAL_API_KEY=shared_key, LITELLM_BASE_URL=litellm.url,
                      LITELLM_MASTER_KEY=litellm.master_key, LETTA_BASE_URL=starting_letta.url,
                      LETTA_API_KEY=starting_letta.password).start()
    people = {}
    for user, agent in (("user-a", "agent-a"), ("user-b", "agent-b"), ("limited", "agent-limited"),
                        ("blocked", "agent-blocked"), ("keyless", "agent-keyless")):
        email = user + "@example.org"
        gateway.add_user(email, "Person " + user, litellm.keys.get(user))
        gateway.add_agent(agent, email, "m-ok")
        people[user] = types.SimpleNamespace(email=email, name="Person " + user, agent=agent)
    gateway.people = people
    yield gateway
    assert gateway.end() == 0


@pytest.fixture
def behind(tmp_path_factory, shared_key):
    """Starts a Keyswitch directly in front of a given upstream; one user, and `agent-raw`."""
    started = []

    def start(upstream_url, wrapper=(), **settings):
        gateway = Gateway(tmp_path_factory.mktemp("gateway"), LETTA_GLOBAL_API_KEY=shared_key,
                          LITELLM_BASE_URL=upstream_url, **settings)
        started.append(gateway)
        gateway.start(wrapper)
        gateway.add_user("raw@example.org", "Raw", "sk-user-raw")
        gateway.add_agent("agent-raw", "raw@example.org", "raw")
        return gateway
    yield start
    for gateway in started:
        gateway.end()


@pytest.fixture
def client(shared_key):
    """An openai client as Letta uses it: the shared key, the agent's endpoint, no retries of its own."""
    made = []

    def make(base_url, key=shared_key, **options):
        made.append(openai.OpenAI(base_url=base_url, api_key=key, max_retries=0,
                                  http_client=httpx.Client(trust_env=False, timeout=60), **options))
        return made[-1]
    yield make
    for one in made:
        one.close()


@pytest.fixture
def http(shared_key):
    """Plain HTTP with the shared key."""
    with httpx.Client(trust_env=False, timeout=60, headers={"authorization": "Bearer " + shared_key}) as client:
        yield client


@pytest.fixture
def dead_url():
    return f"http://127.0.0.1:{free_port()}"


def pytest_report_header():
    return f"keyswitchd: {PROGRAM}"
