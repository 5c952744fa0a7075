# SPDX-License-Identifier: GPL-3.0-or-later
"""An ASGI application that answers with the request as its server read it, and logs that it came."""
import base64
import json


async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
    print("read " + dict(headers).get("x-case", ""), flush=True)
    query = scope["query_string"].decode("latin-1")
    answer = json.dumps({
        "method": scope["method"], "target": scope["raw_path"].decode("latin-1") + ("?" + query if query else ""),
        "headers": headers, "body": base64.b64encode(body).decode()}).encode()
    await send({"type": "http.response.start", "status": 200,
                "headers": [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(answer))]})
    await send({"type": "http.response.body", "body": answer})
