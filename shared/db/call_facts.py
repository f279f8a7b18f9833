"""The columns of a call that its sender fills: one list for the statement that records many new
calls and the one that completes a known call.
"""

from dataclasses import asdict
from typing import Any

from shared.domain.incoming import IncomingCall
from shared.domain.statuses import CallOutcome

_TYPES = {
    "direction": "text",
    "from_number": "text",
    "to_number": "text",
    "call_sid": "text",
    "started_at": "timestamptz",
    "duration_s": "float8",
    "language": "text",
    "timezone": "text",
    "title": "text",
    "description": "text",
    "outcome": "text",
    "failure": "text",
    "sender_data": "jsonb",
    "notes": "jsonb",
    "contact": "jsonb",
}
COLUMNS = ", ".join(_TYPES)
# The column list of json_to_record and json_to_recordset.
RECORD = ", ".join(f"{name} {kind}" for name, kind in _TYPES.items())
# A value from an earlier event remains; a missing one is filled in. That a mailbox answered has
# priority, because senders find it out after the call has ended.
FILLED_IN = ", ".join(
    f"{name} = coalesce(calls.{name}, excluded.{name})"
    for name, kind in _TYPES.items()
    if kind != "jsonb" and name != "outcome"
) + (
    f", outcome = case when excluded.outcome = '{CallOutcome.VOICEMAIL}' then excluded.outcome"
    " else coalesce(calls.outcome, excluded.outcome) end"
)


def facts_of(call: IncomingCall) -> dict[str, Any]:
    """Returns the values by column, for JSON."""
    return {
        "direction": call.direction,
        "from_number": call.from_number,
        "to_number": call.to_number,
        "call_sid": call.call_sid,
        "started_at": call.started_at,
        "duration_s": call.duration_s,
        "language": call.language,
        "timezone": call.timezone,
        "title": call.title,
        "description": call.description,
        "outcome": call.outcome,
        "failure": call.sender_error,
        "sender_data": call.sender_data,
        "notes": call.notes,
        "contact": {name: value for name, value in asdict(call.contact).items() if value},
    }
