#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A model provider on loopback that does as the model's name says; it stands behind the real LiteLLM.

usage: upstream.py LOGFILE        prints its port, then serves until it is ended

up-ok answers; up-slow needs a second before each word; up-gap is silent for three seconds in the middle; up-drop closes
the connection in the middle of a stream; up-miderr sends an error event there; up-429, up-500, up-401 and up-ctx refuse;
up-hang never answers. The text and the token counts of an answer follow from the last message, so that two exchanged
answers, or two exchanged rows, are never equal.
"""
import http.server
import json
import sys
import threading
import time
import uuid
import zlib

WORDS = 6
log_lock = threading.Lock()


def last_text(body):
    """The text of the last message (of chat completions) or of the input (of responses and embeddings)."""
    messages = body.get("messages") or body.get("input") or ""
    if isinstance(messages, str):
        return messages
    last = messages[-1]
    if isinstance(last, str):
        return last
    content = last.get("content") or ""
    if isinstance(content, str):
        return content
    return " ".join(part.get("text", "") for part in content)


def tokens(text):
    digest = zlib.crc32(text.encode())
    return 11 + digest % 5000, 1 + (digest >> 13) % 700


def chat_usage(text):
    prompt, completion = tokens(text)
    return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion,
            "completion_tokens_details": {"reasoning_tokens": completion // 3}}


def responses_usage(text):
    prompt, completion = tokens(text)
    return {"input_tokens": prompt, "input_tokens_details": {"cached_tokens": 0}, "output_tokens": completion,
            "output_tokens_details": {"reasoning_tokens": 0}, "total_tokens": prompt + completion}


def refusal(message, kind, code, param=None):
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


REFUSALS = {
    "up-429": (429, refusal("Rate limit reached for up-429", "rate_limit_error", "rate_limit_exceeded")),
    "up-500": (500, refusal("the provider broke down", "server_error", None)),
    "up-401": (401, refusal("Incorrect API key provided", "invalid_request_error", "invalid_api_key")),
    "up-ctx": (400, refusal("This model's maximum context length is 8192 tokens. However, your messages resulted in "
                            "9000 tokens.", "invalid_request_error", "context_length_exceeded", "messages")),
}


class Provider(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 65536

    def log_message(self, *_):
        pass

    def answer(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.send_header("x-request-id", "provider-" + uuid.uuid4().hex[:8])
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def begin_stream(self):
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()

    def event(self, value, name=None):
        text = f"event: {name}\n" if name else ""
        text += "data: " + (value if isinstance(value, str) else json.dumps(value)) + "\n\n"
        piece = text.encode()
        self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        self.wfile.flush()

    def end_stream(self):
        self.wfile.write(b"0\r\n\r\n")
        self.wfile.flush()

    def do_GET(self):
        self.answer(200, {"object": "list", "data": [{"id": "up-ok", "object": "model"}]})

    def do_POST(self):
        raw = self.rfile.read(int(self.headers.get("content-length") or 0))
        body = json.loads(raw or b"{}")
        with log_lock:
            log.write(json.dumps({"path": self.path, "authorization": self.headers.get("authorization"),
                                  "body": body}) + "\n")
        model = body.get("model", "up-ok")
        if model == "up-hang":
            time.sleep(60)
            self.close_connection = True
        elif model in REFUSALS:
            self.answer(*REFUSALS[model])
        elif self.path.endswith("/embeddings"):
            self.embed(body)
        elif self.path.endswith("/responses"):
            self.respond(body)
        elif body.get("stream"):
            self.stream_chat(body, model)
        else:
            self.chat(body, model)

    def chat(self, body, model):
        if model == "up-slow":
            time.sleep(1)
        text = last_text(body)
        message = {"role": "assistant", "content": "echo: " + text}
        finish = "stop"
        last_role = (body.get("messages") or [{}])[-1].get("role")
        if body.get("tools") and text.startswith("use the tool") and last_role == "user":
            name = body["tools"][0]["function"]["name"]
            message = {"role": "assistant", "content": None, "tool_calls": [
                {"id": "call_1", "type": "function", "function": {"name": name, "arguments": '{"city": "Riga"}'}}]}
            finish = "tool_calls"
        self.answer(200, {"id": "chatcmpl-" + uuid.uuid4().hex, "object": "chat.completion",
                          "created": int(time.time()), "model": model, "usage": chat_usage(text),
                          "choices": [{"index": 0, "message": message, "finish_reason": finish}]})

    def stream_chat(self, body, model):
        text = last_text(body)
        head = {"id": "chatcmpl-" + uuid.uuid4().hex, "object": "chat.completion.chunk",
                "created": int(time.time()), "model": model}

        def delta(value, finish=None):
            self.event({**head, "choices": [{"index": 0, "delta": value, "finish_reason": finish}]})

        self.begin_stream()
        if body.get("tools") and text.startswith("use the tool"):
            name = body["tools"][0]["function"]["name"]
            delta({"role": "assistant", "tool_calls": [
                {"index": 0, "id": "call_1", "type": "function", "function": {"name": name, "arguments": ""}}]})
            for piece in ('{"city"', ': "Ri', 'ga"}'):
                delta({"tool_calls": [{"index": 0, "function": {"arguments": piece}}]})
            delta({}, "tool_calls")
        else:
            answer = "echo: " + text
            step = max(1, -(-len(answer) // WORDS))
            delta({"role": "assistant", "content": ""})
            for number, start in enumerate(range(0, len(answer), step)):
                if model == "up-slow":
                    time.sleep(1)
                if number == 2:
                    if model in ("up-drop", "up-miderr"):
                        time.sleep(0.3)  # else the answer's beginning is not yet on its way to the client
                    if model == "up-gap":
                        time.sleep(3)
                    if model == "up-drop":
                        self.close_connection = True
                        return
                    if model == "up-miderr":
                        self.event(refusal("the provider broke down in the middle", "server_error", "500"))
                        self.end_stream()
                        return
                delta({"content": answer[start:start + step]})
            delta({}, "stop")
        if (body.get("stream_options") or {}).get("include_usage"):
            self.event({**head, "choices": [], "usage": chat_usage(text)})
        self.event("[DONE]")
        self.end_stream()

    def respond(self, body):
        text = last_text(body)
        answer = "echo: " + text
        message = {"id": "msg_1", "type": "message", "role": "assistant", "status": "completed",
                   "content": [{"type": "output_text", "text": answer, "annotations": []}]}
        whole = {"id": "resp_" + uuid.uuid4().hex, "object": "response", "created_at": int(time.time()),
                 "status": "completed", "model": body.get("model"), "output": [message], "error": None,
                 "incomplete_details": None, "instructions": None, "metadata": {}, "parallel_tool_calls": True,
                 "temperature": 1.0, "tool_choice": "auto", "tools": [], "top_p": 1.0,
                 "usage": responses_usage(text)}
        if not body.get("stream"):
            self.answer(200, whole)
            return
        self.begin_stream()
        number = 0

        def send(name, **value):
            nonlocal number
            self.event({"type": name, "sequence_number": number, **value}, name)
            number += 1

        place = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
        send("response.created", response={**whole, "status": "in_progress", "output": [], "usage": None})
        send("response.output_item.added", output_index=0, item={**message, "status": "in_progress", "content": []})
        send("response.content_part.added", **place, part={"type": "output_text", "text": "", "annotations": []})
        for start in range(0, len(answer), 10):
            send("response.output_text.delta", **place, delta=answer[start:start + 10], logprobs=[])
        send("response.output_text.done", **place, text=answer, logprobs=[])
        send("response.content_part.done", **place, part=message["content"][0])
        send("response.output_item.done", output_index=0, item=message)
        send("response.completed", response=whole)
        self.end_stream()

    def embed(self, body):
        texts = body["input"] if isinstance(body["input"], list) else [body["input"]]
        prompt, _ = tokens(last_text(body))
        self.answer(200, {"object": "list", "model": body.get("model"),
                          "data": [{"object": "embedding", "index": index, "embedding": [0.25, -0.5, float(index)]}
                                   for index in range(len(texts))],
                          "usage": {"prompt_tokens": prompt, "total_tokens": prompt}})


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request, address):
        pass  # a client that has left


if __name__ == "__main__":
    log = open(sys.argv[1], "a", buffering=1, encoding="utf-8")
    server = Server(("127.0.0.1", 0), Provider)
    print(server.server_address[1], flush=True)
    server.serve_forever()
