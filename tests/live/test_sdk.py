# SPDX-License-Identifier: GPL-3.0-or-later
"""The openai SDK, pointed at an agent's endpoint in each form in which clients write it."""
import base64
import uuid

import openai
import pytest

CHAT_FORMS = ["", "/v1", "/chat/completions", "/v1/chat/completions"]
BASE_FORMS = ["", "/v1"]
TOOL = {"type": "function", "function": {"name": "weather", "parameters": {
    "type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}}


def nonce(kind="hello"):
    return f"{kind} {uuid.uuid4().hex}"


def messages(text):
    return [{"role": "user", "content": text}]


@pytest.fixture(params=CHAT_FORMS, ids=lambda form: form or "bare")
def chat_client(request, house, client):
    return client(house.endpoint("agent-a") + request.param)


@pytest.fixture(params=BASE_FORMS, ids=lambda form: form or "bare")
def base_client(request, house, client):
    return client(house.endpoint("agent-a") + request.param)


def test_chat_answers(chat_client):
    text = nonce()
    answer = chat_client.chat.completions.create(model="m-ok", messages=messages(text))
    assert answer.choices[0].message.content == "echo: " + text
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens > 0


def test_a_stream_comes_in_pieces_and_ends(chat_client):
    text = nonce()
    pieces, finish = [], None
    for chunk in chat_client.chat.completions.create(model="m-ok", messages=messages(text), stream=True):
        assert chunk.usage is None, "usage was not asked for"
        if chunk.choices and chunk.choices[0].delta.content:
            pieces.append(chunk.choices[0].delta.content)
        if chunk.choices and chunk.choices[0].finish_reason:
            finish = chunk.choices[0].finish_reason
    assert "".join(pieces) == "echo: " + text
    assert len(pieces) > 2
    assert finish == "stop"


def test_a_stream_with_usage_brings_it(chat_client):
    chunks = list(chat_client.chat.completions.create(model="m-ok", messages=messages(nonce()), stream=True,
                                                      stream_options={"include_usage": True}))
    usages = [chunk.usage for chunk in chunks if chunk.usage]
    assert len(usages) == 1
    assert usages[0].total_tokens > 0


def test_a_tool_is_called_and_its_result_goes_back(chat_client):
    conversation = messages("use the tool for " + nonce())
    call = chat_client.chat.completions.create(model="m-ok", messages=conversation, tools=[TOOL])
    assert call.choices[0].finish_reason == "tool_calls"
    asked = call.choices[0].message.tool_calls[0]
    assert (asked.function.name, asked.function.arguments) == ("weather", '{"city": "Riga"}')
    result = "sunny " + nonce()
    conversation += [call.choices[0].message.model_dump(exclude_none=True),
                     {"role": "tool", "tool_call_id": asked.id, "content": result}]
    answer = chat_client.chat.completions.create(model="m-ok", messages=conversation, tools=[TOOL])
    assert answer.choices[0].message.content == "echo: " + result


def test_a_streamed_tool_call_keeps_its_pieces_in_order(chat_client):
    arguments = ""
    for chunk in chat_client.chat.completions.create(model="m-ok", messages=messages("use the tool " + nonce()),
                                                     tools=[TOOL], stream=True):
        for call in (chunk.choices[0].delta.tool_calls or []) if chunk.choices else []:
            arguments += call.function.arguments or ""
    assert arguments == '{"city": "Riga"}'


def test_vision_and_audio_parts_reach_the_provider_untouched(house, provider, chat_client):
    text = nonce("look")
    picture = "data:image/png;base64," + base64.b64encode(bytes(range(256)) * 40).decode()
    parts = [{"type": "text", "text": text}, {"type": "image_url", "image_url": {"url": picture, "detail": "low"}},
             {"type": "input_audio", "input_audio": {"data": base64.b64encode(b"RIFF").decode(), "format": "wav"}}]
    answer = chat_client.chat.completions.create(model="m-ok", messages=[{"role": "user", "content": parts}])
    assert text in answer.choices[0].message.content
    arrived = [call for call in provider.calls() if text in str(call["body"])]
    assert arrived[-1]["body"]["messages"][0]["content"] == parts


def test_response_format_and_unknown_fields_pass(provider, chat_client):
    text = nonce()
    chat_client.chat.completions.create(model="m-ok", messages=messages(text), response_format={"type": "json_object"},
                                        extra_body={"x_unknown_field": {"b": 1, "a": [1.50, "é"]}})
    arrived = [call for call in provider.calls() if text in str(call["body"])][-1]["body"]
    assert arrived["response_format"] == {"type": "json_object"}
    assert arrived["x_unknown_field"] == {"b": 1, "a": [1.5, "é"]}


def test_embeddings(base_client):
    answer = base_client.embeddings.create(model="m-embed", input=["one", nonce()], encoding_format="float")
    assert [item.embedding for item in answer.data] == [[0.25, -0.5, 0.0], [0.25, -0.5, 1.0]]


def test_models(base_client):
    assert "m-ok" in {model.id for model in base_client.models.list()}


def test_responses_plain_and_streamed(base_client):
    text = nonce()
    answer = base_client.responses.create(model="gpt-5-live", input=text)
    assert answer.output_text == "echo: " + text
    streamed = "".join(event.delta for event in base_client.responses.create(model="gpt-5-live", input=text, stream=True)
                       if event.type == "response.output_text.delta")
    assert streamed == "echo: " + text


def test_a_silence_in_a_stream_does_not_end_it(house, client):
    text = nonce()
    stream = client(house.endpoint("agent-a")).chat.completions.create(model="m-gap", messages=messages(text), stream=True)
    assert "".join(chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices) == "echo: " + text


# --- errors, each as the SDK's exception ------------------------------------------------------------------------------

REFUSED_BY_LITELLM = [
    ("m-429", openai.RateLimitError, 429), ("m-500", openai.InternalServerError, 500),
    ("m-401", openai.AuthenticationError, 401), ("m-ctx", openai.BadRequestError, 400),
    ("m-nonesuch", openai.BadRequestError, 400), ("m-hang", openai.APIStatusError, 408),
]


def check_refusal(house, error, status):
    """An OpenAI-shaped error with an id to find it by, its row, and nothing in it that is nobody's business."""
    assert error.status_code == status
    assert set(error.body) >= {"message", "type", "param", "code"}, error.body
    request_id = error.response.headers["x-request-id"]
    text = error.response.text + str(error.response.headers)
    for secret in [value for name, value in house.settings.items() if name.endswith("KEY")]:
        assert secret not in text
    row = house.row(request_id)
    assert row.status == status
    return row


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
@pytest.mark.parametrize("model, exception, status", REFUSED_BY_LITELLM, ids=[case[0] for case in REFUSED_BY_LITELLM])
def test_litellms_refusal_is_passed_on(house, client, model, exception, status, stream):
    with pytest.raises(exception) as caught:
        client(house.endpoint("agent-a")).chat.completions.create(model=model, messages=messages(nonce()), stream=stream)
    row = check_refusal(house, caught.value, status)
    assert row.outcome != "ok"
    assert row.cost in (None, 0)


def test_a_wrong_key_is_an_authentication_error(house, client):
    with pytest.raises(openai.AuthenticationError) as caught:
        client(house.endpoint("agent-a"), key="sk-wrong").chat.completions.create(model="m-ok", messages=messages("x"))
    check_refusal(house, caught.value, 401)


def test_a_missing_key_is_refused(house, http):
    answer = http.post(house.endpoint("agent-a") + "/chat/completions", headers={"authorization": ""},
                       json={"model": "m-ok", "messages": messages("x")})
    assert answer.status_code == 401
    assert set(answer.json()["error"]) >= {"message", "type", "param", "code"}
    assert answer.headers["x-request-id"]


def test_an_unknown_agent_is_not_found(house, client):
    with pytest.raises(openai.NotFoundError) as caught:
        client(house.endpoint("agent-nobody")).chat.completions.create(model="m-ok", messages=messages("x"))
    check_refusal(house, caught.value, 404)


def test_a_user_without_a_key_is_named_with_what_to_do(house, client):
    with pytest.raises(openai.InternalServerError) as caught:
        client(house.endpoint("agent-keyless")).chat.completions.create(model="m-ok", messages=messages("x"))
    check_refusal(house, caught.value, 500)
    assert "keyless" in caught.value.body["message"]


@pytest.mark.parametrize("body, param", [
    ({"model": "m-ok"}, "messages"), ({"model": "m-ok", "messages": []}, "messages"),
    ({"model": "m-ok", "messages": "hello"}, "messages"), ({"model": 7, "messages": messages("x")}, "model"),
], ids=["none", "empty", "text", "model"])
def test_a_malformed_body_names_the_parameter(house, http, body, param):
    answer = http.post(house.endpoint("agent-a") + "/chat/completions", json=body)
    assert answer.status_code == 400
    assert answer.json()["error"]["param"] == param


def test_fields_that_redirect_the_call_are_refused(house, http, litellm):
    for field in ("api_base", "base_url", "api_key", "user_config", "mock_response", "fallbacks", "extra_headers"):
        answer = http.post(house.endpoint("agent-a") + "/chat/completions",
                           json={"model": "m-ok", "messages": messages("x"), field: "http://127.0.0.1:1"})
        assert answer.status_code == 400, field
        assert answer.json()["error"]["param"] == field


def test_a_blocked_key_is_litellms_to_refuse(house, client):
    with pytest.raises(openai.AuthenticationError) as caught:
        client(house.endpoint("agent-blocked")).chat.completions.create(model="m-ok", messages=messages("x"))
    check_refusal(house, caught.value, 401)


def test_litellms_rate_limit_holds_per_user(house, client):
    limited = client(house.endpoint("agent-limited"))
    with pytest.raises(openai.RateLimitError):
        for _ in range(4):
            limited.chat.completions.create(model="m-ok", messages=messages(nonce()))
    client(house.endpoint("agent-a")).chat.completions.create(model="m-ok", messages=messages(nonce()))


def test_an_error_in_the_middle_of_a_stream_reaches_the_sdk(house, client):
    for model in ("m-drop", "m-miderr"):
        pieces = []
        with pytest.raises(openai.APIError):
            for chunk in client(house.endpoint("agent-a")).chat.completions.create(
                    model=model, messages=messages(nonce()), stream=True):
                pieces.append(chunk)
        assert pieces


def test_no_header_of_the_agent_reaches_litellm_that_could_speak_for_another(house, http, litellm):
    text = nonce()
    answer = http.post(house.endpoint("agent-a") + "/chat/completions",
                       headers={"x-api-key": "sk-other", "api-key": "sk-other", "x-litellm-api-key": "sk-other",
                                "x-litellm-call-id": "stolen", "x-litellm-tags": "t", "cookie": "a=b",
                                "x-forwarded-for": "10.0.0.1", "x-litellm-end-user-id": "somebody"},
                       json={"model": "m-ok", "messages": messages(text)})
    assert answer.status_code == 200
    call_id = house.row(answer.headers["x-request-id"]).call_id
    arrival = [call for call in litellm.arrivals() if call["call_id"] == call_id]
    assert len(arrival) == 1
    assert arrival[0]["key"] == litellm.keys["user-a"]
    headers = arrival[0]["headers"]
    assert not {"x-api-key", "api-key", "x-litellm-api-key", "x-litellm-tags", "cookie", "x-forwarded-for"} & set(headers)
    assert "somebody" not in str(headers) and "stolen" not in str(headers) and "sk-other" not in str(headers)
