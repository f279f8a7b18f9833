"""Writes the bodies of events as they are sent."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from shared.db.event_deliveries import EventToSend
from shared.domain.events import (
    CHANGES,
    REMINDER,
    CallbackReminder,
    EventBody,
    EventData,
    Nothing,
)


def body_of(event: EventToSend, facts: Mapping[str, Any] | None, *, base_url: str) -> EventBody:
    """Returns the body. `facts` are those of `find_facts`, None without a call."""
    call = facts["call"] if facts else None
    data = EventData.model_validate(
        {
            "sequence": event.sequence,
            "version": event.version,
            "call": call | {"url": f"{base_url.rstrip('/')}/calls/{call['id']}"} if call else None,
            "callback": facts["callback"] if facts else None,
            "lead_id": facts["lead_id"] if facts else None,
            "job_id": event.job_id,
            "change": _change_of(event, base_url.rstrip("/")),
            "content": facts["content"] if facts else None,
            "test": event.data.get("test", False),
        }
    )
    return EventBody(type=event.type, timestamp=event.occurred_at, data=data)


def _change_of(event: EventToSend, base_url: str) -> dict[str, Any]:
    """Returns what changed. Fields that another version recorded in another way are left out,
    because the event is worth more than they are.
    """
    change = CHANGES.get(event.type, Nothing)
    known = {name: event.data[name] for name in change.model_fields if name in event.data}
    if event.type == REMINDER:
        return linked_reminder(known, base_url)
    try:
        return change.model_validate(known).model_dump(mode="json", exclude_unset=True)
    except ValidationError as error:
        wrong = {each["loc"][0] for each in error.errors()}
        return {name: value for name, value in known.items() if name not in wrong}


def linked_reminder(data: Mapping[str, Any], base_url: str) -> dict[str, Any]:
    """Returns what a reminder says, with the addresses of its pages."""
    callbacks = [
        {**each, "url": f"{base_url}/calls/{each['call_id']}"} for each in data["callbacks"]
    ]
    linked = {**data, "url": f"{base_url}/", "callbacks": callbacks}
    return CallbackReminder.model_validate(linked).model_dump(mode="json")


def written(body: EventBody) -> str:
    """Returns the JSON, which is signed and sent as it is."""
    return body.model_dump_json()
