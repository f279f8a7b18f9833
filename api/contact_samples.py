"""Examples of contacts, for the API's description."""

from typing import Any

from api.sample_parts import (
    BEGAN,
    CALL_ID,
    CALLBACK_OF_CALL,
    EMAIL,
    NUMBER,
    READY,
    TITLE,
    USER_ID,
)

CONTACT_ID = "01938f5e-7f30-7b2a-a4d8-9c1e0f3b6d66"
_OTHER_ID = "01938f5e-7f30-7b2a-a4d8-9c1e0f3b6d67"
_CORRECTED_AT = "2026-11-18T16:02:00Z"


def _said_in_call(value: str) -> dict[str, Any]:
    return {"value": value, "at": BEGAN, "by": "call", "call_id": CALL_ID, "by_id": None}


_CONTACT: dict[str, Any] = {
    "id": CONTACT_ID,
    "name": "María López",
    "numbers": [NUMBER],
    "emails": [EMAIL],
    "fields": {
        "name": {"value": "María López", "sources": [_said_in_call("Maria Lopez")]},
        "city": {"value": "Washington", "sources": [_said_in_call("Washington")]},
    },
    "corrected": {
        "name": {"machine": "Maria Lopez", "at": _CORRECTED_AT, "by": "user", "by_id": USER_ID}
    },
    "notes": "Prefers mornings.",
    "do_not_call": False,
    "opt_out": None,
    "last_summary": {"call_id": CALL_ID, "at": BEGAN, "text": "Maria's boiler leaks."},
    "open_callback": {
        "call_id": CALL_ID,
        "reason": "The caller asks to be called back.",
        "callback": CALLBACK_OF_CALL,
    },
    "call_count": 1,
    "first_call_at": BEGAN,
    "last_call_at": BEGAN,
    "created_at": READY,
    "updated_at": _CORRECTED_AT,
}
_DETAIL = {
    **_CONTACT,
    "calls": [
        {
            "call_id": CALL_ID,
            "at": BEGAN,
            "title": TITLE,
            "status": "ready",
            "direction": "inbound",
            "number": NUMBER,
            "email": EMAIL,
            "on_line": True,
            "moved": False,
            "words": None,
            "callback": CALLBACK_OF_CALL,
        }
    ],
    "timeline": [
        {
            "at": _CORRECTED_AT,
            "kind": "correction",
            "text": "María López",
            "call_id": None,
            "field": "name",
            "action": None,
            "callback_id": None,
            "due_at": None,
            "by": "user",
            "by_id": USER_ID,
        },
        {
            "at": "2026-11-18T16:00:00Z",
            "kind": "callback_change",
            "text": "She asked for the afternoon.",
            "call_id": CALL_ID,
            "field": None,
            "action": "move",
            "callback_id": CALLBACK_OF_CALL["id"],
            "due_at": "2026-11-19T20:00:00Z",
            "by": "user",
            "by_id": USER_ID,
        },
        {
            "at": BEGAN,
            "kind": "call",
            "text": TITLE,
            "call_id": CALL_ID,
            "field": None,
            "action": None,
            "callback_id": None,
            "due_at": None,
            "by": "call",
            "by_id": None,
        },
    ],
}
_VARIABLES = {
    "is_known": "true",
    "name": "María López",
    "company": "",
    "language": "en",
    "calls_count": "1",
    "last_call_at": "2026-11-18 10:30 America/New_York",
    "last_summary": "Maria's boiler leaks.",
    "open_callback": "true",
    "open_callback_when": "2026-11-19 15:00 America/New_York",
    "open_callback_reason": "The caller asks to be called back.",
    "do_not_call": "false",
    "plan": "basic",
}
CONTACT_EXAMPLES: dict[str, Any] = {
    "ContactPage": {"contacts": [_CONTACT], "next_cursor": None},
    "ContactDetail": _DETAIL,
    "ContactPatch": {"name": "María López", "do_not_call": False},
    "MergeBody": {"contact_id": _OTHER_ID},
    "InitiationBody": {
        "type": "conversation_initiation_client_data",
        "dynamic_variables": _VARIABLES,
        "conversation_config_override": {"agent": {"language": "en"}},
    },
    "InitiationSecretBody": {"secret": "9f2c4e7a1b8d3f6a5c0e"},
    "SplitBody": {"numbers": [NUMBER], "emails": [], "call_ids": []},
}
