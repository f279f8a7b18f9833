"""Writes an event as a short message for people, of which chats and mails make their own form."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from shared.domain.events import TEST
from shared.domain.zones import find_zone

# Types that are not named here are written as they are: `job.failed` is "Job failed".
_TITLES: Final = {
    "call.received": "New call",
    "call.updated": "Call changed",
    "call.partial": "Call ready in part",
    "lead.extracted": "New lead",
    "lead.updated": "Lead corrected",
    "arrivals.missing": "Calls are missing",
    "event.stored": "Event could not be used",
    "endpoint.disabled": "Target disabled",
    "webhook.test": "Test from Aftercall",
}


@dataclass(frozen=True, slots=True)
class Message:
    """A message. Values and quote are a caller's words, so each form escapes them."""

    title: str
    facts: tuple[tuple[str, str], ...]
    quote: str | None
    text: str | None
    url: str | None

    @property
    def line(self) -> str:
        """All that fits in a notification."""
        return ": ".join((self.title, *(value for _, value in self.facts[:2])))


def message_of(event: Mapping[str, Any], zone: str | None) -> Message:
    """Returns the message of an event's body; times are written on the clock of `zone`, UTC without
    one. A thin body makes a message without anything that a caller said.
    """
    data = event["data"]
    call, content = data.get("call") or {}, data.get("content") or {}
    kind = str(event["type"])
    title = _TITLES.get(kind) or kind.replace(".", " ").replace("_", " ").capitalize()
    return Message(
        title=f"Test: {title}" if data.get("test") and kind != TEST else title,
        facts=tuple(_facts(kind, data, find_zone(zone))),
        quote=(content.get("callback") or {}).get("phrase"),
        text=content.get("summary") if kind.startswith("call.") else None,
        url=call.get("url"),
    )


def spoken_time(start: str, end: str | None, zone: ZoneInfo | None) -> str:
    """Returns a time, or from when to when, with the zone of its clock."""
    clock = zone or UTC
    first = datetime.fromisoformat(start).astimezone(clock)
    words = f"{first:%a %d %b %Y, %H:%M}"
    if end and end != start:
        last = datetime.fromisoformat(end).astimezone(clock)
        words += (
            f" to {last:%H:%M}" if last.date() == first.date() else f" to {last:%a %d %b, %H:%M}"
        )
    return f"{words} ({zone.key if zone else 'UTC'})"


def _facts(kind: str, data: Mapping[str, Any], zone: ZoneInfo | None) -> Iterator[tuple[str, str]]:
    call, content = data.get("call") or {}, data.get("content") or {}
    callback, words = data.get("callback") or {}, content.get("callback") or {}
    lead, change = content.get("lead") or {}, data.get("change") or {}
    due_at = callback.get("due_at")
    known = {
        "Call": content.get("title"),
        "Callback": spoken_time(due_at, callback.get("due_until"), zone) if due_at else None,
        "Reason": words.get("reason"),
        "Caller": words.get("name") or lead.get("name"),
        "Number": words.get("phone") or lead.get("phone") or content.get("from_number"),
        "E-mail": lead.get("email"),
        "Company": lead.get("company"),
        "Wants": lead.get("service"),
        "Outcome": (call.get("outcome") or "").replace("_", " "),
        "Called": spoken_time(call["started_at"], None, zone) if call.get("started_at") else None,
        "Message": change.get("message"),
        "Target": change.get("name") if kind == "endpoint.disabled" else None,
        "Source": change.get("source"),
        "Missing calls": change.get("missing"),
        "Period": change.get("period"),
        "Fields": ", ".join(change.get("fields") or ()),
    }
    return ((label, str(value)) for label, value in known.items() if value)
