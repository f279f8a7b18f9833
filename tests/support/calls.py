"""Calls as ElevenLabs tells of them, and the way they are sent."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from shared.vendors.elevenlabs.signature import sign

SAMPLES = Path(__file__).parent.parent / "samples"
WEBHOOK = "/api/webhooks/elevenlabs/call-ended"

CALLBACK_TURNS = (
    ("agent", "Northside Plumbing, this is Alex. How can I help you?"),
    ("user", "Hi, my name is Maria Lopez. My boiler is leaking and I need a repair in Portland."),
    ("agent", "I am sorry to hear that. What is the best number to reach you?"),
    ("user", "It's 503 555 0142. Can someone call me back tomorrow at three p m?"),
    ("agent", "Of course, somebody will call you tomorrow at three."),
)


def transcription(agent_id: str, conversation_id: str = "conv_1", **changes: Any) -> dict[str, Any]:
    """A post_call_transcription event of a call that asks for a callback."""
    turns = changes.pop("turns", CALLBACK_TURNS)
    return {
        "type": "post_call_transcription",
        "event_timestamp": 1795015900,
        "data": {
            "agent_id": agent_id,
            "agent_name": "Front desk",
            "conversation_id": conversation_id,
            "status": "done",
            "transcript": [
                {"role": role, "message": message, "time_in_call_secs": 6 * position}
                for position, (role, message) in enumerate(turns)
            ],
            "metadata": {
                "start_time_unix_secs": 1795015800,
                "call_duration_secs": 42,
                "timezone": "America/New_York",
                "main_language": "en",
                "phone_call": {
                    "type": "twilio",
                    "direction": "inbound",
                    "agent_number": "+12025550100",
                    "external_number": "+12025550143",
                    "call_sid": "CA0123456789abcdef0123456789abcdef",
                },
            },
            **changes,
        },
    }


def sample(name: str) -> dict[str, Any]:
    payload: dict[str, Any] = json.loads((SAMPLES / f"elevenlabs_{name}.json").read_bytes())
    return payload


async def send(
    client: httpx.AsyncClient,
    payload: Any,
    *,
    secret: str | None,
    path: str = WEBHOOK,
    at: datetime | None = None,
    headers: dict[str, str] | None = None,
) -> httpx.Response:
    """Posts a payload (bytes as they are, anything else as JSON), signed unless
    `secret` is None.
    """
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    signature = (
        {"ElevenLabs-Signature": sign(body, secret=secret, at=at or datetime.now(UTC))}
        if secret
        else {}
    )
    return await client.post(
        path,
        content=body,
        headers={"Content-Type": "application/json", **signature, **(headers or {})},
    )
