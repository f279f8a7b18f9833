"""Sample events of each type, as they are sent: for tests of receivers, and the API's description.

No call stands behind one, which `data.test` says.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from api.event_samples import EVENT_DATA, TARGET_ID
from api.sample_parts import (
    AGENT_ID,
    CALL_ID,
    CALLBACK_ID,
    GREETING,
    HERE,
    LEAD_ID,
    NUMBER,
    OWN_NUMBER,
    PHRASE,
    RECORDING_ID,
    SCHEDULE_ID,
)
from shared.db.event_targets import BodyKind
from shared.domain.events import CHANGES, REMINDER, EventBody, EventData

MESSAGE: Final = "A test that was asked for."
# What stands in `change`, by the model of it; others are empty.
_CHANGES: Final[dict[str, dict[str, Any]]] = {
    "CallReceived": {"source": "elevenlabs"},
    "CallUpdated": {"fields": ["status"], "status": "processing"},
    "CallDeleted": {"call_id": CALL_ID, "agent_id": AGENT_ID, "outcome": None},
    "CallbackChanged": {
        "callback_id": CALLBACK_ID,
        "version": 1,
        "action": "created",
        "status": "scheduled",
    },
    "CallbackDue": {"callback_id": CALLBACK_ID, "due_at": "2026-11-19T14:00:00Z"},
    "CallbackDone": {"callback_id": CALLBACK_ID, "version": 2},
    "CallbackReminder": {
        "schedule_id": SCHEDULE_ID,
        "name": "Before work",
        "due_at": "2026-11-19T13:00:00Z",
        "url": f"{HERE}/",
        "within_hours": 24,
        "overdue": 0,
        "due": 1,
        "callbacks": [
            {
                "callback_id": CALLBACK_ID,
                "call_id": CALL_ID,
                "url": f"{HERE}/calls/{CALL_ID}",
                "state": "coming",
                "due_at": "2026-11-19T14:00:00Z",
                "due_until": None,
            }
        ],
    },
    "ScheduleDue": {
        "schedule_id": SCHEDULE_ID,
        "name": "Weekly report",
        "due_at": "2026-11-23T13:00:00Z",
        "data": {"report": "week"},
    },
    "ScheduleDisabled": {
        "schedule_id": SCHEDULE_ID,
        "name": "Weekly report",
        "reason": "failing",
    },
    "LeadExtracted": {"lead_id": LEAD_ID},
    "LeadUpdated": {"lead_id": LEAD_ID, "fields": ["name"]},
    "TranscriptEdited": {"version": 2},
    "RecordingChanged": {"recording_id": RECORDING_ID},
    "EmbeddingsGenerated": {"source": "transcript"},
    "BudgetReached": {"period": "day", "limit_microusd": 5_000_000},
    "MissedCallsFound": {"source": "elevenlabs", "missing": 2},
    "EventStored": {"source": "elevenlabs", "reason": "Nothing of the transcript can be read."},
    "EndpointDisabled": {"target_id": TARGET_ID, "name": "CRM", "reason": "failing"},
    "SampleSent": {"message": MESSAGE},
}
_OF_NO_CALL: Final = ("budget", "arrivals", "event", "endpoint", "schedule", "webhook")
_STATUS: Final = {
    "call.received": "received",
    "call.updated": "processing",
    "call.partial": "partial",
    "call.failed": "failed",
}
_CONTENT: Final = {
    "title": "Test: boiler repair for Maria Lopez",
    "from_number": NUMBER,
    "to_number": OWN_NUMBER,
    "summary": "This is a test. Maria's boiler leaks, and she wants to be called back tomorrow.",
    "lead": {
        "id": LEAD_ID,
        "name": "Maria Lopez",
        "phone": NUMBER,
        "email": "maria.lopez@example.com",
        "company": None,
        "service": "Boiler repair",
        "city": "Portland",
    },
    "callback": {
        "reason": "This is a test: when can the boiler be repaired?",
        "phrase": PHRASE,
        "name": "Maria Lopez",
        "phone": NUMBER,
    },
    "transcript": f"agent: {GREETING}\ncustomer: My boiler leaks. {PHRASE}",
    "document": "# Test: boiler repair for Maria Lopez\n\nNo call stands behind this document.\n",
}


def first_sample(types: Sequence[str]) -> str:
    """Returns the first type of these, of which some may be groups, that has a sample; that of a
    call when none has.
    """
    return next((each for each in types if each in CHANGES), "call.ready")


def sample_event(
    name: str, *, at: datetime, sequence: int, body: BodyKind, base_url: str
) -> EventBody:
    """Returns a sample of a type of CHANGES."""
    change = _CHANGES.get(CHANGES[name].__name__, {})
    known = {**EVENT_DATA, "change": change, "sequence": sequence, "test": True}
    if name.partition(".")[0] in _OF_NO_CALL or name == REMINDER:
        known |= {"call": None, "callback": None, "lead_id": None, "job_id": None}
    elif name == "call.deleted":
        known |= {"call": None, "callback": None, "lead_id": None}
    else:
        call = {
            "status": _STATUS.get(name, "ready"),
            "url": f"{base_url.rstrip('/')}/calls/{CALL_ID}",
        }
        known |= {
            "call": {**EVENT_DATA["call"], **call},
            "content": _CONTENT if body == "full" else None,
        }
    if name == "callback.done":
        known["callback"] = {**EVENT_DATA["callback"], "status": "done"}
    return EventBody(type=name, timestamp=at, data=EventData.model_validate(known))
