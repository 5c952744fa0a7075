# SPDX-License-Identifier: GPL-3.0-or-later
"""LiteLLM's custom authentication: virtual keys from a file, since there is no database, and a record of each arrival.

LIVE_KEYS    JSON: {key: {"user_id": …, "rpm_limit": …, "models": […], "blocked": …}}
LIVE_ARRIVALS    one JSON line a call: which key arrived, for which call, with which headers
"""
import json
import os

from litellm.proxy._types import LitellmUserRoles, ProxyException, UserAPIKeyAuth

with open(os.environ["LIVE_KEYS"], encoding="utf-8") as keys_file:
    KEYS = json.load(keys_file)
MASTER = os.environ["LIVE_MASTER_KEY"]
ARRIVALS = open(os.environ["LIVE_ARRIVALS"], "a", buffering=1, encoding="utf-8")


def refused(message, kind):
    return ProxyException(message="Authentication Error, " + message, type=kind, param="key", code=401)


async def user_api_key_auth(request, api_key):
    key = KEYS.get(api_key)
    headers = {name: value for name, value in request.headers.items() if name != "authorization"}
    ARRIVALS.write(json.dumps({"path": request.url.path, "key": api_key, "user": (key or {}).get("user_id"),
                               "call_id": headers.get("x-litellm-call-id"), "headers": headers}) + "\n")
    if api_key == MASTER:
        return UserAPIKeyAuth(api_key=api_key, user_id="admin", user_role=LitellmUserRoles.PROXY_ADMIN)
    if key is None:
        raise refused("Invalid proxy server token passed. Unable to find token in cache.", "token_not_found_in_db")
    if key.get("blocked"):
        raise refused("Key is blocked. Update via `/key/unblock` if you're an admin.", "auth_error")
    return UserAPIKeyAuth(api_key=api_key, user_id=key["user_id"], models=key.get("models") or [],
                          rpm_limit=key.get("rpm_limit"), user_role=LitellmUserRoles.INTERNAL_USER)
