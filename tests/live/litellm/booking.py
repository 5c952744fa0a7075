# SPDX-License-Identifier: GPL-3.0-or-later
"""LiteLLM's callback: what it books for each call (who, tokens, cost), one JSON line in LIVE_BOOKINGS."""
import json
import os

from litellm.integrations.custom_logger import CustomLogger

BOOKINGS = open(os.environ["LIVE_BOOKINGS"], "a", buffering=1, encoding="utf-8")


class Booking(CustomLogger):
    def write(self, ok, call):
        booked = call.get("standard_logging_object") or {}
        metadata = booked.get("metadata") or {}
        BOOKINGS.write(json.dumps({
            "ok": ok, "call_id": call.get("litellm_call_id"), "id": booked.get("id"),
            "user": metadata.get("user_api_key_user_id"), "end_user": booked.get("end_user"),
            "model": booked.get("model_group"), "stream": bool(booked.get("stream")),
            "prompt_tokens": booked.get("prompt_tokens"), "completion_tokens": booked.get("completion_tokens"),
            "cost": booked.get("response_cost"), "metadata": metadata.get("spend_logs_metadata"),
            "error": booked.get("error_str")}) + "\n")

    async def async_log_success_event(self, kwargs, response_obj, start_time, end_time):
        self.write(True, kwargs)

    async def async_log_failure_event(self, kwargs, response_obj, start_time, end_time):
        self.write(False, kwargs)


book = Booking()
