"""Bodies of events, with everything that a caller can say in them."""

import copy
from typing import Any

CALL_ID = "01938f5e-7c2b-7d41-b0aa-6a1f0f0e9c11"
EVIL = '<!channel> & "quoted" {{ secret.token }} [x](http://evil.example)\r\nBcc: a@evil.example'
_FULL: dict[str, Any] = {
    "type": "callback.due",
    "timestamp": "2026-11-20T14:00:00Z",
    "data": {
        "sequence": 7,
        "version": 1,
        "call": {
            "id": CALL_ID,
            "url": f"https://aftercall.example/calls/{CALL_ID}",
            "agent_id": "01938f5e-7c2b-7d41-b0aa-6a1f0f0e9c12",
            "source": "elevenlabs",
            "direction": "inbound",
            "status": "ready",
            "outcome": "no_answer",
            "language": "en",
            "started_at": "2026-11-18T15:28:00Z",
            "duration_s": 118.5,
        },
        "callback": {
            "id": "01938f5e-7c2b-7d41-b0aa-6a1f0f0e9c13",
            "status": "scheduled",
            "due_at": "2026-11-20T14:00:00Z",
            "due_until": "2026-11-20T15:30:00Z",
        },
        "lead_id": "01938f5e-7c2b-7d41-b0aa-6a1f0f0e9c14",
        "job_id": None,
        "change": {
            "callback_id": "01938f5e-7c2b-7d41-b0aa-6a1f0f0e9c13",
            "due_at": "2026-11-20T14:00:00Z",
        },
        "content": {
            "title": "A leaking roof",
            "from_number": "+14155550123",
            "to_number": "+14155550100",
            "summary": "Ann Lee's roof leaks.",
            "lead": {
                "id": "01938f5e-7c2b-7d41-b0aa-6a1f0f0e9c14",
                "name": "Ann Lee",
                "phone": "+14155550123",
                "email": "ann@example.com",
                "company": None,
                "service": "Roof repair",
                "city": "Oakland",
            },
            "callback": {
                "reason": "Quote for the roof",
                "phrase": "call me Friday after two",
                "name": "Ann",
                "phone": "+14155550123",
            },
            "transcript": "agent: Hello.",
            "document": None,
        },
    },
}


def full_event(kind: str = "callback.due", **lead: str | None) -> dict[str, Any]:
    """An event of a full body; `lead` replaces fields of the person."""
    event = copy.deepcopy(_FULL)
    event["type"] = kind
    event["data"]["content"]["lead"] |= lead
    return event


def thin_event(kind: str = "callback.due") -> dict[str, Any]:
    event = full_event(kind)
    event["data"]["content"] = None
    return event


def hostile_event() -> dict[str, Any]:
    """An event in which a caller says everything that some receiver could mistake for its own."""
    event = full_event(name=EVIL, service=EVIL, company=EVIL)
    content = event["data"]["content"]
    content["title"] = content["summary"] = EVIL
    content["callback"] |= {"reason": EVIL, "phrase": EVIL, "name": EVIL}
    return event
