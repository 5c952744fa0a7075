# SPDX-License-Identifier: GPL-3.0-or-later
"""Real agents in a real Letta, which call a real LiteLLM through Keyswitch."""
import json
import uuid

import httpx
import letta_client
import pytest

from harness.gateway import CommandFailed, Gateway
from harness.rawupstream import RawUpstream


@pytest.fixture(scope="module")
def sdk(letta):
    with letta_client.Letta(base_url=letta.url, api_key=letta.password, timeout=180, max_retries=0,
                            http_client=httpx.Client(trust_env=False, timeout=180)) as sdk:
        yield sdk


@pytest.fixture(scope="module")
def created(house, letta):
    """An agent a user, made by `agent create`."""
    return {user: house.create_agent(house.people[user].email, f"{user}'s agent", "m-ok") for user in ("user-a", "user-b")}


@pytest.fixture(scope="module")
def by_hand(house, letta, sdk):
    """An agent made in Letta by hand, mapped by `agent add` and then pointed at the endpoint that this names."""
    agent = sdk.agents.create(name="by-hand", llm_config={
        "model": "m-ok", "model_endpoint_type": "openai", "model_endpoint": letta.url, "context_window": 32000})
    house.add_agent(agent.id, house.people["user-b"].email, "m-ok")
    config = agent.llm_config.model_dump(exclude_none=True)
    config["model_endpoint"] = house.agents()[agent.id]["endpoint"]
    sdk.agents.update(agent.id, llm_config=config)
    return agent.id


def new_text():
    return "please say " + uuid.uuid4().hex


def said(messages):
    texts = []
    for message in messages:
        if message.message_type == "assistant_message":
            texts.append(message.content if isinstance(message.content, str)
                         else "".join(part.text for part in message.content))
    return "".join(texts)


def calls_with(provider, text):
    return [call for call in provider.calls() if text in json.dumps(call["body"])]


def check_booked(house, litellm, agent, user, text, provider, stream):
    """LiteLLM saw this user's key, and the row equals what it booked."""
    assert len(calls_with(provider, text)) == 1
    rows = [row for row in house.rows(20) if row.agent == agent]
    row = rows[0]
    assert row.outcome == "ok" and row.status == 200
    assert row.stream == stream
    arrivals = [call for call in litellm.arrivals() if call["call_id"] == row.call_id]
    assert [call["key"] for call in arrivals] == [litellm.keys[user]]
    booked = litellm.booking(row.call_id)
    assert booked["user"] == user and booked["ok"]
    assert (row.prompt_tokens, row.completion_tokens) == (booked["prompt_tokens"], booked["completion_tokens"])
    assert row.cost == round(booked["cost"] * 1e9)
    assert row.ttft is not None


def ask(sdk, agent, text, stream):
    if stream:
        return said(sdk.agents.messages.create(agent, messages=[{"role": "user", "content": text}], streaming=True,
                                               stream_tokens=True))
    return said(sdk.agents.messages.create(agent, messages=[{"role": "user", "content": text}]).messages)


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream_tokens"])
@pytest.mark.parametrize("user", ["user-a", "user-b"])
def test_a_created_agent_answers_with_its_users_key(house, litellm, provider, sdk, created, user, stream):
    text = new_text()
    assert text in ask(sdk, created[user], text, stream)
    check_booked(house, litellm, created[user], user, text, provider, stream)


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream_tokens"])
def test_an_agent_mapped_by_hand_answers_with_its_users_key(house, litellm, provider, sdk, by_hand, stream):
    text = new_text()
    assert text in ask(sdk, by_hand, text, stream)
    check_booked(house, litellm, by_hand, "user-b", text, provider, stream)


def test_letta_sends_models_of_the_newer_kind_to_responses(house, litellm, provider, sdk, letta):
    agent = house.create_agent(house.people["user-a"].email, "newer", "gpt-5-live")
    text = new_text()
    assert text in ask(sdk, agent, text, False)
    assert [call["path"] for call in calls_with(provider, text)] == ["/v1/responses"]
    check_booked(house, litellm, agent, "user-a", text, provider, False)


def test_a_created_agent_stands_in_letta_with_its_own_endpoint(house, sdk, created):
    for user, agent in created.items():
        config = sdk.agents.retrieve(agent).llm_config
        assert config.model_endpoint.startswith(house.endpoint(agent))
        assert house.agents()[agent]["user_email"] == house.people[user].email


def test_the_mapping_test_calls_through_the_whole_path(house, created):
    for extra in ((), ("--call",), ("--call", "--stream")):
        verdicts = {step["id"]: step["verdict"] for step in house.run("test-mapping", created["user-a"], *extra)}
        assert len(verdicts) > 3
        assert "failed" not in verdicts.values(), verdicts


def test_doctor_finds_both_servers(house, letta):
    steps = house.run("doctor")
    assert "failed" not in {step["verdict"] for step in steps}, steps
    assert "0.16.7" in json.dumps(steps)


def test_a_refused_change_in_letta_leaves_no_orphan(tmp_path, house, letta, litellm, sdk, shared_key):
    """Letta takes the new agent but refuses its endpoint: neither Letta nor Keyswitch keeps anything of it."""
    forwarded = []

    def refuse_patch(sock, request):
        method, path, _ = request.line.split(" ")
        forwarded.append(method)
        if method == "PATCH":
            sock.sendall(b"HTTP/1.1 500 Internal Server Error\r\ncontent-type: application/json\r\ncontent-length: 15\r\n"
                         b"connection: close\r\n\r\n{\"detail\":\"no\"}")
            return False
        headers = {name: value for name, value in request.headers.items()
                   if name not in ("host", "connection", "content-length", "accept-encoding")}
        answer = httpx.request(method, letta.url + path, content=request.body, headers=headers, timeout=120,
                               trust_env=False)
        sock.sendall(b"HTTP/1.1 %d X\r\ncontent-type: application/json\r\ncontent-length: %d\r\nconnection: close\r\n\r\n%s"
                     % (answer.status_code, len(answer.content), answer.content))
        return False

    between = RawUpstream(refuse_patch, get_too=True)
    gateway = Gateway(tmp_path, LETTA_GLOBAL_API_KEY=shared_key, LITELLM_BASE_URL=litellm.url,
                      LITELLM_MASTER_KEY=litellm.master_key, LETTA_BASE_URL=between.url,
                      LETTA_API_KEY=letta.password).start()
    try:
        gateway.add_user("a@example.org", "A", litellm.keys["user-a"])
        name = "orphan-" + uuid.uuid4().hex
        with pytest.raises(CommandFailed):
            gateway.create_agent("a@example.org", name, "m-ok")
        assert forwarded.count("POST") == 1 and "PATCH" in forwarded, "the agent was made, then refused"
        assert gateway.agents() == {}
        assert [agent.name for agent in sdk.agents.list(name=name)] == []
    finally:
        gateway.end()
        between.close()
