"""The canary: a synthetic call in its own tenant that runs through the whole system every few
minutes.
"""

import json
from datetime import datetime
from uuid import UUID

from shared.domain.ids import TenantId

# The same in every installation, so that no list of real tenants and no "first sign-up" counts it.
CANARY_TENANT = TenantId(UUID("5ca1ab1e-0000-4000-8000-00000000ca11"))
CANARY_NAME = "Canary"
CANARY_AGENT = "aftercall-canary"

# It requests no callback: with an external calendar it would book one every few minutes.
_TURNS = (
    ("agent", "Aftercall canary, how can I help you?"),
    ("user", "I only wanted to hear whether everything works. My name is Kim Canary."),
    ("agent", "Everything works, thank you for asking."),
    ("user", "That was all. Goodbye."),
)


def canary_event(conversation_id: str, *, at: datetime) -> bytes:
    """Returns the event as ElevenLabs would send it."""
    transcript = [
        {"role": role, "message": message, "time_in_call_secs": 4 * position}
        for position, (role, message) in enumerate(_TURNS)
    ]
    metadata = {
        "start_time_unix_secs": int(at.timestamp()),
        "call_duration_secs": 16,
        "main_language": "en",
    }
    data = {
        "agent_id": CANARY_AGENT,
        "conversation_id": conversation_id,
        "status": "done",
        "transcript": transcript,
        "metadata": metadata,
    }
    event = {
        "type": "post_call_transcription",
        "event_timestamp": int(at.timestamp()),
        "data": data,
    }
    return json.dumps(event).encode()
